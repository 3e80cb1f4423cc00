"""A help request for which nobody is found, in a real browser: it comes to a professional's Vandaag.

And the coordinator's board with its pages: clean for axe, not too wide, and a click asks a volunteer.
"""

from __future__ import annotations

import datetime as dt
import os
import uuid
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from neighbourhoods.models import Postcode
from roster.models import DutyShift
from tests.conftest import Place
from tests.e2e.conftest import come_in, press
from tests.volunteers import conftest as cast
from tests.volunteers.conftest import HOME, Ask, Neighbour, asked, offered, promised, whom
from volunteers import escalating, filing
from volunteers.models import Channel, HelpRequest, Offer
from wijkzorg.accounts.models import User

# The cast of the street.
coordinator, neighbour = cast.coordinator, cast.neighbour
postcode, stored = cast.postcode, cast.stored
SHOTS = os.environ.get("WIJKZORG_SHOTS", "")
HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


def looked_at(page: Page, name: str) -> None:
    """Look at a page with axe and a ruler."""
    if SHOTS:
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate(_WIDE)
    assert wide <= 0, f"{page.url} is {wide} px too wide"


@pytest.fixture
def now(live_server: LiveServer, by_day: None) -> dt.datetime:
    """The moment, by day; limits of an earlier test are forgotten."""
    cache.clear()
    return timezone.now()


@pytest.fixture
def on_duty(place: Place, worker: User, now: dt.datetime) -> User:
    """The worker, on duty now."""
    with transaction.atomic():
        DutyShift.objects.create(
            municipality=place.municipality,
            neighbourhood=place.neighbourhood,
            kind=DutyShift.Kind.SOCIAL,
            starts_at=now - 5 * HOUR,
            ends_at=now + 5 * HOUR,
            worker=worker,
            changed_at=now,
        )
    return worker


@pytest.fixture
def nobodys(
    place: Place, postcode: Postcode, coordinator: User, on_duty: User, now: dt.datetime
) -> HelpRequest:
    """A request of two days ago, for which nobody was found."""
    with transaction.atomic():
        request = filing.file_request(
            municipality=place.municipality,
            asked=asked(first_on=place.municipality.day_of(now) + 9 * DAY, text="De trap is steil."),
            whom=whom(),
            channel=Channel.PHONE,
            token=uuid.uuid4(),
            now=now - 50 * HOUR,
        ).request
        escalating.call_due(request=request, now=now)
    return request


def test_a_request_with_nobody_available_stands_on_a_professionals_vandaag_and_is_taken_up(
    page: Page,
    live_server: LiveServer,
    nobodys: HelpRequest,
    coordinator: User,
    on_duty: User,
    now: dt.datetime,
) -> None:
    come_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/hulpvragen/")
    expect(page.get_by_role("heading", name="Dit kwam naar jou")).to_be_visible()
    expect(page.locator("#bij-mij + ul")).to_contain_text("Niemand in de buurt doet dit.")
    looked_at(page, "e2e-bord")
    press(page.get_by_role("button", name="Ik ben ermee bezig"))
    expect(page.get_by_role("status")).to_contain_text("De klok loopt door.")
    looked_at(page, "e2e-vraag")
    with transaction.atomic():  # a day later
        nobodys.clock.filter(kind="duty").update(due_at=now)
        escalating.call_due(request=nobodys, now=now)
    page.context.clear_cookies()
    come_in(page, live_server, on_duty)
    expect(page.locator("main")).to_contain_text("Hulpvraag, nog niemand.")
    press(page.locator("main").get_by_role("link", name="Bekijken").first)
    expect(page.get_by_role("heading", name="Mevrouw de Wit")).to_be_visible()
    looked_at(page, "e2e-dienst")
    press(page.get_by_role("button", name="Ik pak dit op"))
    expect(page.get_by_role("status")).to_contain_text("De hulpvraag is nu van jou.")
    page.get_by_label("Opgelost").check()
    press(page.get_by_role("button", name="Rond de hulpvraag af"))
    expect(page.locator(".wz-faults")).to_contain_text("Schrijf in een paar woorden hoe het is opgelost.")
    looked_at(page, "e2e-fout")
    page.get_by_label("Toelichting").fill("Samen een trapleuning geregeld.")
    press(page.get_by_role("button", name="Rond de hulpvraag af"))
    expect(page.get_by_role("status")).to_contain_text("De hulpvraag is afgerond.")
    looked_at(page, "e2e-klaar")
    page.goto(live_server.url)
    expect(page.locator("main")).not_to_contain_text("Mevrouw de Wit")


@pytest.fixture
def street(
    place: Place, postcode: Postcode, neighbour: Neighbour, stored: Ask, now: dt.datetime
) -> tuple[HelpRequest, HelpRequest]:
    """A street with volunteers in all states, and requests in all states; two of them."""
    today = place.municipality.day_of(now)
    long = {
        "name": "Mevrouw Van den Oudenaller-Wijngaardencourt",
        "text": "Twee tassen.\nGraag zonder haast.",
    }
    with transaction.atomic():
        ans = neighbour("ans", languages=["nl", "tr"], joined_on=today - 90 * DAY)
        bea = neighbour("bea", vog_on=today - 3 * 365 * DAY + 12 * DAY, vog_outcome="given", x=HOME[0] + 1500)
        cor = neighbour("cornelis.wolfeschlegelsteinhausen", minutes_a_week=45)
        cor.away.create(municipality=place.municipality, first_day=today, last_day=today + 9 * DAY)
        neighbour("gestopt", active=False, left_on=today)

        def made(hours: int, **more: object) -> HelpRequest:
            moment = now - hours * HOUR
            return stored(
                **{
                    "first_on": today + 2 * DAY, "received_at": moment, "opened_at": moment, "phone": "",
                    "parties": [f"resident:{hours}"], **more,
                }
            )  # fmt: skip

        urgent = made(3, urgent=True, no_network=True, language="tr", phone="+31612345678", **long)
        made(30, needs_vog=True, state="offered", name="Meneer Pieters")
        waiting = HelpRequest.objects.get(name="Meneer Pieters")
        offered(waiting, bea, now=now - HOUR, why="Voorstel: 1,5 km · ruim")
        made(52, no_network=True, kind="company", name="Sanne de Boer", rrule="FREQ=WEEKLY")
        made(60, danger=True, urgent=True, kind="distress", name="Iemand in nood")
        came = made(100, state="accepted", name="De heer Jansen", first_on=today)
        yes = offered(came, ans, now=now - DAY, state=Offer.State.ACCEPTED, answered_at=now - DAY)
        promised(yes, now - 2 * HOUR, accepted_at=now - DAY)
        made(200, state="not_solved", closed_at=now, outcome_text="Er was niemand.", name="Oud")
        for hours in (70, 71):
            made(hours, kind="dog", name="Hondje Max", parties=["phone:+31611111111"])
    return urgent, came


def test_the_coordinator_works_from_the_board(
    page: Page, live_server: LiveServer, street: tuple[HelpRequest, HelpRequest], coordinator: User
) -> None:
    urgent, came = street
    come_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/hulpvragen/")
    expect(page.locator("#aandacht")).to_be_visible()
    row = page.locator(f"#hulpvraag-{urgent.pk}")
    press(row.get_by_text("Wie kan er?"))
    expect(row).to_contain_text("spreekt Turks")
    looked_at(page, "bord")
    for url, name in (
        ("/hulpvragen/?toon=afgesproken", "bord-afgesproken"),
        ("/hulpvragen/?toon=klaar", "bord-klaar"),
        (f"/hulpvragen/{urgent.pk}/?vrijwilliger=cor", "vraag"),
        (f"/hulpvragen/{came.pk}/", "vraag-afgesproken"),
        (f"/hulpvragen/{urgent.pk}/wijzigen/", "vraag-wijzigen"),
        ("/vrijwilligers/", "vrijwilligers"),
        ("/vrijwilligers/?toon=lang-niets&q=zzz", "vrijwilligers-leeg"),
    ):
        page.goto(live_server.url + url)
        looked_at(page, name)
    page.goto(f"{live_server.url}/hulpvragen/{urgent.pk}/wijzigen/")
    page.get_by_label("Welke dag?").fill("2020-01-01")
    page.get_by_role("textbox", name="Telefoon").fill("dit is geen nummer")
    press(page.get_by_role("button", name="Bewaar"))
    expect(page.locator(".wz-faults")).to_contain_text("Deze dag is voorbij.")
    looked_at(page, "vraag-wijzigen-fout")
    page.goto(f"{live_server.url}/hulpvragen/{came.pk}/")
    press(page.get_by_role("link", name="Niet bij elkaar brengen"))
    press(page.get_by_role("button", name="Breng ze niet bij elkaar"))
    expect(page.locator(".wz-faults")).to_contain_text("Kies wie dit wil.")
    looked_at(page, "uit-elkaar")
    page.get_by_label("Wij", exact=True).check()
    press(page.get_by_role("button", name="Breng ze niet bij elkaar"))
    expect(page.get_by_role("status")).to_contain_text("Deze twee brengen we niet meer bij elkaar.")
    page.goto(f"{live_server.url}/vrijwilligers/")
    press(page.get_by_role("link", name="Ans"))
    page.get_by_label("Datum op de VOG").fill("2999-01-01")
    press(page.locator("#vog + form").get_by_role("button", name="Schrijf op"))
    expect(page.locator(".wz-faults")).to_contain_text("Kies de uitkomst.")
    looked_at(page, "vrijwilliger")
    press(page.get_by_role("link", name="Wijzigen"))
    page.get_by_label("Hoeveel uur per week?").fill("heel veel")
    press(page.get_by_role("button", name="Bewaar, vanaf vandaag"))
    expect(page.locator(".wz-faults")).to_contain_text("Vul een getal in")
    looked_at(page, "vrijwilliger-wijzigen")
