"""Vandaag: who needs me, in which order, and why."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import assessment, phrases, worklist
from cases.models import Agreement, Case, Medium, Pause
from cases.rules import Rule
from tests.cases.screens import days_ago, visited_weekly, words_of
from tests.conftest import Place, add_contact, make_case
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


def _list(place: Place, worker: User, today: dt.date) -> worklist.Worklist:
    return worklist.of(Case.objects.filter(municipality=place.municipality, worker=worker), today)


def _names(section: worklist.Section) -> list[str]:
    return [line.case.last_name for line in section.lines]


def test_each_case_stands_once_in_the_order_in_which_it_needs_me(
    place: Place, worker: User, today: dt.date
) -> None:
    def case(name: str, **more: Any) -> Case:
        return make_case(place, worker, days_ago(today, 100), ref=name, last_name=name, **more)

    visited_weekly(case("schema"), worker, today, last=1)
    fortnightly = case("afspraak", rhythm=(1, 14, Medium.HOME_VISIT))
    for days in (14, 28, 42, 56, 70):
        add_contact(fortnightly, worker, days_ago(today, days))
    visited_weekly(case("dreigt"), worker, today, last=12)
    cut = case("minder-beloofd")
    visited_weekly(cut, worker, today, last=1)
    Agreement.objects.create(
        municipality=place.municipality, case=cut, valid_from=today, contacts=1, per_days=28, medium=Medium.PHONE,
        reason="budget",
    )  # fmt: skip
    visited_weekly(case("minder-gekomen"), worker, today, last=20)
    visited_weekly(case("niet-gezien"), worker, today, last=40)
    visited_weekly(case("langer-niet-gezien"), worker, today, last=45)
    lost = case("niet-te-vinden")
    visited_weekly(lost, worker, today, last=40)
    for days in (21, 14, 7):
        add_contact(lost, worker, days_ago(today, days), Medium.PHONE, reached=False)

    found = _list(place, worker, today)
    assert _names(found.now) == [
        "niet-te-vinden",
        "langer-niet-gezien",
        "niet-gezien",
        "minder-gekomen",
        "minder-beloofd",
    ]
    assert _names(found.soon) == ["dreigt"]
    assert _names(found.due) == ["afspraak"]
    assert _names(found.calm) == ["schema"]
    assert [flag.kind for flag in found.now.lines[0].flags] == [Rule.UNFINDABLE, Rule.NOT_SEEN, Rule.ERODING]


def test_the_list_is_that_of_assess_for_every_open_flag(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    make_case(place, worker, days_ago(today, 60))
    page = at_work.get("/").content.decode()
    shown = set(re.findall(r'data-case="([^"]+)" data-kind="([^"]+)" data-since="([^"]+)"', page))
    ((ref, standing),) = assessment.assess(municipality_id=place.municipality.pk, on=today)
    assert shown == {(ref, flag.kind.value, flag.since.isoformat()) for flag in standing.flags}
    assert len(shown) == 2


def test_a_line_says_in_plain_words_why_it_is_there(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 100))
    visited_weekly(case, worker, today, last=40)
    words = words_of(at_work.get("/"))
    assert "Niet gezien sinds" in words and "40 dagen, de grens is 28 dagen" in words
    assert "uit beeld" in words
    assert "Ook: minder gekomen dan nodig" in words
    assert not re.search(r"not_seen|eroding|scaled_down|unfindable", words)


def test_a_coming_day_is_said_as_one_says_it(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 100), rhythm=(1, 7, Medium.HOME_VISIT))
    visited_weekly(case, worker, today, last=28)
    for days in range(1, 28, 2):
        add_contact(case, worker, days_ago(today, days), Medium.VIDEO)
    assert "Morgen te lang niet gezien." in words_of(at_work.get("/"))


def test_a_late_contact_says_how_many_days(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 100), rhythm=(1, 28, Medium.PHONE))
    for days in (30, 58, 86):
        add_contact(case, worker, days_ago(today, days), Medium.PHONE)
    assert "Bellen, 2 dagen over tijd." in words_of(at_work.get("/"))


def test_a_case_that_is_closed_or_of_a_colleague_is_not_on_my_list(
    place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    make_case(place, colleague, days_ago(today, 60), ref="B")
    closed = make_case(place, worker, days_ago(today, 60), ref="A")
    Case.objects.filter(pk=closed.pk).update(closed_on=today)
    assert _list(place, worker, today).total == 0


def test_a_paused_case_is_on_schedule_and_says_pause_and_not_that_nobody_ever_came(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 60))
    Pause.objects.create(
        municipality=place.municipality,
        case=case,
        first_day=today,
        last_day=days_ago(today, -20),
        reason="opname",
    )
    visited_weekly(case, worker, today, last=1)
    (line,) = _list(place, worker, today).calm.lines
    assert line.next_contact == "pauze"
    assert (line.seen, line.reached) == ("–", "–")
    page = words_of(at_work.get(f"/dossiers/{case.pk}/"))
    assert f"Laatst gezien {phrases.short_day(days_ago(today, 1), today)}, huisbezoek" in page
    assert "nog niet sinds de start" not in page


def test_an_empty_list_is_calm_and_says_where_the_teams_cases_are(at_work: Client) -> None:
    assert "Je hebt nu geen eigen dossiers." in words_of(at_work.get("/"))


def test_when_nobody_needs_me_the_next_agreed_contact_is_named(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    visited_weekly(make_case(place, worker, days_ago(today, 100)), worker, today, last=1)
    words = words_of(at_work.get("/"))
    assert "Niemand heeft je nu met spoed nodig." in words
    assert "De eerstvolgende afspraak is" in words and "Dennis Hoekstra" in words


def test_a_list_of_sixty_costs_as_many_queries_as_a_list_of_one(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get("/").status_code == 200
        # The test runs in a transaction of its own: the page's is a savepoint here, and puts the context back.
        return sum("SAVEPOINT" not in each["sql"] for each in captured)

    make_case(place, worker, days_ago(today, 60), ref="1")
    at_work.get("/")
    one = queries()
    for number in range(2, 61):
        make_case(place, worker, days_ago(today, number), ref=str(number))
    assert queries() == one <= 8
