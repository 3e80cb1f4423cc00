"""Who comes into the administrator's pages, and through which door: by role, second factor and day."""

# ruff: noqa: F811  (a fixture that is imported is also the name of an argument)

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from tests.administrators import MEMBERSHIPS, USERS, Role, administrator, at_work, no_waits, operator  # noqa: F401
from tests.conftest import PASSWORD, Browser, Place, make_member
from tests.test_admin_held import both, rows  # noqa: F401
from wijkzorg.accounts.models import User
from wijkzorg.accounts.site import ENTERING
from wijkzorg.accounts.work_admin import WorkAdmin
from wijkzorg.tenancy.admin import SetUpAdmin
from wijkzorg.tenancy.wall import inside


@pytest.mark.parametrize("role", [role for role in Role if role not in ENTERING])
def test_another_role_does_not_come_in(client: Client, place: Place, role: str) -> None:
    user = make_member(place, "iemand@voorbeeldstad.example", role, place.team)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client.force_login(user)
    for path in ("", "accounts/user/", "accounts/user/add/", "login/", "logout/", "jsi18n/", "niets/"):
        assert client.get(f"/beheer/{path}").status_code == 404, path
        assert client.post(f"/beheer/{path}").status_code == 404, path
    assert client.get("/beheer/").status_code == 404, "and is still signed in"


@pytest.mark.parametrize("role", sorted(ENTERING - {Role.ADMINISTRATOR}))
def test_who_works_behind_a_door_finds_the_pages_of_that_door_and_no_others(
    client: Client, place: Place, rows: dict[str, Model], role: str
) -> None:
    client.force_login(make_member(place, "deur@voorbeeldstad.example", role))
    own = {"centres/centre", "centres/closure"} | (
        {"reaching/onlyhere"} if role == Role.CENTRE_STAFF else set()
    )
    for path in rows:
        assert client.get(f"/beheer/{path}/").status_code == (200 if path in own else 404), path
    menu = {
        model["object_name"] for app in client.get("/beheer/").context["app_list"] for model in app["models"]
    }
    more = {"OnlyHere", "Resident"} if role == Role.CENTRE_STAFF else {"Volunteer"}
    assert menu == {"Centre", "Closure", "HelpRequest"} | more


@pytest.mark.parametrize("role", sorted(ENTERING - {Role.ADMINISTRATOR}))
def test_a_role_of_daily_work_finds_no_page_of_the_set_up(client: Client, place: Place, role: str) -> None:
    client.force_login(make_member(place, "iemand@voorbeeldstad.example", role))
    for path, page in admin.site._registry.items():
        if isinstance(page, SetUpAdmin) and not isinstance(page, WorkAdmin) and role not in page.also_for:
            address = f"/beheer/{path._meta.label_lower.replace('.', '/')}/"
            for asked in ("", "add/", "1/change/", "1/delete/", "1/history/"):
                assert client.get(f"{address}{asked}").status_code == 404, address
                assert client.post(f"{address}{asked}").status_code == 404, address


def test_a_role_that_ended_or_is_to_come_opens_nothing(at_work: Client, administrator: User) -> None:
    assert at_work.get("/beheer/").status_code == 200
    administrator.memberships.update(ends_on="2021-01-01")
    assert at_work.get("/beheer/").status_code == 404
    administrator.memberships.update(starts_on="2999-01-01", ends_on=None)
    assert at_work.get("/beheer/").status_code == 404


def test_an_administrator_of_the_neighbours_who_is_worker_here_sets_up_there_alone(
    client: Client, place: Place, elsewhere: Place, both: User
) -> None:
    with inside(elsewhere.municipality.pk):
        both.memberships.update(role=Role.ADMINISTRATOR, team=None)
    client.force_login(both)
    client.post("/gemeente/", {"municipality": place.municipality.pk})
    assert client.get("/beheer/").status_code == 404
    client.post("/gemeente/", {"municipality": elsewhere.municipality.pk})
    page = client.get("/beheer/accounts/team/")
    assert [team.pk for team in page.context["cl"].result_list] == [elsewhere.team.pk]


def test_the_second_factor_is_asked_of_an_administrator(administrator: User) -> None:
    browser = Client()
    browser.post("/inloggen/", {"login": administrator.email, "password": PASSWORD})
    assert browser.get("/beheer/")["Location"].startswith("/account/tweede-stap/")


def test_the_menu_is_the_administrator_s(at_work: Client, operator: User) -> None:
    def menu(client: Client) -> set[str]:
        page = client.get("/beheer/")
        return {model["object_name"] for app in page.context["app_list"] for model in app["models"]}

    browser = Browser()
    browser.force_login(operator)
    assert menu(browser) - menu(at_work) == {"Municipality"}
    assert "Team" in menu(at_work)
    assert 'href="/rechten/"' in at_work.get("/beheer/").content.decode(), "the front page leads back here"
    assert at_work.get("/rechten/").status_code == 200
