"""The team board: who has no worker, what is asked and what there is room for, and who may see it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import assessment, worklist
from cases.models import Agreement, Case, Medium, Need
from roster.models import WorkContract
from teams import load
from tests.cases.screens import visited_weekly, words_of
from tests.conftest import Place, add_contact, make_case, make_member, moment
from tests.teams.conftest import Away, another_team, case_of
from tests.teams.many import make_many
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry, Action

pytestmark = pytest.mark.django_db


def _contract(place: Place, user: User, minutes: int = 36 * 60, percent: int = 70) -> None:
    WorkContract.objects.create(
        municipality=place.municipality, user=user, team=place.team, valid_from=dt.date(2020, 1, 1),
        minutes_a_week=minutes, client_percent=percent, changed_at=moment(dt.date(2020, 1, 1)),
    )  # fmt: skip


def test_the_board_is_for_the_leads_of_the_team_and_not_there_for_anybody_else(
    client: Client, lead: Client, board: str, place: Place, worker: User, outsider: User, stranger: User
) -> None:
    assert lead.get(board).status_code == 200
    assert lead.get("/team/").headers["Location"] == board
    assert lead.post(board).status_code == 405
    west = make_member(place, "west@voorbeeldstad.example", Membership.Role.TEAM_LEAD, another_team(place))
    for user in (worker, outsider, stranger, west):
        client.force_login(user)
        for path in ("", "verplaatsen/", "afwezig/", "uren/", "wie/0/"):
            assert client.get(board + path).status_code == 404, (user, path)


def test_who_leads_several_teams_chooses_one(lead: Client, place: Place, team_lead: User) -> None:
    other = another_team(place)
    Membership.objects.create(
        municipality=place.municipality, user=team_lead, team=other, role="team_lead",
        starts_on=dt.date(2020, 1, 1),
    )  # fmt: skip
    words = words_of(lead.get("/team/"))
    assert "Team Oost" in words and "Team Noord" in words


@pytest.mark.parametrize("how", ["none", "left", "closed", "away", "stand-in away", "stand-in left"])
def test_a_case_that_nobody_takes_care_of_is_an_alarm_always(
    lead: Client,
    board: str,
    place: Place,
    worker: User,
    colleague: User,
    away: Away,
    today: dt.date,
    how: str,
) -> None:
    case = case_of(place, worker, today)
    assert "geen medewerker" not in words_of(lead.get(board))
    yesterday = today - dt.timedelta(days=1)
    match how:
        case "none":
            Case.objects.filter(pk=case.pk).update(worker=None)
        case "left":
            Membership.objects.filter(user=worker).update(ends_on=yesterday)
        case "closed":
            User.objects.filter(pk=worker.pk).update(is_active=False)
        case "away":
            away(worker, 0, 0)
        case "stand-in away":
            away(worker, 0, 3, colleague)
            away(colleague, 0, 0)
        case "stand-in left":
            away(worker, 0, 3, colleague)
            Membership.objects.filter(user=colleague).update(ends_on=yesterday)
    page = lead.get(board)
    assert "1 bewoner heeft nu geen medewerker" in words_of(page)
    assert f'data-unowned="{case.ref}"' in page.content.decode()


def test_a_stand_in_who_is_at_work_ends_the_alarm_and_stands_on_the_board(
    lead: Client, board: str, place: Place, worker: User, colleague: User, away: Away, today: dt.date
) -> None:
    case_of(place, worker, today)
    away(worker, 0, 4, colleague)
    words = words_of(lead.get(board))
    assert "geen medewerker" not in words
    assert "Pim vervangt" in words and "vervangt Farida" in words


def test_a_gap_that_is_coming_says_from_which_working_day(
    lead: Client, board: str, place: Place, worker: User, colleague: User, away: Away, today: dt.date
) -> None:
    case_of(place, worker, today)
    first = next(n for n in range(1, 9) if (today + dt.timedelta(days=n)).weekday() == 2)
    absence = away(worker, first, first + 7)
    absence.stand_ins.create(
        municipality=place.municipality, team=place.team, user=colleague, first_day=absence.first_day,
        last_day=absence.first_day + dt.timedelta(days=1),
    )  # fmt: skip
    words = words_of(lead.get(board))
    gap = absence.first_day + dt.timedelta(days=2)
    assert gap.weekday() == 4
    assert f"Vanaf vrijdag {gap.day} " in words and "geen vervanger: 1 dossier" in words
    assert "geen medewerker" not in words


def test_the_hours_are_those_of_the_rhythms_against_the_contracts(
    place: Place, worker: User, colleague: User, away: Away, today: dt.date
) -> None:
    _contract(place, worker)
    _contract(place, colleague, 600, 50)
    case_of(place, worker, today, "A", rhythm=(1, 7, Medium.HOME_VISIT))
    other = case_of(place, worker, today, "B", rhythm=(1, 14, Medium.HOME_VISIT))
    Agreement.objects.create(
        municipality=place.municipality, case=other, valid_from=today, contacts=1, per_days=14,
        medium=Medium.PHONE, reason="budget",
    )  # fmt: skip
    Need.objects.create(
        municipality=place.municipality, case=other, valid_from=today + dt.timedelta(days=1), contacts=7, per_days=7,
        medium=Medium.HOME_VISIT,
    )  # fmt: skip
    closed = case_of(place, worker, today, "C")
    Case.objects.filter(pk=closed.pk).update(closed_on=today)
    case_of(place, None, today, "D", rhythm=(1, 28, Medium.PHONE), agreed=False)
    assessment.refresh(
        case_ids=list(Case.objects.values_list("pk", flat=True)), on=today, now=timezone.now(), cause=None
    )

    made = load.of_team(place.team, today)
    own = made.loads[worker.pk]
    assert (own.cases, own.needed, own.agreed, own.room) == (2, 90 + 45, 90 + 15, 1512)
    assert (made.loads[colleague.pk].needed, made.loads[colleague.pk].room) == (0, 300)
    assert (made.loads[None].cases, made.loads[None].needed, made.loads[None].agreed) == (1, 8, 0)
    assert (made.total.needed, made.total.agreed, made.total.room) == (143, 105, 1812)
    assert made.unowned == 1

    away(worker, -today.weekday(), 6 - today.weekday())
    assert load.of_team(place.team, today).loads[worker.pk].room == 0


def test_a_case_in_pause_asks_no_hours_and_who_left_has_no_room(
    place: Place, worker: User, today: dt.date
) -> None:
    _contract(place, worker)
    case = case_of(place, worker, today)
    case.pauses.create(municipality=place.municipality, first_day=today, last_day=today, reason="ziekenhuis")
    Membership.objects.filter(user=worker).update(ends_on=today - dt.timedelta(days=1))
    assessment.refresh(case_ids=[case.pk], on=today, now=timezone.now(), cause=None)
    own = load.of_team(place.team, today).loads[worker.pk]
    assert (own.cases, own.needed, own.room) == (1, 0, 0)


def test_what_a_worker_has_on_the_board_is_what_stands_on_their_vandaag(
    lead: Client, board: str, place: Place, worker: User, today: dt.date
) -> None:
    for number, last in enumerate((1, 12, 20, 40)):
        case = make_case(
            place, worker, today - dt.timedelta(days=100), ref=f"D{number}", last_name=f"L{number}"
        )
        visited_weekly(case, worker, today, last=last)
    lost = make_case(place, worker, today - dt.timedelta(days=100), ref="D9", last_name="L9")
    visited_weekly(lost, worker, today, last=40)
    for days in (21, 14, 7):
        add_contact(lost, worker, today - dt.timedelta(days=days), Medium.PHONE, reached=False)
    due = make_case(place, worker, today - dt.timedelta(days=30), ref="D8", rhythm=(1, 28, Medium.PHONE))
    add_contact(due, worker, today - dt.timedelta(days=28), Medium.PHONE)
    ids = list(Case.objects.values_list("pk", flat=True))
    assessment.refresh(case_ids=ids, on=today, now=timezone.now(), cause=None)

    own = worklist.of(Case.objects.filter(worker=worker), today)
    counted = load.of_team(place.team, today).loads[worker.pk]
    assert (counted.flagged, counted.soon, counted.due, counted.cases) == (
        len(own.now.lines), len(own.soon.lines), len(own.due.lines), own.total,
    )  # fmt: skip
    rows = lead.get(board).context["board"].rows
    shown = next(row for row in rows if row.user == worker)
    assert [line.case.pk for line in shown.lines] == [line.case.pk for line in own.now.lines[:3]]
    page = lead.get(f"{board}wie/{worker.pk}/")
    assert [line.case.pk for line in page.context["lines"]] == [
        line.case.pk for section in own.sections for line in section.lines
    ]


def test_whose_names_stand_on_the_board_is_logged(
    lead: Client, board: str, place: Place, worker: User, team_lead: User, today: dt.date
) -> None:
    case = case_of(place, worker, today)
    lead.get(board)
    line = AccessEntry.objects.filter(user_id=team_lead.pk, action=Action.LIST).latest("id")
    assert line.case_ids == [case.pk] and line.resident_ids == [case.resident_id]


def test_a_team_with_ten_thousand_cases_costs_as_many_queries_as_one_with_few(
    lead: Client, board: str, place: Place, worker: User, colleague: User, away: Away, today: dt.date
) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert lead.get(path).status_code == 200
        return len(captured)

    paths = [board, f"{board}wie/{worker.pk}/", f"{board}verplaatsen/", f"{board}verplaatsen/?van=zonder"]
    away(colleague, 0, 30)
    for number, owner in enumerate((worker, colleague, None) * 2):
        case_of(place, owner, today, f"F{number}")
    soon = make_case(place, worker, today - dt.timedelta(days=20), ref="soon", last_name="Straks")
    assessment.refresh(case_ids=[soon.pk], on=today, now=timezone.now(), cause=None)
    lead.get(board)
    few = [queries(path) for path in paths]
    # Whoever drops out of sight does so on many days, and on one of them thousands.
    make_many(place, [worker, colleague, None], today - dt.timedelta(days=20), today, range(1, 10_001))
    assert [queries(path) for path in paths] == few
    assert few[0] <= 19, few
    shown = lead.get(board).context["board"]
    assert shown.total.cases == 10_007 and shown.number > 6_000
    assert len(shown.unowned) == 8 and len(shown.seen) < 60
    assert shown.outlook.total > 9_000
