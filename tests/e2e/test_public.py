"""The public pages in a real browser, at both widths and in both languages; and who answers what comes in by them."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache, caches
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from centres.actions import announce_closure
from centres.models import Activity, Centre, OpeningHours
from neighbourhoods.models import Postcode
from tests.centres.conftest import employ, make_centre
from tests.conftest import Place, make_member
from tests.e2e.conftest import come_in, press
from volunteers.asked import Asked, Whom
from volunteers.filing import file_request, not_solved, withdraw
from volunteers.models import Application, Channel, HelpRequest, Kind
from wijkzorg.accounts.models import Membership, User


@pytest.fixture
def coordinator(live_server: LiveServer, place: Place) -> User:
    """The coordinator of a wijk with an open door, and one that is shut."""
    cache.clear()
    caches["tenant"].clear()
    now = timezone.now()
    with transaction.atomic():
        user = make_member(place, "coby@voorbeeldstad.example", Membership.Role.COORDINATOR)
        Postcode.objects.create(
            municipality=place.municipality,
            code="1892 AB",
            neighbourhood=place.neighbourhood,
            x=160_000,
            y=456_000,
        )
        linde = make_centre(
            place, "De Linde", phone="0999 - 12 01 01", wheelchair=True, open_on_holidays=True
        )
        dok = make_centre(place, "Het Dok")
        Centre.objects.filter(pk=dok.pk).update(x=160_900)
        employ(linde, user, "coordinator")
        own = {"municipality": place.municipality, "centre": linde}
        for weekday in range(7):
            OpeningHours.objects.create(weekday=weekday, opens=dt.time(), closes=dt.time(23, 59), **own)
            Activity.objects.create(
                weekday=weekday,
                name="Koffie",
                text="Iedereen kan binnenlopen.",
                starts=dt.time(10),
                ends=dt.time(12),
                **own,
            )
        announce_closure(
            actor=user,
            centre=dok,
            starts_at=now - dt.timedelta(days=2),
            ends_at=now + dt.timedelta(days=40),
            reason="Er is dit jaar minder geld.",
            decided_by="college van B en W",
            instead=linde,
            now=now,
        )
    return user


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def test_a_neighbour_finds_an_open_door_and_asks_for_help(
    page: Page, live_server: LiveServer, place: Place, coordinator: User
) -> None:
    page.goto(f"{live_server.url}/gemeente/GM9999/")
    _clean(page)
    press(page.get_by_role("link", name="Wijk Oost"))
    expect(page.get_by_role("article", name="De Linde")).to_contain_text("Open tot")
    expect(page.get_by_role("article", name="Het Dok")).to_contain_text("Er is dit jaar minder geld.")
    _clean(page)
    press(page.get_by_role("link", name="Ik wil hulp vragen"))
    expect(page.get_by_role("heading", name="Hulp vragen", level=1)).to_be_visible()
    expect(page.get_by_label("Uw eigen naam")).to_be_hidden()
    page.get_by_label("Voor iemand anders").check()
    expect(page.get_by_label("Uw eigen naam")).to_be_visible()
    _clean(page)
    page.wait_for_timeout(3200)
    press(page.get_by_role("button", name="Vraag om hulp"))
    expect(page.locator(".wz-faults")).to_contain_text("Kies of die persoon ervan weet.")
    _clean(page)
    page.get_by_label("Boodschappen doen").check()
    page.get_by_label("Naam", exact=True).fill("Mevrouw De Wit")
    page.get_by_label("Postcode").fill("1892ab")
    page.get_by_label("Uw eigen naam").fill("Haar dochter")
    page.get_by_label("Die persoon weet ervan").check()
    page.get_by_label("Telefoonnummer").fill("06-12345678")
    page.get_by_label("Er is nu gevaar").check()
    press(page.get_by_role("button", name="Vraag om hulp"))
    expect(page.get_by_role("heading", name="Is er nu gevaar? Bel 112.")).to_be_visible()
    _clean(page)
    page.get_by_label("Er is nu gevaar").uncheck()
    press(page.get_by_role("button", name="Vraag om hulp"))
    expect(page.get_by_role("heading", name="We zoeken iemand die kan helpen.")).to_be_visible()
    _clean(page)
    code = page.locator(".wz-code").inner_text()
    page.goto(f"{live_server.url}/hulp/GM9999/volgen/")
    _clean(page)
    page.get_by_label("De code van uw vraag").fill(code)
    press(page.get_by_role("button", name="Bekijk"))
    press(page.get_by_text("Ik heb de hulp niet meer nodig"))
    _clean(page)
    press(page.get_by_role("button", name="Trek de vraag in"))
    expect(page.get_by_role("heading", name="Deze vraag is ingetrokken.")).to_be_visible()
    _clean(page)
    assert HelpRequest.objects.get().state == "withdrawn"


def test_somebody_offers_help_in_english_and_a_coordinator_invites_them(
    page: Page, live_server: LiveServer, place: Place, coordinator: User
) -> None:
    page.goto(f"{live_server.url}/wijk/WK999900/")
    press(page.get_by_role("link", name="English"))
    expect(page.get_by_role("heading", name="District Oost")).to_be_visible()
    _clean(page)
    for name, heading in (("I am worried", "I am worried"), ("I want to ask for help", "Ask for help")):
        press(page.get_by_role("link", name=name))
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        _clean(page)
        page.go_back()
        expect(page.get_by_role("heading", name="District Oost")).to_be_visible()
    press(page.get_by_role("link", name="I want to help"))
    expect(page.get_by_role("heading", name="I want to help", level=1)).to_be_visible()
    _clean(page)
    page.wait_for_timeout(3200)
    press(page.get_by_role("button", name="Sign me up"))
    expect(page.locator(".wz-faults")).to_contain_text("Choose when you can help.")
    _clean(page)
    page.get_by_label("Walk the dog").check()
    page.get_by_label("Weekday evenings").check()
    page.get_by_label("Your name").fill("Amy Ford")
    page.get_by_label("Your e-mail address").fill("amy@voorbeeld.example")
    page.get_by_label("Your postcode").fill("1892 AB")
    press(page.get_by_role("button", name="Sign me up"))
    expect(page.get_by_role("heading", name="Thank you. We have your offer.")).to_be_visible()
    _clean(page)
    come_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/aanmeldingen/")
    expect(page.get_by_role("listitem").filter(has_text="Amy Ford")).to_contain_text("2 uur per week")
    _clean(page)
    press(page.get_by_role("button", name="Nodig uit Amy Ford"))
    expect(page.get_by_role("status")).to_contain_text("De uitnodiging is verstuurd.")
    assert Application.objects.get().state == "invited"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_public_page_is_clean_in_both_languages(
    page: Page, live_server: LiveServer, place: Place, coordinator: User, worker: User, language: str
) -> None:
    with transaction.atomic():
        filed = {
            state: file_request(
                municipality=place.municipality,
                asked=Asked(kind=Kind.GROCERIES, first_on=timezone.localdate() + dt.timedelta(days=2)),
                whom=Whom(name="Mevrouw De Wit", postcode="1892 AB", phone="06 12345678"),
                channel=Channel.PUBLIC,
                token=uuid.uuid4(),
                now=timezone.now(),
            )
            for state in ("open", "withdrawn", "not_solved")
        }
        withdraw(actor=None, request=filed["withdrawn"].request, now=timezone.now())
        not_solved(actor=worker, request=filed["not_solved"].request, why="Niemand kon.", now=timezone.now())
    own = "/hulp/GM9999"
    pages = ["/gemeente/GM9999/", "/wijk/WK999900/", f"{own}/vragen/", f"{own}/aanbieden/", "/zorgen/GM9999/"]
    pages += [f"{own}/aanbieden/dank/", f"{own}/volgen/", "/hulp/volgen/"]
    pages += [f"{own}/volgen/{one.code}/" for one in filed.values()]
    pages += [f"/zien/{'x' * 22}/", "/inloggen/", "/inloggen/code/", "/uitnodiging/"]
    for path in pages:
        page.goto(f"{live_server.url}{path}?taal={language}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        _clean(page)
    for path in (f"{own}/vragen/", f"{own}/aanbieden/", f"{own}/volgen/", "/zorgen/GM9999/"):
        page.goto(f"{live_server.url}{path}?taal={language}")
        page.locator("main form").first.evaluate("form => form.requestSubmit()")
        expect(page.locator(".wz-faults")).to_be_visible()
        _clean(page)


def test_a_coordinator_enters_a_request_from_the_telephone_in_under_a_minute(
    page: Page, live_server: LiveServer, place: Place, coordinator: User
) -> None:
    come_in(page, live_server, coordinator)
    started = timezone.now()
    page.goto(f"{live_server.url}/hulpvragen/nieuw/")
    _clean(page)
    page.get_by_label("De hond uitlaten").check()
    page.get_by_label("Voor wie?").fill("Meneer Terpstra")
    page.get_by_label("Telefoon", exact=True).fill("0612345678")
    page.get_by_label("Postcode").fill("1892 AB")
    press(page.get_by_role("button", name="Zoek iemand"))
    expect(page.get_by_role("heading", name="De hulpvraag staat erin")).to_be_visible()
    assert timezone.now() - started < dt.timedelta(minutes=1)
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", page.locator(".wz-code").inner_text())
    _clean(page)
