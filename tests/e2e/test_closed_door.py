"""A door shuts, in a real browser: whom it shuts out, who seeks another way, and what hangs on it for who comes."""

from __future__ import annotations

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache, caches
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from centres.models import CameForNothing, Centre, OpeningHours
from neighbourhoods.models import Boundary
from reaching import actions
from reaching.models import Reach
from tests.centres.conftest import employ, make_centre
from tests.conftest import Place, make_case, make_member
from tests.e2e.conftest import come_in, press
from wijkzorg.accounts.models import Membership, User


@pytest.fixture
def clerk(live_server: LiveServer, place: Place, worker: User) -> User:
    """Who works at the desk of an open door; one resident comes there alone."""
    cache.clear()
    caches["tenant"].clear()
    with transaction.atomic():
        user = make_member(place, "ruben@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)
        linde = make_centre(place, "De Linde", phone="0999 - 12 01 01", open_on_holidays=True)
        dok = make_centre(place, "Het Dok", open_on_holidays=True)
        Centre.objects.filter(pk=dok.pk).update(x=160_900)
        employ(linde, user, "centre_staff")
        for centre in (linde, dok):
            for weekday in range(7):
                OpeningHours.objects.create(
                    municipality=place.municipality,
                    centre=centre,
                    weekday=weekday,
                    opens=dt.time(),
                    closes=dt.time(),
                )
        ring = [[159_500, 455_500], [161_500, 455_500], [161_500, 456_500], [159_500, 455_500]]
        Boundary.objects.create(
            municipality=place.municipality,
            neighbourhood=place.neighbourhood,
            reference_year=2026,
            polygons=[],
            outline=[ring],
        )
        dennis = make_case(place, worker, dt.date(2026, 1, 5)).resident
        actions.note_only_here(actor=user, resident=dennis, centre=linde, now=timezone.now())
    return user


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def test_closing_a_centre_shows_whom_it_shuts_out_and_the_tasks_the_page_and_the_poster_follow(
    page: Page, live_server: LiveServer, place: Place, clerk: User, worker: User
) -> None:
    page.goto(f"{live_server.url}/wijk/WK999900/")
    expect(page.get_by_role("img", name="Kaart van de wijk")).to_be_visible()
    expect(page.get_by_role("article", name="De Linde")).to_contain_text("Dag en nacht open.")
    _clean(page)

    come_in(page, live_server, clerk)
    page.goto(f"{live_server.url}/beheer/centres/closure/add/")
    now = timezone.localtime(timezone.now(), place.municipality.zone)
    page.locator("#id_starts_at_0").fill(f"{now:%Y-%m-%d}")
    page.locator("#id_starts_at_1").fill("00:00")
    page.locator("#id_ends_at_0").fill(f"{now + dt.timedelta(days=20):%Y-%m-%d}")
    page.locator("#id_ends_at_1").fill("00:00")
    page.get_by_label("Waarom, voor bezoekers").fill("Er is minder geld.")
    page.get_by_label("Wie dat besloot").fill("college van B en W")
    page.get_by_label("Welk centrum is er dan open").select_option("Het Dok")
    press(page.get_by_role("button", name="Verder: wie treft dit?"))
    expect(page.get_by_role("row", name="Dennis Hoekstra")).to_be_visible()
    press(page.get_by_role("button", name="Sluiting melden"))
    expect(page.get_by_text("De sluiting is gemeld.")).to_be_visible()

    caches["tenant"].clear()
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/wijk/WK999900/")
    expect(page.get_by_role("article", name="De Linde")).to_contain_text("Er is minder geld.")
    _clean(page)
    linde = Centre.objects.get(name="De Linde")
    page.goto(f"{live_server.url}/deur/GM9999/{linde.pk}/")
    expect(page.get_by_role("heading", name="Deze deur is dicht", level=1)).to_be_visible()
    _clean(page)
    press(page.get_by_role("button", name="Ik kwam voor niets"))
    expect(page.get_by_text("Dank u. We tellen dit mee.")).to_be_visible()
    _clean(page)
    assert CameForNothing.objects.count() == 1
    for poster in (f"/deur/GM9999/{linde.pk}/poster/", "/wijk/WK999900/poster/"):
        page.goto(f"{live_server.url}{poster}")
        expect(page.get_by_role("img", name="Code om te scannen")).to_be_visible()
        _clean(page)

    come_in(page, live_server, worker)
    page.goto(live_server.url)
    expect(page.get_by_role("heading", name="Dennis Hoekstra").first).to_be_visible()
    press(page.locator("[data-ask=reach]").get_by_role("link", name="Regelen"))
    expect(page.get_by_role("heading", name="Hoe bereiken we Dennis Hoekstra?")).to_be_visible()
    _clean(page)
    press(page.get_by_role("button", name="Vastleggen"))
    expect(page.locator(".wz-faults")).to_contain_text("Kies hoe we deze persoon nu bereiken.")
    _clean(page)
    page.get_by_label("In een ander centrum").check()
    press(page.get_by_role("button", name="Vastleggen"))
    expect(page.get_by_text("Vastgelegd hoe we deze persoon nu bereiken.")).to_be_visible()
    assert Reach.objects.get().how == "other_centre"
