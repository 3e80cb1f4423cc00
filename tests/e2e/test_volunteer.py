"""The pages of a volunteer, each in every state: axe looks at them, and a ruler and a thumb.

What a volunteer does there with a telephone, tests/e2e/test_asking_on_a_phone.py does.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from neighbourhoods.models import Postcode
from tests.conftest import Place
from tests.e2e.conftest import come_in
from volunteers import filing
from volunteers.asked import Asked, Whom
from volunteers.dayparts import ALL_WEEK
from volunteers.models import Channel, HelpRequest, Kind, Offer, Task, Volunteer
from wijkzorg.accounts.models import User

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


def _today(place: Place) -> dt.date:
    return place.municipality.day_of(timezone.now())


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
