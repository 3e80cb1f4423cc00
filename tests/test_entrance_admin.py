"""The administrator's pages about coming in: inviting, the municipality's own sign-in, who gave which role."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.cases.screens import words_of
from tests.conftest import PASSWORD, Place
from tests.test_invitations import token_for
from wijkzorg import encryption
from wijkzorg.accounts.models import Invitation, Membership, SingleSignOn, SingleSignOnDomain, User

pytestmark = pytest.mark.django_db
SECRET = "een-geheim-van-de-gemeente"
SIGN_ON = {
    "enabled": "on",
    "issuer": "https://login.voorbeeldstad.example/",
    "client_id": "wijkzorg",
    "secret": SECRET,
    "factor_amr": "mfa,hwk",
    "factor_acr": "",
    "domains-TOTAL_FORMS": "1",
    "domains-INITIAL_FORMS": "0",
    "domains-0-domain": "voorbeeldstad.example",
}


@pytest.fixture
def superuser(place: Place) -> User:
    """Someone who may set up everything."""
    return User.objects.create_superuser("alles@voorbeeldstad.example", PASSWORD)


@pytest.fixture
def at_work(client: Client, superuser: User) -> Client:
    """A browser in which they are signed in."""
    cache.clear()
    client.force_login(superuser)
    return client


def test_an_invitation_is_made_by_the_same_action_and_mailed(
    at_work: Client, place: Place, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    form = {
        "email": "Nieuw@Voorbeeldstad.example",
        "role": "worker",
        "team": place.team.pk,
        "starts_on": "2026-01-05",
        "ends_on": "",
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = at_work.post("/beheer/accounts/invitation/add/", form)
    assert answer.status_code == 302, words_of(answer)
    made = Invitation.objects.get()
    assert (made.email, made.municipality) == ("nieuw@voorbeeldstad.example", place.municipality)
    (letter,) = mail.outbox
    assert "/uitnodiging/" in letter.body
    assert "nieuw@voorbeeldstad.example" in words_of(at_work.get("/beheer/accounts/invitation/"))


def test_a_role_without_its_team_is_refused_at_the_field(at_work: Client) -> None:
    form = {"email": "nieuw@voorbeeldstad.example", "role": "worker", "starts_on": "2026-01-05"}
    answer = at_work.post("/beheer/accounts/invitation/add/", form)
    assert answer.status_code == 200 and "Kies het team." in words_of(answer)
    assert not Invitation.objects.exists()


def test_a_team_of_another_municipality_is_no_choice(at_work: Client, place: Place, elsewhere: Place) -> None:
    at_work.post("/gemeente/", {"municipality": place.municipality.pk})
    form = {
        "email": "nieuw@voorbeeldstad.example",
        "role": "worker",
        "team": elsewhere.team.pk,
        "starts_on": "2026-01-05",
    }
    assert at_work.post("/beheer/accounts/invitation/add/", form).status_code == 200
    assert not Invitation.objects.exists()


def test_an_invitation_is_taken_back_from_the_list_and_never_changed(
    at_work: Client, place: Place, team_lead: User
) -> None:
    token_for(place, team_lead)
    made = Invitation.objects.get()
    at_work.post("/beheer/accounts/invitation/", {"action": "revoke", "_selected_action": made.pk})
    made.refresh_from_db()
    assert made.revoked_at is not None
    before = made.email
    at_work.post(f"/beheer/accounts/invitation/{made.pk}/change/", {"email": "ander@voorbeeldstad.example"})
    made.refresh_from_db()
    assert made.email == before


def test_the_municipality_s_sign_in_is_set_up_and_its_secret_never_shown_again(
    at_work: Client, place: Place
) -> None:
    answer = at_work.post("/beheer/accounts/singlesignon/add/", SIGN_ON)
    assert answer.status_code == 302, words_of(answer)
    row = SingleSignOn.objects.get()
    assert (row.municipality, row.issuer) == (place.municipality, "https://login.voorbeeldstad.example")
    assert row.factor_amr == ["mfa", "hwk"]
    assert SECRET not in row.secret_encrypted and encryption.decrypt(row.secret_encrypted) == SECRET
    domain = SingleSignOnDomain.objects.get()
    assert (domain.domain, domain.municipality) == ("voorbeeldstad.example", place.municipality)
    page = at_work.get(f"/beheer/accounts/singlesignon/{row.pk}/change/").content.decode()
    assert SECRET not in page and row.secret_encrypted not in page
    assert "http://testserver/inloggen/gemeente/GM9999/terug/" in page


def test_an_empty_secret_keeps_the_one_that_is_there(at_work: Client) -> None:
    at_work.post("/beheer/accounts/singlesignon/add/", SIGN_ON)
    row, domain = SingleSignOn.objects.get(), SingleSignOnDomain.objects.get()
    form = SIGN_ON | {
        "secret": "",
        "client_id": "wijkzorg-2",
        "domains-INITIAL_FORMS": "1",
        "domains-0-id": domain.pk,
        "domains-0-single_sign_on": row.pk,
    }
    answer = at_work.post(f"/beheer/accounts/singlesignon/{row.pk}/change/", form)
    assert answer.status_code == 302, words_of(answer)
    row.refresh_from_db()
    assert row.client_id == "wijkzorg-2" and encryption.decrypt(row.secret_encrypted) == SECRET


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"issuer": "http://login.voorbeeldstad.example"}, "https://"),
        ({"secret": ""}, "client-secret"),
        ({"domains-0-domain": "farida@voorbeeldstad.example"}, "domein"),
        ({"domains-0-domain": "*"}, "domein"),
    ],
)
def test_a_set_up_that_is_not_safe_is_refused(at_work: Client, changed: dict[str, str], said: str) -> None:
    answer = at_work.post("/beheer/accounts/singlesignon/add/", SIGN_ON | changed)
    assert answer.status_code == 200 and said in words_of(answer)
    assert not SingleSignOn.objects.exists()


def test_who_gave_which_role_is_read_and_never_written(
    at_work: Client, worker: User, superuser: User
) -> None:
    row = worker.memberships.get()
    form = {
        "municipality": row.municipality_id,
        "user": superuser.pk,
        "team": "",
        "role": Membership.Role.ADMINISTRATOR,
        "starts_on": "2026-01-05",
    }
    answer = at_work.post("/beheer/accounts/membership/add/", form)
    assert answer.status_code == 302, words_of(answer)
    page = words_of(at_work.get("/beheer/accounts/membershipevent/"))
    assert "zichzelf" in page and str(worker) in page
    assert at_work.get("/beheer/accounts/membershipevent/add/").status_code == 403


def test_a_link_with_the_municipality_s_sign_in_is_ended_from_the_account(
    at_work: Client, worker: User
) -> None:
    SocialAccount.objects.create(user=worker, provider="GM9999", uid="1")
    at_work.post("/beheer/accounts/user/", {"action": "end_links", "_selected_action": worker.pk})
    assert not SocialAccount.objects.exists()
