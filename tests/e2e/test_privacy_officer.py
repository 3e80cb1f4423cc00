"""The journey of the privacy officer: find who looked by break-glass, and print the list for the resident."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import Case
from tests.conftest import Place, make_case, make_member
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.actions import log_access, log_list
from wijkzorg.audit.models import Action
from wijkzorg.tenancy.wall import inside


@pytest.fixture
def case(live_server: LiveServer, place: Place, worker: User, outsider: User, team_lead: User) -> Case:
    """A case that its worker read, and somebody of another team by break-glass."""
    with inside(place.municipality.pk):
        made = make_case(place, worker, place.municipality.day_of(timezone.now()))
        log_list(user_id=worker.pk, municipality_id=place.municipality.pk, cases=[made])
        log_access(action=Action.READ, user_id=worker.pk, case=made)
        for action in (Action.BREAK_GLASS, Action.READ):
            log_access(
                action=action,
                user_id=outsider.pk,
                case=made,
                reason="De huisarts belde: valgevaar, de collega is met vakantie",
                responsible_user_id=team_lead.pk,
            )
    return made


def test_break_glass_is_found_and_the_list_of_who_looked_is_printed(
    page: Page, live_server: LiveServer, client: Client, place: Place, case: Case
) -> None:
    officer = make_member(place, "fleur@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
    client.force_login(officer)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Logboek").click()
    expect(page.locator(".wz-chip.is-alarm")).to_have_count(2)
    _clean(page)

    page.get_by_label("Achternaam").fill("Hoekstra")
    page.get_by_label("Geboortedatum").fill("2003-02-01")
    page.get_by_role("button", name="Zoek bewoner").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie keek bij Dennis Hoekstra")
    expect(page.locator("tbody tr").filter(has_text="valgevaar")).to_have_count(2)
    expect(page.locator("tbody tr").filter(has_text="in een lijst gezien")).to_contain_text("Farida")
    _clean(page)

    with page.expect_download() as loaded:
        page.get_by_role("link", name="Lijst voor de bewoner").click()
    assert loaded.value.suggested_filename == "wie-keek.pdf"

    page.get_by_role("link", name="Buiten").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat Buiten deed")
    expect(page.locator("tbody")).to_contain_text("Dennis Hoekstra")
    _clean(page)


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0
