"""What the access log says after somebody looked, searched, came in, left, or was refused."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from cases.models import Case
from tests.cases.screens import days_ago, sent_form
from tests.conftest import PASSWORD, START, Place, make_case
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry, Action, Result, VisitorEntry
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _nobody_was_refused_before() -> None:
    cache.clear()


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case of the worker."""
    return make_case(place, worker, days_ago(place.municipality.day_of(timezone.now()), 60))


@pytest.fixture
def at_work(client: Client, worker: User) -> Client:
    """A browser in which the worker is signed in."""
    client.force_login(worker)
    return client


def only(**asked: object) -> AccessEntry:
    """Return the one line that there is of a kind."""
    return AccessEntry.objects.get(**asked)


def lookers(case: Case) -> list[str]:
    """Return what was done by whom looked at the resident, the newest first."""
    later = timezone.now() + dt.timedelta(days=1)
    found = AccessEntry.objects.about_resident(case.resident_id, LONG_AGO, later, before=None, at_most=50)
    return [line.action for line in found.newest_first()]


def test_opening_a_case_says_who_in_which_role_whom_when_and_from_where(
    at_work: Client, case: Case, worker: User
) -> None:
    before = timezone.now()
    at_work.get(f"/dossiers/{case.pk}/", REMOTE_ADDR="192.0.2.7")
    line = only(action=Action.READ)
    assert (line.user_id, line.role, line.resident_id, line.case_id) == (
        worker.pk,
        "worker",
        case.resident_id,
        case.pk,
    )
    assert (line.result, line.origin, line.responsible_user_id) == (Result.DONE, "192.0.2.7", None)
    assert isinstance(line.request_id, uuid.UUID)
    assert before <= line.at <= timezone.now()


def test_all_lines_of_one_request_carry_one_id_and_those_of_another_another(
    at_work: Client, case: Case
) -> None:
    at_work.get(f"/dossiers/{case.pk}/")
    at_work.get(f"/dossiers/{case.pk}/")
    ids = AccessEntry.objects.filter(action=Action.READ).values_list("request_id", flat=True)
    assert len(set(ids)) == 2


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    at_work: Client, case: Case, settings: Settings
) -> None:
    headers: dict[str, Any] = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 192.0.2.9"}
    at_work.get(f"/dossiers/{case.pk}/", **headers)
    assert only(action=Action.READ).origin == "10.0.0.1"
    settings.WIJKZORG_BEHIND_PROXY = True
    at_work.get(f"/dossiers/{case.pk}/", **headers)
    assert {line.origin for line in AccessEntry.objects.filter(action=Action.READ)} == {
        "10.0.0.1",
        "192.0.2.9",
    }


def test_vandaag_leaves_one_line_with_everybody_who_stands_on_it(
    at_work: Client, place: Place, worker: User, case: Case
) -> None:
    other = make_case(place, worker, case.opened_on, ref="D00002", last_name="Bakker")
    at_work.get("/")
    line = only(action=Action.LIST)
    assert line.case_ids == [case.pk, other.pk]
    assert line.resident_ids == sorted([case.resident_id, other.resident_id])


def test_the_list_of_cases_and_a_search_say_who_was_shown_and_not_what_was_typed(
    at_work: Client, place: Place, worker: User, case: Case
) -> None:
    make_case(place, worker, case.opened_on, ref="D00002", last_name="Bakker")
    at_work.get("/dossiers/")
    assert len(only(action=Action.LIST).case_ids) == 2
    at_work.get("/dossiers/", {"q": "Hoekstra"})
    (line,) = AccessEntry.objects.filter(action=Action.SEARCH).values()
    assert line["case_ids"] == [case.pk]
    assert "hoekstra" not in str(line).lower()


def test_a_list_that_shows_nobody_leaves_no_line(at_work: Client) -> None:
    at_work.get("/")
    at_work.get("/dossiers/")
    assert not AccessEntry.objects.filter(action=Action.LIST).exists()


def test_whoever_saw_a_resident_is_found_by_a_case_a_list_a_search_and_a_form(
    at_work: Client, case: Case, elsewhere: Place
) -> None:
    at_work.get("/")
    at_work.get("/dossiers/", {"q": "Hoekstra"})
    at_work.get(f"/dossiers/{case.pk}/")
    at_work.get(f"/dossiers/{case.pk}/contact/")
    at_work.post(f"/dossiers/{case.pk}/contact/", sent_form())
    assert lookers(case) == ["write", "read", "read", "search", "list"]
    with inside(elsewhere.municipality.pk):
        assert lookers(case) == []


def test_the_log_costs_a_page_one_query(
    at_work: Client, case: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    at_work.get("/")
    with django_assert_max_num_queries(100) as asked:
        at_work.get("/")
    written = [query["sql"] for query in asked.captured_queries if "INSERT INTO audit" in query["sql"]]
    assert len(written) == 1


def test_a_list_costs_the_database_as_few_values_to_read_as_a_single_case(
    at_work: Client,
    place: Place,
    worker: User,
    case: Case,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(2, 6):
        make_case(place, worker, case.opened_on, ref=f"D0000{number}")
    at_work.get("/")
    with django_assert_max_num_queries(100) as asked:
        at_work.get("/")
    (written,) = [query["sql"] for query in asked.captured_queries if "INSERT INTO audit" in query["sql"]]
    assert "ARRAY[" not in written, "a constructor of so many values takes longer to read than to write"
    assert len(AccessEntry.objects.filter(action=Action.LIST).newest_first()[0].case_ids) == 5


def test_signing_in_and_out_is_logged_with_the_role_that_holds(client: Client, worker: User) -> None:
    client.post("/inloggen/", {"login": worker.email, "password": PASSWORD})
    client.post("/uitloggen/")
    lines = AccessEntry.objects.order_by("at").values_list("action", "result", "user_id", "role")
    assert list(lines) == [
        ("sign_in", "done", worker.pk, "worker"),
        ("sign_out", "done", worker.pk, "worker"),
    ]


def test_signing_in_names_in_each_municipality_the_roles_of_there_that_hold_today(
    client: Client, place: Place, elsewhere: Place, worker: User
) -> None:
    for where, role, ends_on in (
        (place, Membership.Role.COORDINATOR, None),
        (place, Membership.Role.ADMINISTRATOR, dt.date(2021, 1, 1)),
        (elsewhere, Membership.Role.POLICY_OFFICER, None),
    ):
        with inside(where.municipality.pk):
            Membership.objects.create(
                municipality=where.municipality, user=worker, role=role, starts_on=START, ends_on=ends_on
            )
    client.post("/inloggen/", {"login": worker.email, "password": PASSWORD})
    assert only(action=Action.SIGN_IN).role == "coordinator,worker"
    with inside(elsewhere.municipality.pk):
        assert only(action=Action.SIGN_IN).role == "policy_officer"


def test_a_failed_sign_in_of_somebody_here_is_logged_under_their_number(client: Client, worker: User) -> None:
    client.post("/inloggen/", {"login": worker.email.upper(), "password": "fout"}, REMOTE_ADDR="192.0.2.7")
    line = only(action=Action.SIGN_IN)
    assert (line.result, line.user_id, line.origin) == (Result.REFUSED, worker.pk, "192.0.2.7")
    assert not VisitorEntry.objects.exists()


def test_a_failed_sign_in_of_nobody_here_keeps_the_network_and_nobody_s_name(
    client: Client, place: Place
) -> None:
    client.post("/inloggen/", {"login": "wie@elders.example", "password": "fout"}, REMOTE_ADDR="192.0.2.77")
    (line,) = VisitorEntry.objects.values()
    assert (line["action"], line["network"]) == ("sign_in", "192.0.2.0/24")
    assert "elders" not in str(line)
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "stranger"])
def test_asking_for_the_case_of_others_is_logged_where_the_asker_works(
    client: Client, place: Place, elsewhere: Place, case: Case, request: pytest.FixtureRequest, who: str
) -> None:
    asker = request.getfixturevalue(who)
    client.force_login(asker)
    assert client.get(f"/dossiers/{case.pk}/").status_code == 404
    assert client.post(f"/dossiers/{case.pk}/contact/", sent_form()).status_code == 404
    home = elsewhere if who == "stranger" else place
    with inside(home.municipality.pk):
        lines = AccessEntry.objects.filter(result=Result.REFUSED).order_by("at")
        assert [(line.user_id, line.object_kind, line.object_id, line.action) for line in lines] == [
            (asker.pk, "case", str(case.pk), "open"),
            (asker.pk, "record-contact", str(case.pk), "write"),
        ]
        assert {line.resident_id for line in lines} == {None}


def test_an_address_that_is_none_is_no_attempt(at_work: Client) -> None:
    assert at_work.get("/nergens/").status_code == 404
    assert not AccessEntry.objects.filter(result=Result.REFUSED).exists()


def test_what_is_refused_to_who_has_no_role_any_more_is_logged_where_they_had_one(
    client: Client, place: Place, worker: User
) -> None:
    worker.memberships.update(ends_on=dt.date(2021, 1, 1))
    client.force_login(worker)
    assert client.get("/").status_code == 403
    assert only(result=Result.REFUSED).user_id == worker.pk


def test_a_page_that_fails_showed_nothing_and_leaves_no_line(at_work: Client, case: Case) -> None:
    with connection.execute_wrapper(_no_standings):
        at_work.raise_request_exception = False
        assert at_work.get(f"/dossiers/{case.pk}/").status_code == 500
    assert not AccessEntry.objects.filter(action=Action.READ).exists()


def _no_standings(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    if "cases_contact" in sql:
        raise RuntimeError
    return execute(sql, params, many, context)
