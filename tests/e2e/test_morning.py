"""The keys of the worklist by keyboard alone, and three contacts by touch on a phone."""

from __future__ import annotations

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.models import Case, Contact
from tests.conftest import Place, make_case
from tests.e2e.conftest import LAPTOP, PHONE, come_in
from wijkzorg.accounts.models import User


@pytest.fixture
def three(live_server: LiveServer, place: Place, worker: User) -> list[Case]:
    """Three cases that nobody has been to."""
    cache.clear()
    now = timezone.now()
    today = place.municipality.day_of(now)
    with transaction.atomic():
        made = [
            make_case(place, worker, today - dt.timedelta(days=60), ref=f"D{n}", last_name=name)
            for n, name in enumerate(("Aksoy", "Bos", "Çelik"))
        ]
        assessment.refresh(case_ids=[case.pk for case in made], on=today, now=now, cause=None)
    return made


def _opened(browser: Browser, live_server: LiveServer, worker: User, **how: object) -> Page:
    context = browser.new_context(locale="nl-NL", reduced_motion="reduce", **how)  # type: ignore[arg-type]
    page = context.new_page()
    come_in(page, live_server, worker)
    return page


def test_the_keyboard_alone_goes_through_the_list_records_and_takes_back(
    browser: Browser, live_server: LiveServer, three: list[Case], worker: User
) -> None:
    page = _opened(browser, live_server, worker, viewport=LAPTOP)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Sneltoetsen")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    for key, focused in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(page.locator(".wz-line").nth(focused).locator("h3 a")).to_be_focused()
    name = page.locator(f"#dossier-{three[0].pk} h3 a")
    while not name.evaluate("one => one === document.activeElement"):
        page.keyboard.press("j")  # past what else asks something today
    page.keyboard.press("c")
    line = page.locator(f"#dossier-{three[0].pk}")
    expect(line.get_by_role("radio", name="Huisbezoek")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("jk? c/")  # in a field, keys are letters
    expect(line.get_by_label("Verslag")).to_have_value("jk? c/")
    button = line.get_by_role("button", name="Gelukt", exact=True)
    while not button.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(line.get_by_role("status").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(line.get_by_role("button", name="Ongedaan maken")).to_be_focused()
    page.keyboard.press("Enter")
    expect(line).to_contain_text("Ongedaan gemaakt")
    assert not Contact.objects.exists()
    page.keyboard.press("?")
    page.get_by_label("Sneltoetsen uitzetten op dit apparaat").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Sneltoetsen")).to_be_hidden()
    page.context.close()


def test_a_key_that_comes_before_the_next_frame_after_the_list_of_keys_closed_is_not_lost(
    browser: Browser, live_server: LiveServer, three: list[Case], worker: User
) -> None:
    page = _opened(browser, live_server, worker, viewport=LAPTOP)
    page.evaluate(
        """() => {
            const help = document.getElementById("sneltoetsen");
            help.showModal();
            help.close();
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "j", bubbles: true}));
        }"""
    )
    expect(page.locator(".wz-line").first.locator("h3 a")).to_be_focused()
    page.context.close()


def test_three_contacts_are_recorded_by_touch_on_a_phone(
    browser: Browser, live_server: LiveServer, three: list[Case], worker: User
) -> None:
    page = _opened(browser, live_server, worker, viewport=PHONE, has_touch=True, is_mobile=True)
    for number, case in enumerate(three, start=1):
        line = page.locator(f"#dossier-{case.pk}")
        line.get_by_role("link", name="Contact vastleggen").tap()
        line.get_by_role("button", name="Gelukt", exact=True).tap()
        expect(line.get_by_role("status").first).to_contain_text("Huisbezoek vastgelegd: vandaag om")
        assert Contact.objects.count() == number
    page.context.close()
