"""The journey of a request: the privacy officer starts it unseen, the team lead reviews, the officer hands over."""

from __future__ import annotations

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.actions import record_contact
from cases.models import Case, Medium
from tests.conftest import Place, make_case, make_member
from tests.e2e.conftest import come_in
from wijkzorg.accounts.models import Membership, User


@pytest.fixture
def case(live_server: LiveServer, place: Place, worker: User) -> Case:
    """A case with a note about a neighbour."""
    cache.clear()
    now = timezone.now()
    with transaction.atomic():
        made = make_case(place, worker, place.municipality.day_of(now) - dt.timedelta(days=100))
        record_contact(
            actor=worker,
            case=made,
            happened_at=now - dt.timedelta(days=3),
            medium=Medium.HOME_VISIT,
            reached=True,
            note="De buurvrouw maakt zich zorgen.",
            now=now,
        )
    return made


@pytest.fixture
def privacy_officer(place: Place) -> User:
    """The privacy officer of the municipality."""
    return make_member(place, "fg@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)


def _clean(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [one["id"] for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_stands_about_a_resident_goes_out_after_the_team_lead_left_out_a_third_party(
    page: Page, browser: Browser, live_server: LiveServer, case: Case, team_lead: User, privacy_officer: User
) -> None:
    come_in(page, live_server, privacy_officer)
    page.get_by_role("link", name="Rechten").click()
    page.get_by_role("link", name="Nieuw verzoek").click()
    _clean(page)
    page.get_by_label("Bewonernummer").fill(case.resident.ref)
    page.get_by_role("button", name="Verzoek starten").click()
    expect(page.get_by_text("Wacht op de teamleider.")).to_be_visible()
    expect(page.get_by_text("Hoekstra")).to_have_count(0)
    _clean(page)

    lead = browser.new_context(viewport=page.viewport_size, locale="nl-NL").new_page()
    come_in(lead, live_server, team_lead)
    lead.get_by_role("link", name="Dennis Hoekstra, dossier D00001").click()
    part = lead.locator("li", has_text="De buurvrouw maakt zich zorgen.")
    part.locator("summary").click()
    part.get_by_label("Toelichting").fill("Zij vroeg dit niet te zeggen.")
    _clean(lead)
    part.get_by_role("button", name="Laat dit weg").click()
    expect(part.get_by_text("Gaat er niet in")).to_be_visible()
    lead.get_by_role("button", name="Besluit vastleggen").click()
    expect(lead.get_by_text("Je besluit staat vast.")).to_be_visible()
    lead.context.close()

    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="Gegevens als PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    with page.expect_download() as download:
        page.get_by_role("link", name="Gegevens als JSON").click()
    said = download.value.path().read_text()
    assert "buurvrouw" not in said and "gaat over iemand anders" in said
