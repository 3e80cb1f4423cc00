"""Voorbeeldstad: the same day gives the same municipality, and on any day its board is believable."""

import datetime as dt
import itertools
import random
import re
from collections import Counter

import pytest

from cases import rules
from cases.demo import CaseFile, Demo, make, sentences, staff
from cases.demo.groups import GROUPS, policies
from cases.demo.names import ORIGINS
from cases.demo.stories import SOON_DAYS, STORIES
from cases.demo.town import tell
from cases.demo.workdays import is_working_day
from cases.rules import Medium, Rule
from residents import address
from tests.cases.town import DAYS, MONDAY, SUNDAY, made_on, standings_on

every_day = pytest.mark.parametrize("today", DAYS, ids=str)


def open_cases(demo: Demo) -> list[CaseFile]:
    return [case for case in demo.cases if case.closed_on is None]


def place_on_list(standing: rules.Standing) -> str:
    """Name the part of Vandaag in which a case stands."""
    coming = [day for day in standing.breaches_on.values() if day]
    if standing.flags:
        return "now"
    if any((day - standing.date).days <= SOON_DAYS for day in coming):
        return "soon"
    return "due" if standing.due_on and standing.due_on <= standing.date else "calm"


def the_board(today: dt.date) -> Counter[str]:
    judged = [standings_on(today)[case.ref] for case in open_cases(made_on(today))]
    return Counter(
        [flag.kind.value for standing in judged for flag in standing.flags]
        + [place_on_list(each) for each in judged]
    )


def test_the_same_day_gives_the_same_municipality() -> None:
    assert make(MONDAY) == made_on(MONDAY)


def test_another_day_gives_the_same_people_with_the_same_worker_and_another_history() -> None:
    one, other = made_on(MONDAY), made_on(SUNDAY)

    def people(demo: Demo) -> dict[str, tuple[str, str | None, str]]:
        return {case.resident_ref: (case.resident.name, case.worker, case.story) for case in demo.cases}

    assert people(one) == people(other)
    assert {case.moments for case in one.cases} != {case.moments for case in other.cases}


@pytest.mark.parametrize("name", STORIES)
def test_every_story_can_be_told_of_every_group(name: str) -> None:
    for group, cut in itertools.product(GROUPS, (True, False)):
        rng = random.Random(f"{name} {group.name}")
        draft, history = tell(name, rng, group, policies(SUNDAY), SUNDAY, cut=cut)
        assert STORIES[name].is_told_by(rules.assess(history, SUNDAY))
        assert all(attempt.day < SUNDAY for attempt in draft.attempts)


@every_day
def test_the_board_shows_all_four_rules_in_a_believable_share(today: dt.date) -> None:
    demo, board = made_on(today), the_board(today)
    closed = [case for case in demo.cases if case.closed_on]
    assert 390 <= len(open_cases(demo)) <= 400
    assert 20 <= len(closed) <= 30
    assert 5 <= board["unfindable"] <= 8
    assert 20 <= board["not_seen"] <= 30
    assert 40 <= board["eroding"] <= 60
    assert 50 <= board["scaled_down"] <= 70
    assert 20 <= board["soon"] <= 30
    assert 25 <= board["due"] <= 50
    assert board["calm"] > len(open_cases(demo)) / 2


@every_day
def test_the_headline_worker_has_a_bit_of_everything(today: dt.date) -> None:
    mine = [case for case in open_cases(made_on(today)) if case.worker == staff.HEADLINE]
    parts = Counter(place_on_list(standings_on(today)[case.ref]) for case in mine)
    kinds = {flag.kind for case in mine for flag in standings_on(today)[case.ref].flags}
    assert len(mine) == 20
    assert parts == {"now": 7, "soon": 4, "due": 4, "calm": 5}
    assert kinds == set(Rule)


@every_day
def test_every_worker_has_fifteen_to_twenty_five_open_cases_of_their_own_team(today: dt.date) -> None:
    demo = made_on(today)
    counts = Counter(case.worker for case in open_cases(demo))
    assert counts.pop(None) == 2  # two wait for a worker
    assert len(counts) == 20
    assert all(15 <= count <= 25 for count in counts.values())
    members = {team.name: set(team.workers) for team in staff.TEAMS}
    assert all(moment.worker in members[case.team] for case in demo.cases for moment in case.moments)


@every_day
def test_one_organisation_scaled_down_ten_weeks_ago(today: dt.date) -> None:
    cut = [
        case
        for case in made_on(today).cases
        if case.story.startswith("cut_") and case.story != "cut_announced"
    ]
    days = {case.agreements[-1].valid_from for case in cut}
    assert len(cut) > 30
    assert len(days) == 1
    assert 70 <= (today - days.pop()).days <= 76
    assert {case.team for case in cut} == {
        team.name for team in staff.TEAMS if team.organisation == staff.SCALED_DOWN
    }
    for case in cut:
        before, after = (agreement.rhythm for agreement in case.agreements)
        assert before == rules.Rhythm(1, 7, Medium.HOME_VISIT)
        assert after == rules.Rhythm(1, 14, Medium.PHONE)
        assert case.agreements[-1].code in {"budget", "no_capacity"}


@every_day
def test_some_get_less_in_steps_of_which_none_is_scaled_down_from_the_one_before(today: dt.date) -> None:
    salami = [case for case in made_on(today).cases if case.story == "salami"]
    assert len(salami) >= 10
    for case in salami:
        promised = [agreement.rhythm for agreement in case.agreements]
        steps = itertools.pairwise(promised)
        assert len(promised) >= 5
        assert not any(rules.scaled_down(after, before, rules.DEFAULT_POLICY) for before, after in steps)
        assert Rule.SCALED_DOWN in {flag.kind for flag in standings_on(today)[case.ref].flags}


@every_day
def test_all_kinds_of_stories_are_there(today: dt.date) -> None:
    demo = made_on(today)
    cases = open_cases(demo)
    assert sum(not case.moments for case in cases) == 1  # never contacted
    assert any(len({moment.medium for moment in case.moments if not moment.reached}) >= 4 for case in cases)
    assert sum(not standings_on(today)[case.ref].live for case in cases) >= 5  # in a pause
    assert any(need.rhythm.per_days >= 28 for case in cases for need in case.needs)
    assert sum(len(case.needs) > 1 for case in cases) >= 40
    assert sum((today - case.opened_on).days <= 50 for case in cases) >= 15
    assert {case.group for case in cases} == {group.name for group in GROUPS}
    assert sum(policy.group is not None for policy in demo.policies) == 1
    assert max((today - case.opened_on).days for case in cases) > 650


@every_day
def test_every_history_is_one_that_the_rules_accept(today: dt.date) -> None:
    for case in made_on(today).cases:
        history = case.history
        assert not rules.refuse_pauses(history.pauses)
        needs = sorted(history.needs, key=lambda need: need.valid_from)
        assert needs[0].valid_from <= case.opened_on
        for agreement in case.agreements:
            need = max(
                (need for need in needs if need.valid_from <= agreement.valid_from),
                key=lambda each: each.valid_from,
            )
            if rules.asks_reason(agreement.rhythm, need.rhythm, rules.DEFAULT_POLICY):
                assert agreement.code, f"{case.ref} is promised less without a reason"
                assert agreement.text


@every_day
def test_contacts_are_on_working_days_within_working_hours_and_before_today(today: dt.date) -> None:
    for case in made_on(today).cases:
        last = case.closed_on or today
        for moment in case.moments:
            day = moment.at.date()
            assert is_working_day(day)
            assert case.opened_on <= day < last
            assert dt.time(8, 15) <= moment.at.time() <= dt.time(17, 35)
            assert moment.at < moment.recorded_at < moment.at + dt.timedelta(days=8)
            assert moment.recorded_at.date() < today


@every_day
def test_three_in_five_contacts_have_a_note(today: dt.date) -> None:
    notes = [moment.note for case in made_on(today).cases for moment in case.moments]
    assert 0.55 <= sum(map(bool, notes)) / len(notes) <= 0.68
    assert len(set(notes)) > 3000


def test_everybody_lives_in_a_street_of_their_neighbourhood_and_has_a_number_that_rings_nowhere() -> None:
    homes = {case.resident_ref: case.home for case in made_on(MONDAY).cases}
    assert homes == {case.resident_ref: case.home for case in made_on(SUNDAY).cases}
    streets: dict[str, set[str]] = {}
    for case in made_on(MONDAY).cases:
        home = case.home
        assert home.postcode == address.postcode(home.postcode) and home.postcode < "1895"
        assert home.house_number == address.house_number(home.house_number)
        assert re.fullmatch("06-00000[0-9]{3}", home.phone) and address.phone(home.phone)
        streets.setdefault(case.resident.neighbourhood_code, set()).add(home.street)
    assert len({home.phone for home in homes.values()}) == len(homes)
    assert all(len(names) > 2 for names in streets.values())
    assert sum(map(len, streets.values())) == len(set().union(*streets.values()))


def test_names_show_where_people_come_from() -> None:
    names = [case.resident.name for case in made_on(MONDAY).cases]
    assert len(set(names)) == len(names)
    assert not set(names) & {name for team in staff.TEAMS for name in (team.lead, *team.workers)}
    assert len({case.resident.last_name for case in made_on(MONDAY).cases}) > 120
    for origin in ORIGINS:
        assert sum(case.resident.last_name in origin.surnames for case in made_on(MONDAY).cases) >= 3, origin
    together = " ".join(names)
    assert all(
        mark in together
        for mark in (" van der ", " de ", " el ", " al-", "ı", "ş", "ç", "Ł", "ł", "ï", "'t ")
    )


def test_notes_can_be_read_by_the_resident() -> None:
    by_medium = [sentences.OPENINGS, sentences.MISSED, sentences.SEARCHED]
    by_word = [sentences.SAID, sentences.TOGETHER, sentences.MARKED]
    banks = [*(texts for bank in by_medium for texts in bank.values()), sentences.CLOSINGS]
    banks += [texts for bank in by_word for texts in bank.values()]
    written = [text for bank in banks for text in bank]
    assert len(set(written)) == len(written)
    for text in written:
        for sentence in re.split(r"(?<=[.?!]) ", text):
            assert len(sentence.split()) <= 15, sentence
        assert text.endswith("."), text
        assert not re.search(
            r"integraal|positionering|aansturing|schalen|cliënt|caseload|onvindbaar|uit beeld", text
        )
        assert not re.search(r"\d{5}", text.replace("0999-12 00", "")), text


def test_notes_name_the_resident_once_and_older_people_formally() -> None:
    for case in made_on(MONDAY).cases:
        for note in (moment.note for moment in case.moments):
            assert "{" not in note
            assert note[:1] == note[:1].upper()
            assert (
                note.count(case.resident.first_name) + len(re.findall(r"\b[Mm](?:evrouw|eneer) ", note)) <= 1
            )
            if case.group == "Ouderen":
                assert case.resident.first_name not in note.split()


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (dt.date(2026, 4, 6), False),  # Easter Monday
        (dt.date(2026, 4, 27), False),  # King's Day
        (dt.date(2025, 4, 26), False),  # King's Day when the 27th is a Sunday
        (dt.date(2026, 5, 14), False),  # Ascension
        (dt.date(2026, 5, 25), False),  # Whit Monday
        (dt.date(2027, 1, 1), False),
        (dt.date(2026, 12, 25), False),
        (dt.date(2028, 4, 17), False),  # Easter Monday
        (dt.date(2026, 4, 3), True),  # Good Friday is a working day
        (dt.date(2028, 2, 29), True),
        (dt.date(2026, 5, 17), False),
    ],
)
def test_working_days_are_those_of_the_netherlands(day: dt.date, working: bool) -> None:
    assert is_working_day(day) is working
