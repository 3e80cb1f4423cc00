"""The start page of the admin: what each role is there for, a menu of what one may do, and nothing of cases."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Policy
from centres.models import Centre, OpeningHours
from tests.cases.screens import days_ago, words_of
from tests.conftest import Place, make_case, make_member
from tests.volunteers import conftest as cast
from tests.volunteers.conftest import Ask, Neighbour
from tests.workplace.conftest import browser_of, lives
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db
stored, neighbour = cast.stored, cast.neighbour


def menu(browser: Client) -> set[str]:
    page = browser.get("/beheer/")
    assert page.status_code == 200
    return {model["admin_url"] for app in page.context["app_list"] for model in app["models"]}


def test_centre_staff_begin_at_their_doors_and_requests_and_see_a_menu_of_their_own(
    at_desk: Client, place: Place, worker: User, today: dt.date, stored: Ask, clerk: User
) -> None:
    make_case(place, worker, days_ago(today, 40), last_name="Geheim")
    who = lives(place)
    stored(resident=who, opened_at=timezone.now(), received_at=timezone.now())
    assert at_desk.get("/")["Location"] == "/beheer/"
    page = at_desk.get("/beheer/")
    said = words_of(page)
    assert "Wie staat er voor je?" in said and "De Linde" in said and "Zoë Müller" in said
    assert "Geheim" not in said and "dossier" not in said.lower()
    own = {f"/beheer/{path}/" for path in ("centres/centre", "centres/closure", "reaching/onlyhere")}
    assert menu(at_desk) == own | {"/beheer/residents/resident/", "/beheer/volunteers/helprequest/"}
    assert AccessEntry.objects.filter(action="list", user_id=clerk.pk, resident_ids=[who.pk]).exists()


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (8, "dicht, open vandaag om 10:00 uur"),
        (12, "open tot vandaag om 17:00 uur"),
        (18, "dicht, open morgen om 10:00 uur"),
    ],
)
def test_a_door_says_today_and_tomorrow(
    at_desk: Client, centre: Centre, monkeypatch: pytest.MonkeyPatch, hour: int, said: str
) -> None:
    for weekday in (cast.WEDNESDAY.weekday(), cast.WEDNESDAY.weekday() + 1):
        OpeningHours.objects.create(
            municipality=centre.municipality,
            centre=centre,
            weekday=weekday,
            opens=dt.time(10),
            closes=dt.time(17),
        )
    now = cast.NOW.replace(hour=hour)
    monkeypatch.setattr("wijkzorg.accounts.middleware.timezone.now", lambda: now)
    assert said in words_of(at_desk.get("/beheer/"))


def test_a_coordinator_begins_with_who_needs_a_word(
    place: Place, coordinator: User, neighbour: Neighbour
) -> None:
    neighbour("fatma", vog_on=dt.date(2020, 1, 1), vog_outcome="given")
    browser = browser_of(coordinator)
    assert browser.get("/")["Location"] == "/beheer/"
    said = words_of(browser.get("/beheer/"))
    assert "VOG loopt af" in said and "Fatma" in said and "Wie staat er voor je?" not in said
    own = {f"/beheer/{path}/" for path in ("centres/centre", "centres/closure")}
    assert menu(browser) == own | {"/beheer/volunteers/volunteer/", "/beheer/volunteers/helprequest/"}


def test_an_administrator_begins_with_accounts_teams_and_policy_and_sees_no_person(
    place: Place, stored: Ask, today: dt.date
) -> None:
    stored(name="Mevrouw de Wit")
    user = make_member(place, "beheer@voorbeeldstad.example", Membership.Role.ADMINISTRATOR)
    Membership.objects.filter(user=user).update(ends_on=today + dt.timedelta(days=10))
    Policy.objects.create(
        municipality=place.municipality, valid_from=days_ago(today, 3), threshold_percent=60, reason="Raad"
    )
    browser = browser_of(user)
    said = words_of(browser.get("/beheer/"))
    assert "60 procent" in said and "1 zonder teamleider" in said and "Loopt binnen 30 dagen af" in said
    assert "de Wit" not in said
    lists = ("residents/resident/", "volunteers/helprequest/", "volunteers/volunteer/")
    assert not {f"/beheer/{path}" for path in lists} & menu(browser)
    for path in lists:
        assert browser.get(f"/beheer/{path}").status_code == 404


def test_an_operator_of_the_installation_works_with_nobody(place: Place) -> None:
    browser = browser_of(User.objects.create_superuser("alles@wijkzorg.example", "x" * 20))
    for path in ("residents/resident/", "volunteers/helprequest/", "volunteers/volunteer/"):
        assert browser.get(f"/beheer/{path}").status_code == 404


def test_the_start_page_costs_as_many_queries_for_fifty_as_for_one(
    at_desk: Client, place: Place, stored: Ask
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            at_desk.get("/beheer/")
        return len(captured)

    stored(resident=lives(place))
    queries()
    one = queries()
    for number in range(49):
        stored(resident=lives(place, first_name=f"A{number}"), token=uuid.uuid4())
    assert queries() == one


def test_a_role_that_does_not_come_in_finds_nothing(place: Place, centre: Centre, worker: User) -> None:
    assert browser_of(worker).get("/beheer/").status_code == 404
