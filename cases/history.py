"""Who changed what in a case, in plain sentences: read from the history that the database keeps.

All of one case's history is replayed, oldest first, because a new agreement is said against the one it follows. That is
a few hundred rows at most, in as many queries for one change as for a hundred.
"""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import phrases
from cases.models import Agreement, Case, Confirmation, Contact, Need, Pause
from cases.rules import Medium, Rhythm
from residents.models import Resident

PAGE = 30
# In the order in which things of one moment are told.
_TRACKED: dict[str, type[models.Model]] = {
    "resident": Resident,
    "case": Case,
    "need": Need,
    "agreement": Agreement,
    "pause": Pause,
    "contact": Contact,
    "confirmation": Confirmation,
}
# Of these the history keeps each row as it was before a change (ADR 0007); of the others as it became.
_KEPT_AS_IT_WAS = ("resident", "contact")
# Bookkeeping of a row, which nobody changes on purpose.
_UNTOLD = frozenset(
    {
        "id",
        "municipality_id",
        "case_id",
        "created_at",
        "created_by_id",
        "recorded_at",
        "recorded_by_id",
        "token",
        "day",
    }
)
_WORDS = {"worker_id": gettext_lazy("vaste werker"), "resident_id": gettext_lazy("bewoner")}
_ICONS = {
    "resident": "user-search",
    "case": "notes",
    "need": "clipboard-text",
    "agreement": "calendar-check",
    "pause": "player-pause",
    "contact": "message",
    "confirmation": "check",
}
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence of the history."""

    icon: str
    sentence: str
    when: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the history, newest first."""

    changes: list[Change]
    number: int
    earlier: bool


@dataclass(frozen=True, slots=True)
class _Event:
    """One change of one row: what it was and what it became (None: not there)."""

    kind: str
    at: dt.datetime
    context: Values
    old: Values | None
    new: Values | None


@dataclass(slots=True)
class _Teller:
    """Say events in words; names are looked up once, for all of them."""

    zone: zoneinfo.ZoneInfo
    names: dict[tuple[str, int], str] = field(default_factory=dict)
    # Of each kind of version, what is there at this point of the story: first day, and the rhythm.
    versions: dict[str, dict[int, Values]] = field(default_factory=lambda: {"need": {}, "agreement": {}})

    def tell(self, event: _Event) -> Iterator[str]:
        """Say what was done, each as the end of "Op 3 maart 2026 heeft Farida Bouzidi …"."""
        said: Callable[[_Event], Iterable[str]] = {
            "need": self._version,
            "agreement": self._version,
            "pause": self._pause,
            "contact": self._contact,
            "confirmation": self._confirmation,
        }.get(event.kind, self._fields)
        yield from said(event)

    def who(self, context: Values) -> str:
        """Say who did it; what no person did was the import or the system."""
        user = context.get("user")
        if user is not None:
            return self.names.get(("accounts.user", int(user)), _("iemand"))
        return (
            _("de import") if context.get("command") in ("import_dossiers", "load_demo") else _("het systeem")
        )

    def _version(self, event: _Event) -> Iterator[str]:
        there = self.versions[event.kind]
        row = event.new or event.old or {}
        words = {"what": _("wat nodig is") if event.kind == "need" else _("de afspraak")}
        words["day"] = self._day(row["valid_from"])
        words["new"] = self._rhythm(event.new)
        words["old"] = self._rhythm(event.old)
        if event.old is None:
            before = [one for one in there.values() if one["valid_from"] < row["valid_from"]]
            words["old"] = self._rhythm(max(before, key=lambda one: str(one["valid_from"]), default=None))
            if before:
                yield _("%(what)s veranderd vanaf %(day)s: van %(old)s naar %(new)s") % words
            else:
                yield _("%(what)s vastgelegd vanaf %(day)s: %(new)s") % words
        elif event.new is None:
            yield _("%(what)s vanaf %(day)s weggehaald: %(old)s") % words
        elif words["old"] != words["new"]:
            yield _("%(what)s vanaf %(day)s verbeterd: van %(old)s naar %(new)s") % words
        else:
            yield from self._fields(event)
        there.pop(int(row["id"]), None)
        if event.new is not None:
            there[int(row["id"])] = event.new

    def _pause(self, event: _Event) -> Iterator[str]:
        words = {"old": self._days(event.old), "new": self._days(event.new)}
        if event.old is None:
            yield _("een pauze vastgelegd van %(new)s") % words
        elif event.new is None:
            yield _("de pauze van %(old)s weggehaald") % words
        elif words["old"] != words["new"]:
            yield _("een pauze veranderd: van %(old)s in %(new)s") % words
        else:
            yield from self._fields(event)

    def _contact(self, event: _Event) -> Iterator[str]:
        words = {"old": self._moment(event.old), "new": self._moment(event.new)}
        if event.new is None:
            yield _("een contact weggehaald: %(old)s") % words
        elif words["old"] != words["new"]:
            yield _("een contact verbeterd: van %(old)s naar %(new)s") % words
        else:
            yield from self._fields(event)

    def _confirmation(self, event: _Event) -> Iterator[str]:
        """Say what was asked and answered; that a row of it went is told by what it was about."""
        row = event.new or event.old or {}
        words = {"kind": str(Confirmation.Kind(row["kind"]).label), "said": row["said"]}
        if event.old is None:
            yield _("bevestiging gevraagd: %(kind)s (%(said)s)") % words
        elif event.new is not None and event.old["state"] != event.new["state"]:
            words["state"] = str(Confirmation.State(row["state"]).label)
            words["alone"] = _(", zonder tweede persoon") if row["alone"] else ""
            yield _("%(state)s: %(kind)s (%(said)s)%(alone)s") % words

    def _fields(self, event: _Event) -> Iterator[str]:
        """Say each column that changed by its name; of a case, what has words of its own in those."""
        model = _TRACKED[event.kind]
        if event.old is None or event.new is None:
            row = event.new or event.old or {}
            words = {"name": str(model._meta.verbose_name)}
            if event.kind == "case" and event.old is None:
                words["team"] = self.names.get(("accounts.team", int(row["team_id"])), "")
                yield _("het dossier geopend bij %(team)s") % words
            else:
                yield _("de gegevens weggehaald: %(name)s") % words
            return
        for column in model._meta.concrete_fields:
            name = str(column.attname)
            old, new = event.old.get(name), event.new.get(name)
            if name in _UNTOLD or old == new:
                continue
            words = {
                "name": str(_WORDS.get(name, column.verbose_name)),
                "old": self._value(column, old),
                "new": self._value(column, new),
            }
            if (event.kind, name) == ("case", "closed_on"):
                if new is None:
                    yield _("het dossier heropend, dat op %(old)s gesloten was") % words
                    continue
                if old is None:
                    yield _("het dossier gesloten op %(new)s") % words
                    continue
            yield _("“%(name)s” veranderd: van %(old)s naar %(new)s") % words

    def _value(self, column: models.Field[Any, Any], value: Any) -> str:
        """Say the value of a column."""
        if value is None or value == "":
            return _("niets")
        if isinstance(column, models.ForeignKey):
            return self.names.get((column.related_model._meta.label_lower, int(value)), _("onbekend"))
        if isinstance(column, models.BooleanField):
            return _("ja") if value else _("nee")
        if isinstance(column, models.DateTimeField):
            return self._clock(value)
        if isinstance(column, models.DateField):
            return self._day(value)
        return str(dict(column.flatchoices).get(value, value))

    def _rhythm(self, row: Values | None) -> str:
        if row is None:
            return _("niets")
        return phrases.rhythm(Rhythm(row["contacts"], row["per_days"], Medium(row["medium"])))

    def _days(self, row: Values | None) -> str:
        if row is None:
            return ""
        return _("%(first)s tot en met %(last)s") % {
            "first": self._day(row["first_day"]),
            "last": self._day(row["last_day"]),
        }

    def _moment(self, row: Values | None) -> str:
        if row is None:
            return ""
        words = {
            "medium": phrases.medium(row["medium"]),
            "when": self._clock(row["happened_at"]),
            "how": _("gelukt") if row["reached"] else _("niet gelukt"),
            "note": row["note"],
        }
        said = _("%(medium)s op %(when)s, %(how)s") % words
        return said + (_(", met het verslag “%(note)s”") % words if row["note"] else "")

    def _day(self, value: str) -> str:
        day = parse_date(value[:10])
        return date_format(day, "j F Y") if day else value

    def _clock(self, value: str) -> str:
        moment = parse_datetime(value)
        return date_format(moment.astimezone(self.zone), "j F Y H:i") if moment else value


def page(case: Case, *, number: int, zone: zoneinfo.ZoneInfo) -> Page:
    """Tell a page of a case's history, newest first; the first page is 1."""
    events = _events(case)
    teller = _Teller(zone, _names(events))
    told: list[Change] = []
    for event in events:
        local = event.at.astimezone(zone)
        reason = _reason(event)
        for done in teller.tell(event):
            words = {"day": date_format(local, "j F Y"), "who": teller.who(event.context), "done": done}
            sentence = _("Op %(day)s heeft %(who)s %(done)s.") % words
            if reason:
                sentence += " " + _("Reden: %(reason)s.") % {"reason": reason.rstrip(". ")}
            told.append(Change(_ICONS[event.kind], sentence, date_format(local, "H:i")))
    told.reverse()
    first = (number - 1) * PAGE
    return Page(told[first : first + PAGE], number, len(told) > first + PAGE)


def _reason(event: _Event) -> str:
    """Return why: what was said with the change, else what the row itself says of its making."""
    said = str(event.context.get("reason") or "")
    if said or event.old is not None or event.new is None:
        return said
    reason = str(event.new.get("reason") or "")
    if event.kind == "agreement":
        label = str(dict(Agreement._meta.get_field("reason").flatchoices).get(reason, reason))
        text = str(event.new.get("reason_text") or "")
        parts = [label] if reason and reason != "other" else []
        return ": ".join([*parts, *([text] if text else [])])
    return reason if event.kind in ("need", "pause") else ""


def _events(case: Case) -> list[_Event]:
    """Read all that was changed of a case and its resident, oldest first, each with what was before and after."""
    parts, keys = [], []
    for kind, model in _TRACKED.items():
        history = model._meta.get_field("events").related_model
        assert isinstance(history, type), "tracked models have a model of events"
        column = "pgh_obj_id" if kind in ("resident", "case") else "case_id"
        parts.append(
            f"SELECT pgh_created_at, '{kind}', pgh_id, pgh_label, pgh_context::text, to_jsonb(e)::text"
            f" FROM {history._meta.db_table} e WHERE {column} = %s"
        )
        keys.append(case.resident_id if kind == "resident" else case.pk)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), keys)
        rows = [
            _Row(at, kind, pgh_id, label, json.loads(context or "{}"), json.loads(values))
            for at, kind, pgh_id, label, context, values in cursor.fetchall()
        ]
        rows.sort(key=lambda row: (row.at, list(_TRACKED).index(row.kind), row.pgh_id))
        now = _as_they_are(cursor, rows)
    return sorted(map(_as_it_says, _paired(rows, now)), key=lambda event: event.at)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the history, as stored."""

    at: dt.datetime
    kind: str
    pgh_id: int
    label: str
    context: Values
    values: Values

    @property
    def key(self) -> tuple[str, int]:
        """Whose history this is."""
        return self.kind, int(self.values["id"])


def _as_it_says(event: _Event) -> _Event:
    """Take of a new row its own word on when and by whom it was made: what was moved here is older than its event."""
    if event.old is not None or event.new is None or event.new.get("created_at") is None:
        return event
    made_by = event.new.get("created_by_id")
    context = event.context if made_by is None else {"user": made_by} | event.context
    return replace(event, at=parse_datetime(event.new["created_at"]) or event.at, context=context)


def _as_they_are(cursor: CursorWrapper, rows: list[_Row]) -> dict[tuple[str, int], Values]:
    """Read what is there now of the rows of which the history keeps what they were."""
    there: dict[tuple[str, int], Values] = {}
    for kind in _KEPT_AS_IT_WAS:
        wanted = sorted({row.key[1] for row in rows if row.kind == kind})
        if wanted:
            table = _TRACKED[kind]._meta.db_table
            cursor.execute(f"SELECT id, to_jsonb(t)::text FROM {table} t WHERE id = ANY(%s)", [wanted])
            there |= {(kind, pk): json.loads(values) for pk, values in cursor.fetchall()}
    return there


def _paired(rows: list[_Row], now: dict[tuple[str, int], Values]) -> list[_Event]:
    """Give each event what was before and after: one of the two is stored, the other stands in its neighbour."""
    before: dict[tuple[str, int], Values] = {}
    events = []
    for row in rows:
        old = None if row.label == "insert" else before.get(row.key, row.values)
        events.append(
            _Event(row.kind, row.at, row.context, old, None if row.label == "delete" else row.values)
        )
        before[row.key] = row.values
    after = dict(now)
    for index in range(len(rows) - 1, -1, -1):
        row = rows[index]
        if row.kind in _KEPT_AS_IT_WAS:
            new = None if row.label == "delete" else after.get(row.key, row.values)
            events[index] = _Event(row.kind, row.at, row.context, row.values, new)
            after[row.key] = row.values
    return events


def _names(events: list[_Event]) -> dict[tuple[str, int], str]:
    """Look up, a table at a time, the names of all that the history refers to."""
    wanted: dict[str, set[int]] = {"accounts.user": set()}
    for event in events:
        if event.context.get("user") is not None:
            wanted["accounts.user"].add(int(event.context["user"]))
        for column in _TRACKED[event.kind]._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and column.attname not in _UNTOLD:
                ids = [values.get(column.attname) for values in (event.old, event.new) if values]
                named = wanted.setdefault(column.related_model._meta.label_lower, set())
                named.update(int(pk) for pk in ids if pk is not None)
    return {
        (label, row.pk): str(row)
        for label, ids in wanted.items()
        if ids
        for row in apps.get_model(label)._default_manager.filter(pk__in=ids)
    }
