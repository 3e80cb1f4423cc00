"""Somebody tells where they live: it is written down, put right, and then they are found by it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.models import Case
from tests.cases.screens import days_ago
from tests.conftest import Place, make_case
from tests.e2e.conftest import come_in, press
from wijkzorg.accounts.models import User


@pytest.fixture
def case(live_server: LiveServer, place: Place, worker: User) -> Case:
    """A case of somebody of whom no address is known."""
    cache.clear()
    now = timezone.now()
    today = place.municipality.day_of(now)
    with transaction.atomic():
        made = make_case(place, worker, days_ago(today, 10))
        assessment.refresh(case_ids=[made.pk], on=today, now=now, cause=None)
    return made


def see(page: Page, name: str) -> None:
    """Check a screen: nothing for axe to find, nothing sideways; kept as a picture where that is asked."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if folder := os.environ.get("WIJKZORG_PICTURES"):
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=str(Path(folder, f"{name}-{width}.png")), full_page=True)


def test_an_address_is_written_down_and_found(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    page.goto(f"{live_server.url}/dossiers/{case.pk}/")
    press(page.get_by_role("link", name="Gegevens van de bewoner"))
    expect(page.get_by_role("heading", name="Gegevens van de bewoner")).to_be_visible()
    see(page, "gegevens")
    page.get_by_label("Straat").fill("Molenweg")
    page.get_by_label("Huisnummer").fill("twaalf")
    page.get_by_label("Postcode").fill("1234ab")
    page.get_by_label("Telefoon").fill("06-00000012")
    press(page.get_by_role("button", name="Bewaar de gegevens"))
    expect(page.locator(".wz-faults")).to_be_focused()
    expect(page.get_by_label("Postcode")).to_have_value("1234ab")
    see(page, "gegevens-fout")
    page.get_by_label("Huisnummer").fill("12-b")
    press(page.get_by_role("button", name="Bewaar de gegevens"))
    expect(page.get_by_text("Molenweg 12-b, 1234 AB")).to_be_visible()
    expect(page.get_by_role("link", name="06-00000012")).to_have_attribute("href", "tel:0600000012")
    see(page, "dossier-adres")
    page.goto(f"{live_server.url}/dossiers/")
    page.get_by_role("main").get_by_label("Naam, geboortedatum, adres, telefoon of dossiernummer").fill(
        "molenwge 12"
    )
    press(page.get_by_role("main").get_by_role("button", name="Zoeken"))
    expect(page.get_by_role("link", name="Hoekstra, Dennis")).to_be_visible()
    page.goto(f"{live_server.url}/dossiers/nieuw/?nieuw=1")
    see(page, "openen")
