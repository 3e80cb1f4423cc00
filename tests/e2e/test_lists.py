"""A list in a real browser: an Excel with twelve faults, all told at once, mended, and brought in."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from centres.models import Centre
from residents.models import Resident
from tests.centres import conftest as doors
from tests.conftest import Place
from tests.e2e.conftest import LAPTOP, PHONE, come_in, press
from tests.workplace.conftest import lives
from wijkzorg.accounts.models import User

centre, clerk = doors.centre, doors.clerk
SHOTS = os.environ.get("WIJKZORG_SHOTS", "")
HEADINGS = [
    "Voornaam", "Achternaam", "Geboortedatum", "Straat", "Huisnummer", "Postcode", "Telefoon", "Buurt",
]  # fmt: skip
# What Excel, or somebody in a hurry, makes of it; and what it should be.
WRONG: dict[str, tuple[Any, Any]] = {
    "A2": (None, "Zoë"),
    "B2": ("=CONCATENATE(1,2)", "de Vries"),
    "C2": (1956, "17-03-1956"),
    "G2": (612345678, "06 12345678"),
    "C3": ("31-02-1950", dt.date(1950, 2, 28)),
    "E3": (dt.date(2026, 1, 12), "12-1"),
    "F3": (1892, "1892 AB"),
    "C4": (17031956, 20531),
    "G4": ("geen", None),
    "H4": ("Nergens", "Lindenhof"),
    "D5": (None, "Lindenlaan"),
    "C5": ("17-03-56", "17-03-1956"),
}


def sheet_of(path: Path) -> Path:
    """Make an Excel with twelve faults in four rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Bewoners"
    sheet.append(HEADINGS)
    for name in ("Vries", "Bakker", "Visser", "Smit"):
        sheet.append(
            [f"Voor {name}", name, "17-03-1956", "Lindenlaan", "12", "1892 AB", "06 12345678", "Lindenhof"]
        )
    sheet["F5"] = None
    for cell, (wrong, _right) in WRONG.items():
        sheet[cell] = wrong
    book.save(path)
    return path


def mended(path: Path) -> Path:
    """Mend it, as one does."""
    book = load_workbook(path)
    for cell, (_wrong, right) in WRONG.items():
        book["Bewoners"][cell] = right
    book.save(path)
    return path


def looked_at(page: Page, name: str) -> None:
    """Look at a page with axe and a ruler."""
    if SHOTS:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"


@pytest.mark.parametrize("window", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_an_excel_with_twelve_faults_is_mended_and_brought_in(
    browser: Browser,
    window: Any,
    live_server: LiveServer,
    place: Place,
    centre: Centre,
    clerk: User,
    tmp_path: Path,
) -> None:
    cache.clear()
    with transaction.atomic():
        lives(place, first_name="Zoe", last_name="De Vries", birth_date=dt.date(1956, 3, 17))
    page = browser.new_context(
        viewport=window, locale="nl-NL", has_touch=window is PHONE, bypass_csp=True
    ).new_page()
    file = sheet_of(tmp_path / "bewoners.xlsx")
    come_in(page, live_server, clerk)
    page.goto(f"{live_server.url}/beheer/residents/resident/")
    press(page.get_by_role("link", name="Lees een lijst in"))
    expect(page.get_by_role("heading", name="Inlezen: bewoners")).to_be_visible()
    looked_at(page, "lijst-kies")
    page.get_by_label("Bestand").set_input_files(file)
    press(page.get_by_role("button", name="Bekijk het voorbeeld"))
    expect(page.get_by_role("heading", name="Er is niets ingelezen: 12 fouten")).to_be_visible()
    assert page.locator("tbody tr").count() == 12
    looked_at(page, "lijst-fouten")

    page.get_by_label("Bestand").set_input_files(mended(file))
    press(page.get_by_role("button", name="Bekijk het voorbeeld"))
    expect(page.get_by_role("heading", name="3 nieuwe rijen")).to_be_visible()
    expect(page.get_by_role("heading", name="1 rij staat er misschien al")).to_be_visible()
    looked_at(page, "lijst-voorbeeld")
    page.get_by_label("Zoë de Vries").check()
    press(page.get_by_role("button", name="Lees in"))
    expect(page.get_by_role("status")).to_contain_text("4 bewoners ingeschreven.")
    looked_at(page, "lijst-klaar")
    press(page.get_by_role("link", name="Lijsten"))
    expect(page.get_by_role("heading", name="Lijsten inlezen en meenemen")).to_be_visible()
    looked_at(page, "lijsten")
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Excel (Bewoners)"))
    download.value.save_as(tmp_path / "mee.xlsx")
    taken = load_workbook(tmp_path / "mee.xlsx").active
    assert taken is not None and taken.max_row == 6
    page.context.close()
    with transaction.atomic():
        known = {row.last_name: row for row in Resident.objects.exclude(first_name="Zoe")}
    assert (known["Bakker"].house_number, known["Bakker"].postcode) == ("12-1", "1892 AB")
    assert known["Visser"].birth_date == known["de Vries"].birth_date == dt.date(1956, 3, 17)
