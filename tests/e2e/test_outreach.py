"""The journeys of a flag: a plan, a search until somebody saw the resident, and a resident who asks for somebody."""

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

from cases import assessment
from cases.models import Case
from outreach import papers
from outreach.models import Paper, SearchPlan, Wish
from outreach.tasks import open_search_plans
from roster.models import DutyShift
from tests.conftest import Place, add_contact, make_case
from tests.e2e.conftest import LAPTOP, PHONE, come_in, press
from wijkzorg.accounts.models import Team, User

CODE = "AbCdEfGhIjKlMnOpQrStUv"


@pytest.fixture
def lost(live_server: LiveServer, place: Place, worker: User) -> Case:
    """A resident whom people tried to reach and did not."""
    cache.clear()
    now = timezone.now()
    today = place.municipality.day_of(now)
    with transaction.atomic():
        made = make_case(place, worker, today - dt.timedelta(days=60))
        add_contact(made, worker, today - dt.timedelta(days=40))
        for days in (30, 20, 10):
            add_contact(made, worker, today - dt.timedelta(days=days), reached=False)
        assessment.refresh(case_ids=[made.pk], on=today, now=now, cause=None)
    open_search_plans()
    return made


def _expect_clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_flag_gets_a_plan_and_a_search_ends_with_who_saw_the_resident(
    page: Page, live_server: LiveServer, lost: Case, worker: User, place: Place
) -> None:
    today = place.municipality.day_of(timezone.now())
    come_in(page, live_server, worker)
    _expect_clean(page)
    press(page.get_by_role("link", name=re.compile("Plan maken")))
    page.get_by_label("Wat ga je doen?").fill("Vanavond langs, en zijn zus bellen.")
    page.get_by_label("Wanneer kijk je opnieuw?").fill((today + dt.timedelta(days=3)).isoformat())
    _expect_clean(page)
    press(page.get_by_role("button", name="Plan opslaan"))
    expect(page.get_by_text("Vanavond langs, en zijn zus bellen.").first).to_be_visible()
    _expect_clean(page)

    press(page.get_by_role("link", name="Naar het zoekplan"))
    expect(page.get_by_role("heading", name="Nog niet geprobeerd")).to_be_visible()
    page.get_by_label("Hoe", exact=True).select_option("outdoors")
    page.get_by_label("Dag", exact=True).fill(today.isoformat())
    page.get_by_label("Dagdeel").select_option("evening")
    press(page.get_by_role("button", name="Regel toevoegen"))
    expect(page.get_by_role("link", name=re.compile("Uitkomst"))).to_be_visible()
    _expect_clean(page)
    press(page.get_by_role("link", name=re.compile("Uitkomst")))
    page.get_by_label("Wat kwam eruit?").select_option("reached")
    _expect_clean(page)
    press(page.get_by_role("button", name="Opslaan"))
    expect(page.get_by_text("heeft Dennis Hoekstra gezien op")).to_be_visible()
    press(page.get_by_role("link", name="Gezien", exact=True))
    expect(page.get_by_label("Wie zag de bewoner?")).to_have_value("Farida")
    press(page.get_by_role("button", name="Zoekplan afsluiten"))
    expect(page.get_by_role("status")).to_contain_text("Het zoekplan is geëindigd.")
    _expect_clean(page)
    assert SearchPlan.objects.get().seen_by == "Farida"


def test_a_resident_scans_the_code_on_a_phone_without_javascript_and_stands_on_vandaag(
    browser: Browser,
    live_server: LiveServer,
    lost: Case,
    worker: User,
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Team.objects.update(phone="0999 - 12 00 01")
    monkeypatch.setattr("outreach.papers.secrets.token_urlsafe", lambda size: CODE)
    papers.print_paper(actor=worker, case=lost, now=timezone.now())
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, has_touch=True, locale="nl-NL")  # type: ignore[arg-type]
    phone = context.new_page()
    phone.goto(f"{live_server.url}/zien/{CODE}/")
    button = phone.get_by_role("button", name="Ik wil iemand zien")
    box = button.bounding_box()
    assert box is not None and box["height"] >= 80 and box["width"] >= 300
    button.tap()
    expect(phone.get_by_role("heading", name="Dank je wel")).to_be_visible()
    expect(phone.get_by_text("Je hoort uiterlijk")).to_be_visible()
    assert context.cookies() == []
    context.close()

    scripted = browser.new_context(viewport=PHONE, locale="nl-NL")  # type: ignore[arg-type]
    page = scripted.new_page()
    for path in (f"/zien/{CODE}/", f"/zien/{CODE}/dank/", "/zien/nooit-gemaakte-code-hier/"):
        page.goto(live_server.url + path)
        for size in (LAPTOP, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            _expect_clean(page)
    come_in(page, live_server, worker)
    expect(page.locator("[data-ask=wish]")).to_contain_text("Wil iemand zien. Sinds vandaag gevraagd")
    page.goto(f"{live_server.url}/dossiers/{lost.pk}/papier/")
    _expect_clean(page)
    scripted.close()
    assert Wish.objects.get().case == lost


def test_who_wants_to_see_somebody_is_answered_from_vandaag_and_seen(
    page: Page,
    live_server: LiveServer,
    lost: Case,
    worker: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("outreach.papers.secrets.token_urlsafe", lambda size: CODE)
    papers.print_paper(actor=worker, case=lost, now=timezone.now())
    page.goto(f"{live_server.url}/zien/{CODE}/")
    press(page.get_by_role("button", name="Ik wil iemand zien"))
    expect(page.get_by_role("heading", name="Dank je wel")).to_be_visible()

    come_in(page, live_server, worker)
    ask = page.locator("[data-ask=wish]")
    expect(ask).to_contain_text("Dennis Hoekstra")
    press(ask.get_by_role("link", name=re.compile("Antwoorden")))
    expect(page.get_by_role("heading", name="Dennis Hoekstra wil iemand zien", level=1)).to_be_visible()
    _expect_clean(page)
    press(page.get_by_role("button", name="Antwoord opslaan"))
    expect(page.locator(".wz-faults")).to_be_focused()
    expect(page.locator(".wz-field.is-wrong")).to_contain_text("Schrijf op wie er komt, en wanneer.")
    _expect_clean(page)
    page.get_by_label("Wie komt er, en wanneer?").fill("Ik kom donderdag om tien uur.")
    press(page.get_by_role("button", name="Antwoord opslaan"))
    expect(page.get_by_role("status").first).to_contain_text("Het antwoord staat in het dossier.")
    expect(page.get_by_text("Farida antwoordde: Ik kom donderdag om tien uur.")).to_be_visible()
    _expect_clean(page)
    page.goto(live_server.url)
    expect(page.locator("[data-ask=wish]")).to_have_count(0)
    assert Wish.objects.get().answered_by == worker


def test_who_is_on_duty_answers_for_another_team_that_has_nobody_there(
    page: Page, live_server: LiveServer, lost: Case, worker: User, outsider: User, team_lead: User
) -> None:
    now = timezone.now()
    papers.print_paper(actor=worker, case=lost, now=now)
    papers.ask_to_see(paper=Paper.objects.get(), now=now)
    with transaction.atomic():
        Team.objects.filter(pk=lost.team_id).update(phone="0999 - 12 00 01")
        Case.objects.filter(pk=lost.pk).update(worker=None)
        DutyShift.objects.create(
            municipality_id=lost.municipality_id, neighbourhood=lost.resident.neighbourhood, kind="social",
            worker=outsider, starts_at=now - dt.timedelta(hours=2), ends_at=now + dt.timedelta(hours=2),
            changed_at=now,
        )  # fmt: skip
    come_in(page, live_server, outsider)
    ask = page.locator("[data-ask=wish]")
    expect(ask).to_contain_text("dienst")
    press(ask.get_by_role("link", name=re.compile("Antwoorden")))
    expect(page.get_by_role("heading", name="Dennis Hoekstra wil iemand zien", level=1)).to_be_visible()
    expect(page.get_by_text("Jij hebt dienst in de buurt.")).to_be_visible()
    expect(page.get_by_role("link", name="0999 - 12 00 01")).to_be_visible()
    _expect_clean(page)
    press(page.get_by_role("button", name="Antwoord opslaan"))
    expect(page.locator(".wz-field.is-wrong")).to_contain_text("Schrijf op wie er komt, en wanneer.")
    _expect_clean(page)
    page.get_by_label("Wie komt er, en wanneer?").fill("Ik ga vanmiddag langs.")
    press(page.get_by_role("button", name="Antwoord opslaan"))
    expect(page.get_by_role("status").first).to_contain_text("Team Oost kan het lezen.")
    expect(page.locator("[data-ask=wish]")).to_have_count(0)
    assert Wish.objects.get().answered_by == outsider
