"""Through the door in a real browser: the first sign-in with an app, a passkey, and the lock over a page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import Case, Contact
from tests.accounts.otp import code_now
from tests.conftest import PASSWORD, Place, make_case
from tests.e2e.conftest import PHONE, come_in
from wijkzorg.accounts.models import User


@pytest.fixture(autouse=True)
def _nobody_was_here_before(live_server: LiveServer) -> None:
    cache.clear()


@pytest.fixture
def case(live_server: LiveServer, place: Place, worker: User) -> Case:
    """A case of the worker that needs attention."""
    with transaction.atomic():
        return make_case(place, worker, place.municipality.day_of(timezone.now()) - dt.timedelta(days=60))


def _knock(page: Page, live_server: LiveServer, user: User) -> None:
    page.goto(live_server.url)
    page.get_by_label("E-mailadres").fill(user.email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def _give_authenticator(page: Page) -> None:
    """Put a device into the browser that keeps passkeys and knows its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def _leave_alone() -> None:
    server = cache._cache.get_client()  # type: ignore[attr-defined]
    for key in server.keys("*screen:*"):
        server.delete(key)


def _set_up_app(page: Page, live_server: LiveServer, user: User) -> str:
    """Sign in for the first time and set up an app as the pages lead; returns its secret."""
    _knock(page, live_server, user)
    expect(page.get_by_role("heading", name="Tweede stap bij het inloggen")).to_be_visible()
    _clean(page)
    page.get_by_role("link", name="App instellen").click()
    expect(page.get_by_role("img", name="QR-code voor je app")).to_be_visible()
    page.get_by_text("Scannen lukt niet").click()
    secret = page.locator("#sleutel").inner_text()
    _clean(page)
    page.get_by_label("Code uit je app").fill(code_now(secret))
    page.get_by_role("button", name="Klaar").click()
    return secret


def test_the_first_sign_in_leads_through_an_app_to_vandaag_and_the_next_asks_its_code(
    page: Page, live_server: LiveServer, worker: User
) -> None:
    secret = _set_up_app(page, live_server, worker)
    expect(page.get_by_role("heading", name="Herstelcodes")).to_be_visible()
    expect(page.locator(".wz-codes li")).to_have_count(10)
    _clean(page)
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_role("heading", name="Vandaag", level=1)).to_be_visible()

    page.context.clear_cookies()
    _knock(page, live_server, worker)
    expect(page.get_by_label("Code uit je app, of een herstelcode")).to_be_visible()
    _clean(page)
    page.get_by_label("Code uit je app, of een herstelcode").fill(code_now(secret, periods=1))
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.get_by_role("heading", name="Vandaag", level=1)).to_be_visible()


def test_setting_up_an_app_works_without_javascript(
    browser: Browser, live_server: LiveServer, worker: User
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-NL")  # type: ignore[arg-type]
    page = context.new_page()
    _knock(page, live_server, worker)
    expect(page.get_by_role("button", name="Met je passkey")).to_have_count(0)
    page.get_by_role("link", name="App instellen").click()
    page.get_by_text("Scannen lukt niet").click()
    page.get_by_label("Code uit je app").fill(code_now(page.locator("#sleutel").inner_text()))
    page.get_by_role("button", name="Klaar").click()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    expect(page.get_by_role("heading", name="Vandaag", level=1)).to_be_visible()
    context.close()


def test_a_passkey_is_made_signs_in_and_opens_the_lock(
    page: Page, live_server: LiveServer, worker: User
) -> None:
    _give_authenticator(page)
    _knock(page, live_server, worker)
    page.get_by_role("link", name="Passkey maken").click()
    _clean(page)
    page.get_by_label("Naam, om hem te herkennen").fill("Mijn laptop")
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_role("heading", name="Herstelcodes")).to_be_visible()

    page.context.clear_cookies()
    page.goto(live_server.url + "/dossiers/")
    page.get_by_role("button", name="Met je passkey").click()
    expect(page.get_by_role("heading", name=re.compile("Dossiers"), level=1)).to_be_visible()

    _leave_alone()
    page.goto(live_server.url)
    expect(page.get_by_role("heading", name="Scherm op slot")).to_be_visible()
    _clean(page)
    page.get_by_role("button", name="Met je passkey").click()
    expect(page.get_by_role("heading", name="Vandaag", level=1)).to_be_visible()

    page.goto(live_server.url + "/account/tweede-stap/")
    expect(page.get_by_text("Mijn laptop")).to_be_visible()
    _clean(page)


def test_the_lock_comes_over_the_page_and_what_was_typed_is_there_after_it(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    page.clock.install()
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    line.get_by_role("link", name="Contact vastleggen").click()
    line.get_by_label("Verslag").fill("Dit typte ik voor de lunch")
    page.clock.run_for(31 * 60 * 1000)
    lock = page.get_by_role("dialog")
    expect(lock.get_by_role("heading", name="Scherm op slot")).to_be_visible()
    expect(page.get_by_role("heading", name="Vandaag", level=1)).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    lock.get_by_label("Wachtwoord").fill("fout")
    lock.get_by_role("button", name="Ontgrendelen").click()
    expect(lock.get_by_role("alert")).to_be_visible()
    lock.get_by_label("Wachtwoord").fill(PASSWORD)
    lock.get_by_role("button", name="Ontgrendelen").click()
    expect(lock).to_have_count(0)
    expect(line.get_by_label("Verslag")).to_have_value("Dit typte ik voor de lunch")
    line.get_by_role("button", name="Gelukt", exact=True).click()
    expect(line.get_by_role("status")).to_contain_text("vastgelegd")
    assert Contact.objects.get().note == "Dit typte ik voor de lunch"


def test_what_is_saved_on_a_locked_screen_stays_typed_until_it_is_unlocked(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    line.get_by_role("link", name="Contact vastleggen").click()
    line.get_by_label("Verslag").fill("Nog niet kwijt")
    _leave_alone()
    line.get_by_role("button", name="Gelukt", exact=True).click()
    lock = page.get_by_role("dialog")
    expect(lock.get_by_role("heading", name="Scherm op slot")).to_be_visible()
    _clean(page)
    assert not Contact.objects.exists()
    lock.get_by_label("Wachtwoord").fill(PASSWORD)
    lock.get_by_role("button", name="Ontgrendelen").click()
    line.get_by_role("button", name="Gelukt", exact=True).click()
    expect(line.get_by_role("status")).to_contain_text("vastgelegd")
    assert Contact.objects.get().note == "Nog niet kwijt"


def test_without_javascript_a_form_sent_to_the_lock_is_sent_after_all(
    browser: Browser, live_server: LiveServer, case: Case, worker: User
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-NL")  # type: ignore[arg-type]
    page = context.new_page()
    come_in(page, live_server, worker)
    page.locator(f"#dossier-{case.pk}").get_by_role("link", name="Contact vastleggen").click()
    page.get_by_label("Verslag").fill("Zonder script")
    _leave_alone()
    page.get_by_role("button", name="Gelukt", exact=True).click()
    expect(page.get_by_text("Wat je typte is bewaard.")).to_be_visible()
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Ontgrendelen").click()
    page.get_by_role("button", name="Alsnog opslaan").click()
    expect(page.get_by_role("status")).to_contain_text("vastgelegd")
    assert Contact.objects.get().note == "Zonder script"
    context.close()
