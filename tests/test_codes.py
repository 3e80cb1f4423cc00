"""Signing in by a code that is mailed: for volunteers, once, for ten minutes, and never past the second factor."""

from __future__ import annotations

import re
import threading

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from time_machine import travel

from tests.cases.screens import words_of
from tests.conftest import Place, make_member
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
ASK, ENTER = "/inloggen/code/", "/inloggen/code/invullen/"


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def ask(client: Client, address: str) -> str:
    """Ask for a code; return it as the letter has it, or nothing when the letter has none."""
    mail.outbox.clear()
    answer = client.post(ASK, {"email": address})
    assert answer.status_code == 302 and answer["Location"] == ENTER, words_of(answer)
    (letter,) = mail.outbox
    assert letter.to == [address]
    found = re.search(r"\d{3}-\d{3}-\d{3}", str(letter.body))
    return found[0] if found else ""


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_sign_in_page_offers_the_code_in_plain_words(client: Client, db: None) -> None:
    page = client.get("/inloggen/")
    assert "Ik ben vrijwilliger: mail mij een code" in words_of(page)
    assert f'href="{ASK}' in page.content.decode()


def test_a_volunteer_comes_in_with_the_code_of_the_letter(client: Client, volunteer: User) -> None:
    code = ask(client, volunteer.email)
    assert volunteer.name not in mail.outbox[0].body
    client.post(ENTER, {"code": code})
    assert client.session["_auth_user_id"] == str(volunteer.pk)


def test_a_code_works_once_and_in_the_browser_that_asked(client: Client, volunteer: User) -> None:
    code = ask(client, volunteer.email)
    other = Client()
    other.post(ENTER, {"code": code})
    assert not signed_in(other)
    client.post(ENTER, {"code": code})
    client.post("/uitloggen/")
    client.post(ENTER, {"code": code})
    assert not signed_in(client)


def test_a_second_code_replaces_the_first(client: Client, volunteer: User) -> None:
    first, second = ask(client, volunteer.email), ask(client, volunteer.email)
    client.post(ENTER, {"code": first})
    assert not signed_in(client)
    client.post(ENTER, {"code": second})
    assert signed_in(client)


@pytest.mark.parametrize(("minutes", "works"), [(9.9, True), (10.1, False)])
def test_a_code_works_for_ten_minutes(client: Client, volunteer: User, minutes: float, works: bool) -> None:
    with travel(0, tick=True) as clock:
        clock.move_to(1_800_000_000)
        code = ask(client, volunteer.email)
        clock.shift(minutes * 60)
        client.post(ENTER, {"code": code})
        assert ("_auth_user_id" in client.session) == works


def test_after_three_wrong_tries_the_right_code_is_too_late(client: Client, volunteer: User) -> None:
    code = ask(client, volunteer.email)
    for _ in range(3):
        client.post(ENTER, {"code": "000-000-000"})
    client.post(ENTER, {"code": code})
    assert not signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_the_same_moment_are_counted_together(volunteer: User) -> None:
    client = Client()
    code = ask(client, volunteer.email)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    start = threading.Barrier(8)
    inside: list[bool] = []

    def guess(typed: str) -> None:
        browser = Client()
        browser.cookies.load(cookies)
        start.wait()
        try:
            answer = browser.post(ENTER, {"code": typed})
            inside.append(answer.status_code == 302 and answer["Location"] == "/")
        finally:
            connection.close()

    # Eight that are right, at once: one gets in.
    threads = [threading.Thread(target=guess, args=[code]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(inside) == 1


@pytest.mark.parametrize("who", ["volunteer", "worker", "nobody"])
def test_the_page_is_the_same_whoever_asks(
    client: Client, request: pytest.FixtureRequest, place: Place, who: str
) -> None:
    address = "niemand@elders.example" if who == "nobody" else request.getfixturevalue(who).email
    code = ask(client, address)
    assert bool(code) == (who == "volunteer")
    page = words_of(client.get(ENTER))
    assert "Vul de code in" in page and address not in page
    wrong = client.post(ENTER, {"code": "000-000-000"})
    assert wrong.status_code == 200 and "Dit ging niet goed" in words_of(wrong)
    if not code:
        assert "Met dit adres gaat dat niet" in mail.outbox[0].body


def test_somebody_without_a_code_cannot_enter_nothing(client: Client, worker: User) -> None:
    ask(client, worker.email)
    for typed in ("", "None", "0"):
        client.post(ENTER, {"code": typed})
    assert not signed_in(client)


def test_staff_with_a_second_factor_are_still_asked_for_it(client: Client, worker: User) -> None:
    TOTP.activate(worker, generate_totp_secret())
    answer = client.post(ENTER, {"code": ask(client, worker.email)})
    assert not signed_in(client)
    assert "2fa" in answer["Location"] or "tweede" in answer["Location"]


def test_recovery_codes_alone_are_no_second_factor_to_follow(client: Client, worker: User) -> None:
    RecoveryCodes.activate(worker)
    assert ask(client, worker.email) == ""


@pytest.mark.parametrize("flag", ["is_staff", "is_superuser"])
def test_who_comes_in_the_admin_gets_no_code(client: Client, volunteer: User, flag: str) -> None:
    User.objects.update(**{flag: True})
    assert ask(client, volunteer.email) == ""


def test_a_volunteer_of_one_place_who_works_in_another_gets_no_code(
    client: Client, volunteer: User, elsewhere: Place
) -> None:
    with inside(elsewhere.municipality.pk):
        Membership.objects.create(
            municipality=elsewhere.municipality,
            user=volunteer,
            team=elsewhere.team,
            role=Membership.Role.WORKER,
            starts_on="2020-01-01",
        )
    assert ask(client, volunteer.email) == ""


def test_who_worked_here_and_is_a_volunteer_now_gets_a_code(client: Client, place: Place) -> None:
    user = make_member(place, "vroeger@voorbeeldstad.example", Membership.Role.WORKER, place.team)
    user.memberships.update(ends_on="2021-01-01")
    Membership.objects.create(
        municipality=place.municipality, user=user, role=Membership.Role.VOLUNTEER, starts_on="2021-01-02"
    )
    assert ask(client, user.email)


def test_a_closed_account_gets_no_code(client: Client, volunteer: User) -> None:
    User.objects.update(is_active=False)
    assert ask(client, volunteer.email) == ""


def test_asking_again_and_again_is_slowed_down_for_the_address(client: Client, volunteer: User) -> None:
    for _ in range(3):
        ask(client, volunteer.email)
    mail.outbox.clear()
    answer = client.post(ASK, {"email": volunteer.email})
    assert answer.status_code in (200, 429) and not mail.outbox
    # Somebody else is not held up by it.
    assert ask(Client(), "niemand@elders.example") == ""


def test_who_goes_back_from_the_code_can_sign_in_another_way(client: Client, volunteer: User) -> None:
    ask(client, volunteer.email)
    assert "Wachtwoord" in words_of(client.get("/inloggen/"))
    assert "Stuur de code" in words_of(client.get(ASK))
