"""A second step or a mailed code that was refused leaves a line, whatever becomes of the request."""

from __future__ import annotations

import base64
import json
import re

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from tests.accounts.conftest import give_password
from tests.accounts.otp import code_now
from tests.cases.screens import words_of
from tests.conftest import Place, make_member, signed_in
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry, Result, VisitorEntry

ASKED = "/account/tweede-stap/controle/"
AGAIN = "/account/tweede-stap/opnieuw/"
PASSKEY = "/account/tweede-stap/passkey/"


def refused() -> list[tuple[int | None, str, str, str]]:
    """Return the attempts that were refused: by whom, as what, what they did, with which step."""
    lines = AccessEntry.objects.filter(result=Result.REFUSED).order_by("at")
    return list(lines.values_list("user_id", "role", "action", "object_kind"))


def wrong(secret: str) -> str:
    """Return a code that is not the app's."""
    return f"{(int(code_now(secret)) + 1) % 1_000_000:06}"


@pytest.fixture
def halfway(worker: User, secret: str) -> Client:
    """A browser in which the worker gave the password, and no second step yet."""
    browser = Client()
    give_password(browser, worker)
    return browser


def test_a_wrong_code_of_an_app_and_a_wrong_recovery_code_are_logged(
    halfway: Client, worker: User, secret: str
) -> None:
    halfway.post(ASKED, {"code": wrong(secret)})
    halfway.post(ASKED, {"code": "1234 5678"})
    assert refused() == [
        (worker.pk, "worker", "sign_in", "totp"),
        (worker.pk, "worker", "sign_in", "recovery_code"),
    ]
    assert not AccessEntry.objects.filter(result=Result.DONE).exists(), "nobody is in yet"


def test_no_line_has_what_was_typed(halfway: Client, secret: str) -> None:
    halfway.post(ASKED, {"code": "873 219"})
    (line,) = AccessEntry.objects.values()
    assert "873" not in str({**line, "at": "", "id": "", "request_id": ""})


def test_a_right_code_leaves_no_refusal_and_a_replayed_one_does(worker: User, secret: str) -> None:
    code = code_now(secret)
    for _ in range(2):
        browser = Client()
        give_password(browser, worker)
        browser.post(ASKED, {"code": code})
    assert refused() == [(worker.pk, "worker", "sign_in", "totp")]


def test_proving_it_once_more_is_logged_too(worker: User, secret: str) -> None:
    browser = signed_in(Client(), worker)
    browser.post(AGAIN, {"code": wrong(secret)})
    assert refused() == [(worker.pk, "worker", "sign_in", "totp")]


def test_a_wrong_code_at_the_lock_is_logged(worker: User, secret: str) -> None:
    browser = signed_in(Client(), worker)
    browser.post("/slot/nu/")
    assert browser.post("/slot/", {"answer": wrong(secret)}).status_code == 422
    assert refused() == [(worker.pk, "worker", "sign_in", "totp")]


def in_base64(text: str) -> str:
    """Write a text as a passkey does."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


CREDENTIAL = {
    "id": "AAAA",
    "rawId": "AAAA",
    "type": "public-key",
    "response": {
        "clientDataJSON": in_base64('{"type":"webauthn.get","challenge":"AAAA","origin":"http://localhost"}'),
        "authenticatorData": "A" * 50,
        "signature": "AAAA",
    },
}


@pytest.mark.parametrize("path", [ASKED, "/slot/"])
def test_a_wrong_passkey_is_logged(halfway: Client, worker: User, path: str) -> None:
    browser = halfway if path == ASKED else signed_in(Client(), worker)
    browser.get(path)
    browser.post(path, {"credential": json.dumps(CREDENTIAL)})
    assert refused() == [(worker.pk, "worker", "sign_in", "passkey")]


def test_a_wrong_passkey_to_prove_it_once_more_is_logged(worker: User) -> None:
    Authenticator.objects.create(user=worker, type="webauthn", data={"name": "Laptop", "credential": {}})
    browser = signed_in(Client(), worker)
    browser.post(f"{PASSKEY}opnieuw/", {"credential": json.dumps(CREDENTIAL)})
    assert refused() == [(worker.pk, "worker", "sign_in", "passkey")]


def test_a_wrong_passkey_alone_is_logged_under_whose_it_says_it_is(worker: User) -> None:
    browser = Client()
    browser.get(f"{PASSKEY}inloggen/", headers={"Accept": "application/json"})
    theirs = CREDENTIAL["response"] | {"userHandle": in_base64(user_pk_to_url_str(worker))}  # type: ignore[operator]
    browser.post(f"{PASSKEY}inloggen/", {"credential": json.dumps(CREDENTIAL | {"response": theirs})})
    assert refused() == [(worker.pk, "worker", "sign_in", "passkey")]


def test_a_passkey_of_nobody_is_a_visitor_s(db: None) -> None:
    Client().post(f"{PASSKEY}inloggen/", {"credential": json.dumps(CREDENTIAL)})
    assert [line.action for line in VisitorEntry.objects.all()] == ["sign_in"]


def test_a_wrong_mailed_code_is_logged_and_one_for_nobody_is_a_visitor_s(volunteer: User) -> None:
    browser = Client()
    browser.post("/inloggen/code/", {"email": volunteer.email})
    code = re.search(r"\d{3}-\d{3}-\d{3}", str(mail.outbox[0].body))
    assert code
    browser.post("/inloggen/code/invullen/", {"code": "000-000-000"})
    assert refused() == [(volunteer.pk, "volunteer", "sign_in", "mailed_code")]
    browser.post("/inloggen/code/invullen/", {"code": code[0]})
    assert len(refused()) == 1
    stranger = Client()
    stranger.post("/inloggen/code/", {"email": "niemand@elders.example"})
    stranger.post("/inloggen/code/invullen/", {"code": "000-000-000"})
    assert len(refused()) == 1 and VisitorEntry.objects.count() == 1


def test_the_privacy_officer_reads_which_step_it_was(
    halfway: Client, place: Place, worker: User, secret: str
) -> None:
    halfway.post(ASKED, {"code": wrong(secret)})
    officer = make_member(place, "fg@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
    page = words_of(signed_in(Client(), officer).get(f"/logboek/medewerker/{worker.pk}/"))
    assert "ingelogd: code uit de app" in page and "geweigerd" in page
