"""Voorbeeldstad: the same day gives the same municipality, and on any day its board is believable."""

import dataclasses
import datetime as dt
import io
import itertools
import json
import random
import re
from collections import Counter
from functools import cache

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from cases import assessment, rules
from cases.demo import CaseFile, Demo, make, sentences, staff
from cases.demo.groups import GROUPS, policies
from cases.demo.names import ORIGINS
from cases.demo.stories import SOON_DAYS, STORIES
from cases.demo.town import tell
from cases.demo.workdays import is_working_day
from cases.models import Agreement, Case, Contact, Flag, Need, Pause, Standing
from cases.rules import Medium, Rule
from neighbourhoods.models import District, Neighbourhood
from residents import address
from residents.models import Resident
from tests.conftest import stay_inside
from wijkzorg.accounts.models import Membership, Organisation, Team, User
from wijkzorg.tenancy.models import Municipality

MONDAY, SUNDAY = dt.date(2026, 3, 16), dt.date(2026, 5, 17)
LEAP_DAY, NEW_YEAR = dt.date(2028, 2, 29), dt.date(2027, 1, 1)
DAYS = (MONDAY, SUNDAY, LEAP_DAY, NEW_YEAR)

made_on = cache(make)
every_day = pytest.mark.parametrize("today", DAYS, ids=str)


@cache
def standings_on(today: dt.date) -> dict[str, rules.Standing]:
    return {case.ref: rules.assess(case.history, today) for case in made_on(today).cases}


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


# --- load_demo --------------------------------------------------------------------------------------


def load(*arguments: str) -> tuple[str, str]:
    """Run load_demo; return what it printed on stdout and on stderr."""
    stdout, stderr = io.StringIO(), io.StringIO()
    call_command("load_demo", *arguments, stdout=stdout, stderr=stderr)
    stay_inside(Municipality.objects.get(code="GM9999").pk)
    return stdout.getvalue(), stderr.getvalue()


@pytest.mark.django_db
def test_load_demo_stores_the_municipality_with_all_that_it_has() -> None:
    stdout, words = load("--today", MONDAY.isoformat(), "--format", "json")
    printed, demo = json.loads(stdout), made_on(MONDAY)
    assert printed["municipality"] == "GM9999"
    assert printed["cases"] == Case.objects.filter(municipality__code="GM9999").count() == len(demo.cases)
    assert "reassess" in words
    assert (District.objects.count(), Neighbourhood.objects.count()) == (4, 14)
    assert (Organisation.objects.count(), Team.objects.count()) == (3, 3)
    assert Contact.objects.count() == sum(len(case.moments) for case in demo.cases)
    assert Need.objects.count() == sum(len(case.needs) for case in demo.cases)
    assert Agreement.objects.count() == sum(len(case.agreements) for case in demo.cases)
    assert Pause.objects.count() == sum(len(case.rests) for case in demo.cases)
    homes = Resident.objects.values_list("street", "house_number", "postcode", "phone")
    assert set(homes) == {dataclasses.astuple(case.home) for case in demo.cases}
    assert not Standing.objects.exists(), "the workers assess, not load_demo"
    assert not Flag.objects.exists()
    assert {login["password"] for login in printed["logins"]} == {None}
    assert not any(user.has_usable_password() for user in User.objects.all())


@pytest.mark.django_db
def test_what_is_stored_is_what_the_stories_say_with_the_moments_and_people_of_its_time() -> None:
    load("--today", MONDAY.isoformat())
    municipality = Municipality.objects.get(code="GM9999")
    assert dict(assessment.assess(municipality_id=municipality.pk, on=MONDAY)) == standings_on(MONDAY)
    midnight = dt.datetime.combine(MONDAY, dt.time(), municipality.zone)
    for model, moment in (
        (Contact, "happened_at"),
        (Contact, "recorded_at"),
        (Need, "created_at"),
        (Agreement, "created_at"),
        (Pause, "created_at"),
    ):
        assert not model.objects.filter(**{f"{moment}__gte": midnight}).exists(), (model, moment)
    first = Contact.objects.order_by("happened_at").select_related("worker")[0]
    assert first.recorded_at - first.happened_at < dt.timedelta(days=8)
    assert first.recorded_by_id == first.worker_id
    for happened_at, day in Contact.objects.values_list("happened_at", "day"):
        assert municipality.day_of(happened_at) == day
    roles = Counter(Membership.objects.values_list("role", flat=True))
    assert roles == {"worker": 20, "team_lead": 3, "administrator": 1, "privacy_officer": 1}
    opened = Case.objects.order_by("opened_on").values_list("opened_on", flat=True)[0]
    in_teams = Membership.objects.filter(role__in=("worker", "team_lead"))
    assert all(row.starts_on < opened and row.team_id for row in in_teams)
    assert not User.objects.filter(is_staff=True).exists()
    assert not User.objects.filter(is_superuser=True).exists(), "nobody of the demo operates the installation"


@pytest.mark.django_db(transaction=True)
def test_the_database_takes_it_at_the_commit_and_loading_again_changes_nothing() -> None:
    first, _ = load("--passwords", "--format", "json")
    contacts = list(Contact.objects.order_by("pk").values_list("pk", "recorded_at"))
    assert not Contact.objects.filter(happened_at__gt=timezone.now()).exists()
    second, words = load("--passwords", "--format", "json")
    assert first == second
    assert "loaded before" in words
    assert "made for" not in words, "its history ends today"
    assert list(Contact.objects.order_by("pk").values_list("pk", "recorded_at")) == contacts
    stay_inside(None)


@pytest.mark.django_db
def test_a_demo_of_an_earlier_day_says_so_and_can_still_be_given_passwords(settings: Settings) -> None:
    load("--today", MONDAY.isoformat())
    settings.WIJKZORG_DEMO = True
    stdout, words = load("--format", "json")
    assert f"made for {MONDAY}" in words
    assert json.loads(stdout)["made_for"] == MONDAY.isoformat()
    logins = json.loads(stdout)["logins"]
    assert len(logins) == 25
    assert [login["role"] for login in logins[:4]] == [
        "worker",
        "team_lead",
        "privacy_officer",
        "administrator",
    ]
    assert logins[0]["name"] == staff.HEADLINE
    assert all(login["email"].endswith("@voorbeeldstad.example") for login in logins)
    assert all(len(login["password"]) >= 12 for login in logins)
    for login in (logins[0], logins[-1]):
        user = User.objects.get(email=login["email"])
        assert user.check_password(login["password"])
        assert user.name == login["name"]

    changed = User.objects.get(email=logins[0]["email"])
    changed.set_password("van-mij-alleen-1234")
    changed.save()
    again = json.loads(load("--format", "json")[0])["logins"]
    changed.refresh_from_db()
    assert changed.check_password("van-mij-alleen-1234"), "a password of someone's own stays"
    assert again[0]["password"] is None
    assert again[1:] == logins[1:]


@pytest.mark.django_db
def test_a_municipality_that_is_not_the_demo_is_left_alone() -> None:
    Municipality.objects.create(code="GM9999", name="Van iemand anders")
    with pytest.raises(CommandError, match="not the demo"):
        load()
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_a_day_in_the_future_is_refused() -> None:
    with pytest.raises(CommandError, match="future"):
        load("--today", (timezone.now() + dt.timedelta(days=2)).date().isoformat())
    assert not Municipality.objects.exists()
