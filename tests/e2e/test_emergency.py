"""Noodtoegang in a real browser: who takes it, who is told, and how the privacy officer finds and prints it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.models import Case, Contact
from tests.conftest import Place, make_case, make_member
from tests.e2e.conftest import LAPTOP, PHONE, come_in
from wijkzorg.accounts.models import Membership, User
from wijkzorg.outbox.models import Letter

REASON = "De huisarts belde: valgevaar, en de collega is met vakantie"


@pytest.fixture
def case(live_server: LiveServer, place: Place, worker: User, team_lead: User) -> Case:
    """A case of another team, which has a lead."""
    now = timezone.now()
    today = place.municipality.day_of(now)
    with transaction.atomic():  # a case and its first need are checked together, at the end
        made = make_case(place, worker, today - dt.timedelta(days=60))
        assessment.refresh(case_ids=[made.pk], on=today, now=now, cause=None)
    return made


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def screens(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Windows of several people, all on a laptop or all on a phone; each has cookies of its own."""
    contexts = []

    def window() -> Page:
        context = browser.new_context(
            viewport=request.param, locale="nl-NL", timezone_id="Europe/Amsterdam", reduced_motion="reduce"
        )
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def test_noodtoegang_is_taken_told_found_and_printed(
    screens: Any, live_server: LiveServer, place: Place, case: Case, outsider: User, team_lead: User
) -> None:
    _take(screens(), live_server, case, outsider)
    assert Contact.objects.get().worker == outsider

    letter = Letter.objects.get()
    assert (letter.recipient, letter.template, letter.numbers) == (team_lead, "break_glass", {})
    _is_told(screens(), live_server, team_lead)

    officer = make_member(place, "fleur@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
    _find_and_print(screens(), live_server, officer)


def _take(page: Page, live_server: LiveServer, case: Case, outsider: User) -> None:
    """Ask who knows somebody, open the case in need, and record a contact."""
    come_in(page, live_server, outsider)
    assert page.goto(f"{live_server.url}/dossiers/{case.pk}/").status == 404  # type: ignore[union-attr]
    page.goto(f"{live_server.url}/dossiers/elders/")
    _clean(page)
    page.get_by_label("Achternaam").fill("hoekstra")
    page.get_by_label("Geboortedatum").fill("2003-02-01")
    page.get_by_role("button", name="Vraag het").click()
    expect(page.get_by_role("heading", name="Bekend bij Team Oost")).to_be_visible()
    expect(page.get_by_text("Dennis")).to_have_count(0)
    _clean(page)

    page.get_by_role("link", name="Vraag noodtoegang").click()
    expect(page.get_by_role("heading", name="Noodtoegang", level=1)).to_be_visible()
    _clean(page)
    page.get_by_label("Waarom").fill("nood")
    page.get_by_role("button", name="Open het dossier").click()
    expect(page.locator("#id_reason_fout")).to_be_visible()
    _clean(page)
    page.get_by_label("Waarom").fill(REASON)
    page.get_by_role("button", name="Open het dossier").click()

    expect(page.get_by_role("heading", name="Dennis Hoekstra", level=1)).to_be_visible()
    bar = page.locator(".wz-glass")
    expect(bar).to_contain_text("Je ziet dit dossier door noodtoegang tot")
    assert _is_red(bar.evaluate("bar => getComputedStyle(bar).backgroundColor")) or _is_red(
        bar.evaluate("bar => getComputedStyle(bar).borderLeftColor")
    )
    _clean(page)
    page.get_by_role("link", name="Contact vastleggen").first.click()
    expect(page.locator(".wz-glass")).to_be_visible()
    _clean(page)
    page.get_by_label("Verslag").fill("Langs geweest, het gaat weer")
    page.get_by_role("button", name="Gelukt", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="vastgelegd")).to_be_visible()
    _clean(page)


def _is_told(page: Page, live_server: LiveServer, team_lead: User) -> None:
    """Read who took it and why, on the page to which the letter leads."""
    come_in(page, live_server, team_lead)
    page.goto(f"{live_server.url}/noodtoegang/")
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Buiten")
    expect(row).to_contain_text(REASON)
    expect(row.locator(".wz-chip.is-alarm")).to_have_text("nu open")
    _clean(page)


def _find_and_print(page: Page, live_server: LiveServer, officer: User) -> None:
    """Find it in red on the first page of the log, and print the list of who looked for the resident."""
    come_in(page, live_server, officer)
    page.goto(f"{live_server.url}/logboek/")
    rows = page.locator("tbody tr").filter(has_text=REASON)
    expect(rows.first).to_contain_text("Buiten")
    red = rows.first.locator(".wz-chip.is-alarm")
    assert _is_red(red.evaluate("chip => getComputedStyle(chip).color"))
    _clean(page)
    rows.first.get_by_role("link", name="Dennis Hoekstra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie keek bij Dennis Hoekstra")
    looks = page.locator("tbody tr").filter(has_text="dossier gelezen")
    assert looks.count() >= 2
    expect(looks.filter(has_not=page.locator(".wz-chip.is-alarm"))).to_have_count(0)
    expect(looks.filter(has_not_text=REASON)).to_have_count(0)
    _clean(page)
    with page.expect_download() as loaded:
        page.get_by_role("link", name="Lijst voor de bewoner").click()
    paper = Path(loaded.value.path()).read_bytes()
    assert paper.startswith(b"%PDF-") and paper.rstrip().endswith(b"%%EOF")
    assert len(paper) > 5_000
    page.get_by_role("link", name="Buiten").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat Buiten deed")
    _clean(page)


def _is_red(colour: str) -> bool:
    """Tell whether a colour of the browser is more red than anything else."""
    red, green, blue = (int(part) for part in colour.split("(")[1].rstrip(")").split(",")[:3])
    return red > 1.5 * max(green, blue)


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
