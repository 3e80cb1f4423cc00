"""The journey of a cut: promised by a decision, sent back by the lead, promised again and confirmed."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.models import Case, Confirmation
from tests.conftest import Place, add_contact, make_case
from tests.e2e.conftest import PHONE, come_in, press
from wijkzorg.accounts.models import User


@pytest.fixture
def case(live_server: LiveServer, place: Place, worker: User, team_lead: User) -> Case:
    """A case in which all goes well."""
    cache.clear()
    now = timezone.now()
    today = place.municipality.day_of(now)
    with transaction.atomic():
        made = make_case(place, worker, today - dt.timedelta(days=100))
        for days in range(2, 99, 7):
            add_contact(made, worker, today - dt.timedelta(days=days))
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


def promise_less(page: Page, today: dt.date, *, new: bool) -> None:
    """Fill in a call every two weeks instead of a weekly visit."""
    press(page.get_by_role("link", name="Afspraak", exact=True))
    page.get_by_label("per hoeveel dagen").fill("14")
    page.get_by_label("Hoe", exact=True).select_option("5")
    expect(page.locator("#betekenis")).to_contain_text("dat is 20 % van wat nodig is")
    expect(page.locator("#betekenis")).to_contain_text("Je teamleider moet het nog bevestigen")
    press(page.get_by_role("button", name="Leg de afspraak vast"))
    expect(page.locator(".wz-faults")).to_be_focused()
    expect(page.locator(".wz-faults")).to_contain_text("Kies waarom")
    see(page, "afspraak-fout")
    page.get_by_label("Waarom minder?").select_option("budget")
    if new:
        page.get_by_label("Hoe heet het besluit?").fill("Minder huisbezoek")
        page.get_by_label("Wie besloot?").fill("De directie")
        page.get_by_label("Wanneer is het besloten?").fill(today.isoformat())
    else:
        page.get_by_label("Door welk besluit?").select_option(label="Minder huisbezoek")
    page.get_by_label("Wanneer bekijken jullie dit opnieuw?").fill(
        (today + dt.timedelta(days=28)).isoformat()
    )
    page.get_by_label("Wat komt ervoor in de plaats?").fill("De buurvrouw kijkt mee")
    page.get_by_label("Wat zei de bewoner ervan?").fill("Vindt het jammer")
    press(page.get_by_role("button", name="Leg de afspraak vast"))
    expect(page.get_by_role("status").first).to_contain_text("Je teamleider moet het nog bevestigen")


def test_a_cut_is_sent_back_so_that_the_former_agreement_holds_and_then_confirmed(
    page: Page,
    browser: Browser,
    live_server: LiveServer,
    place: Place,
    case: Case,
    worker: User,
    team_lead: User,
) -> None:
    today = place.municipality.day_of(timezone.now())
    touch = page.viewport_size == PHONE
    context = browser.new_context(viewport=page.viewport_size, has_touch=touch, locale="nl-NL")
    lead = context.new_page()
    come_in(lead, live_server, team_lead)
    come_in(page, live_server, worker)
    dossier = f"{live_server.url}/dossiers/{case.pk}/"
    page.goto(dossier)
    promise_less(page, today, new=True)
    expect(page.locator("#bevestigen + ol")).to_contain_text("Wacht op de teamleider")
    see(page, "dossier-wacht")

    lead.goto(f"{live_server.url}/bevestigen/")
    expect(lead.locator(".wz-await")).to_contain_text("1× per week huisbezoek → 1× per 2 weken bellen")
    see(lead, "bevestigen")
    press(lead.get_by_text("Terugsturen"))
    lead.get_by_label("Waarom stuur je dit terug?").fill("Dit is te weinig")
    press(lead.get_by_role("button", name="Stuur terug"))
    expect(lead.get_by_role("status").first).to_contain_text("Wat er eerst stond, geldt weer")

    page.goto(dossier)
    expect(page.locator(".wz-ledger--short")).to_contain_text("100 %")
    expect(page.locator("#bevestigen + ol")).to_contain_text("Dit is te weinig")
    page.goto(live_server.url)
    expect(page.locator("#vraagt + ol")).to_contain_text("Wat je vastlegde geldt niet meer: Dit is te weinig")
    page.goto(dossier)
    promise_less(page, today, new=False)
    lead.goto(f"{live_server.url}/bevestigen/")
    press(lead.get_by_role("button", name="Bevestigen"))
    expect(lead.get_by_role("status").first).to_contain_text("Bevestigd.")
    assert set(Confirmation.objects.values_list("state", flat=True)) == {"sent_back", "confirmed"}

    lead.goto(f"{live_server.url}/besluiten/")
    see(lead, "besluiten")
    press(lead.get_by_role("link", name="Minder huisbezoek"))
    expect(lead.locator(".wz-ledger")).to_contain_text("Teruggestuurd")
    expect(lead.get_by_role("row", name="Bevestigd 1")).to_be_visible()
    expect(lead.get_by_role("row", name="Teruggestuurd 1")).to_be_visible()
    expect(lead.locator(".wz-ledger tfoot")).to_contain_text("320")
    see(lead, "besluit")
    page.goto(f"{dossier}geschiedenis/")
    expect(page.get_by_text("heeft Joke teruggestuurd: minder afgesproken dan nodig")).to_be_visible()
    expect(page.get_by_text("heeft Joke bevestigd: minder afgesproken dan nodig")).to_be_visible()
    for name in ("nodig", "pauze", "sluiten", "doelgroep"):
        page.goto(f"{dossier}{name}/")
        see(page, name)
    page.goto(f"{live_server.url}/dossiers/nieuw/?nieuw=1")
    see(page, "openen")
    context.close()
