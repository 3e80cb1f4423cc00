"""Roles begin and end, hold in one municipality at a time, and nobody gives themselves one unseen."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.cases.screens import days_ago, words_of
from tests.conftest import START, Place, make_case, make_member
from wijkzorg.accounts import roles
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.outbox.models import Letter
from wijkzorg.outbox.tasks import send_letters
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def today(place: Place) -> dt.date:
    """The day that it is in the municipality."""
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def administrator(place: Place) -> User:
    return make_member(place, "beheer@voorbeeldstad.example", Role.ADMINISTRATOR)


@pytest.fixture
def of_both(place: Place, elsewhere: Place, worker: User) -> User:
    """A social worker with a role in two municipalities; Buurstad comes first by name."""
    with inside(elsewhere.municipality.pk):
        Membership.objects.create(
            municipality=elsewhere.municipality,
            user=worker,
            team=elsewhere.team,
            role=Role.WORKER,
            starts_on=START,
        )
    return worker


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [(0, 0, True), (1, None, False), (0, None, True), (-9, -1, False), (-9, 0, True), (-9, 1, True)],
)
def test_a_role_holds_from_its_first_day_to_its_last(
    client: Client, place: Place, worker: User, today: dt.date, first: int, last: int | None, holds: bool
) -> None:
    make_case(place, worker, days_ago(today, 30))
    worker.memberships.update(
        starts_on=today + first * DAY, ends_on=None if last is None else today + last * DAY
    )
    client.force_login(worker)
    assert client.get("/").status_code == (200 if holds else 403)
    assert ("Hoekstra" in words_of(client.get("/dossiers/"))) == holds


def test_who_works_for_two_chooses_and_sees_one_at_a_time(
    client: Client, place: Place, elsewhere: Place, of_both: User, today: dt.date
) -> None:
    make_case(place, of_both, days_ago(today, 30))
    with inside(elsewhere.municipality.pk):
        make_case(elsewhere, of_both, days_ago(today, 30), ref="E1", last_name="Elders")
    client.force_login(of_both)
    page = words_of(client.get("/dossiers/"))
    assert "Elders" in page and "Hoekstra" not in page
    key = client.session.session_key
    answer = client.post("/gemeente/", {"municipality": place.municipality.pk})
    assert answer.status_code == 302
    page = words_of(client.get("/dossiers/"))
    assert "Hoekstra" in page and "Elders" not in page
    assert client.session.session_key == key


def test_the_choice_is_logged_in_the_municipality_that_was_chosen(
    client: Client, place: Place, of_both: User
) -> None:
    client.force_login(of_both)
    client.post("/gemeente/", {"municipality": place.municipality.pk})
    (entry,) = AccessEntry.objects.filter(object_kind="municipality", user_id=of_both.pk)
    assert (entry.municipality_id, entry.case_id) == (place.municipality.pk, None)


@pytest.mark.parametrize("wrong", ["elsewhere", "none", "nonsense", "missing"])
def test_nobody_chooses_a_municipality_without_a_role_there(
    client: Client, place: Place, elsewhere: Place, worker: User, wrong: str
) -> None:
    client.force_login(worker)
    sent = {"elsewhere": elsewhere.municipality.pk, "none": "", "nonsense": "1 OR 1=1"}
    form = {} if wrong == "missing" else {"municipality": sent[wrong]}
    assert client.post("/gemeente/", form).status_code == 404
    assert "municipality" not in client.session


def test_a_chosen_municipality_whose_role_ended_is_left_for_the_other(
    client: Client, place: Place, elsewhere: Place, of_both: User, today: dt.date
) -> None:
    client.force_login(of_both)
    client.post("/gemeente/", {"municipality": place.municipality.pk})
    of_both.memberships.filter(municipality=place.municipality).update(ends_on=today - DAY)
    make_case(place, of_both, days_ago(today, 30))
    assert "Hoekstra" not in words_of(client.get("/dossiers/"))


def test_only_who_works_for_more_than_one_has_the_choice_on_the_screen(
    client: Client, place: Place, of_both: User, colleague: User
) -> None:
    client.force_login(of_both)
    assert 'action="/gemeente/"' in client.get("/").content.decode()
    client.force_login(colleague)
    assert 'action="/gemeente/"' not in client.get("/").content.decode()


@pytest.mark.parametrize("method", ["get", "put"])
def test_choosing_is_a_post(client: Client, of_both: User, method: str) -> None:
    client.force_login(of_both)
    assert getattr(client, method)("/gemeente/").status_code == 405


def test_choosing_asks_for_the_token_of_the_form(place: Place, of_both: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(of_both)
    assert strict.post("/gemeente/", {"municipality": place.municipality.pk}).status_code == 403


def give(actor: User, user: User, place: Place, role: str = Role.PRIVACY_OFFICER) -> Membership:
    return roles.give_role(
        actor=actor,
        user=user,
        municipality=place.municipality,
        role=role,
        team=None,
        starts_on=START,
        ends_on=None,
        now=timezone.now(),
    )


def test_a_role_that_somebody_gave_themselves_stands_in_the_list_and_in_a_letter(
    client: Client,
    place: Place,
    administrator: User,
    settings: Settings,
) -> None:
    settings.WIJKZORG_URL = "https://wijkzorg.example"
    other = make_member(place, "beheer2@voorbeeldstad.example", Role.ADMINISTRATOR)
    make_member(place, "fg@voorbeeldstad.example", Role.PRIVACY_OFFICER)
    give(administrator, administrator, place)
    assert not mail.outbox, "it waits in the outbox, and is tried again where the mail server is away"
    send_letters()
    (letter,) = mail.outbox
    assert letter.to == [other.email]
    assert letter.subject == "Een beheerder gaf zichzelf een rol"
    assert "https://wijkzorg.example/rollen/" in letter.body
    assert administrator.name not in letter.body and administrator.email not in letter.body
    client.force_login(other)
    page = words_of(client.get("/rollen/"))
    assert "functionaris gegevensbescherming" in page.lower() and "zichzelf" in page


def test_a_role_given_to_somebody_else_needs_no_letter(
    place: Place, administrator: User, colleague: User
) -> None:
    make_member(place, "beheer2@voorbeeldstad.example", Role.ADMINISTRATOR)
    give(administrator, colleague, place)
    assert not Letter.objects.exists()


def test_a_role_that_was_not_given_after_all_sends_no_letter(place: Place, administrator: User) -> None:
    make_member(place, "beheer2@voorbeeldstad.example", Role.ADMINISTRATOR)
    with pytest.raises(ValueError, match="mislukt"), transaction.atomic():
        give(administrator, administrator, place)
        raise ValueError("mislukt")
    assert not Letter.objects.exists()


def test_the_list_is_for_those_who_watch_over_it(
    client: Client, place: Place, administrator: User, worker: User, team_lead: User, stranger: User
) -> None:
    privacy = make_member(place, "fg@voorbeeldstad.example", Role.PRIVACY_OFFICER)
    for user, status in (
        (administrator, 200),
        (privacy, 200),
        (worker, 404),
        (team_lead, 404),
        (stranger, 404),
    ):
        client.force_login(user)
        assert client.get("/rollen/").status_code == status
    assert Client().get("/rollen/").status_code == 302


def test_the_list_holds_nothing_of_another_municipality(
    client: Client, administrator: User, stranger: User
) -> None:
    client.force_login(administrator)
    assert stranger.name not in words_of(client.get("/rollen/"))


def test_the_list_takes_as_many_queries_for_many_changes_as_for_few(
    client: Client,
    place: Place,
    administrator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(administrator)
    client.get("/rollen/")
    counter = _Counter()
    with connection.execute_wrapper(counter):
        client.get("/rollen/")
    few = counter.count
    for number in range(20):
        give(administrator, make_member(place, f"m{number}@voorbeeldstad.example", Role.VOLUNTEER), place)
    with django_assert_num_queries(few):
        client.get("/rollen/")


class _Counter:
    """Count what goes to the database."""

    count = 0

    def __call__(self, execute: object, sql: str, params: object, many: bool, context: object) -> object:
        self.count += 1
        return execute(sql, params, many, context)  # type: ignore[operator]


def test_the_history_tells_changes_and_ends_and_refuses_to_be_changed(
    client: Client, place: Place, administrator: User, worker: User
) -> None:
    row = worker.memberships.get()
    row.ends_on = dt.date(2031, 5, 6)
    roles.keep_role(actor=administrator, membership=row, now=timezone.now())
    worker.memberships.all().delete()
    client.force_login(administrator)
    page = words_of(client.get("/rollen/"))
    for word in ("gegeven", "gewijzigd", "weggehaald", "6 mei 2031", administrator.name):
        assert word in page
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_membershipevent")


def test_the_history_of_accounts_has_no_password_and_no_sign_ins(client: Client, worker: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_userevent WHERE pgh_obj_id = %s", [worker.pk])
        before = cursor.fetchone()
        User.objects.filter(pk=worker.pk).update(last_login=timezone.now(), password="!x")
        cursor.execute("SELECT count(*) FROM accounts_userevent WHERE pgh_obj_id = %s", [worker.pk])
        assert cursor.fetchone() == before
        User.objects.filter(pk=worker.pk).update(is_superuser=True)
        cursor.execute("SELECT e::text FROM accounts_userevent e WHERE pgh_obj_id = %s", [worker.pk])
        rows = cursor.fetchall()
    assert len(rows) == before[0] + 1 and "!x" not in str(rows)
