"""A volunteer with a telephone and a thumb: a neighbour asks, they are asked, say yes, go, are thanked; and every page
in every state, which axe looks at.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from neighbourhoods.models import Postcode
from tests.conftest import ZONE, Place
from tests.e2e.conftest import PHONE, come_in
from volunteers import filing, offering
from volunteers.asked import Asked, Whom
from volunteers.dayparts import ALL_WEEK
from volunteers.models import Channel, HelpRequest, Kind, Offer, Task, Volunteer
from wijkzorg.accounts.models import User
from wijkzorg.outbox import actions as outbox

LONG = "Wilhelmina-Josephina van der Nieuwenhuijzen-Ågot Şahinoğlu"
TALLEST = 44  # CSS pixels: what a thumb hits


@pytest.fixture
def me(live_server: LiveServer, place: Place, volunteer: User) -> Volunteer:
    """A volunteer, who can help with anything at any time."""
    cache.clear()
    with transaction.atomic():
        Postcode.objects.create(
            municipality=place.municipality,
            code="1892 AB",
            neighbourhood=place.neighbourhood,
            x=155_000,
            y=463_000,
        )
        return Volunteer.objects.create(
            municipality=place.municipality,
            user=volunteer,
            neighbourhood=place.neighbourhood,
            x=155_300,
            y=463_400,
            minutes_a_week=120,
            radius_m=2000,
            kinds=list(Kind.values),
            skills=["cooking", "car"],
            languages=["nl", "tr"],
            available=list(ALL_WEEK),
            postcode="1892 AB",
            joined_on=_today(place) - dt.timedelta(days=20),
        )


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    """A telephone; an error in its script or of its security policy fails the test."""
    context = browser.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        reduced_motion="reduce",
        has_touch=True,
    )
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "console",
        lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield opened
    context.close()
    assert not wrong


def _today(place: Place) -> dt.date:
    return place.municipality.day_of(timezone.now())


def _by_day() -> dt.datetime:
    """Return now, or the evening before it: nobody is asked anything at night."""
    now = timezone.now().astimezone(ZONE)
    evening = dt.datetime.combine(now.date() - dt.timedelta(days=now.hour < 8), dt.time(20), ZONE)
    return min(now, evening) if now.hour >= 8 else evening


def _clean(page: Page, name: str) -> None:
    """See that axe finds nothing, that the page is no wider than the screen, and that a thumb hits what is tapped."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"
    small = page.evaluate(
        """least => [...document.querySelectorAll(
            "main :is(button, a, select, input:not([type=hidden]), label:has([type=checkbox], [type=radio]))")]
            .filter(one => !one.matches("[type=checkbox], [type=radio]") && one.getClientRects().length)
            .map(one => [Math.round(one.getBoundingClientRect().height), one.outerHTML.slice(0, 90)])
            .filter(([height]) => height < least)""",
        TALLEST,
    )
    assert small == [], f"{name}: {small}"


def _filed(place: Place, **more: Any) -> HelpRequest:
    today = _today(place)
    what = {"kind": Kind.GROCERIES, "first_on": today, "minutes": 60, **more}
    who: dict[str, Any] = {name: what.pop(name) for name in list(what) if name in Whom.__dataclass_fields__}
    given: dict[str, Any] = {"name": "Mevrouw de Wit", "phone": "06 1234 5678", "email": "wit@thuis.example"}
    given |= {"street": "Lindelaan", "house_number": "12", "postcode": "1892 AB"} | who
    return filing.file_request(
        municipality=place.municipality,
        asked=Asked(**what),
        whom=Whom(**given),
        channel=Channel.NEIGHBOUR,
        token=uuid.uuid4(),
        now=timezone.now(),
        ask_at_once=False,  # at night nobody would be; each story asks by itself
    ).request


def _sent() -> list[tuple[str, str]]:
    """Send the letters that wait; return to whom each went, and what it is about."""
    mail.outbox.clear()
    now = timezone.now() + dt.timedelta(seconds=1)
    for municipality_id, pk in outbox.due(now=now):
        outbox.deliver(municipality_id=municipality_id, letter_id=pk, now=now)
    return [(letter.to[0], str(letter.subject)) for letter in mail.outbox]


def test_a_neighbour_asks_a_volunteer_says_yes_on_the_telephone_goes_there_and_is_thanked(
    telephone: Page, live_server: LiveServer, place: Place, me: Volunteer
) -> None:
    page = telephone
    with transaction.atomic():
        request = _filed(place)
        offering.offer(request=request, volunteer=me, now=_by_day())
    assert (me.user.email, "Een buur vraagt hulp") in _sent()

    page.goto(live_server.url)
    page.get_by_role("link", name="Ik ben vrijwilliger: mail mij een code").tap()
    page.get_by_label("E-mailadres").fill(me.user.email)
    mail.outbox.clear()
    page.get_by_role("button", name="Stuur de code").tap()
    expect(page.get_by_role("heading", name="Vul de code in")).to_be_visible()
    found = re.search(r"\d{3}-\d{3}-\d{3}", str(mail.outbox[0].body))
    assert found is not None
    page.get_by_label("Code uit de e-mail").fill(found[0])
    page.get_by_role("button", name="Inloggen").tap()

    expect(page.get_by_role("heading", name="Vragen bij mij in de buurt")).to_be_visible()
    expect(page.get_by_role("heading", name="Boodschappen")).to_be_visible()
    assert "Wit" not in page.content() and "Lindelaan" not in page.content()
    page.get_by_role("button", name=re.compile("Ja, ik kom")).tap()
    expect(page.get_by_role("status")).to_contain_text("Afgesproken. Dank je wel.")
    expect(page.get_by_role("heading", name="Mevrouw de Wit")).to_be_visible()
    expect(page.get_by_text("Lindelaan 12")).to_be_visible()
    expect(page.get_by_role("link", name="Bel 06 12 34 56 78")).to_have_attribute("href", "tel:+31612345678")
    assert ("wit@thuis.example", "Er komt iemand") in _sent()

    with transaction.atomic():  # the time of it comes
        task = Task.objects.get()
        begins = timezone.now() - dt.timedelta(minutes=50)
        Task.objects.filter(pk=task.pk).update(starts_at=begins, ends_at=begins + dt.timedelta(hours=1))
    page.get_by_role("link", name="Mijn taken").first.tap()
    page.get_by_role("button", name=re.compile("Gedaan")).tap()
    expect(page.get_by_role("status")).to_contain_text("Dank je wel. Je hebt een buur geholpen.")
    expect(page.get_by_role("heading", name="Gedaan. Dank je wel!")).to_be_visible()
    assert "Wit" not in page.content() and "Lindelaan" not in page.content()
    told = _sent()
    assert ("wit@thuis.example", "Uw vraag is klaar") in told
    assert (me.user.email, "Dank je wel") in told


# --- Every page in every state ---------------------------------------------------------------------------------


def _asked(request: HelpRequest, me: Volunteer, state: str = "open", **more: Any) -> Offer:
    now = timezone.now()
    return Offer.objects.create(
        municipality_id=me.municipality_id,
        request=request,
        volunteer=me,
        offered_at=now - dt.timedelta(hours=1),
        held_until=now + dt.timedelta(hours=3),
        state=state,
        answered_at=None if state == "open" else now,
        **more,
    )


def _promised(request: HelpRequest, me: Volunteer, starts_at: dt.datetime, **more: Any) -> Task:
    return Task.objects.create(
        municipality_id=me.municipality_id,
        request=request,
        volunteer=me,
        offer=_asked(request, me, "accepted"),
        day=me.municipality.day_of(starts_at),
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=1),
        minutes=60,
        accepted_at=timezone.now(),
        **more,
    )


def _fill(place: Place, me: Volunteer) -> dict[str, Task]:
    """Give the volunteer a full week: each kind of question and task, some with very long names."""
    today, now = _today(place), timezone.now()
    day = dt.timedelta(days=1)
    _asked(_filed(place, kind=Kind.OTHER, first_on=today + day, urgent=True, needs_vog=True), me)
    series = _filed(
        place, kind=Kind.COMPANY, first_on=today + day, rrule="FREQ=WEEKLY;BYDAY=MO,TH", language="tr"
    )
    _asked(series, me)
    _asked(_filed(place, kind=Kind.DOG, first_on=today + 2 * day, starts_at=dt.time(9, 30)), me, "expired")
    _asked(_filed(place, kind=Kind.CARDS, first_on=today + 3 * day), me, "declined")
    gone = _filed(place, kind=Kind.CARDS)
    filing.withdraw(actor=None, request=gone, now=now)
    _asked(gone, me, "void")
    long = {
        "name": LONG,
        "street": "Burgemeester van Nieuwenhuizen-Zuidwestplantsoen",
        "house_number": "1234-bis",
    }
    begun = _promised(_filed(place, **long), me, now - dt.timedelta(minutes=30))
    coming = _promised(
        _filed(place, kind=Kind.DISTRESS, rrule="FREQ=WEEKLY", **long), me, now + dt.timedelta(hours=5)
    )
    HelpRequest.objects.filter(pk=coming.request_id).update(
        text=3 * "Graag even bellen. Neem brood en melk mee. "
    )
    done = _promised(_filed(place, kind=Kind.DOG), me, now - 2 * day, state="done", ended_at=now - day)
    over = _promised(_filed(place), me, now + 4 * day, state="cancelled", ended_at=now)
    HelpRequest.objects.filter(tasks__state="accepted").update(state="accepted", closed_at=None)
    return {"begun": begun, "coming": coming, "done": done, "over": over}


PAGES = ("", "taken/", "week/", "week/kan/", "week/weg/", "week/gegevens/", "week/stoppen/", "agenda/")


def test_every_page_is_clean_with_nothing_on_it(page: Page, live_server: LiveServer, me: Volunteer) -> None:
    come_in(page, live_server, me.user)
    for path in PAGES:
        for language in ("nl", "en"):
            page.goto(f"{live_server.url}/vrijwilliger/{path}?taal={language}")
            _clean(page, f"empty {path} {language}")


def test_every_page_is_clean_in_a_full_week_with_long_names(
    page: Page, live_server: LiveServer, place: Place, me: Volunteer
) -> None:
    with transaction.atomic():
        tasks = _fill(place, me)
        Volunteer.objects.filter(pk=me.pk).update(
            vog_on=_today(place) - dt.timedelta(days=1085), vog_outcome="given"
        )
        me.too_much.create(municipality=place.municipality, at=timezone.now())
        tomorrow = _today(place) + dt.timedelta(days=1)
        me.away.create(municipality=place.municipality, first_day=tomorrow, last_day=tomorrow)
    come_in(page, live_server, me.user)
    each = [f"taken/{task.pk}/{more}" for task in tasks.values() for more in ("", "terug/", "zorgen/")]
    for path in (*PAGES, *each):
        for language in ("en", "nl"):
            page.goto(f"{live_server.url}/vrijwilliger/{path}?taal={language}")
            _clean(page, f"full {path} {language}")


def test_every_page_is_clean_with_a_fault_on_it(
    page: Page, live_server: LiveServer, place: Place, me: Volunteer
) -> None:
    with transaction.atomic():
        task = _fill(place, me)["begun"]
    come_in(page, live_server, me.user)
    start = f"{live_server.url}/vrijwilliger/"
    page.goto(f"{start}week/kan/")
    page.locator("[type=checkbox]:checked").evaluate_all("boxes => boxes.forEach(box => box.click())")
    page.get_by_label("Je postcode").fill("9999 ZZ")
    page.get_by_label("Je telefoonnummer").fill("nul zes")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator(".wz-faults")).to_contain_text("Kies wat je wilt doen.")
    _clean(page, "gives with faults")
    page.goto(f"{start}week/weg/")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator(".wz-faults")).to_contain_text("Kies de eerste dag.")
    _clean(page, "away with faults")
    page.get_by_label("Eerste dag dat je weg bent").fill(_today(place).isoformat())
    page.get_by_label("Laatste dag dat je weg bent").fill((_today(place) + dt.timedelta(days=2)).isoformat())
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("group", name=re.compile("Boodschappen")).first).to_be_visible()
    _clean(page, "away over tasks")
    page.goto(f"{start}taken/{task.pk}/zorgen/")
    page.get_by_label("Er is nu gevaar").check()
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_role("heading", name="Is er nu gevaar? Bel 112.")).to_be_visible()
    _clean(page, "worry with danger")
    page.goto(f"{start}agenda/")
    page.get_by_role("button", name="Maak een link").click()
    expect(page.get_by_role("heading", name="Je link is klaar")).to_be_visible()
    _clean(page, "calendar with a link")
    page.goto(f"{start}week/stoppen/")
    page.get_by_role("button", name="Ja, ik stop").click()
    expect(page.get_by_role("heading", name="Je bent gestopt")).to_be_visible()
    for path in PAGES:
        page.goto(f"{start}{path}")
        _clean(page, f"stopped {path}")
