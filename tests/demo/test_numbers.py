"""Every number that the demo shows is that of the rules: on Vandaag, on a case, on the board."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.test import Client

from cases import phrases
from cases.demo import staff
from cases.rules import Rule
from roster.capacity import Minutes, asked
from roster.presence import minutes_on
from teams import words
from tests.demo.known import Known
from tests.demo.lines import (
    WORKERS,
    Town,
    browser,
    cared_for,
    compare_line,
    compare_row,
    counted,
    flags_on,
    going_on,
    percent,
    percents,
)
from tests.pages import Part, read
from wijkzorg.accounts.models import Team
from wijkzorg.tenancy.models import Municipality

PARTS = {"now": "nu", "soon": "week", "due": "afspraak", "calm": "opschema"}


def test_every_number_on_vandaag_of_every_worker(town: Municipality, on: dt.date, everybody: Town) -> None:
    shown = set[str]()
    for name in WORKERS:
        mine = cared_for(everybody, name, on)
        page = read(browser(name).get("/"))
        by_anchor = {f"dossier-{one.case.pk}": one for one in mine}
        parts = counted(mine)
        for key, anchor in PARTS.items():
            tile = page.one(id=f"telling-{anchor}")
            assert tile.one("b").words == str(parts[key]), (name, key)
            lines = [
                line
                for line in page.every(id=None)
                if line.tag in ("li", "tr") and line.attrs["id"] in by_anchor
                if by_anchor[line.attrs["id"]].part == key
            ]
            assert len(lines) == parts[key], (name, key)
            places = []
            for line in lines:
                known = by_anchor[line.attrs["id"]]
                (compare_row if key == "calm" else compare_line)(line, known, on)
                places.append(known.place)
                shown.add(known.case.ref)
            assert places == sorted(places), f"{name}: {key} is not in the order of need"
        assert f"{len(mine)} dossiers" in page.one(id="geteld").words
        assert flags_on(page) == {flag for one in mine for flag in one.shown_flags}
        asks = sum(1 for _ask in page.every(data_ask=None))
        tiles = page.one("ul", "wz-jump").words
        assert (re.findall(r"^(\d+) vra", tiles) or ["0"]) == [str(asks)], tiles
    assert shown == {one.case.ref for one in going_on(everybody.values()) if one.case.worker_id}


def some_of_each_kind(everybody: Town, most: int) -> list[Known]:
    """Return cases of every kind that there is: closed, still, with each set of flags, in each part."""
    kinds: dict[tuple[object, ...], list[Known]] = {}
    for one in everybody.values():
        first_contact = one.numbers.last_reached is None
        kinds.setdefault((one.state, tuple(one.flags), one.part, first_contact), []).append(one)
    found = [one for turn in range(9) for kind in kinds.values() for one in kind[turn : turn + 1]]
    assert len(kinds) > 12
    return found[: max(most, len(kinds))]


def last_day(known: Known, *, seen: bool) -> dt.date | None:
    """Return when somebody was last seen, or reached; also of a case that stands still, as that is no less true."""
    days = [
        one.day
        for one in known.history.contacts
        if one.reached and (one.medium.face_to_face or not seen)
        if known.history.opened_on <= one.day <= known.standing.date
    ]
    return max(days, default=None)


def compare_case(page: Part, known: Known, on: dt.date) -> None:
    """Compare the page of a case with the rules: its clocks, percentages, next contact and flags."""
    m, ref, standing = known.numbers, known.case.ref, known.standing
    seen, reached = page.every("div", "wz-standing__clock")
    for clock, rule, days, last in (
        (seen, Rule.NOT_SEEN, m.days_unseen, last_day(known, seen=True)),
        (reached, Rule.UNFINDABLE, m.days_unreached, last_day(known, seen=False)),
    ):
        assert clock.one("text", "wz-dial__number").words == ("–" if days is None else str(days)), ref
        day = known.flags.get(rule) or standing.breaches_on.get(rule)
        threat = phrases.short_day(day, on) if day else None
        if threat:
            assert f" {'sinds' if rule in known.flags else 'op'} {threat}" in clock.words, (ref, clock.words)
        said = f"{phrases.short_day(last, on)}, " if last else "nog niet sinds de start"
        assert said in clock.words, (ref, clock.words)
    ledger = page.one("table", "wz-ledger--short")
    assert [row.words for row in ledger.every("td", "wz-number")] == ["100 %", *map(percent, percents(known))]
    due = standing.due_on
    said = page.one("section", "wz-standing").words
    if due is None:
        assert "afspraak" not in said.lower(), ref
    elif due < on:
        assert f"De afspraak was {phrases.short_day(due, on)}" in said
        assert f"{phrases.days((on - due).days)} over tijd" in said
    else:
        assert f"Volgende afspraak: {phrases.short_day(due, on)}" in said
    assert flags_on(page) == known.shown_flags, ref
    for card in page.every("article", "wz-flag"):
        kind = Rule(card.attrs["data-kind"])
        age = (on - known.flags[kind]).days
        assert ("signaal sinds vandaag" if not age else f", {phrases.days(age)}") in card.words
        wanted = {
            Rule.UNFINDABLE: (phrases.days(m.attempts or 0), phrases.days(m.days_unreached or 0)),
            Rule.NOT_SEEN: (phrases.days(m.days_unseen or 0), phrases.days(m.window or 0)),
            Rule.ERODING: (phrases.days(m.window or 0), percent(m.delivered_percent)),
            Rule.SCALED_DOWN: (percent(m.agreed_percent),),
        }[kind]
        sentence = next(one.words for one in card.every("p") if "wz-soft" not in one.attrs.get("class", ""))
        assert all(words_ in sentence for words_ in wanted), (ref, wanted, sentence)


def test_every_number_on_cases_of_every_kind(town: Municipality, on: dt.date, everybody: Town) -> None:
    leads = {team.name: browser(team.lead) for team in staff.TEAMS}
    for known in some_of_each_kind(everybody, 40):
        page = read(leads[known.case.team.name].get(f"/dossiers/{known.case.pk}/"))
        compare_case(page, known, on)


def hours_asked(known: Iterable[Known], minutes: Minutes) -> tuple[int, int]:
    """Add up the minutes a week that live cases ask, by need and by agreement."""
    needed = agreed = 0
    for one in known:
        for_need, for_promise = one.numbers.need, one.numbers.agreement
        if for_need is not None:
            r = for_need.rhythm
            needed += asked(r.contacts, r.per_days, minutes.of(int(r.medium)))
        if for_promise is not None:
            r = for_promise.rhythm
            agreed += asked(r.contacts, r.per_days, minutes.of(int(r.medium)))
    return needed, agreed


def test_every_number_on_the_board_of_every_team(town: Municipality, on: dt.date, everybody: Town) -> None:
    minutes = minutes_on(town.pk, on)
    for team in staff.TEAMS:
        stored, lead = Team.objects.get(name=team.name), browser(team.lead)
        own = [one for one in going_on(everybody.values()) if one.case.team_id == stored.pk]
        page = read(lead.get(f"/team/{stored.pk}/"))
        head = f"{len(own)} dossiers · {sum(bool(one.flags) for one in own)} met een signaal"
        assert head in page.words
        needed, agreed = map(words.hours, hours_asked(own, minutes))
        assert f"Nodig is {needed} uur per week, afgesproken {agreed} uur" in page.words
        for row in page.every("tr", data_worker=None):
            pk = int(row.attrs["data-worker"] or 0) or None
            theirs = [one for one in own if one.case.worker_id == pk]
            cells = [one.words for one in row.every("td")]
            assert cells[:2] == [str(len(theirs)), str(sum(bool(one.flags) for one in theirs))], row.words
            assert cells[3:5] == [*map(words.hours, hours_asked(theirs, minutes))], row.words
        compare_named(page, own, on)
        compare_outlook(page, own, on)
        compare_people(lead, stored, own, on)


def compare_named(page: Part, own: list[Known], on: dt.date) -> None:
    """Compare whom the board names, by worker, with the first of the order of need."""
    by_anchor = {f"dossier-{one.case.pk}": one for one in own}
    for more in page.every("details", "wz-more"):
        lines = list(more.every("li", "wz-line"))
        known = [by_anchor[line.attrs["id"]] for line in lines]
        for line, one in zip(lines, known, strict=True):
            compare_line(line, one, on, all_flags=False)
        if known:
            theirs = [one for one in own if one.case.worker_id == known[0].case.worker_id]
            parts = counted(theirs)
            summary = more.one("summary").words
            assert f"nu aandacht nodig {parts['now']} · dreigt deze week {parts['soon']}" in summary
            assert f"afspraak vandaag of eerder {parts['due']}" in summary
            kinds = sorted(next(iter(one.flags), None) is None for one in theirs)[: len(known)]
            assert [not one.flags for one in known] == kinds, "who has a flag comes first"


def compare_outlook(page: Part, own: list[Known], on: dt.date) -> None:
    """Compare the calendar of who drops out of sight with the rules."""
    calendar = page.one("table", "wz-calendar")
    last = on - dt.timedelta(days=on.weekday()) + dt.timedelta(days=27)
    days = [
        day
        for one in own
        if (day := one.flags.get(Rule.NOT_SEEN) or one.standing.breaches_on.get(Rule.NOT_SEEN)) is not None
        if on <= day <= last
    ]
    assert calendar.one("caption").words.startswith(f"{len(days)} bewoners raken uit beeld")
    names = sum(1 for _link in calendar.every("a"))
    more = sum(int(number) for number in re.findall(r"en nog (\d+)", calendar.words))
    assert names + more == len(days)


def compare_people(lead: Client, team: Team, own: list[Known], on: dt.date) -> None:
    """Compare the page of each worker of a team with the rules."""
    for pk in {one.case.worker_id for one in own}:
        theirs = [one for one in own if one.case.worker_id == pk]
        page = read(lead.get(f"/team/{team.pk}/wie/{pk or 0}/"))
        parts = counted(theirs)
        assert f"nu aandacht nodig {parts['now']} · dreigt deze week {parts['soon']}" in page.words
        by_anchor = {f"dossier-{one.case.pk}": one for one in theirs}
        lines = list(page.every("li", "wz-line"))
        assert {line.attrs["id"] for line in lines} == set(by_anchor)
        for line in lines:
            compare_line(line, by_anchor[line.attrs["id"]], on, all_flags=False)
