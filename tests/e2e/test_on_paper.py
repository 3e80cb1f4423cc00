"""Vandaag, a case, the board and a search plan on paper: nothing to tap, no name cut, all that was folded open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.models import Case, Medium
from outreach.searching import open_plan
from tests.conftest import Place, add_contact, make_case
from tests.e2e.conftest import come_in
from wijkzorg.accounts.models import User

# A4 between its margins, in pixels of a page.
SHEET: ViewportSize = {"width": 703, "height": 1017}
NAME = "Anna-Wilhelmina van den Boogaard-Hoogendoorn"
TAPS = "button, .utrecht-button, .utrecht-skip-link, nav, header, input, select, textarea"
BRIGHTEST = 110  # of 255: darker is read on any paper


@pytest.fixture
def case(live_server: LiveServer, place: Place, worker: User, team_lead: User) -> Case:
    """A case with a long name whom nobody can find, beside one on schedule."""
    cache.clear()
    now = timezone.now()
    today = place.municipality.day_of(now)
    first, last = NAME.split(" ", 1)
    with transaction.atomic():  # a case and its first need are checked together, at the end
        made = make_case(
            place, worker, today - dt.timedelta(days=80), ref="D3", first_name=first, last_name=last
        )
        for days in range(2, 40, 7):
            add_contact(made, worker, today - dt.timedelta(days=days), Medium.PHONE, reached=False)
        well = make_case(place, worker, today - dt.timedelta(days=80), first_name="Nel", last_name="Bos")
        for days in range(2, 40, 7):
            add_contact(well, worker, today - dt.timedelta(days=days))
        assessment.refresh(case_ids=[made.pk, well.pk], on=today, now=now, cause=None)
        open_plan(case=made, actor=worker, reason="niemand doet open", now=now)
    return made


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Page]:
    """A page as it goes to the printer."""
    context = browser.new_context(viewport=SHEET, locale="nl-NL", timezone_id="Europe/Amsterdam")
    page = context.new_page()
    page.emulate_media(media="print")
    yield page
    context.close()


def test_what_is_printed_is_read_without_a_screen(
    sheet: Page, live_server: LiveServer, case: Case, worker: User, team_lead: User
) -> None:
    for who, path in (
        (worker, "/"),
        (worker, f"/dossiers/{case.pk}/"),
        (worker, f"/dossiers/{case.pk}/zoekplan/"),
        (team_lead, f"/team/{case.team_id}/"),
    ):
        come_in(sheet, live_server, who)
        sheet.goto(f"{live_server.url}{path}", wait_until="networkidle")
        expect(sheet.locator(TAPS).locator("visible=true")).to_have_count(0)
        assert sheet.evaluate("document.documentElement.scrollWidth") <= SHEET["width"], f"{path} is cut"
        assert pale(sheet) == [], f"{path} is not black on white"
        named = sheet.locator("main :is(h1, h3, .wz-paper)").filter(has_text=NAME)
        expect(named.first, f"{path} says whom it is about").to_be_visible()
    come_in(sheet, live_server, worker)
    expect(sheet.get_by_role("rowheader", name="Nel Bos")).to_be_visible()
    line = sheet.locator(f"#dossier-{case.pk}")
    assert line.evaluate("line => getComputedStyle(line).breakInside") == "avoid"


def pale(sheet: Page) -> list[str]:
    """Return the words that are too light for paper: what is behind them is not printed."""
    found: list[str] = sheet.evaluate(
        """most => [...document.querySelectorAll("main *")]
            .filter((part) => part.checkVisibility())
            .filter((part) => [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .filter((part) => {
              const [red, green, blue] = getComputedStyle(part).color.match(/[0-9.]+/g).map(Number);
              return 0.3 * red + 0.59 * green + 0.11 * blue > most;
            })
            .map((part) => part.textContent.trim().slice(0, 60))""",
        BRIGHTEST,
    )
    return found
