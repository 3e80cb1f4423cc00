"""All that stands about a resident, as parts that can be read, and left out one by one (AVG art. 15)."""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import phrases, timeline
from cases.models import Case, Flag
from cases.rules import Rule
from residents import address
from residents.models import Resident
from rights import help_parts, outreach_parts, reaching_parts, report_parts, team_parts
from rights.models import Statement
from rights.parts import Part
from rights.parts import date_said as _date
from rights.parts import moment_said as _moment
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

SECTIONS = {
    "case": gettext_lazy("Het dossier"),
    "need": gettext_lazy("Wat nodig is"),
    "agreement": gettext_lazy("Wat is beloofd"),
    "contact": gettext_lazy("Contacten"),
    "pause": gettext_lazy("Pauzes"),
    "confirmation": gettext_lazy("Wat een teamleider bekeek"),
    "flag": gettext_lazy("Signalen"),
    "answer": gettext_lazy("Wat we deden bij een signaal"),
    "search": gettext_lazy("Hoe we je zochten"),
    "sign": gettext_lazy("Wie je zag, buiten ons"),
    "report": gettext_lazy("Meldingen over jou"),
    "help": gettext_lazy("Hulp van buren"),
    "reach": gettext_lazy("Hoe we je bereiken als een buurtcentrum dicht is"),
    "transfer": gettext_lazy("Van wie naar wie het dossier ging"),
    "paper": gettext_lazy("De afspraak op papier, en wat je vroeg"),
    "statement": gettext_lazy("Je eigen verklaringen"),
    "history": gettext_lazy("Wat later is veranderd"),
}
LOOKS = 20_000  # lines of the log that go along, the newest; the privacy officer prints any period
_EVENTS = ("case", "need", "agreement", "contact", "pause")


@dataclass(frozen=True, slots=True)
class Look:
    """One look in the access log, as the resident may know of it."""

    at: dt.datetime
    when: str
    who: str
    what: str


def of_resident(resident: Resident, number: str, zone: zoneinfo.ZoneInfo) -> list[tuple[str, str]]:
    """Return what stands about the resident outside any case, with what goes out of their citizen number, if any."""
    return [
        (_("Bewonernummer"), resident.ref),
        (_("Voornaam"), resident.first_name),
        (_("Achternaam"), resident.last_name),
        (_("Geboortedatum"), _date(resident.birth_date)),
        (_("Buurt"), resident.neighbourhood.name),
        *([(_("Adres"), resident.address)] if resident.address else []),
        *([(_("Telefoon"), resident.phone)] if resident.phone else []),
        *_was_before(resident, zone),
        *([(_("Burgerservicenummer"), number)] if number else []),
    ]


def _was_before(resident: Resident, zone: zoneinfo.ZoneInfo) -> Iterator[tuple[str, str]]:
    """Say what the history keeps of them that is so no more, the oldest first, each until when."""
    events = resident.events.select_related("neighbourhood").order_by("pgh_id")  # type: ignore[attr-defined]
    kept: list[Any] = [*events, resident]
    for before, after in itertools.pairwise(kept):
        until = {"day": _date(before.pgh_created_at.astimezone(zone).date())}
        for name, said in _CHANGING.items():
            was = _said(before, name)
            if was and was != _said(after, name):
                yield str(said) % until, was


def _said(row: Any, name: str) -> str:
    if name == "address":
        return address.line(row.street, row.house_number, row.postcode)
    if name == "name":
        return f"{row.first_name} {row.last_name}"
    value = getattr(row, name)
    return _date(value) if name == "birth_date" else str(value)


_CHANGING = {
    "name": gettext_lazy("Naam tot %(day)s"),
    "birth_date": gettext_lazy("Geboortedatum tot %(day)s"),
    "neighbourhood": gettext_lazy("Buurt tot %(day)s"),
    "address": gettext_lazy("Adres tot %(day)s"),
    "phone": gettext_lazy("Telefoon tot %(day)s"),
}


def of_case(case: Case, zone: zoneinfo.ZoneInfo) -> list[Part]:
    """Return all parts of a case, a section at a time, each from old to new."""
    parts = [
        *_case(case),
        *_versions(case),
        *_contacts(case, zone),
        *_pauses(case),
        *_confirmations(case, zone),
        *_flags(case, zone),
        *outreach_parts.of_case(case, zone),
        *report_parts.of_case(case, zone),
        *help_parts.of_case(case, zone),
        *reaching_parts.of_case(case, zone),
        *team_parts.of_case(case, zone),
        *_statements(case, zone),
        *_history(case, zone),
    ]
    order = list(SECTIONS)
    return sorted(parts, key=lambda part: (order.index(part.section), part.day))


def lookers(municipality_id: int, resident_id: int, zone: zoneinfo.ZoneInfo) -> list[Look]:
    """Return who looked at or wrote to what is about a resident, from the access log."""
    ever = (dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(9000, 1, 1, tzinfo=dt.UTC))
    lines = list(
        AccessEntry.objects.about_resident(resident_id, *ever, before=None, at_most=LOOKS)
        .filter(municipality_id=municipality_id)
        .order_by("at", "id")
    )
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={line.user_id for line in lines})}
    return [
        Look(
            line.at,
            _moment(line.at, zone),
            names.get(line.user_id or 0, _("het systeem")),
            phrases.capital(str(line.get_action_display())),
        )
        for line in lines
    ]


def _case(case: Case) -> Iterator[Part]:
    lines = [
        _("Grond: %(ground)s.") % {"ground": case.get_ground_display()},
        _("Team: %(team)s.") % {"team": case.team.name},
    ]
    if case.worker is not None:
        lines.append(_("Werker: %(worker)s.") % {"worker": case.worker})
    if case.target_group is not None:
        lines.append(_("Doelgroep: %(group)s.") % {"group": case.target_group.name})
    if case.closed_on is not None:
        lines.append(_("Gesloten op %(day)s.") % {"day": _date(case.closed_on)})
    title = _("Dossier %(ref)s, geopend") % {"ref": case.ref}
    yield Part(f"case:{case.pk}", "case", case.opened_on, _date(case.opened_on), title, text="\n".join(lines))


def _versions(case: Case) -> Iterator[Part]:
    for section, versions in (("need", case.needs), ("agreement", case.agreements)):
        names = ("created_by", "decision") if section == "agreement" else ("created_by",)
        for version in versions.select_related(*names):
            yield Part(
                key=f"{section}:{version.pk}",
                section=section,
                day=version.valid_from,
                when=_("vanaf %(day)s") % {"day": _date(version.valid_from)},
                title=phrases.rhythm(version.rhythm),
                who=str(version.created_by or ""),
                text=timeline.ground(version),
            )


def _contacts(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    for contact in case.contacts.select_related("worker"):
        yield Part(
            key=f"contact:{contact.pk}",
            section="contact",
            day=contact.day,
            when=_moment(contact.happened_at, zone),
            title=_attempt(contact.medium, contact.reached),
            who=str(contact.worker),
            text=contact.note,
        )


def _pauses(case: Case) -> Iterator[Part]:
    for pause in case.pauses.select_related("created_by"):
        yield Part(
            key=f"pause:{pause.pk}",
            section="pause",
            day=pause.first_day,
            when=_("%(first)s tot en met %(last)s")
            % {"first": _date(pause.first_day), "last": _date(pause.last_day)},
            title=_("Pauze: de klok stond stil"),
            who=str(pause.created_by or ""),
            text=pause.reason,
        )


def _confirmations(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    for row in case.confirmations.select_related("asked_by", "answered_by", "decision"):
        lines = [row.said, _("Reden: %(reason)s") % {"reason": row.reason} if row.reason else ""]
        lines.append(_("Besluit: %(title)s") % {"title": row.decision} if row.decision else "")
        state = phrases.capital(str(row.get_state_display()))
        if row.answered_at is not None:
            state += f", {row.answered_by or ''} {_moment(row.answered_at, zone)}".replace("  ", " ")
        lines.append(f"{state}: {row.answer}" if row.answer else state)
        yield Part(
            key=f"confirmation:{row.pk}",
            section="confirmation",
            day=row.asked_at.astimezone(zone).date(),
            when=_moment(row.asked_at, zone),
            title=phrases.capital(str(row.get_kind_display())),
            who=str(row.asked_by or ""),
            text="\n".join(line for line in lines if line),
        )


def _flags(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    for flag in case.flags.all():
        words = {"since": _date(flag.since), "how": str(flag.get_close_cause_display())}
        if flag.closed_at is None:
            when = _("sinds %(since)s") % words
        else:
            words["until"] = _date(flag.closed_at.astimezone(zone).date())
            when = _("%(since)s tot %(until)s: %(how)s") % words
        yield Part(
            key=f"flag:{flag.pk}",
            section="flag",
            day=flag.since,
            when=when,
            title=phrases.capital(phrases.RULES[Rule(flag.kind)].words),
            text=_("Stil door een pauze.") if flag.state == Flag.State.SUSPENDED else "",
        )


def _statements(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    for row in Statement.objects.filter(case=case):
        day = row.added_at.astimezone(zone).date()
        title = _("Verklaring bij het dossier")
        yield Part(f"statement:{row.pk}", "statement", day, _date(day), title, text=row.text)


def _history(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    """Say what was changed or taken back. The making of a row is not repeated: the row tells it."""
    events = [(kind, event) for kind in _EVENTS for event in _events_of(case, kind)]
    users = {(event.pgh_context or {}).get("user") for _kind, event in events}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[pk for pk in users if pk])}
    for kind, event in events:
        context = event.pgh_context or {}
        lines = [_was(kind, event, zone)]
        if context.get("reason"):
            lines.append(_("Reden: %(reason)s") % {"reason": context["reason"]})
        gone = event.pgh_label == "delete"
        title = _("%(what)s weggehaald") if gone else _("%(what)s veranderd")
        yield Part(
            key=f"{kind}-event:{event.pgh_id}",
            section="history",
            day=event.pgh_created_at.astimezone(zone).date(),
            when=_moment(event.pgh_created_at, zone),
            title=title % {"what": _NAMES[kind]},
            who=names.get(context.get("user") or 0, ""),
            text="\n".join(line for line in lines if line),
        )


_NAMES = {
    "case": gettext_lazy("Dossier"),
    "need": gettext_lazy("Wat nodig is"),
    "agreement": gettext_lazy("Wat is beloofd"),
    "contact": gettext_lazy("Contact"),
    "pause": gettext_lazy("Pauze"),
}


def _events_of(case: Case, kind: str) -> list[Any]:
    model: Any = {
        "case": Case,
        "need": case.needs.model,
        "agreement": case.agreements.model,
        "contact": case.contacts.model,
        "pause": case.pauses.model,
    }[kind]
    events = model.pgh_event_model.objects.exclude(pgh_label="insert")
    about = {"pgh_obj_id": case.pk} if kind == "case" else {"case_id": case.pk}
    return list(events.filter(**about).order_by("pgh_id"))


def _was(kind: str, event: Any, zone: zoneinfo.ZoneInfo) -> str:
    """Say what an event holds: of a contact what it was, of the others what they became."""
    if kind == "contact":
        said = f"{_moment(event.happened_at, zone)}: {_attempt(event.medium, event.reached)}"
        return _("Was: %(said)s") % {"said": f"{said}. {event.note}".strip()}
    if kind == "pause":
        words = {"first": _date(event.first_day), "last": _date(event.last_day)}
        return (_("Pauze %(first)s tot en met %(last)s") % words) + (
            f": {event.reason}" if event.reason else ""
        )
    if kind == "case":
        closed = _("gesloten op %(day)s") % {"day": _date(event.closed_on)} if event.closed_on else _("open")
        return _("Geopend op %(day)s, %(closed)s") % {"day": _date(event.opened_on), "closed": closed}
    words = {
        "rhythm": f"{event.contacts}× / {event.per_days} {phrases.medium(event.medium)}",
        "day": _date(event.valid_from),
    }
    return (_("%(rhythm)s, vanaf %(day)s") % words) + (f": {event.reason}" if event.reason else "")


def _attempt(medium: int, reached: bool) -> str:
    name = phrases.capital(phrases.medium(medium))
    return name if reached else _("%(name)s, niet gelukt") % {"name": name}
