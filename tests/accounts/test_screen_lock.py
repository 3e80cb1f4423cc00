"""A screen that nobody uses is locked: nothing is shown or done, and nothing that was typed is lost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case, Contact
from tests.accounts.conftest import give_password
from tests.accounts.otp import code_now
from tests.cases.screens import days_ago, sent_form, words_of
from tests.conftest import PASSWORD, Place, make_case, make_member, signed_in
from wijkzorg.accounts.models import Membership, User
from wijkzorg.accounts.screen_lock import DESK_SECONDS, SECONDS

LOCK = "/slot/"


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case of the worker."""
    return make_case(place, worker, days_ago(place.municipality.day_of(timezone.now()), 60))


def _screens() -> list[str]:
    return [key.decode() for key in _server().keys("*screen:*")]


def _server() -> Any:
    return cache._cache.get_client()  # type: ignore[attr-defined]


def _leave_alone() -> None:
    """Let so much time pass that every screen is locked."""
    for name in _screens():
        _server().delete(name)


@pytest.fixture
def at_work(worker: User) -> Client:
    """A browser in which the worker is signed in."""
    return signed_in(Client(), worker)


@pytest.fixture
def locked(at_work: Client) -> Client:
    """The same, half an hour later."""
    assert at_work.get("/").status_code == 200
    _leave_alone()
    return at_work


@pytest.mark.parametrize(
    ("role", "seconds"),
    [
        (Membership.Role.WORKER, SECONDS),
        (Membership.Role.TEAM_LEAD, SECONDS),
        (Membership.Role.ADMINISTRATOR, SECONDS),
        (Membership.Role.CENTRE_STAFF, DESK_SECONDS),
    ],
)
def test_a_screen_locks_after_half_an_hour_and_that_of_a_desk_after_ten_minutes(
    place: Place, role: str, seconds: int
) -> None:
    browser = signed_in(Client(), make_member(place, "iemand@voorbeeldstad.example", role, place.team))
    (name,) = _screens()
    _server().expire(name, 5)
    browser.get("/dossiers/")
    assert seconds - 2 <= _server().ttl(name) <= seconds
    assert (SECONDS, DESK_SECONDS) == (1800, 600)


def test_the_screen_of_a_volunteer_stays_open(volunteer: User) -> None:
    browser = Client()
    give_password(browser, volunteer)
    _leave_alone()
    assert browser.get("/account/sessies/").status_code == 200


def test_activity_is_written_to_no_table_and_asks_no_roles(at_work: Client) -> None:
    at_work.get("/slot/wakker/")
    with CaptureQueriesContext(connection) as asked:
        assert at_work.get("/slot/wakker/").status_code == 204
    words = " ".join(query["sql"] for query in asked.captured_queries)
    assert "django_session" not in words and "accounts_roles_of" not in words


@pytest.mark.parametrize("path", ["/", "/dossiers/?q=Hoek", "/account/tweede-stap/", "/beheer/"])
def test_a_locked_screen_shows_the_lock_alone_and_leads_back_to_the_page(locked: Client, path: str) -> None:
    answer = locked.get(path)
    assert answer.status_code == 302
    page = locked.get(answer["Location"])
    assert "Scherm op slot" in words_of(page)
    assert 'href="/dossiers/"' not in page.content.decode()
    opened = locked.post(LOCK, {"answer": PASSWORD, "next": path})
    assert opened["Location"] == path


def test_a_case_is_not_shown_or_written_behind_the_lock(locked: Client, case: Case) -> None:
    assert locked.get(f"/dossiers/{case.pk}/").status_code == 302
    assert locked.post(f"/dossiers/{case.pk}/contact/", sent_form()).status_code == 302
    assert not Contact.objects.exists()


def test_a_part_of_a_page_answers_that_the_screen_is_locked_and_does_nothing(
    locked: Client, case: Case
) -> None:
    headers = {"HX-Request": "true"}
    answer = locked.post(f"/dossiers/{case.pk}/contact/", sent_form(), headers=headers)
    assert (answer.status_code, answer.content) == (423, b"")
    assert locked.get("/slot/wakker/", headers={"X-Requested-With": "fetch"}).status_code == 423
    assert not Contact.objects.exists()


@pytest.mark.parametrize("how", ["password", "code"])
def test_it_opens_for_the_password_or_a_code(locked: Client, worker: User, secret: str, how: str) -> None:
    answer = PASSWORD if how == "password" else code_now(secret)
    assert locked.post(LOCK, {"answer": answer})["Location"] == "/"
    assert locked.get("/").status_code == 200


def test_a_script_opens_it_without_leaving_the_page(locked: Client) -> None:
    headers = {"X-Requested-With": "fetch"}
    shown = locked.get(LOCK, headers=headers)
    assert "Ontgrendelen" in words_of(shown) and "<html" not in shown.content.decode()
    assert locked.post(LOCK, {"answer": "fout"}, headers=headers).status_code == 422
    assert locked.post(LOCK, {"answer": PASSWORD}, headers=headers).status_code == 204
    assert locked.get("/").status_code == 200


@pytest.mark.parametrize("answer", ["", "fout", "000000", "é"])
def test_it_stays_locked_for_anything_else(locked: Client, secret: str, answer: str) -> None:
    shown = locked.post(LOCK, {"answer": answer})
    assert shown.status_code == 422
    assert locked.get("/").status_code == 302
    assert locked.post(LOCK, {"credential": answer or "{}"}).status_code == 422
    assert locked.get("/").status_code == 302


def test_a_code_that_opened_it_does_not_open_it_again(locked: Client, secret: str) -> None:
    code = code_now(secret)
    assert locked.post(LOCK, {"answer": code}).status_code == 302
    _leave_alone()
    assert locked.post(LOCK, {"answer": code}).status_code == 422


def test_the_password_of_a_colleague_does_not_open_it(worker: User, colleague: User) -> None:
    colleague.set_password("een-heel-ander-wachtwoord")
    colleague.save()
    browser = signed_in(Client(), worker)
    _leave_alone()
    assert browser.post(LOCK, {"answer": "een-heel-ander-wachtwoord"}).status_code == 422


def test_trying_on_and_on_is_held_off(locked: Client) -> None:
    statuses = [locked.post(LOCK, {"answer": "fout"}).status_code for _ in range(12)]
    assert statuses[0] == 422 and statuses[-1] == 429
    assert locked.post(LOCK, {"answer": PASSWORD}).status_code == 429
    assert locked.get("/").status_code == 302


def test_whoever_walks_away_locks_it_at_once(at_work: Client) -> None:
    assert at_work.post("/slot/nu/")["Location"] == LOCK
    assert at_work.get("/dossiers/").status_code == 302


def test_a_form_sent_to_a_locked_screen_is_kept_and_sent_after_all(
    locked: Client, case: Case, worker: User
) -> None:
    path = f"/dossiers/{case.pk}/contact/"
    form = sent_form() | {"note": 'Koffie & "taart" \n op de tweede regel <b>'}
    to_lock = locked.post(path, form)["Location"]
    assert "Wat je typte is bewaard" in words_of(locked.get(to_lock))
    assert locked.post(to_lock, {"answer": PASSWORD})["Location"] == "/slot/alsnog/"
    page = locked.get("/slot/alsnog/").content.decode()
    assert f'action="{path}"' in page
    again = {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    }
    again.pop("csrfmiddlewaretoken", None)
    assert again == {name: str(value) for name, value in form.items()}
    assert locked.post(path, again).status_code == 302
    assert Contact.objects.get().note.splitlines() == str(form["note"]).splitlines()


def test_what_is_kept_cannot_be_read_in_the_cache_or_by_others(
    locked: Client, case: Case, colleague: User
) -> None:
    locked.post(f"/dossiers/{case.pk}/contact/", sent_form() | {"note": "Heel vertrouwelijk"})
    stored = b"".join(value for key in _server().keys("*") if isinstance(value := _server().get(key), bytes))
    assert b"vertrouwelijk" not in stored
    assert signed_in(Client(), colleague).get("/slot/alsnog/")["Location"] == "/"


def test_what_is_kept_can_be_thrown_away(locked: Client, case: Case) -> None:
    locked.post(f"/dossiers/{case.pk}/contact/", sent_form())
    assert locked.get("/slot/alsnog/").status_code == 302
    locked.post(LOCK, {"answer": PASSWORD})
    assert "Alsnog opslaan" in words_of(locked.get("/slot/alsnog/"))
    locked.post("/slot/alsnog/")
    assert locked.get("/slot/alsnog/")["Location"] == "/"
    assert not [key for key in _server().keys("*") if b"held:" in key]


def test_passwords_that_were_typed_are_kept_nowhere(locked: Client) -> None:
    new = "een-heel-ander-wachtwoord"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    to_lock = locked.post("/account/password/change/", form)["Location"]
    assert "niet opgeslagen" in words_of(locked.get(to_lock))
    assert not [key for key in _server().keys("*") if b"held:" in key]


def test_a_screen_does_not_lead_elsewhere_after_unlocking(locked: Client) -> None:
    for away in ("https://elders.example/", "//elders.example", "javascript:alert(1)"):
        assert locked.post(LOCK, {"answer": PASSWORD, "next": away})["Location"] == "/"
        _leave_alone()


def test_signing_in_opens_the_screen_and_signing_out_works_behind_the_lock(
    locked: Client, worker: User
) -> None:
    locked.post("/uitloggen/")
    assert locked.get("/")["Location"] == "/inloggen/?next=/"
    assert give_password(locked, worker) == "/"
    assert locked.get("/")["Location"] == "/account/tweede-stap/"


def test_a_session_that_never_came_through_the_door_is_locked(worker: User) -> None:
    browser = Client()
    Client.force_login(browser, worker)
    assert browser.get("/")["Location"] == "/slot/?next=%2F"
