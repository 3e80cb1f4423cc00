"""Invitations: who may invite whom, the letter, taking it up once, and what a link that does not work says."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.cases.screens import words_of
from tests.conftest import PASSWORD, START, Place, make_member
from wijkzorg.accounts import invitations
from wijkzorg.accounts.models import Invitation, Membership, User
from wijkzorg.outbox.tasks import send_letters

pytestmark = pytest.mark.django_db
Role = Membership.Role
NEW = "nieuw@voorbeeldstad.example"
LONG = "een-zin-die-je-onthoudt"


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def administrator(place: Place) -> User:
    return make_member(place, "beheer@voorbeeldstad.example", Role.ADMINISTRATOR)


@pytest.fixture
def coordinator(place: Place) -> User:
    return make_member(place, "coor@voorbeeldstad.example", Role.COORDINATOR)


def token_for(
    place: Place,
    actor: User,
    *,
    email: str = NEW,
    role: str = Role.WORKER,
    now: dt.datetime | None = None,
    **dates: dt.date,
) -> str:
    """Invite somebody by the action, and return the token of the link."""
    tokens: list[str] = []

    def kept(token: str) -> str:
        tokens.append(token)
        return token

    invitations.invite(
        actor=actor,
        municipality=place.municipality,
        email=email,
        role=role,
        team=place.team if role in invitations.IN_A_TEAM else None,
        starts_on=dates.get("starts_on", START),
        ends_on=dates.get("ends_on"),
        link=kept,
        now=now or timezone.now(),
    )
    return tokens[0]


def open_link(client: Client, token: str) -> str:
    """Follow the link of a letter and return the words of the page."""
    return words_of(client.get(f"/uitnodiging/{token}/", follow=True))


def sent(**changed: object) -> dict[str, object]:
    return {"email": NEW, "role": Role.WORKER, "starts_on": "2026-01-05"} | changed


def test_the_letter_holds_a_link_and_nothing_of_anybody(
    client: Client,
    place: Place,
    team_lead: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client.force_login(team_lead)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/uitnodigingen/", sent(team=place.team.pk, email="Nieuw@Voorbeeldstad.example"))
    assert answer.status_code == 302, words_of(answer)
    (letter,) = mail.outbox
    assert letter.to == [NEW]
    (link,) = re.findall(r"http://testserver(/uitnodiging/\S+/)", str(letter.body))
    for detail in (NEW, team_lead.name, team_lead.email, "Oost", "Voorbeeldstad", "werker"):
        assert detail.lower() not in f"{letter.subject} {letter.body}".lower()
    assert "Je bent uitgenodigd" in words_of(Client().get(link, follow=True))


def test_the_link_is_not_in_the_database(place: Place, team_lead: User) -> None:
    token = token_for(place, team_lead)
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM accounts_invitation i")
        assert token not in str(cursor.fetchall())
        cursor.execute("SELECT i::text FROM accounts_invitationevent i")
        history = str(cursor.fetchall())
    assert token not in history and invitations.hash_of(token) not in history


def test_a_colleague_chooses_a_password_and_is_in(client: Client, place: Place, team_lead: User) -> None:
    page = open_link(client, token_for(place, team_lead))
    assert "Voorbeeldstad" in page and "Team Oost" in page and "Kies een wachtwoord" in page
    client.post("/uitnodiging/", {"name": "Noor", "password": LONG})
    user = User.objects.get(email=NEW)
    assert user.name == "Noor" and user.check_password(LONG)
    assert client.session["_auth_user_id"] == str(user.pk)
    (role,) = Membership.objects.filter(user=user).values_list("role", "team_id", "starts_on")
    assert role == (Role.WORKER, place.team.pk, START)
    assert EmailAddress.objects.get(user=user).verified
    assert Invitation.objects.get().accepted_by == user


@pytest.mark.parametrize("password", ["kort", "q1w2e3r4t5y6"])
def test_a_password_that_is_short_or_common_is_refused_and_the_link_still_works(
    client: Client, place: Place, team_lead: User, password: str
) -> None:
    open_link(client, token_for(place, team_lead))
    answer = client.post("/uitnodiging/", {"name": "Noor", "password": password})
    assert answer.status_code == 200 and "Dit ging niet goed" in words_of(answer)
    assert not User.objects.filter(email=NEW).exists()
    assert client.post("/uitnodiging/", {"name": "Noor", "password": LONG}).status_code == 302


def test_a_volunteer_only_says_a_name(client: Client, place: Place, coordinator: User) -> None:
    page = open_link(client, token_for(place, coordinator, role=Role.VOLUNTEER))
    assert "wachtwoord nodig" in page and "Kies een wachtwoord" not in page
    client.post("/uitnodiging/", {"name": "Buurman"})
    user = User.objects.get(email=NEW)
    assert not user.has_usable_password()
    assert client.session["_auth_user_id"] == str(user.pk)


def test_who_has_an_account_signs_in_and_then_takes_it_up(
    client: Client, place: Place, elsewhere: Place, stranger: User
) -> None:
    lead = make_member(place, "lead@voorbeeldstad.example", Role.TEAM_LEAD, place.team)
    token = token_for(place, lead, email=stranger.email)
    assert "Log eerst in" in open_link(client, token)
    client.post("/uitnodiging/", {"name": "Ik", "password": LONG})
    assert User.objects.get(pk=stranger.pk).check_password(PASSWORD)
    assert not stranger.memberships.filter(municipality=place.municipality).exists()
    client.force_login(stranger)
    assert "Uitnodiging aannemen" in open_link(client, token)
    client.post("/uitnodiging/")
    assert stranger.memberships.filter(municipality=place.municipality, role=Role.WORKER).exists()


def test_an_invitation_is_for_its_own_address_alone(
    client: Client, place: Place, team_lead: User, colleague: User
) -> None:
    token = token_for(place, team_lead)
    client.force_login(colleague)
    assert "voor een ander adres" in open_link(client, token)
    assert client.post("/uitnodiging/").status_code == 403
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize("how", ["guessed", "used", "revoked", "expired", "none"])
def test_a_link_that_does_not_work_says_the_same_whatever_the_reason(
    client: Client, place: Place, team_lead: User, how: str
) -> None:
    now = timezone.now()
    age = invitations.VALID_FOR if how == "expired" else dt.timedelta()
    token = token_for(place, team_lead, now=now - age)
    made = Invitation.objects.get()
    if how == "used":
        invitations.accept(invitation=made, user=None, name="Noor", password=LONG, now=now)
    elif how == "revoked":
        invitations.revoke(actor=team_lead, invitation=made, now=now)
    if how != "none":
        client.get(f"/uitnodiging/{'x' * 43 if how == 'guessed' else token}/")
    for answer in (
        client.get("/uitnodiging/"),
        client.post("/uitnodiging/", {"name": "Ik", "password": LONG}),
    ):
        assert answer.status_code == 404
        assert words_of(answer).count("Deze link werkt niet (meer)") == 1
        assert "Team Oost" not in words_of(answer) and NEW not in words_of(answer)
    assert User.objects.filter(email=NEW).exists() == (how == "used")


def test_a_link_works_until_the_last_second_of_its_seven_days(place: Place, team_lead: User) -> None:
    now = timezone.now()
    token = token_for(place, team_lead, now=now)
    last = now + dt.timedelta(days=7) - dt.timedelta(seconds=1)
    assert invitations.find(token, now=last) is not None
    assert invitations.find(token, now=last + dt.timedelta(seconds=1)) is None


def test_a_second_invitation_for_the_same_role_replaces_the_first(place: Place, team_lead: User) -> None:
    now = timezone.now()
    first, second = token_for(place, team_lead, now=now), token_for(place, team_lead, now=now)
    assert invitations.find(first, now=now) is None
    assert invitations.find(second, now=now) is not None


@pytest.mark.django_db(transaction=True)
def test_of_two_that_take_the_same_link_at_once_one_gets_in(place: Place, team_lead: User) -> None:
    token = token_for(place, team_lead)
    browsers = [Client(), Client(), Client(), Client()]
    for browser in browsers:
        browser.get(f"/uitnodiging/{token}/")
    statuses: list[int] = []
    start = threading.Barrier(len(browsers))

    def take(browser: Client) -> None:
        start.wait()
        try:
            answer = browser.post("/uitnodiging/", {"name": "Noor", "password": LONG})
            statuses.append(answer.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == 4 and statuses.count(302) == 1
    assert Membership.objects.filter(user__email=NEW).count() == 1


ROLES = list(Role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("who", ["team_lead", "coordinator", "administrator"])
def test_each_invites_for_their_own_roles_only(
    client: Client, place: Place, request: pytest.FixtureRequest, who: str, role: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    team = place.team.pk if role in invitations.IN_A_TEAM else ""
    answer = client.post("/uitnodigingen/", sent(role=role, team=team))
    allowed = {"team_lead": {Role.WORKER}, "coordinator": {Role.VOLUNTEER}, "administrator": set(ROLES)}
    assert Invitation.objects.filter(role=role).exists() == (role in allowed[who])
    assert answer.status_code == (302 if role in allowed[who] else 200)


@pytest.mark.parametrize("who", ["worker", "volunteer"])
def test_for_others_the_page_is_not_there(
    client: Client, place: Place, team_lead: User, request: pytest.FixtureRequest, who: str
) -> None:
    token_for(place, team_lead)
    client.force_login(request.getfixturevalue(who))
    assert client.get("/uitnodigingen/").status_code == 404
    assert client.post("/uitnodigingen/", sent(team=place.team.pk)).status_code == 404
    assert client.post(f"/uitnodigingen/{Invitation.objects.get().pk}/intrekken/").status_code == 404
    assert Invitation.objects.get().revoked_at is None


def test_a_lead_of_one_team_makes_nobody_a_member_of_another(
    client: Client, place: Place, team_lead: User, outsider: User, elsewhere: Place
) -> None:
    west = outsider.memberships.get().team_id
    client.force_login(team_lead)
    for team in (west, elsewhere.team.pk, 999_999):
        assert client.post("/uitnodigingen/", sent(team=team)).status_code == 200
    assert not Invitation.objects.exists()


def test_a_lead_sees_and_revokes_the_invitations_of_the_own_team_only(
    client: Client, place: Place, team_lead: User, administrator: User
) -> None:
    token_for(place, administrator, email="lead2@voorbeeldstad.example", role=Role.TEAM_LEAD)
    token_for(place, team_lead)
    own, other = Invitation.objects.get(role=Role.WORKER), Invitation.objects.get(role=Role.TEAM_LEAD)
    client.force_login(team_lead)
    page = words_of(client.get("/uitnodigingen/"))
    assert own.email in page and other.email not in page
    assert client.post(f"/uitnodigingen/{other.pk}/intrekken/").status_code == 404
    assert client.post(f"/uitnodigingen/{own.pk}/intrekken/").status_code == 302
    own.refresh_from_db()
    assert own.revoked_at is not None


def test_who_invites_themselves_is_seen_by_the_other_administrators(
    place: Place, elsewhere: Place, administrator: User
) -> None:
    other = make_member(place, "beheer2@voorbeeldstad.example", Role.ADMINISTRATOR)
    make_member(elsewhere, "beheer@buurstad.example", Role.ADMINISTRATOR)
    token = token_for(place, administrator, email=administrator.email)
    now = timezone.now()
    found = invitations.find(token, now=now)
    assert found is not None
    invitations.accept(invitation=found, user=administrator, now=now)
    send_letters()
    (letter,) = [letter for letter in mail.outbox if "zichzelf" in letter.subject]
    assert letter.to == [other.email]
    assert "/rollen/" in letter.body
    assert administrator.name not in letter.body and administrator.email not in letter.body


@pytest.mark.parametrize(
    ("path", "method"), [("/uitnodigingen/1/intrekken/", "get"), ("/uitnodiging/", "put")]
)
def test_a_wrong_method_is_refused(client: Client, team_lead: User, path: str, method: str) -> None:
    client.force_login(team_lead)
    assert getattr(client, method)(path).status_code == 405
