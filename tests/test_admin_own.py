"""An administrator sets up their own municipality; and where everybody begins after signing in."""

# ruff: noqa: F811  (a fixture that is imported is also the name of an argument)

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.conf import settings
from django.test import Client

from tests.administrators import MEMBERSHIPS, USERS, Role, administrator, at_work, no_waits, operator  # noqa: F401
from tests.cases.screens import words_of
from tests.conftest import START, Browser, Place, make_member
from wijkzorg.accounts.models import Membership, Organisation, User


def test_no_form_makes_an_operator_and_nobody_else_makes_an_account(
    at_work: Client, worker: User, administrator: User, operator: User
) -> None:
    more = {"is_staff": "on", "is_superuser": "on", "groups": "1", "user_permissions": "1"}
    form = {"email": worker.email, "name": worker.name, "is_active": "on", **more}
    assert at_work.post(f"{USERS}{worker.pk}/change/", form).status_code == 302
    new = {"email": "nieuw@voorbeeldstad.example", "name": "Nieuw", "usable_password": "false", **more}
    assert at_work.post(f"{USERS}add/", new).status_code == 403
    assert f"{USERS}add/" not in at_work.get("/beheer/").content.decode()
    browser = Browser()
    browser.force_login(operator)
    assert browser.post(f"{USERS}{worker.pk}/change/", form).status_code == 302
    assert browser.post(f"{USERS}add/", new).status_code == 302
    assert set(User.objects.filter(is_superuser=True)) == {operator}
    assert set(User.objects.filter(is_staff=True)) == {operator}


def test_no_administrator_gives_an_account_the_address_of_somebody_who_may_be_invited_elsewhere(
    at_work: Client, worker: User, operator: User
) -> None:
    old, form = worker.email, {"email": "ander@elders.example", "name": "Anders", "is_active": "on"}
    assert at_work.post(f"{USERS}{worker.pk}/change/", form).status_code == 302
    worker.refresh_from_db()
    assert (worker.email, worker.name) == (old, "Anders")
    browser = Browser()
    browser.force_login(operator)
    browser.post(f"{USERS}{worker.pk}/change/", form)
    worker.refresh_from_db()
    assert worker.email == "ander@elders.example"


def test_the_administrator_takes_a_colleague_s_lost_factor_away(at_work: Client, worker: User) -> None:
    TOTP.activate(worker, generate_totp_secret())
    at_work.post(USERS, {"action": "take_factor_away", "_selected_action": [worker.pk]})
    assert not Authenticator.objects.filter(user=worker).exists()


def test_history_knows_who_changed_what_in_the_set_up(
    at_work: Client, administrator: User, worker: User, place: Place
) -> None:
    membership = worker.memberships.get()
    area = place.neighbourhood
    sent: list[tuple[str, dict[str, Any]]] = [
        (f"{USERS}{worker.pk}/change/", {"email": worker.email, "name": "Anders", "is_active": "on"}),
        (
            f"/beheer/accounts/team/{place.team.pk}/change/",
            {"name": "Team Anders", "organisation": place.team.organisation_id},
        ),
        (f"/beheer/accounts/organisation/{place.team.organisation_id}/change/", {"name": "Anders"}),
        (
            f"{MEMBERSHIPS}{membership.pk}/change/",
            {"user": worker.pk, "team": place.team.pk, "role": Role.WORKER, "starts_on": "2020-02-02"},
        ),
        (
            f"/beheer/neighbourhoods/neighbourhood/{area.pk}/change/",
            {"code": area.code, "name": "Anders", "reference_year": 2026, "district": area.district_id},
        ),
    ]
    for path, form in sent:
        answer = at_work.post(path, form)
        assert answer.status_code == 302, words_of(answer)
    for name in ("UserEvent", "TeamEvent", "OrganisationEvent", "MembershipEvent"):
        event = apps.get_model("accounts", name)._default_manager.filter(pgh_label="update").latest("pgh_id")
        assert event.pgh_context["user"] == administrator.pk, name
        assert event.pgh_context["reason"] == "set_up", name
    assert Organisation.objects.get().name == "Anders"


@pytest.mark.parametrize(
    ("role", "where"),
    [
        (Role.ADMINISTRATOR, "/beheer/"),
        (Role.PRIVACY_OFFICER, "/logboek/"),
        (Role.POLICY_OFFICER, "/cijfers/"),
        (Role.CENTRE_STAFF, "/beheer/"),
        (Role.COORDINATOR, "/beheer/"),
        (Role.VOLUNTEER, "/vrijwilliger/"),
    ],
)
def test_everybody_begins_where_their_work_is(client: Client, place: Place, role: str, where: str) -> None:
    client.force_login(make_member(place, "iemand@voorbeeldstad.example", role))
    answer = client.get("/")
    if where.startswith("/"):
        assert answer["Location"] == where and client.get(where, follow=True).status_code == 200
    else:
        assert answer.status_code == 200 and where in words_of(answer)
        assert "Vandaag" not in words_of(answer)


def test_who_has_a_case_role_too_begins_with_cases(client: Client, worker: User, place: Place) -> None:
    Membership.objects.create(
        municipality=place.municipality, user=worker, role=Role.ADMINISTRATOR, starts_on=START
    )
    client.force_login(worker)
    page = client.get("/")
    assert page.status_code == 200 and "Vandaag" in words_of(page) and "/beheer/" in page.content.decode()


def test_the_operator_of_an_empty_installation_begins_with_the_set_up(client: Client, operator: User) -> None:
    client.force_login(operator)
    assert client.get("/")["Location"] == "/beheer/"
    assert client.get("/beheer/").status_code == 200
    made = client.post(
        "/beheer/tenancy/municipality/add/",
        {"code": "GM9997", "name": "Nieuwstad", "timezone": settings.TIME_ZONE},
    )
    assert made.status_code == 302
