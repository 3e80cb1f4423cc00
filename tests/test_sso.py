"""Single sign-on against a real OpenID provider in a process of its own: who is let in, and who is not."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.accounts.otp import code_now
from tests.cases.screens import words_of
from tests.conftest import START, Place, make_member
from tests.identity_provider import process
from tests.identity_provider.process import Provider
from tests.test_invitations import token_for
from wijkzorg import encryption
from wijkzorg.accounts import sso
from wijkzorg.accounts.models import Membership, SingleSignOn, SingleSignOnDomain, User
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
Role = Membership.Role
CALLBACK = "/inloggen/gemeente/GM9999/terug/"
BACK = [f"http://testserver{CALLBACK}", "http://testserver/inloggen/gemeente/GM9998/terug/"]
FARIDA = "farida@voorbeeldstad.example"
NOBODY = "niemand@voorbeeldstad.example"
NEIGHBOUR = "vreemd@buurstad.example"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """The provider of Voorbeeldstad, which also knows people that Wijkzorg does not."""
    folder = tmp_path_factory.mktemp("idp")
    people = [FARIDA, NOBODY, NEIGHBOUR, "noor@voorbeeldstad.example"]
    with process.serve(folder, redirect_uri="\n".join(BACK), people=people) as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, honest at the start of each test."""
    cache.clear()
    running.twist()
    return running


@pytest.fixture
def sign_on(provider: Provider, place: Place) -> SingleSignOn:
    """Voorbeeldstad's own sign-in."""
    return set_up(place, provider.url, "voorbeeldstad.example")


def set_up(place: Place, issuer: str, domain: str, **settings: Any) -> SingleSignOn:
    """Set up a municipality's sign-in."""
    with inside(place.municipality.pk):
        made = SingleSignOn.objects.create(
            municipality=place.municipality,
            issuer=issuer,
            client_id=process.CLIENT_ID,
            secret_encrypted=encryption.encrypt(process.CLIENT_SECRET),
            **settings,
        )
        SingleSignOnDomain.objects.create(municipality=place.municipality, single_sign_on=made, domain=domain)
    return made


def begin(client: Client, address: str = FARIDA) -> str:
    """Ask for the way to the municipality's service and return where the browser is sent."""
    page = client.post("/inloggen/gemeente/", {"login": address})
    (link,) = re.findall(r'href="(/inloggen/gemeente/\w+/)"', page.content.decode())
    return str(client.get(link)["Location"])


def at_the_provider(address: str, sent: str) -> str:
    """Sign in at the provider, consent, and return where it sends the browser back to."""
    browser = requests.Session()
    page = browser.get(sent, timeout=10)
    page = browser.post(
        page.url, fields(page.text) | {"login": address, "password": process.PASSWORD}, timeout=10
    )
    consent = fields(page.text) | {"action": "grant", "scopes": ["openid", "profile", "email"]}
    origin = urlsplit(page.url)
    answer = browser.post(
        f"{origin.scheme}://{origin.netloc}/identity/o/authorize", consent, allow_redirects=False, timeout=10
    )
    return answer.headers["Location"].removeprefix("http://testserver")


def fields(page: str) -> dict[str, Any]:
    """Return the hidden fields of a page's form."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in hidden}


def sign_in(client: Client, address: str = FARIDA, sent: str = "") -> Any:
    """Go the whole way, and return the last answer of ours."""
    return client.get(at_the_provider(address, sent or begin(client)))


def who(client: Client) -> str | None:
    """Return the number of who is signed in."""
    number = client.session.get("_auth_user_id")
    return str(number) if number else None


def test_a_worker_comes_in_through_the_municipality_and_is_known_by_sub_afterwards(
    client: Client, sign_on: SingleSignOn, worker: User
) -> None:
    answer = sign_in(client)
    assert answer.status_code == 302 and answer["Location"] == "/"
    assert who(client) == str(worker.pk)
    (link,) = SocialAccount.objects.all()
    assert (link.user_id, link.provider, link.extra_data) == (worker.pk, "GM9999", {})
    assert not SocialToken.objects.exists()
    # The address may change on our side; the person stays the same.
    worker.email = "farida.anders@voorbeeldstad.example"
    worker.save()
    again = Client()
    sign_in(again)
    assert who(again) == str(worker.pk)


def test_the_request_carries_state_nonce_and_pkce(client: Client, sign_on: SingleSignOn) -> None:
    sent = parse_qs(urlsplit(begin(client)).query)
    assert len(sent["state"][0]) >= 16 and len(sent["nonce"][0]) >= 16
    assert sent["code_challenge_method"] == ["S256"] and sent["code_challenge"][0]
    assert sent["response_type"] == ["code"] and sent["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    assert begin(client) != begin(client)


def test_the_secret_is_not_readable_in_the_database(sign_on: SingleSignOn) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM accounts_singlesignon s")
        assert process.CLIENT_SECRET not in str(cursor.fetchall())


def test_the_secret_goes_on_under_a_new_key(sign_on: SingleSignOn, settings: Settings) -> None:
    old, new = settings.WIJKZORG_FIELD_KEYS[0], Fernet.generate_key().decode()
    settings.WIJKZORG_FIELD_KEYS = [new, old]
    assert sso.renew_secrets(municipality=sign_on.municipality) == 1
    settings.WIJKZORG_FIELD_KEYS = [new]
    federation = sso.of_code(sign_on.municipality.code)
    assert federation is not None and federation.secret == process.CLIENT_SECRET


@pytest.mark.parametrize(
    "twist",
    [
        {"aud": "somebody-else"},
        {"aud": None},
        {"iss": "https://other.example"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email": NEIGHBOUR},
        {"email": "farida@voorbeeldstad.example.elders.example"},
        {"email": "farida@elders.example@voorbeeldstad.example"},
        {"email": ""},
    ],
    ids=str,
)
def test_a_token_that_is_not_right_lets_nobody_in(
    client: Client,
    sign_on: SingleSignOn,
    provider: Provider,
    worker: User,
    stranger: User,
    twist: dict[str, Any],
) -> None:
    provider.twist(**twist)
    answer = sign_in(client)
    assert answer.status_code == 403 and "lukt niet" in words_of(answer)
    assert who(client) is None
    assert not SocialAccount.objects.exists()


def test_a_wrong_or_used_state_lets_nobody_in(
    client: Client, provider: Provider, place: Place, worker: User
) -> None:
    set_up_with_factor(place, provider)
    provider.twist(amr=["mfa"])
    back = at_the_provider(FARIDA, begin(client))
    assert Client().get(back).status_code == 403  # another browser
    forged = re.sub(r"state=\w+", "state=AAAAAAAAAAAAAAAA", back)
    assert client.get(forged).status_code == 403
    assert who(client) is None
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403


def test_a_stranger_gets_no_account(client: Client, sign_on: SingleSignOn, worker: User) -> None:
    answer = sign_in(client, NOBODY)
    assert answer.status_code == 403 and NOBODY not in words_of(answer)
    assert not User.objects.filter(email=NOBODY).exists()


@pytest.mark.parametrize("state", ["ended", "not begun", "closed", "superuser"])
def test_who_has_no_role_here_today_or_is_more_than_a_colleague_is_not_let_in(
    client: Client, sign_on: SingleSignOn, worker: User, place: Place, state: str
) -> None:
    today = place.municipality.day_of(timezone.now())
    day = dt.timedelta(days=1)
    if state == "ended":
        worker.memberships.update(ends_on=today - day)
    elif state == "not begun":
        worker.memberships.update(starts_on=today + day)
    elif state == "closed":
        User.objects.update(is_active=False)
    else:
        User.objects.update(is_superuser=True)
    assert sign_in(client).status_code == 403
    assert who(client) is None


def test_a_role_that_ends_or_begins_today_is_enough(
    client: Client, sign_on: SingleSignOn, worker: User, place: Place
) -> None:
    today = place.municipality.day_of(timezone.now())
    worker.memberships.update(starts_on=today, ends_on=today)
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize("domain", ["buurstad.example", "voorbeeldstad.example"])
def test_one_municipality_s_service_opens_no_door_of_another(
    client: Client, provider: Provider, place: Place, elsewhere: Place, worker: User, domain: str
) -> None:
    """Buurstad's own service says that this is Farida of Voorbeeldstad: also when Buurstad took that domain first."""
    set_up(elsewhere, provider.url, domain)
    answer = sign_in(client, FARIDA, begin(client, f"wie@{domain}"))
    assert answer.status_code == 403 and who(client) is None
    assert not SocialAccount.objects.exists()


def test_a_person_of_both_who_is_linked_here_is_not_let_in_by_the_other_s_sub(
    client: Client, provider: Provider, sign_on: SingleSignOn, elsewhere: Place, worker: User
) -> None:
    """The same `sub` at another service is another person."""
    sign_in(client)
    set_up(elsewhere, provider.url, "buurstad.example")
    provider.twist(email="wie@buurstad.example")
    other = Client()
    assert sign_in(other, FARIDA, begin(other, "wie@buurstad.example")).status_code == 403
    assert who(other) is None


def test_a_domain_alone_is_not_enough_without_a_role_in_that_municipality(
    client: Client, sign_on: SingleSignOn, elsewhere: Place
) -> None:
    """Somebody with an address of Voorbeeldstad who works in Buurstad only."""
    make_member(elsewhere, FARIDA, Role.WORKER, elsewhere.team)
    assert sign_in(client).status_code == 403
    assert who(client) is None


def test_a_session_opened_by_one_municipality_stays_there(
    client: Client, provider: Provider, place: Place, worker: User, elsewhere: Place
) -> None:
    set_up_with_factor(place, provider)
    provider.twist(amr=["mfa"])
    with inside(elsewhere.municipality.pk):
        Membership.objects.create(
            municipality=elsewhere.municipality,
            user=worker,
            team=elsewhere.team,
            role=Role.WORKER,
            starts_on=START,
        )
    sign_in(client)
    assert "Buurstad" not in words_of(client.get("/"))
    assert client.post("/gemeente/", {"municipality": elsewhere.municipality.pk}).status_code == 404
    worker.memberships.filter(municipality__code="GM9999").delete()
    assert client.get("/").status_code == 403


def test_an_invited_address_gets_its_account_and_role(
    client: Client, sign_on: SingleSignOn, place: Place, team_lead: User
) -> None:
    token_for(place, team_lead, email="noor@voorbeeldstad.example")
    assert sign_in(client, "noor@voorbeeldstad.example").status_code == 302
    user = User.objects.get(email="noor@voorbeeldstad.example")
    assert who(client) == str(user.pk) and not user.has_usable_password()
    assert user.memberships.get().role == Role.WORKER


def test_an_address_that_was_given_to_another_person_there_does_not_get_the_account(
    client: Client, sign_on: SingleSignOn, provider: Provider, worker: User
) -> None:
    sign_in(client)
    provider.twist(sub="another-person")
    other = Client()
    assert sign_in(other).status_code == 403
    assert who(other) is None


def test_a_sign_in_that_is_switched_off_is_not_there(
    client: Client, sign_on: SingleSignOn, worker: User
) -> None:
    sent = begin(client)
    SingleSignOn.objects.update(enabled=False)
    assert "niet via je gemeente inloggen" in words_of(client.post("/inloggen/gemeente/", {"login": FARIDA}))
    assert client.get(at_the_provider(FARIDA, sent)).status_code == 404


def test_a_service_that_calls_itself_something_else_is_refused(
    client: Client, provider: Provider, place: Place, worker: User
) -> None:
    set_up(place, provider.url.replace("127.0.0.1", "localhost"), "voorbeeldstad.example")
    page = client.post("/inloggen/gemeente/", {"login": FARIDA})
    (link,) = re.findall(r'href="(/inloggen/gemeente/\w+/)"', page.content.decode())
    assert client.get(link).status_code == 403


def test_a_service_that_is_down_gives_a_page_and_no_error(client: Client, place: Place) -> None:
    cache.clear()
    set_up(place, "http://127.0.0.1:9", "voorbeeldstad.example")
    client.post("/inloggen/gemeente/", {"login": FARIDA})
    answer = client.get("/inloggen/gemeente/GM9999/")
    assert answer.status_code == 403 and "lukt niet" in words_of(answer)


def test_nobody_is_sent_to_a_service_that_they_did_not_ask_for(client: Client, sign_on: SingleSignOn) -> None:
    assert client.get("/inloggen/gemeente/GM9999/")["Location"] == "/inloggen/gemeente/"


def test_who_says_no_at_the_service_is_told_so(client: Client, sign_on: SingleSignOn) -> None:
    state = parse_qs(urlsplit(begin(client)).query)["state"][0]
    answer = client.get(CALLBACK, {"error": "access_denied", "state": state})
    assert answer.status_code == 403 and who(client) is None


# --- The second factor ----------------------------------------------------------------------------


def set_up_with_factor(place: Place, provider: Provider, **settings: Any) -> None:
    """Set up a sign-in whose second step counts when it says so in a way that was agreed."""
    agreed = {"factor_amr": ["mfa", "hwk"], "factor_acr": ["urn:hoog"]} | settings
    set_up(place, provider.url, "voorbeeldstad.example", **agreed)


@pytest.mark.parametrize(
    "said", [{"amr": ["pwd", "mfa"]}, {"amr": ["hwk"]}, {"acr": "urn:hoog"}], ids=["mfa", "hwk", "acr"]
)
def test_a_second_step_at_the_municipality_counts_if_it_is_said(
    client: Client, provider: Provider, place: Place, worker: User, said: dict[str, Any]
) -> None:
    set_up_with_factor(place, provider)
    TOTP.activate(worker, generate_totp_secret())
    provider.twist(**said)
    assert sign_in(client)["Location"] == "/"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "said",
    [{}, {"amr": ["pwd"]}, {"amr": "mfa"}, {"amr": []}, {"acr": "mfa"}, {"acr": ""}, {"acr": "urn:laag"}],
    ids=str,
)
def test_without_it_who_has_a_factor_is_asked_and_who_has_none_is_led_to_one(
    client: Client, provider: Provider, place: Place, worker: User, said: dict[str, Any]
) -> None:
    set_up_with_factor(place, provider)
    provider.twist(**said)
    assert sign_in(client)["Location"] == "/"
    assert client.get("/")["Location"].startswith("/account/tweede-stap/")
    secret = generate_totp_secret()
    TOTP.activate(worker, secret)
    again = Client()
    asked = sign_in(again)["Location"]
    assert asked.startswith("/account/tweede-stap/") and who(again) is None
    assert again.post(asked, {"code": code_now(secret)})["Location"] == "/"
    assert who(again) == str(worker.pk) and again.session["only_municipality"] == place.municipality.pk


def test_a_municipality_that_agreed_on_nothing_vouches_for_nothing(
    client: Client, provider: Provider, place: Place, worker: User
) -> None:
    set_up_with_factor(place, provider, factor_amr=[], factor_acr=[])
    provider.twist(amr=["mfa"], acr="urn:hoog")
    sign_in(client)
    assert client.get("/")["Location"].startswith("/account/tweede-stap/")
