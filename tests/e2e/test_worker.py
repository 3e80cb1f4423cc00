"""The journey of a social worker: sign in, see who needs me, record a contact, look into a case."""

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
from cases.models import Case, Contact, Medium
from residents.models import Resident
from tests.conftest import Place, add_contact, make_case
from tests.e2e.conftest import PHONE, come_in, press
from tests.teams.conftest import another_team
from wijkzorg.accounts.models import User


@pytest.fixture
def case(live_server: LiveServer, place: Place, worker: User) -> Case:
    """A case in which a weekly visit became a call, so that three rules hold, beside one that is well."""
    cache.clear()
    now = timezone.now()
    today = place.municipality.day_of(now)
    with transaction.atomic():  # a case and its first need are checked together, at the end
        made = make_case(place, worker, today - dt.timedelta(days=100))
        for days in (99, 92, 85, 78, 71, 64, 57, 50):
            add_contact(made, worker, today - dt.timedelta(days=days))
        for days in (40, 26, 12):
            add_contact(made, worker, today - dt.timedelta(days=days), Medium.PHONE, reached=days != 26)
        well = make_case(
            place, worker, today - dt.timedelta(days=100), ref="D2", first_name="Nel", last_name="Bos"
        )
        for days in (2, 9, 16, 23, 30):
            add_contact(well, worker, today - dt.timedelta(days=days))
        assessment.refresh(case_ids=[made.pk, well.pk], on=today, now=now, cause=None)
    return made


def test_a_contact_recorded_from_the_list_corrects_the_line_and_the_counts_in_place(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    expect(line).to_contain_text("Niet gezien sinds")
    expect(page.locator("#tellingen")).to_contain_text(re.compile(r"1\s+nu aandacht nodig"))
    here = page.url

    line.get_by_role("link", name="Contact vastleggen").click()
    expect(line.get_by_role("radio", name="Huisbezoek")).to_be_focused()
    line.get_by_label("Verslag").fill("Koffie gedronken")
    line.get_by_role("button", name="Gelukt", exact=True).click()

    expect(line.get_by_role("status")).to_contain_text("Huisbezoek vastgelegd: vandaag om")
    expect(line.get_by_role("status")).to_be_focused()
    expect(line).not_to_contain_text("Niet gezien sinds")
    expect(line.locator("dl")).to_contain_text(re.compile(r"Gezien\s*vandaag"))
    assert page.url == here
    assert Contact.objects.get(note="Koffie gedronken").worker == worker


def test_a_form_that_is_wrong_or_cannot_be_sent_keeps_what_was_typed(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    line.get_by_role("link", name="Contact vastleggen").click()
    line.get_by_label("Verslag").fill("Dit blijft")
    line.get_by_label("Wanneer").fill("2199-01-01T10:00")
    line.get_by_role("button", name="Niet gelukt").click()
    expect(line.locator(".wz-faults")).to_be_focused()
    expect(line.locator(".wz-faults")).to_contain_text("Dit ligt in de toekomst.")
    expect(line.get_by_label("Verslag")).to_have_value("Dit blijft")

    page.context.set_offline(True)
    line.get_by_role("button", name="Niet gelukt").click()
    expect(line.get_by_text("Opslaan is niet gelukt. Wat je typte staat er nog.")).to_be_visible()
    expect(line.get_by_label("Verslag")).to_have_value("Dit blijft")
    page.context.set_offline(False)
    assert not Contact.objects.filter(note="Dit blijft").exists()


def test_signing_in_again_in_another_tab_is_enough_to_save(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    line.get_by_role("link", name="Contact vastleggen").click()
    line.get_by_label("Verslag").fill("Na de pauze")
    page.context.clear_cookies()
    line.get_by_role("button", name="Niet gelukt").click()
    expect(line.get_by_role("alert")).to_contain_text("Je bent uitgelogd.")
    other = page.context.new_page()
    come_in(other, live_server, worker)
    line.get_by_role("button", name="Niet gelukt").click()
    expect(line.get_by_role("status")).to_contain_text("niet gelukt, vastgelegd")
    assert Contact.objects.get(note="Na de pauze").reached is False


def test_the_form_closes_again_and_gives_the_focus_back(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    button = line.get_by_role("link", name="Contact vastleggen")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    line.get_by_role("link", name="Sluiten zonder opslaan").click()
    expect(line.locator("form")).to_have_count(0)
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_sums_open_beside_a_form_that_is_open_and_what_was_typed_stays(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    button = line.get_by_role("link", name="Contact vastleggen")
    press(button)
    line.get_by_label("Verslag").fill("Half geschreven")
    press(line.get_by_role("link", name="Waarom? Dennis Hoekstra"))
    expect(line.locator("[data-sum=unseen]")).to_be_visible()
    expect(line.get_by_label("Verslag")).to_have_value("Half geschreven")
    press(line.locator(".wz-line__sums").get_by_role("link", name="Sluiten"))
    expect(line.locator("[data-sum]")).to_have_count(0)
    expect(line.get_by_label("Verslag")).to_have_value("Half geschreven")
    # A second tap on the button folds the form away, a third brings it back as it was.
    expect(button).to_have_attribute("aria-expanded", "true")
    press(button)
    expect(line.get_by_label("Verslag")).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    press(button)
    expect(line.get_by_label("Verslag")).to_have_value("Half geschreven")
    press(line.get_by_role("button", name="Gelukt", exact=True))
    expect(line.get_by_role("status")).to_contain_text("Huisbezoek vastgelegd")
    assert Contact.objects.filter(note="Half geschreven").count() == 1


def test_asking_why_on_a_bad_connection_takes_nobody_away_from_what_they_typed(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    ask = line.get_by_role("link", name="Waarom? Dennis Hoekstra")
    press(line.get_by_role("link", name="Contact vastleggen"))
    line.get_by_label("Verslag").fill("Half geschreven")
    page.route("**/waarom/", lambda route: route.abort())
    press(ask)
    expect(line.get_by_role("alert").filter(has_text="Dit is nu niet op te halen.")).to_be_visible()
    expect(line.get_by_label("Verslag")).to_have_value("Half geschreven")
    calm = page.locator("#opschema")
    press(calm.locator("summary"))
    press(calm.get_by_role("link", name="Waarom? Nel Bos"))
    expect(calm.get_by_role("alert")).to_contain_text("Dit is nu niet op te halen.")
    page.unroute("**/waarom/")
    press(ask)
    expect(line.locator("[data-sum=unseen]")).to_be_visible()
    expect(line.get_by_label("Verslag")).to_have_value("Half geschreven")
    # With no form open it opens as a page, as it does without JavaScript.
    press(line.get_by_role("link", name="Sluiten zonder opslaan"))
    page.route(
        "**/waarom/",
        lambda route: route.abort() if route.request.headers.get("hx-request") else route.continue_(),
    )
    press(ask)
    expect(page.get_by_role("heading", level=1)).to_have_text("Waarom deze getallen?")


def test_a_form_in_a_line_of_a_case_that_moved_meanwhile_stays_filled_and_says_where_it_is(
    page: Page, live_server: LiveServer, place: Place, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    press(line.get_by_role("link", name="Contact vastleggen"))
    line.get_by_label("Verslag").fill("Niet kwijt")
    with transaction.atomic():
        north = another_team(place)
        Case.objects.filter(pk=case.pk).update(team=north, worker=None)
    press(line.get_by_role("button", name="Gelukt", exact=True))
    expect(line.get_by_role("alert")).to_contain_text("overgedragen aan Team Noord")
    expect(line.get_by_label("Verslag")).to_have_value("Niet kwijt")
    # Nor is anybody taken away from it by asking why.
    press(line.get_by_role("link", name="Waarom? Dennis Hoekstra"))
    expect(line.locator(".wz-line__sums").get_by_role("alert")).to_contain_text("overgedragen aan Team Noord")
    expect(line.get_by_label("Verslag")).to_have_value("Niet kwijt")
    assert not Contact.objects.filter(note="Niet kwijt").exists()


def test_everything_works_without_javascript(
    browser: Browser, live_server: LiveServer, case: Case, worker: User
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-NL")  # type: ignore[arg-type]
    page = context.new_page()
    come_in(page, live_server, worker)
    page.locator(f"#dossier-{case.pk}").get_by_role("link", name="Contact vastleggen").click()
    expect(page.get_by_role("heading", name="Contact vastleggen")).to_be_visible()
    page.get_by_role("radio", name="Telefoon").check()
    page.get_by_role("button", name="Niet gelukt").click()
    expect(page.get_by_role("status")).to_contain_text("Telefoon, niet gelukt, vastgelegd: vandaag om")
    page.locator(f"#dossier-{case.pk}").get_by_role("link", name="Dennis Hoekstra", exact=True).click()
    page.get_by_role("link", name="Contact vastleggen").click()
    page.get_by_role("button", name="Gelukt", exact=True).click()
    expect(page.get_by_role("heading", name="Dennis Hoekstra", level=1)).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Huisbezoek vastgelegd")
    context.close()


def test_the_case_answers_why_with_its_sum(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    page.locator(f"#dossier-{case.pk}").get_by_role("link", name="Dennis Hoekstra", exact=True).click()
    card = page.locator("article", has_text="Minder gekomen dan nodig")
    expect(card.get_by_role("table")).to_be_hidden()
    card.get_by_text("Waarom? De som").click()
    expect(card.get_by_role("table")).to_contain_text("Gekomen: 40 van 400 punten")


def test_no_screen_has_a_fault_that_axe_can_find_or_scrolls_sideways(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    for path in ("/inloggen/", "/account/password/reset/", "/account/signup/", "/er-is-niets/"):
        page.goto(live_server.url + path)
        _expect_clean(page)
    come_in(page, live_server, worker)
    own = f"/dossiers/{case.pk}/"
    for path in ("/", "/dossiers/", own, f"{own}?alles", f"{own}contact/", "/account/password/change/"):
        page.goto(live_server.url + path)
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        _expect_clean(page)


def test_a_very_long_name_makes_no_screen_scroll_sideways(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    named = {
        "first_name": "Wilhelmina Johanna Catharina Elisabeth",
        "last_name": "van der Goltstein-Schimmelpenninck",
    }
    Resident.objects.filter(pk=case.resident_id).update(
        first_name=named["first_name"], last_name=f"{named['last_name']} van der Oye tot Nijenbeek"
    )
    come_in(page, live_server, worker)
    for path in ("/", "/dossiers/", "/dossiers/?q=goltstein", "/contacten/samen/", f"/dossiers/{case.pk}/"):
        page.goto(live_server.url + path)
        expect(page.get_by_text(named["last_name"]).first).to_be_attached()
        _expect_clean(page)
        boxes = page.locator("input[type=checkbox]:visible").all()
        assert all((box.bounding_box() or {"width": 0})["width"] >= 18 for box in boxes), path


def test_the_open_form_and_its_faults_have_none_either(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    line = page.locator(f"#dossier-{case.pk}")
    line.get_by_role("link", name="Contact vastleggen").click()
    line.get_by_label("Wanneer").fill("2199-01-01T10:00")
    line.get_by_role("button", name="Gelukt", exact=True).click()
    expect(line.locator(".wz-faults")).to_be_visible()
    _expect_clean(page)


def test_a_line_on_schedule_opens_its_sums_below_it_and_closes_again(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    part = page.locator("#opschema")
    press(part.locator("summary"))
    ask = part.get_by_role("link", name="Waarom? Nel Bos")
    here = page.url

    press(ask)
    expect(part.get_by_text("De dag van de volgende afspraak")).to_be_visible()
    assert page.url == here
    _expect_clean(page)
    press(part.get_by_role("link", name="Sluiten"))
    expect(part.locator("[data-sum]")).to_have_count(0)
    expect(ask).to_be_focused()


def _expect_clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
