"""Sessions: new at sign-in, listed, ended by their owner, dead after sign-out."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from tests.accounts.conftest import give_password
from tests.cases.screens import words_of
from tests.conftest import PASSWORD, signed_in
from wijkzorg.accounts.models import User

LIST = "/account/sessies/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1"


def _come_in(user: User, agent: str) -> Client:
    browser = Client(headers={"User-Agent": agent})
    give_password(browser, user)
    return browser


def _stolen(browser: Client) -> Client:
    """The browser of somebody who has copied the cookie."""
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return thief


def test_signing_in_begins_a_session_with_a_new_key(volunteer: User) -> None:
    browser = Client()
    browser.get("/inloggen/")
    browser.post("/inloggen/", {"login": volunteer.email, "password": "fout"})
    before = browser.session.session_key
    give_password(browser, volunteer)
    assert browser.session.session_key != before


def test_a_session_that_was_stolen_is_useless_after_signing_out(volunteer: User) -> None:
    browser = _come_in(volunteer, FIREFOX)
    thief = _stolen(browser)
    assert thief.get(LIST).status_code == 200
    browser.post("/uitloggen/")
    assert thief.get(LIST)["Location"].startswith("/inloggen/")


def test_changing_the_password_ends_all_other_sessions(volunteer: User) -> None:
    browser, other = _come_in(volunteer, FIREFOX), _come_in(volunteer, PHONE)
    new = "een-heel-ander-wachtwoord"
    browser.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert other.get(LIST)["Location"].startswith("/inloggen/")
    assert browser.get(LIST).status_code == 200


def test_an_account_that_is_closed_is_out_at_once(volunteer: User) -> None:
    browser = _come_in(volunteer, FIREFOX)
    volunteer.is_active = False
    volunteer.save()
    assert browser.get(LIST)["Location"].startswith("/inloggen/")


def test_the_list_says_where_i_am_signed_in_and_ends_one(volunteer: User) -> None:
    browser, phone = _come_in(volunteer, FIREFOX), _come_in(volunteer, PHONE)
    page = browser.get(LIST)
    words = words_of(page)
    assert "Firefox op Linux" in words and "Safari op iPhone" in words and "hier, nu" in words
    (number,) = re.findall(r'name="session" value="(\d+)"', page.content.decode())
    assert browser.post(LIST, {"session": number})["Location"] == LIST
    assert phone.get(LIST)["Location"].startswith("/inloggen/")
    assert browser.get(LIST).status_code == 200
    assert "Safari op iPhone" not in words_of(browser.get(LIST))


def test_all_others_are_ended_together(volunteer: User) -> None:
    browser = _come_in(volunteer, FIREFOX)
    others = [_come_in(volunteer, PHONE) for _ in range(3)]
    browser.post(LIST)
    assert all(other.get(LIST).status_code == 302 for other in others)
    assert browser.get(LIST).status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "9" * 30, "１"])
def test_a_session_that_is_not_mine_is_not_there(volunteer: User, number: str) -> None:
    assert _come_in(volunteer, FIREFOX).post(LIST, {"session": number}).status_code == 404


def test_the_session_of_a_colleague_is_not_there(volunteer: User, worker: User) -> None:
    browser, victim = _come_in(volunteer, FIREFOX), _come_in(worker, PHONE)
    page = signed_in(_come_in(worker, FIREFOX), worker).get(LIST).content.decode()
    for number in re.findall(r'name="session" value="(\d+)"', page):
        assert browser.post(LIST, {"session": number}).status_code == 404
    assert victim.get("/")["Location"] == "/account/tweede-stap/"
