"""What this room asks of a worker on Vandaag, and of a team lead on the board (cases.agenda).

A flag that waits for its first answer stands on the case's own line of Vandaag, which says so (`plans`); what is late,
and a plan whose date has come, is asked for above the list.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.urls import reverse

from cases import phrases
from cases.agenda import Item, Room, whose
from cases.asking import Row, Rows
from cases.lines import Plan
from cases.models import Agreement
from cases.phrases import gettext as _
from cases.rules import Rule
from outreach import clock, paper_text, waiting
from outreach.clock import State
from outreach.models import SearchStep, SignOfLife
from wijkzorg.accounts.middleware import Desk
from wijkzorg.tenancy.models import Municipality

_WITH_LEAD = (State.ESCALATED, State.UNANSWERED)
_ABOVE = (State.DUE, *_WITH_LEAD)
_RULES = {rule.value: rule for rule in Rule}
_NEED = {rule.value: place for place, rule in enumerate(phrases.BY_NEED)}


def _items(rows: Rows, desk: Desk, today: dt.date) -> Iterator[Item]:
    """Make the items of every kind of row."""
    for row in _by(rows, "wish", "asked_on"):
        yield _wish(row, today)
    for row in _by(rows, "duty-wish", "asked_on"):
        if row["worker"] != desk.user.pk:  # or it is one's own too
            yield replace(_wish(row, today), on_duty=True)
    for row in _by(rows, "late-wish", "asked_on"):
        if row["nobody"] or clock.wish_lead_on(_date(row["asked_on"])) <= today:
            yield _wish(row, today)
    for kind, states in (("flag", _ABOVE), ("late-flag", _WITH_LEAD)):
        for read in _read(rows.get(kind, ()), desk, today).values():
            asking = [one for one in read if one.reading.state in states]
            if asking:
                yield _flag(asking, today)
    makers: tuple[tuple[str, str, Callable[[Row, Municipality, dt.date], Item | None]], ...] = (
        ("paper", "case", _paper),
        ("search", "pk", _search),
        ("step", "on", _step),
        ("decision", "pk", _decision),
        ("sign", "day", _sign),
    )
    for kind, order, make in makers:
        for row in _by(rows, kind, order):
            item = make(row, _place(desk), today)
            if item is not None:
                yield item


ROOM = Room(waiting.of_worker, waiting.of_lead, _items)


def plans(rows: Rows, desk: Desk, today: dt.date) -> dict[int, Plan]:
    """Say of each flagged case whether there is a plan, and until when, in a few words for its line."""
    read = _read(rows.get("flag", ()), desk, today)
    return {
        case: _plan(flags, today) for case, flags in read.items() if flags[0].reading.state is not State.STILL
    }


@dataclass(frozen=True, slots=True)
class _Flag:
    """An open flag and where it stands."""

    row: Row
    rule: Rule
    reading: clock.Reading

    @property
    def url(self) -> str:
        return _answer_address() % (self.row["case"], self.row["pk"])


@cache
def _answer_address() -> str:
    """Look up once where a flag is answered; the numbers of case and flag are filled in."""
    return reverse("answer-flag", args=[0, 0]).replace("/0/", "/%d/")


def _read(rows: Sequence[Row], desk: Desk, today: dt.date) -> dict[int, list[_Flag]]:
    """Tell where flags stand, by case, the most urgent rule first: one plan may answer all flags of a case."""
    found: dict[int, list[_Flag]] = defaultdict(list)
    place = _place(desk)
    # Of what nobody answered and no pause held still, thousands may have begun at one moment: an import, a policy.
    alike: dict[str, clock.Reading] = {}
    for row in sorted(rows, key=lambda row: (row["case"], _NEED[row["rule"]])):
        plain = not row["answers"] and not row["pauses"]
        reading = alike.get(row["at"]) if plain else None
        if reading is None:
            reading = clock.read(_episode(row, place), today)
        if plain:
            alike[row["at"]] = reading
        found[row["case"]].append(_Flag(row, _RULES[row["rule"]], reading))
    return found


def _episode(row: Row, place: Municipality) -> clock.Episode:
    return clock.Episode(
        detected_on=_day(row["at"], place),
        answers=[clock.Given(_day(one["at"], place), _date(one["until"])) for one in row["answers"]],
        pauses=[(_date(one["first"]), _date(one["last"])) for one in row["pauses"]],
    )


def _plan(flags: Sequence[_Flag], today: dt.date) -> Plan:
    """Say of the flags of a case where the plan stands: of the flag that waits longest."""
    unplanned = [one for one in flags if one.reading.state is not State.PLANNED]
    if not unplanned:
        until = min(one.reading.since for one in flags)
        return Plan(_("Plan tot %(day)s.") % {"day": phrases.short_day(until, today)}, "", "")
    first = min(unplanned, key=lambda one: one.reading.lead_on)
    if first.reading.state in _WITH_LEAD:
        words = _("Nog geen plan; het ligt ook bij de teamleider.")
    elif first.reading.state is State.DUE:
        words = _("De datum van het plan is er.")
    else:
        day = phrases.coming_day(first.reading.lead_on, today)
        words = _("Nog geen plan; %(day)s naar de teamleider.") % {"day": day}
    return Plan(words, unplanned[0].url, _("Plan maken"))


def _flag(asking: Sequence[_Flag], today: dt.date) -> Item:
    """Ask for a plan, once a case."""
    first = min(asking, key=lambda one: one.reading.lead_on)
    reading = first.reading
    words = {
        "kinds": phrases.capital(", ".join(phrases.of_rule(one.rule) for one in asking)),
        "since": phrases.since(reading.since, today),
        "day": phrases.coming_day(reading.lead_on, today),
    }
    tone, why = "is-danger", _("%(kinds)s. Zonder plan sinds %(since)s.")
    word = _("Signaal zonder plan.")
    if reading.state is State.UNANSWERED:
        word = _("Signaal al tien werkdagen zonder plan.")
    elif first.row["answers"]:
        word = _("De datum van het plan is er.")
        if reading.state is State.DUE:
            tone = "is-calm"
            words["plan"] = phrases.short_day(reading.since, today)
            why = _("%(kinds)s. Het plan liep tot %(plan)s; %(day)s naar de teamleider.")
    return Item(
        **whose(first.row),
        code="answer-flag",
        key=f"answer-flag-{first.row['case']}",
        tone=tone,
        icon=str(phrases.RULES[first.rule].icon),
        word=word,
        why=why % words,
        url=first.url,
        act=_("Plan maken"),
        since=reading.since,
        due_on=reading.lead_on if reading.state is not State.DUE else reading.since,
    )


def _wish(row: Row, today: dt.date) -> Item:
    """Ask to answer who wants to see somebody; after two working days, or while nobody has the case, the lead too."""
    asked_on = _date(row["asked_on"])
    lead_on = clock.wish_lead_on(asked_on)
    how = _("aan de balie") if row["at_desk"] else _("met de code op papier")
    words = {"how": how, "since": phrases.since(asked_on, today), "day": phrases.coming_day(lead_on, today)}
    why = _("Sinds %(since)s gevraagd, %(how)s. Het wacht al twee werkdagen.")
    if today < lead_on:
        why = _("Sinds %(since)s gevraagd, %(how)s. Uiterlijk %(day)s hoort de bewoner iets.")
    return Item(
        **whose(row),
        code="wish",
        key=f"wish-{row['pk']}",
        tone="is-alarm",
        icon="hand-stop",
        word=_("Wil iemand zien."),
        why=why % words,
        url=reverse("answer-wish", args=[row["case"], row["pk"]]),
        act=_("Antwoorden"),
        since=asked_on,
        due_on=lead_on,
    )


def _paper(row: Row, place: Municipality, today: dt.date) -> Item | None:
    """Ask for a new print where the resident's paper no longer says what holds."""
    if row["agreed"] is None or paper_text.write(_as_printed(row)).digest == row["digest"]:
        return None
    since = _day(row["at"], place)
    return Item(
        **whose(row),
        code="paper",
        key=f"paper-{row['case']}",
        tone="is-calm",
        icon="notes",
        word=_("De afspraak op papier klopt niet meer."),
        why=_("Geprint op %(day)s; er is iets veranderd.") % {"day": phrases.day(since, today)},
        url=reverse("paper", args=[row["case"]]),
        act=_("Nieuw papier"),
        since=since,
    )


def _as_printed(row: Row) -> paper_text.Facts:
    return paper_text.Facts(
        first_name=row["first_name"],
        helper=row["helper"] or row["helper_email"] or "",
        team=row["team"],
        phone=row["phone"],
        organisation=row["organisation"],
        complaints=row["complaints"],
        support=row["support"],
        rhythm=Agreement(**row["agreed"]).rhythm,
    )


def _search(row: Row, place: Municipality, today: dt.date) -> Item:
    """Ask for a row where a search plan has none that is still to be done."""
    began = _day(row["at"], place)
    return Item(
        **whose(row),
        code="search",
        key=f"search-{row['pk']}",
        tone="is-alarm",
        icon="user-search",
        word=_("Zoekplan zonder volgende stap."),
        why=_("Het loopt sinds %(day)s. Wie probeert wat, en wanneer?")
        % {"day": phrases.since(began, today)},
        url=reverse("search-plan", args=[row["case"]]),
        act=_("Naar het zoekplan"),
        since=began,
        due_on=today,
    )


def _step(row: Row, _place: Municipality, today: dt.date) -> Item:
    """Ask what came of a row, of who was to do it, in whosever case that is."""
    on = _date(row["on"])
    words = {"way": SearchStep.Way(row["way"]).label, "part": SearchStep.Part(row["part"]).label}
    return Item(
        **whose(row) | {"worker_id": row["who"]},
        code="search-step",
        key=f"search-step-{row['pk']}",
        tone="is-warn" if on < today else "is-calm",
        icon="user-search",
        word=_("Uit het zoekplan."),
        why=phrases.capital(_("%(way)s, %(part)s. Wat kwam eruit?") % words),
        url=reverse("do-step", args=[row["case"], row["pk"]]),
        act=_("Uitkomst"),
        since=on,
        due_on=on,
    )


def _decision(row: Row, _place: Municipality, today: dt.date) -> Item:
    """Look again on the date of a decision to stop looking, while nobody reached the resident since."""
    second = row["second"] or row["second_email"] or row["second_name"]
    words = {"by": row["by"] or row["by_email"], "second": second}
    return Item(
        **whose(row),
        code="search-decision",
        key=f"search-decision-{row['pk']}",
        tone="is-danger",
        icon="user-search",
        word=_("De datum van een besluit over zoeken is er."),
        why=_("Besloten door %(by)s en %(second)s. Nog niet bereikt sindsdien.") % words,
        url=reverse("search-plan", args=[row["case"]]),
        act=_("Opnieuw kijken"),
        since=_date(row["on"]),
        due_on=_date(row["on"]),
    )


def _sign(row: Row, _place: Municipality, today: dt.date) -> Item:
    day = _date(row["day"])
    words = {"who": SignOfLife.Source(row["source"]).label, "day": phrases.since(day, today)}
    return Item(
        **whose(row),
        code="sign-of-life",
        key=f"sign-of-life-{row['pk']}",
        tone="is-calm",
        icon="eye",
        word=_("Teken van leven."),
        why=phrases.capital(_("gezien door %(who)s: %(day)s. De klokken lopen door.") % words),
        url=f"{reverse('case', args=[row['case']])}#tekens",
        act=_("Bekijken"),
        since=day,
    )


def _by(rows: Rows, kind: str, order: str) -> list[Row]:
    return sorted(rows.get(kind, ()), key=lambda row: (row[order], row["pk"]))


def _place(desk: Desk) -> Municipality:
    assert desk.municipality is not None, "there are no cases without a municipality"
    return desk.municipality


def _date(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def _day(written: str, place: Municipality) -> dt.date:
    return place.day_of(dt.datetime.fromisoformat(written))
