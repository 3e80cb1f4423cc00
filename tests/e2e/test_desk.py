"""The desk in a real browser: from who walks in to somebody who comes, in under ten clicks; and the pages of the admin
that staff work in all day, clean for axe and no wider than the screen.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from centres.models import Activity, Centre, DeskShift, OpeningHours
from neighbourhoods.models import Postcode
from residents.models import Resident
from tests.centres import conftest as doors
from tests.conftest import Place, make_case, make_member
from tests.e2e.conftest import LAPTOP, PHONE, come_in, press
from tests.volunteers import conftest as cast
from tests.volunteers.conftest import HOME, Ask, Neighbour
from tests.workplace.conftest import lives
from volunteers.models import HelpRequest, Task
from wijkzorg.accounts.models import Membership, User

centre, clerk, coordinator = doors.centre, doors.clerk, doors.coordinator
neighbour, stored = cast.neighbour, cast.stored
SHOTS = os.environ.get("WIJKZORG_SHOTS", "")
FEWER_THAN = 10


class Clicks:
    """A hand that counts what it presses."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, what: Locator) -> None:
        """Press something."""
        self.count += 1
        press(what)


def looked_at(page: Page, name: str) -> None:
    """Look at a page with axe and a ruler."""
    if SHOTS:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"
    inside = "[...document.querySelectorAll('.tabular')].map(part => part.scrollWidth - part.clientWidth)"
    if (page.viewport_size or LAPTOP)["width"] == LAPTOP["width"]:
        inside = inside.replace(".tabular", ".tabular, .results")  # a list may be pushed along with a finger
    assert [more for more in page.evaluate(inside) if more > 0] == [], f"{name}: a table is cut off"


@pytest.fixture
def street(live_server: LiveServer, place: Place, centre: Centre, clerk: User) -> Resident:
    """A resident of the centre's catchment, where the postcode is known; limits of an earlier test are forgotten."""
    cache.clear()
    with transaction.atomic():
        Postcode.objects.create(
            municipality=place.municipality,
            code="1892 AB",
            neighbourhood=place.neighbourhood,
            x=HOME[0],
            y=HOME[1],
        )
        return lives(place)


@pytest.mark.usefixtures("by_day")
def test_from_walking_in_to_an_accepted_offer_takes_fewer_than_ten_clicks(
    page: Page,
    browser: Browser,
    live_server: LiveServer,
    place: Place,
    street: Resident,
    clerk: User,
    neighbour: Neighbour,
) -> None:
    with transaction.atomic():
        helper = neighbour("fatma", joined_on=dt.date(2026, 1, 5))
    hand = Clicks()
    come_in(page, live_server, clerk)
    page.get_by_label("Wie staat er voor je?").fill("zoe mullre")
    hand.on(page.get_by_role("button", name="Zoeken"))
    hand.on(page.get_by_role("link", name="Zoë Müller"))
    hand.on(page.get_by_role("link", name="Hulpvraag", exact=True))
    hand.on(page.get_by_label("Boodschappen"))
    hand.on(page.get_by_role("button", name="Zoek iemand"))
    expect(page.get_by_role("heading", name="De hulpvraag staat erin")).to_be_visible()
    with transaction.atomic():
        request = HelpRequest.objects.get()

    telephone = browser.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]}, has_touch=True, locale="nl-NL"
    ).new_page()
    come_in(telephone, live_server, helper.user)
    hand.on(telephone.get_by_role("button", name="Ja, ik kom"))
    telephone.wait_for_url("**/taken/**")
    telephone.context.close()
    with transaction.atomic():
        assert Task.objects.filter(request=request, state="accepted").count() == 1
    assert hand.count < FEWER_THAN


def test_who_is_new_is_registered_and_wants_to_speak_to_somebody(
    page: Page, live_server: LiveServer, place: Place, street: Resident, clerk: User
) -> None:
    hand = Clicks()
    come_in(page, live_server, clerk)
    page.goto(f"{live_server.url}/balie/")
    page.get_by_label("Wie staat er voor je?").fill("Ali Öztürk")
    hand.on(page.get_by_role("button", name="Zoeken"))
    expect(page.get_by_role("heading", name="Niemand gevonden in jouw buurten")).to_be_visible()
    looked_at(page, "balie-niemand")
    hand.on(page.get_by_role("button", name="Schrijf iemand in"))
    expect(page.get_by_role("heading", name="Iemand inschrijven")).to_be_visible()
    page.get_by_label("Geboortedatum").fill("17-03-1956")
    looked_at(page, "balie-nieuw")
    hand.on(page.get_by_role("button", name="Schrijf in"))
    hand.on(page.get_by_role("button", name="Wil mijn werker spreken"))
    expect(page.get_by_role("status")).to_contain_text("Binnen twee werkdagen hoort Ali Öztürk iets.")
    looked_at(page, "balie-persoon")
    assert hand.count < 6


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def window(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in which axe may try out styles of its own; that ours need none, tests/e2e/test_console.py sees."""
    context = browser.new_context(
        viewport=request.param, locale="nl-NL", bypass_csp=True, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def test_the_pages_of_the_desk_and_the_admin_are_clean(
    window: Page,
    live_server: LiveServer,
    place: Place,
    street: Resident,
    clerk: User,
    centre: Centre,
    coordinator: User,
    worker: User,
    neighbour: Neighbour,
    stored: Ask,
) -> None:
    with transaction.atomic():
        stored(
            name="Wilhelmina van der Nieuwenhuijzen",
            kind="distress",
            state="offered",
            no_network=True,
            urgent=True,
        )
        hours = {"municipality": place.municipality, "centre": centre, "weekday": 3}
        OpeningHours.objects.create(**hours, opens=dt.time(9), closes=dt.time(17))
        Activity.objects.create(**hours, name="Taalcafé", starts=dt.time(10), ends=dt.time(12))
        DeskShift.objects.create(**hours, user=clerk, starts=dt.time(9), ends=dt.time(12))
        neighbour("fatma", vog_on=dt.date(2020, 1, 1), vog_outcome="given")
        make_case(place, worker, dt.date(2026, 1, 5))
        Resident.objects.filter(last_name="Hoekstra").update(
            first_name="Wilhelmina-Josephina", last_name="van der Nieuwenhuijzen-Şahinoğlu"
        )
        administrator = make_member(place, "beheer@voorbeeldstad.example", Membership.Role.ADMINISTRATOR)
    come_in(window, live_server, clerk)
    for name, path in {
        "start-balie": "/beheer/",
        "lijst-bewoners": "/beheer/residents/resident/",
        "lijst-hulpvragen-balie": "/beheer/volunteers/helprequest/?stand=alles",
        "balie": "/balie/",
        "balie-gevonden": f"/balie/{street.pk}/",
        "balie-melding": f"/balie/{street.pk}/melding/",
        "balie-hulpvraag": f"/balie/{street.pk}/hulpvraag/",
    }.items():
        window.goto(f"{live_server.url}{path}")
        looked_at(window, name)
    for user, paths in (
        (
            coordinator,
            {
                "start-coordinator": "/beheer/",
                "lijst-vrijwilligers": "/beheer/volunteers/volunteer/",
                "lijst-hulpvragen": "/beheer/volunteers/helprequest/",
            },
        ),
        (
            administrator,
            {
                "start-beheerder": "/beheer/",
                "beleid": "/beheer/cases/policy/add/",
                "rol": "/beheer/accounts/membership/add/",
                "centrum": f"/beheer/centres/centre/{centre.pk}/change/",
            },
        ),
    ):
        come_in(window, live_server, user)
        for name, path in paths.items():
            window.goto(f"{live_server.url}{path}")
            looked_at(window, name)
