"""The journeys of a team in a real browser: a week away with a stand-in, a case handed over, a case closed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.models import Case, Contact
from teams.models import Transfer
from tests.conftest import Place, add_contact, make_case, make_member
from tests.e2e.conftest import come_in, press
from wijkzorg.accounts.models import Membership, Team, User


@pytest.fixture
def today(live_server: LiveServer, place: Place) -> dt.date:
    """The day that it is in the municipality."""
    cache.clear()
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def case(place: Place, worker: User, team_lead: User, colleague: User, today: dt.date) -> Case:
    """A case of the worker that nobody visited for seven weeks."""
    with transaction.atomic():
        made = make_case(place, worker, today - dt.timedelta(days=100))
        for days in range(50, 99, 7):
            add_contact(made, worker, today - dt.timedelta(days=days))
        assessment.refresh(case_ids=[made.pk], on=today, now=timezone.now(), cause=None)
    return made


def clean(page: Page) -> None:
    """Check a screen: nothing for axe to find, nothing sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def leave(page: Page, live_server: LiveServer, user: User) -> None:
    """Let somebody else sit down at the same screen."""
    page.context.clear_cookies()
    come_in(page, live_server, user)


def test_of_who_is_a_week_away_the_stand_in_sees_the_cases_and_records_a_contact(
    page: Page, live_server: LiveServer, case: Case, team_lead: User, colleague: User, today: dt.date
) -> None:
    come_in(page, live_server, team_lead)
    page.goto(f"{live_server.url}/team/")
    expect(page.get_by_role("heading", name="Team Oost", level=1)).to_be_visible()
    clean(page)
    press(page.get_by_role("link", name="Afwezigheid"))
    page.get_by_label("Waarom").select_option("leave")
    page.get_by_label("Tot en met").fill((today - dt.timedelta(days=1)).isoformat())
    press(page.get_by_role("button", name="Melden"))
    expect(page.locator(".wz-faults")).to_be_focused()
    expect(page.locator(".wz-faults")).to_contain_text("Kies iemand.")
    expect(page.locator(".wz-faults")).to_contain_text("De laatste dag ligt voor de eerste.")
    clean(page)
    page.get_by_label("Wie is afwezig").select_option(label="Farida")
    page.get_by_label("Tot en met").fill((today + dt.timedelta(days=6)).isoformat())
    press(page.get_by_role("button", name="Melden"))
    expect(page.get_by_role("status").first).to_contain_text("Er is nog geen vervanger")
    expect(page.get_by_role("heading", name="1 bewoner heeft nu geen medewerker")).to_be_visible()
    clean(page)
    press(page.get_by_role("link", name=re.compile("Vervanger kiezen voor Farida")))
    expect(page.get_by_role("heading", name="Afwezigheid van Farida", level=1)).to_be_visible()
    page.get_by_label("Vervanger").select_option(label="Pim")
    clean(page)
    press(page.get_by_role("button", name="Laat vervangen"))
    expect(page.get_by_role("status").first).to_contain_text("Pim vervangt Farida.")
    expect(page.get_by_text("heeft nu geen medewerker")).to_have_count(0)
    clean(page)

    leave(page, live_server, colleague)
    line = page.locator(f"#dossier-{case.pk}")
    expect(line).to_contain_text("voor Farida, tot en met")
    clean(page)
    press(line.get_by_role("link", name="Contact vastleggen"))
    line.get_by_label("Verslag").fill("Namens Farida langsgegaan")
    press(line.get_by_role("button", name="Gelukt", exact=True))
    expect(line.get_by_role("status")).to_contain_text("Huisbezoek vastgelegd")
    clean(page)
    assert Contact.objects.get(note="Namens Farida langsgegaan").worker == colleague


def test_a_case_is_offered_to_another_team_taken_there_and_the_old_link_says_where_it_went(
    page: Page, live_server: LiveServer, place: Place, case: Case, worker: User
) -> None:
    with transaction.atomic():
        west = Team.objects.create(
            municipality=place.municipality, organisation=place.team.organisation, name="Team West",
            phone="0999 - 12 34 56",
        )  # fmt: skip
    head = make_member(place, "hennie@voorbeeldstad.example", Membership.Role.TEAM_LEAD, west)
    make_member(place, "nadia@voorbeeldstad.example", Membership.Role.WORKER, west)
    dossier = f"{live_server.url}/dossiers/{case.pk}/"
    come_in(page, live_server, worker)
    page.goto(dossier)
    press(page.get_by_role("link", name="Overdragen"))
    expect(page.get_by_role("heading", name="Dennis Hoekstra overdragen", level=1)).to_be_visible()
    clean(page)
    page.get_by_label("Overdracht").fill("Woont nu bij een zus in West.")
    press(page.get_by_role("button", name="Aanbieden"))
    expect(page.locator(".wz-faults")).to_contain_text("Kies een collega of een team.")
    expect(page.get_by_label("Overdracht")).to_have_value("Woont nu bij een zus in West.")
    clean(page)
    page.get_by_label("Aan wie").select_option(label="Team West")
    press(page.get_by_role("button", name="Aanbieden"))
    expect(page.get_by_role("status").first).to_contain_text("Het dossier blijft van jou")

    leave(page, live_server, head)
    page.goto(f"{live_server.url}/team/")
    offer = page.locator("[data-ask=transfer]")
    expect(offer).to_contain_text("Wordt aan je overgedragen.")
    press(offer.get_by_role("link", name="Bekijken"))
    expect(page.get_by_text("Woont nu bij een zus in West.")).to_be_visible()
    press(page.get_by_role("button", name="Overnemen", exact=True))
    expect(page.locator(".wz-faults")).to_contain_text("Kies wie het dossier krijgt.")
    clean(page)
    page.get_by_label("Wie neemt het over").select_option(label="Nadia")
    press(page.get_by_role("button", name="Overnemen", exact=True))
    expect(page.get_by_role("status").first).to_contain_text("Dennis Hoekstra is nu van Nadia.")

    leave(page, live_server, worker)
    page.goto(dossier)
    expect(page.get_by_role("heading", name="Dit dossier is overgedragen aan Team West")).to_be_visible()
    expect(page.get_by_role("link", name="0999 - 12 34 56")).to_be_visible()
    expect(page.get_by_text("Hoekstra")).to_have_count(0)
    clean(page)
    page.goto(f"{live_server.url}/overdracht/{Transfer.objects.get().pk}/")
    expect(page.get_by_role("heading", name="Dit dossier is overgedragen aan Team West")).to_be_visible()
    clean(page)


def test_a_case_with_an_open_signal_is_closed_with_a_reason_and_waits_for_the_lead(
    page: Page, live_server: LiveServer, case: Case, worker: User, team_lead: User
) -> None:
    come_in(page, live_server, worker)
    page.goto(f"{live_server.url}/dossiers/{case.pk}/sluiten/")
    expect(page.get_by_text("Er staat een signaal open")).to_be_visible()
    clean(page)
    press(page.get_by_role("button", name="Sluit het dossier"))
    expect(page.locator(".wz-faults")).to_be_focused()
    expect(page.locator(".wz-faults")).to_contain_text("waarom")
    clean(page)
    page.get_by_label("Waarom").fill("Verhuisd naar een andere gemeente")
    press(page.get_by_role("button", name="Sluit het dossier"))
    expect(page.get_by_role("status").first).to_contain_text("Je teamleider moet het nog bevestigen")
    clean(page)

    leave(page, live_server, team_lead)
    page.goto(f"{live_server.url}/team/")
    waits = page.locator("[data-ask=confirm]")
    expect(waits).to_contain_text("Dennis Hoekstra")
    clean(page)
    press(waits.get_by_role("link", name="Bekijken"))
    expect(page.locator(".wz-await")).to_contain_text("Verhuisd naar een andere gemeente")
    clean(page)
    press(page.get_by_role("button", name="Bevestigen"))
    expect(page.get_by_role("status").first).to_contain_text("Bevestigd.")
    case.refresh_from_db()
    assert case.closed_on is not None
    leave(page, live_server, worker)
    expect(page.locator(f"#dossier-{case.pk}")).to_have_count(0)


def test_the_lead_opens_the_sums_behind_a_line_of_the_board(
    page: Page, live_server: LiveServer, case: Case, worker: User, team_lead: User
) -> None:
    come_in(page, live_server, team_lead)
    page.goto(f"{live_server.url}/team/{case.team_id}/")
    press(page.locator("summary", has_text=worker.name))
    line = page.locator(f"#dossier-{case.pk}")
    ask = line.get_by_role("link", name="Waarom? Dennis Hoekstra")

    press(ask)
    expect(line.locator("[data-sum=unseen]")).to_contain_text("Dagen niet gezien, de grens is 28 dagen")
    clean(page)
    press(line.get_by_role("link", name="Sluiten"))
    expect(line.locator("[data-sum]")).to_have_count(0)
    expect(ask).to_be_focused()
