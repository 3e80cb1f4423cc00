"""Staff see nothing before their second factor; its codes and secrets are safe."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.accounts.conftest import give_password
from tests.accounts.otp import code_now
from tests.cases.screens import words_of
from tests.conftest import PASSWORD, START, Place, make_member, signed_in
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.wall import inside

SET_UP = "/account/tweede-stap/"
APP = "/account/tweede-stap/app/"
ASKED = "/account/tweede-stap/controle/"
CODES = "/account/tweede-stap/herstelcodes/"


def _secret_on(page: str) -> str:
    found = re.search(r'id="sleutel">([A-Z2-7]+)<', page)
    assert found, page
    return found[1]


def _set_up(client: Client) -> str:
    """Set up an app as the pages lead; returns its secret."""
    secret = _secret_on(client.get(APP).content.decode())
    answer = client.post(APP, {"code": code_now(secret)})
    assert answer["Location"] == CODES
    return secret


@pytest.mark.parametrize("role", [role for role in Membership.Role if role != Membership.Role.VOLUNTEER])
@pytest.mark.parametrize("path", ["/", "/dossiers/", "/account/password/change/", "/account/sessies/"])
def test_whoever_works_here_is_led_to_a_second_factor_first(place: Place, role: str, path: str) -> None:
    user = make_member(place, "nieuw@voorbeeldstad.example", role, place.team)
    browser = Client()
    give_password(browser, user)
    assert browser.get(path)["Location"] == SET_UP


def test_who_works_in_another_municipality_too_is_led_there_whichever_is_active(
    volunteer: User, elsewhere: Place
) -> None:
    with inside(elsewhere.municipality.pk):
        Membership.objects.create(
            municipality=elsewhere.municipality,
            user=volunteer,
            role=Membership.Role.COORDINATOR,
            starts_on=START,
        )
    browser = Client()
    give_password(browser, volunteer)
    assert browser.get("/")["Location"] == SET_UP


def test_an_administrator_without_a_role_is_led_there_from_the_admin(db: None) -> None:
    boss = User.objects.create_superuser("beheer@voorbeeldstad.example", PASSWORD)
    browser = Client()
    assert browser.get("/beheer/")["Location"] == "/beheer/login/?next=/beheer/"
    give_password(browser, boss)
    for path in ("/beheer/", "/beheer/accounts/user/", "/beheer/jsi18n/"):
        assert browser.get(path)["Location"] == SET_UP


def test_a_part_of_a_page_is_led_there_as_a_whole(worker: User) -> None:
    browser = Client()
    give_password(browser, worker)
    answer = browser.get("/dossiers/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, SET_UP)
    assert answer.content == b""


def test_a_form_sent_before_the_second_factor_does_nothing(worker: User) -> None:
    browser = Client()
    give_password(browser, worker)
    new = "een-heel-ander-wachtwoord"
    answer = browser.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer["Location"] == SET_UP
    worker.refresh_from_db()
    assert worker.check_password(PASSWORD)


def test_the_page_that_leads_shows_no_menu_and_lets_one_go(worker: User) -> None:
    browser = Client()
    give_password(browser, worker)
    page = browser.get(SET_UP).content.decode()
    assert 'href="/dossiers/"' not in page and "Uitloggen" in page
    browser.post("/uitloggen/")
    assert browser.get("/")["Location"] == "/inloggen/?next=/"


def test_volunteers_need_none(volunteer: User) -> None:
    browser = Client()
    give_password(browser, volunteer)
    assert browser.get("/account/sessies/").status_code == 200


def test_setting_up_asks_the_password_no_second_time_and_its_code_proves_it(worker: User) -> None:
    browser = Client()
    give_password(browser, worker)
    _set_up(browser)
    page = words_of(browser.get(CODES))
    assert len(re.findall(r"\b\d{4} \d{4}\b", page)) == 10
    assert browser.get("/").status_code == 200


def test_after_a_while_setting_up_asks_again_who_it_is(worker: User) -> None:
    browser = Client()
    give_password(browser, worker)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16), tick=True):
        asked = browser.get(APP)["Location"]
        assert asked == "/account/reauthenticate/?next=%2Faccount%2Ftweede-stap%2Fapp%2F"
        assert "Ben jij het?" in words_of(browser.get(asked))
        assert browser.post(asked, {"password": PASSWORD})["Location"] == APP
        assert browser.get(APP).status_code == 200


def test_the_next_sign_in_asks_for_the_code_and_leads_on_to_the_page_asked_for(
    worker: User, secret: str
) -> None:
    browser = Client()
    assert give_password(browser, worker, next="/dossiers/") == ASKED
    assert browser.get("/")["Location"] == "/inloggen/?next=/"
    assert browser.post(ASKED, {"code": code_now(secret)})["Location"] == "/dossiers/"
    assert browser.get("/").status_code == 200


def test_a_wrong_code_is_said_in_dutch_and_opens_nothing(worker: User, secret: str) -> None:
    browser = Client()
    give_password(browser, worker)
    wrong = f"{(int(code_now(secret)) + 1) % 1_000_000:06}"
    for code in (wrong, "", "niets", "é" * 6):
        answer = browser.post(ASKED, {"code": code})
        assert answer.status_code == 200
    assert "Deze code klopt niet" in words_of(answer)
    assert browser.get("/").status_code == 302


def test_codes_cannot_be_guessed_on_and_on(worker: User, secret: str) -> None:
    browser = Client()
    give_password(browser, worker)
    for _ in range(10):
        browser.post(ASKED, {"code": "niets"})
    answer = browser.post(ASKED, {"code": code_now(secret)})
    assert answer.status_code == 200
    assert browser.get("/").status_code == 302


def test_a_code_works_once(worker: User, secret: str) -> None:
    code = code_now(secret)
    first, second = Client(), Client()
    give_password(first, worker)
    assert first.post(ASKED, {"code": code}).status_code == 302
    give_password(second, worker)
    assert second.post(ASKED, {"code": f"{code[:3]} {code[3:]}"}).status_code == 200
    assert second.get("/").status_code == 302


def test_a_code_is_refused_again_when_allauth_has_forgotten_it_but_would_still_accept_it(
    worker: User, secret: str
) -> None:
    code = code_now(secret)
    for status in (302, 200):
        browser = Client()
        give_password(browser, worker)
        assert browser.post(ASKED, {"code": code}).status_code == status
        # As after its 30 seconds; the code itself is right for 90.
        cache.delete(f"allauth.mfa.totp.used?user={worker.pk}&code={code}")


def test_the_code_that_set_up_an_app_opens_nothing_else(worker: User) -> None:
    browser = Client()
    give_password(browser, worker)
    secret = _secret_on(browser.get(APP).content.decode())
    code = code_now(secret)
    browser.post(APP, {"code": code})
    thief = Client()
    assert give_password(thief, worker) == ASKED
    assert thief.post(ASKED, {"code": code}).status_code == 200
    assert thief.get("/").status_code == 302


def test_a_code_used_in_one_process_is_refused_in_another(
    worker: User, secret: str, settings: Settings
) -> None:
    """The cache is one for all processes: claim the code in a process of its own, then try it here."""
    code = code_now(secret)
    program = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        f"settings.CACHES['default']['LOCATION'] = {settings.CACHES['default']['LOCATION']!r}\n"
        "from wijkzorg.accounts.models import User\n"
        "from wijkzorg.accounts.second_factor import claim_code\n"
        f"assert claim_code(User(pk={worker.pk}), '{code}')\n"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True, timeout=60)
    browser = Client()
    give_password(browser, worker)
    assert browser.post(ASKED, {"code": code}).status_code == 200
    assert browser.get("/").status_code == 302


def test_a_recovery_code_works_once(worker: User, secret: str) -> None:
    code = Authenticator.objects.get(user=worker, type="recovery_codes").wrap().get_unused_codes()[0]
    for status in (302, 200):
        browser = Client()
        give_password(browser, worker)
        assert browser.post(ASKED, {"code": code}).status_code == status


def test_the_database_holds_no_secret_that_can_be_read(worker: User) -> None:
    browser = Client()
    give_password(browser, worker)
    secret = _secret_on(browser.get(APP).content.decode())
    stored = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        stored += [row[0] for row in cursor.fetchall()]
    opened = [str(SessionStore().decode(each)) for each in stored]
    assert opened and not any(secret in each for each in opened)
    browser.post(APP, {"code": code_now(secret)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        rows = [row[0] for row in cursor.fetchall()]
    assert len(rows) == 2
    assert not any(secret in row for row in rows)


def test_keys_can_be_replaced_and_the_app_goes_on(worker: User, secret: str, settings: Settings) -> None:
    old = list(settings.WIJKZORG_FIELD_KEYS)
    new = Fernet.generate_key().decode()
    settings.WIJKZORG_FIELD_KEYS = [new, *old]
    codes = Authenticator.objects.get(user=worker, type="recovery_codes").wrap().generate_codes()
    words = io.StringIO()
    call_command("reencrypt", stdout=words)
    assert words.getvalue().splitlines() == [
        "2 secrets of second factors",
        "GM9999: 0 citizen numbers, 0 secrets of single sign-on, 0 of subscriptions",
    ]
    settings.WIJKZORG_FIELD_KEYS = [new]
    browser = Client()
    give_password(browser, worker)
    assert browser.post(ASKED, {"code": code_now(secret)}).status_code == 302
    assert Authenticator.objects.get(user=worker, type="recovery_codes").wrap().generate_codes() == codes


def test_a_factor_counts_for_twelve_hours_and_is_then_asked_again(worker: User, secret: str) -> None:
    browser = signed_in(Client(), worker)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=12, seconds=5), tick=True):
        asked = browser.get("/dossiers/?q=a")["Location"]
        assert asked == f"{SET_UP}opnieuw/?next=%2Fdossiers%2F%3Fq%3Da"
        assert "Ben jij het?" in words_of(browser.get(asked))
        assert browser.post(asked, {"code": code_now(secret)})["Location"] == "/dossiers/?q=a"
        assert browser.get("/account/sessies/").status_code == 200


def test_who_takes_the_last_factor_away_sets_up_another_at_once(worker: User, secret: str) -> None:
    browser = signed_in(Client(), worker)
    assert browser.post(f"{APP}weg/")["Location"] == SET_UP
    assert browser.get("/")["Location"] == SET_UP
    assert not Authenticator.objects.filter(user=worker).exists()
    _set_up(browser)
    assert browser.get("/").status_code == 200


def test_nobody_reaches_the_factors_of_others(worker: User, colleague: User, secret: str) -> None:
    passkey = Authenticator.objects.create(
        user=worker, type="webauthn", data={"name": "Laptop", "credential": {}}
    )
    thief = signed_in(Client(), colleague)
    assert thief.post(f"{SET_UP}passkey/{passkey.pk}/weg/").status_code == 404
    assert thief.get(CODES).status_code == 404
    assert Authenticator.objects.filter(user=worker).count() == 3


@pytest.mark.parametrize(
    "credential", ["", "x", "[]", "{}", '{"response": null}', '{"response": {"userHandle": 7}}', '"a"']
)
def test_a_passkey_that_is_none_is_refused_in_words(db: None, credential: str) -> None:
    browser = Client()
    browser.get(f"{SET_UP}passkey/inloggen/", headers={"Accept": "application/json"})
    answer = browser.post(f"{SET_UP}passkey/inloggen/", {"credential": credential})
    assert answer["Location"] == "/inloggen/"
    assert browser.get("/").status_code == 302


def test_the_administrator_takes_a_lost_factor_away_and_its_owner_is_out_everywhere(
    worker: User, secret: str
) -> None:
    boss = User.objects.create_superuser("beheer@voorbeeldstad.example", PASSWORD)
    lost = Client()
    give_password(lost, worker)
    lost.post(ASKED, {"code": code_now(secret)})
    assert lost.get("/").status_code == 200
    answer = signed_in(Client(), boss).post(
        "/beheer/accounts/user/", {"action": "take_factor_away", "_selected_action": [worker.pk]}
    )
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=worker).exists()
    assert lost.get("/")["Location"] == "/inloggen/?next=/"


def test_in_the_demo_nobody_needs_one_and_its_banner_says_so(worker: User, settings: Settings) -> None:
    settings.WIJKZORG_DEMO = True
    browser = Client()
    give_password(browser, worker)
    page = browser.get("/")
    assert page.status_code == 200
    assert "zonder tweede stap" in words_of(page)
