"""The journey of the policy officer: the overview, a map, a comparison, what went off in slices, a PDF."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from cases.models import Policy
from tests.conftest import Place, make_member
from tests.dashboard.conftest import bound, codes_of, fill, make_edition, more_areas
from tests.e2e.conftest import LAPTOP, PHONE, come_in, press
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.wall import inside

LONG = "Buurtschap aan de overkant van het kanaal bij de oude molens"


@pytest.fixture
def officer(live_server: LiveServer, place: Place) -> User:
    """A policy officer of a town with published figures, of whose buurten some are hidden."""
    with inside(place.municipality.pk):
        place.neighbourhood.name = LONG
        place.neighbourhood.save()
        Policy.objects.create(municipality=place.municipality, valid_from="2024-01-01", reason="Het begin")
        Policy.objects.create(
            municipality=place.municipality, valid_from="2026-09-07", reason="Wij willen het eerder weten"
        )
        more_areas(place, wijken=2, buurten=3)
        bound(place)
        codes = codes_of(place.municipality)
        fill(make_edition(place, corrects="In Oost stond een dossier dubbel"), codes, hidden=codes[-2:])
    return make_member(place, "bela@voorbeeldstad.example", Membership.Role.POLICY_OFFICER)


def test_a_policy_officer_reads_compares_and_takes_along(
    page: Page, live_server: LiveServer, officer: User, place: Place
) -> None:
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None
    )
    come_in(page, live_server, officer)
    expect(page).to_have_url(f"{live_server.url}/cijfers/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cijfers van Voorbeeldstad")
    expect(page.get_by_role("heading", name="Van het contact dat nodig is")).to_be_visible()
    expect(page.get_by_text("Editie 1 verbetert eerdere cijfers")).to_be_visible()
    press(page.get_by_text("Wat is dit? Open dossiers"))
    expect(page.get_by_text("Dossiers die open zijn als de maandag begint")).to_be_visible()
    _clean(page)

    # The areas below are put in another order in place: nothing else on the page moves.
    page.evaluate("document.querySelector('h1').dataset.same = 'yes'")
    press(page.get_by_role("link", name="Waar het minst komt eerst"))
    expect(page.locator("#per-gebied [aria-current]").filter(has_text="Waar het minst")).to_be_visible()
    assert "volgorde=gegeven" in page.url
    assert page.evaluate("document.querySelector('h1').dataset.same") == "yes"
    expect(page.locator("#per-gebied").get_by_role("link", name=LONG)).to_be_visible()

    page.get_by_label("Gebied", exact=True).select_option("WK999901")
    press(page.get_by_role("button", name="Toon"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Cijfers van Wijk 1")
    _clean(page)

    press(page.get_by_role("link", name="Kaart"))
    expect(page.locator("svg.wz-figmap[role=img] path")).to_have_count(3)
    page.get_by_label("Binnen", exact=True).select_option(place.municipality.code)
    page.get_by_label("Cijfer", exact=True).select_option("openDossiers")
    press(page.get_by_role("button", name="Toon"))
    expect(page.locator("svg.wz-figmap[role=img] path.is-hidden")).to_have_count(2)
    expect(page.locator(".wz-figlist tbody tr")).to_have_count(7)
    _clean(page)

    press(page.get_by_role("link", name="Vergelijken"))
    page.get_by_role("checkbox", name="Wijk 2").check()
    press(page.get_by_role("button", name="Vergelijk"))
    expect(page.locator(".wz-figcompare").first).to_contain_text("Wijk 2")
    press(page.locator("summary").filter(has_text="Ook de onderdelen").first)
    _clean(page)

    press(page.get_by_role("link", name="Plakjes"))
    expect(page.get_by_role("heading", name="Van elke 100 punten die eerst nodig waren")).to_be_visible()
    _clean(page)

    press(page.get_by_role("link", name="Uitleg"))
    expect(page.get_by_role("heading", name="Edities")).to_be_visible()
    _clean(page)

    press(page.get_by_role("link", name="Overzicht"))
    with page.expect_download() as loaded:
        press(page.get_by_role("link", name="PDF"))
    assert loaded.value.suggested_filename == "cijfers-overzicht-editie-1.pdf"
    paper = PdfReader(loaded.value.path())
    assert "Nodig, afgesproken en gegeven in de tijd" in paper.pages[0].extract_text()
    assert "punten per week" in paper.pages[0].extract_text(), "the axis of the drawing"
    with page.expect_download() as loaded:
        press(page.get_by_role("link", name="Excel"))
    assert loaded.value.suggested_filename == "cijfers-overzicht-editie-1.xlsx"
    assert said == []


def test_a_wrong_address_is_said_beside_the_field_and_all_is_reached_by_keyboard(
    page: Page, live_server: LiveServer, officer: User
) -> None:
    come_in(page, live_server, officer)
    page.goto(f"{live_server.url}/cijfers/?editie=9&weken=5&volgorde=hoog")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Editie")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("heading", name="Van het contact dat nodig is")).to_be_visible()
    _clean(page)
    page.get_by_role("alert").get_by_role("link", name="Editie").press("Enter")
    expect(page.get_by_label("Editie")).to_be_focused()


# What a finger must hit, and is too low for it; a link in a sentence keeps to its line.
TOO_LOW = """() => [...document.querySelectorAll('main :is(a[href], button, summary, select, label.wz-check)')]
    .filter(one => !one.closest('p:not(.wz-links), dd'))
    .filter(one => { const box = one.getBoundingClientRect(); return box.height > 0 && box.height < 43.5 })
    .map(one => one.innerText || one.name)"""


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0
    if (page.viewport_size or LAPTOP)["width"] == PHONE["width"]:
        assert page.evaluate(TOO_LOW) == []
