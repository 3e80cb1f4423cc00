"""A report in a real browser: told by somebody without an account, taken up from duty on Vandaag, and ended."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from reports.models import Report
from roster.models import DutyShift
from tests.conftest import Place
from tests.e2e.conftest import come_in, press
from wijkzorg.accounts.models import User


@pytest.fixture
def on_duty(live_server: LiveServer, place: Place, worker: User) -> User:
    """The worker, on duty now."""
    cache.clear()
    now = timezone.now()
    with transaction.atomic():
        for kind in DutyShift.Kind.values:
            DutyShift.objects.create(
                municipality=place.municipality,
                neighbourhood=place.neighbourhood,
                kind=kind,
                starts_at=now - dt.timedelta(hours=5),
                ends_at=now + dt.timedelta(hours=5),
                worker=worker,
                changed_at=now,
            )
    return worker


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def _tell(page: Page, live_server: LiveServer, **more: Any) -> None:
    """Tell it on the public form: first with a fault, then with danger, then as it should be."""
    page.goto(f"{live_server.url}/zorgen/GM9999/")
    _clean(page)
    page.get_by_label("Een persoon").check()
    expect(page.get_by_label("Wat speelt er op die plek?")).to_be_hidden()
    page.wait_for_timeout(3200)
    press(page.get_by_role("button", name="Verstuur"))
    expect(page.locator(".wz-faults")).to_contain_text("Kies de buurt.")
    _clean(page)
    page.get_by_label("In welke buurt?").select_option(label="Lindenhof")
    page.get_by_label("Wie is het, of welke plek?").fill("De man op nummer 12")
    page.get_by_label("Wat ziet of hoort u?").fill("De gordijnen gaan niet meer open.")
    page.get_by_label("Er is nu gevaar").check()
    press(page.get_by_role("button", name="Verstuur"))
    expect(page.get_by_role("heading", name="Is er nu gevaar? Bel 112.")).to_be_visible()
    _clean(page)
    page.get_by_label("Er is nu gevaar").uncheck()
    press(page.get_by_role("button", name="Verstuur"))
    expect(page.get_by_role("heading", name="Dank u. Uw bericht is binnen.")).to_be_visible()
    _clean(page)


def test_a_report_from_the_public_form_is_taken_up_from_duty_and_becomes_a_case(
    page: Page, live_server: LiveServer, place: Place, on_duty: User
) -> None:
    _tell(page, live_server)
    come_in(page, live_server, on_duty)
    expect(page.locator("#tellingen")).to_contain_text(re.compile(r"1\s+vraagt iets van je"))
    line = page.locator("[data-ask=report-new]")
    expect(line).to_contain_text("De man op nummer 12")
    _clean(page)
    press(line.get_by_role("link", name="Bekijken"))
    expect(page.get_by_role("heading", name="De man op nummer 12", level=1)).to_be_visible()
    _clean(page)
    press(page.get_by_role("button", name="Ik pak dit op"))
    expect(page.get_by_role("status")).to_contain_text("Opgepakt.")
    _clean(page)
    page.get_by_label("Wat heb je gedaan of gehoord?").fill("Aangebeld, hij deed open")
    press(page.get_by_role("button", name="Notitie bewaren"))
    expect(page.get_by_text("Aangebeld, hij deed open")).to_be_visible()
    press(page.get_by_role("button", name="De persoon weet het nu"))
    press(page.get_by_role("button", name="Rond de melding af"))
    expect(page.get_by_role("alert")).to_contain_text("Kies wat ervan is geworden.")
    _clean(page)
    press(page.get_by_role("link", name="Open een dossier"))
    page.get_by_label("Voornaam").fill("Wim")
    page.get_by_label("Achternaam").fill("Terpstra")
    press(page.get_by_role("button", name="Open het dossier"))
    expect(page.locator(".wz-faults")).to_contain_text("Vul de geboortedatum in.")
    _clean(page)
    page.get_by_label("Geboortedatum").fill("1944-03-02")
    page.get_by_label("Hoeveel keer").fill("1")
    page.get_by_label("per hoeveel dagen").fill("7")
    page.get_by_label("Waarom is dit nodig?").fill("Hij vergeet het gas uit te doen")
    page.get_by_label("Op welke wet rust deze hulp?").select_option(value="wmo")
    press(page.get_by_role("button", name="Open het dossier"))
    expect(page.get_by_role("heading", name="Wim Terpstra", level=1)).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Het dossier is geopend.")
    page.goto(f"{live_server.url}/meldingen/")
    _clean(page)
    for path in ("nieuw/", "ronde/"):
        page.goto(f"{live_server.url}/meldingen/{path}")
        _clean(page)
    report = Report.objects.get()
    assert (report.state, report.outcome) == ("closed", "case_opened")
    assert report.case is not None and report.case.worker == on_duty
