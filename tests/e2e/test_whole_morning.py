"""A morning as a whole: signed in, three contacts, a flag answered, a search planned; by mouse, finger and keyboard."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.models import Case, Contact, Flag
from outreach.models import FlagAnswer, SearchStep
from outreach.tasks import open_search_plans
from tests.accounts.otp import code_now
from tests.conftest import PASSWORD, Place, add_contact, make_case
from tests.e2e.conftest import LAPTOP, PHONE
from tests.e2e.hands import Keyboard, Pointer
from wijkzorg.accounts.models import User

DAY = dt.timedelta(days=1)
Hands = Keyboard | Pointer


@pytest.fixture
def today(live_server: LiveServer, place: Place) -> dt.date:
    """The day that it is in the municipality."""
    cache.clear()
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def three(place: Place, worker: User, today: dt.date) -> list[Case]:
    """Somebody who is not found, and two to whom too few came: one visit more is enough for them."""
    with transaction.atomic():
        made = [
            make_case(place, worker, today - 100 * DAY, ref=f"D{number}", first_name=first, last_name=last)
            for number, (first, last) in enumerate((("Ali", "Aksoy"), ("Nel", "Bos"), ("Sem", "Celik")))
        ]
        lost, *few = made
        add_contact(lost, worker, today - 40 * DAY)
        for days in (30, 20, 10):
            add_contact(lost, worker, today - days * DAY, reached=False)
        for case in few:
            for days in range(15, 90, 7):
                add_contact(case, worker, today - days * DAY)
        assessment.refresh(case_ids=[case.pk for case in made], on=today, now=timezone.now(), cause=None)
    open_search_plans()
    return made


@pytest.fixture(params=["mouse", "finger", "keyboard"])
def hands(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Hands]:
    """A laptop with a mouse, a phone with a finger, a laptop with nothing but keys."""
    touch = request.param == "finger"
    context = browser.new_context(
        viewport=PHONE if touch else LAPTOP,  # type: ignore[arg-type]
        has_touch=touch,
        is_mobile=touch,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
    )
    page = context.new_page()
    yield Keyboard(page) if request.param == "keyboard" else Pointer(page, touch=touch)
    context.close()


def sign_in(page: Page, hands: Hands, live_server: LiveServer, worker: User) -> None:
    """Come through the door with a password and the code of an app."""
    secret = generate_totp_secret()
    TOTP.activate(worker, secret)
    page.goto(live_server.url)
    hands.write(page.get_by_label("E-mailadres"), worker.email)
    hands.write(page.get_by_label("Wachtwoord", exact=True), PASSWORD)
    hands.press(page.get_by_role("button", name="Inloggen", exact=True))
    hands.write(page.get_by_label("Code uit je app, of een herstelcode"), code_now(secret))
    hands.press(page.get_by_role("button", name="Inloggen", exact=True))
    expect(page.get_by_role("heading", name="Vandaag", level=1)).to_be_visible()
    page.wait_for_load_state("load")


def record(page: Page, hands: Hands, case: Case, button: str, note: str) -> None:
    """Record a contact from the line of a case: one tap, a note, and how it went."""
    line = page.locator(f"#dossier-{case.pk}")
    hands.press(line.get_by_role("link", name="Contact vastleggen"))
    hands.write(line.get_by_label("Verslag"), note)
    hands.press(line.get_by_role("button", name=button, exact=True))
    expect(line.get_by_role("status").first).to_contain_text("vastgelegd")


def test_a_morning_from_signing_in_to_a_search_that_is_planned(
    hands: Hands, live_server: LiveServer, three: list[Case], worker: User, today: dt.date
) -> None:
    page, (lost, one, other) = hands.page, three
    sign_in(page, hands, live_server, worker)
    counts = page.locator("#tellingen")
    expect(counts).to_contain_text(re.compile(r"3\s+nu aandacht nodig"))
    expect(page.locator(f"#dossier-{lost.pk}")).to_contain_text("Niet te vinden")

    record(page, hands, one, "Gelukt", "Koffie gedronken")
    expect(counts).to_contain_text(re.compile(r"2\s+nu aandacht nodig"))
    record(page, hands, other, "Gelukt", "Samen de post gedaan")
    expect(counts).to_contain_text(re.compile(r"1\s+nu aandacht nodig"))
    record(page, hands, lost, "Niet gelukt", "Niemand deed open")
    expect(page.locator(f"#dossier-{lost.pk}")).to_contain_text("Op 4 dagen geprobeerd")
    assert Contact.objects.filter(note="Niemand deed open", reached=False, worker=worker).exists()

    page.goto(live_server.url)
    page.wait_for_load_state("load")
    hands.press(page.get_by_role("link", name=re.compile("Plan maken")))
    hands.write(page.get_by_label("Wat ga je doen?"), "Vanavond langs, en zijn zus bellen.")
    hands.date(page.get_by_label("Wanneer kijk je opnieuw?"), today + 3 * DAY)
    hands.press(page.get_by_role("button", name="Plan opslaan"))
    expect(page.get_by_text("Vanavond langs, en zijn zus bellen.").first).to_be_visible()
    assert FlagAnswer.objects.filter(flag__case=lost, flag__kind=Flag.Kind.UNFINDABLE).exists()

    hands.press(page.get_by_role("link", name="Naar het zoekplan"))
    hands.choose(page.get_by_label("Hoe", exact=True), "outdoors", "Buiten")
    hands.date(page.get_by_label("Dag", exact=True), today)
    hands.choose(page.get_by_label("Dagdeel"), "evening", "Avond")
    hands.press(page.get_by_role("button", name="Regel toevoegen"))
    expect(page.locator("#regels").locator("xpath=../..")).to_contain_text(re.compile("avond", re.IGNORECASE))
    step = SearchStep.objects.get()
    assert (step.way, step.part, step.on) == ("outdoors", "evening", today)

    page.goto(live_server.url)
    expect(page.locator(f"#dossier-{lost.pk}")).to_contain_text("Plan tot")
    expect(page.locator(f"#dossier-{one.pk}")).not_to_contain_text("Minder gekomen")
    if isinstance(hands, Keyboard):
        assert hands.stops > 40, "each of them was looked at"
