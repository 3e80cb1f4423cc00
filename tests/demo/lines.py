"""Who sits at which screen of the demo, and a line of a list compared with the rules."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.test import Client

from cases import phrases
from cases.demo import staff
from cases.rules import Rule
from roster.presence import stood_in_by
from tests.conftest import Browser
from tests.demo.known import Known
from tests.pages import Part
from wijkzorg.accounts.models import User

WORKERS = [name for team in staff.TEAMS for name in team.workers]
Town = dict[str, Known]


def browser(name: str) -> Client:
    """Return a browser in which somebody is signed in."""
    opened = Browser()
    opened.force_login(User.objects.get(email=staff.email(name)))
    return opened


def going_on(known: Iterable[Known]) -> list[Known]:
    return [one for one in known if one.state != "closed"]


def cared_for(everybody: Town, name: str, on: dt.date) -> list[Known]:
    """Return whom somebody takes care of today: their own, and of those for whom they stand in."""
    user = User.objects.get(email=staff.email(name))
    teams = list(user.memberships.values_list("team_id", flat=True))
    away = {(one.absent.pk, one.team_id) for one in stood_in_by(user.pk, [pk for pk in teams if pk], on)}
    return [
        one
        for one in going_on(everybody.values())
        if one.case.worker_id == user.pk or (one.case.worker_id, one.case.team_id) in away
    ]


def counted(known: Iterable[Known]) -> Counter[str]:
    return Counter(one.part for one in known)


def percents(known: Known) -> list[int | None]:
    return [known.numbers.agreed_percent, known.numbers.delivered_percent]


def ago(days: int | None, last: dt.date | None, known: Known) -> str:
    if not known.standing.live:
        return "–"
    return phrases.ago(days) if last else "nog niet"


def percent(value: int | None) -> str:
    return "–" if value is None else f"{value} %"


def why_it_is_there(known: Known, on: dt.date) -> Iterator[str]:
    """Say the words with numbers that a line has to have."""
    m = known.numbers
    if known.flags:
        need = phrases.rhythm(m.need.rhythm) if m.need else ""
        match next(iter(known.flags)):
            case Rule.UNFINDABLE:
                yield f"Op {phrases.days(m.attempts or 0)} geprobeerd"
                yield f"al {phrases.days(m.days_unreached or 0)} niet bereikt."
            case Rule.NOT_SEEN:
                yield f"{phrases.days(m.days_unseen or 0)}, de grens is {phrases.days(m.window or 0)}."
            case Rule.ERODING:
                yield f"in {phrases.days(m.window or 0)} kwam {m.delivered_percent} % van {need}."
            case Rule.SCALED_DOWN:
                yield f"{phrases.rhythm(m.agreement.rhythm) if m.agreement else ''}, nodig is {need}."
    elif known.threat:
        day, kind = known.threat
        yield phrases.capital(phrases.coming_day(day, on))
        yield "te lang niet gezien" if kind is Rule.NOT_SEEN else phrases.of_rule(kind)
    elif known.part == "due" and known.standing.due_on is not None:
        late = (on - known.standing.due_on).days
        yield f"{phrases.days(late)} over tijd." if late else "vandaag."


def flags_on(part: Part) -> set[tuple[str, str, str]]:
    return {
        (one.attrs["data-case"], one.attrs["data-kind"], one.attrs["data-since"])
        for one in part.every(data_case=None)
    }


def compare_line(line: Part, known: Known, on: dt.date, *, all_flags: bool = True) -> None:
    """Compare a line of Vandaag or of the board with the rules."""
    ref, m = known.case.ref, known.numbers
    shown = flags_on(line)
    assert shown == known.shown_flags if all_flags else shown <= known.shown_flags, ref
    assert bool(shown) == bool(known.flags), ref
    said = line.words
    for words_ in why_it_is_there(known, on):
        assert words_ in said, (ref, words_, said)
    assert [one.words for one in line.one("svg", "wz-bar").every("text")] == [
        percent(value) for value in percents(known)
    ], ref
    seen, reached = line.every("dd")
    assert seen.words == ago(m.days_unseen, m.last_seen, known), ref
    assert reached.words == ago(m.days_unreached, m.last_reached, known), ref
    assert ["is-danger" in one.attrs["class"].split() for one in (seen, reached)] == [
        Rule.NOT_SEEN in known.flags,
        Rule.UNFINDABLE in known.flags,
    ], ref


def compare_row(row: Part, known: Known, on: dt.date) -> None:
    """Compare a row of who is on schedule with the rules."""
    m, due = known.numbers, known.standing.due_on
    need = phrases.rhythm(m.need.rhythm) if m.need else "–"
    wanted = [need, ago(m.days_unseen, m.last_seen, known), ago(m.days_unreached, m.last_reached, known)]
    cells = list(row.every("td"))
    assert [cells[number].words for number in (0, 2, 3)] == wanted, known.case.ref
    assert [one.words for one in row.one("svg", "wz-bar").every("text")] == [
        percent(value) for value in percents(known)
    ]
    shown = next(cells[4].every("span")).words
    assert shown == (phrases.short_day(due, on) if due else "–" if known.standing.live else "pauze")
