"""A real browser for the journeys: an installed Chromium, or Playwright's own."""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.conftest import ZONE, signed_in
from wijkzorg.accounts.models import User

# Playwright's loop lives in the thread of the tests; Django's connection there is still used by that thread alone.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

_INSTALLED = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
LAPTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def _chromium() -> str | None:
    """Return the browser to use; None for the one that Playwright installed."""
    named = os.environ.get("WIJKZORG_CHROMIUM")
    return named or next((path for path in _INSTALLED if Path(path).exists()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
        opened = playwright.chromium.launch(executable_path=_chromium(), args=arguments)
        yield opened
        opened.close()


@contextmanager
def _fresh(browser: Browser, viewport: Any) -> Iterator[Page]:
    context = browser.new_context(
        viewport=viewport,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
        has_touch=viewport is PHONE,
    )
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console",
        lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield opened
    context.close()
    assert not wrong


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh page on a laptop and on a phone; an error in its script or of its security policy fails the test."""
    with _fresh(browser, request.param) as opened:
        yield opened


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    """A telephone, with a finger; what is wrong with its script or its security policy fails the test."""
    with _fresh(browser, PHONE) as opened:
        yield opened


@pytest.fixture
def other_telephone(browser: Browser) -> Iterator[Page]:
    """The telephone of somebody else."""
    with _fresh(browser, PHONE) as opened:
        yield opened


@pytest.fixture
def by_day() -> Iterator[None]:
    """The last ten o'clock that was, from which the clock runs on; the server in this process reads it too.

    Between nine in the evening and eight in the morning no volunteer is asked, whatever the policy: it can make the
    night no shorter than from eleven to six.
    """
    now = timezone.now().astimezone(ZONE)
    ten = now.replace(hour=10, minute=0, second=0, microsecond=0)
    with time_machine.travel(ten if ten <= now else ten - dt.timedelta(days=1), tick=True):
        yield


def come_in(page: Page, live_server: LiveServer, user: User) -> None:
    """Open Vandaag as somebody who has come through the door (tests/e2e/test_door.py goes through it)."""
    session = signed_in(Client(), user).session.session_key
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": str(session), "url": live_server.url}]
    )
    page.goto(live_server.url)
    # A tap before the scripts are there follows the link, as it does without them.
    page.wait_for_load_state("load")


def press(what: Locator) -> None:
    """Press a button or link as one does there: with a finger on a phone, else with the mouse."""
    if (what.page.viewport_size or LAPTOP)["width"] == PHONE["width"]:
        what.tap()
    else:
        what.click()
