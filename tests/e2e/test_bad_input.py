"""What cannot be, typed by a social worker in a real browser: said next to the field, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.actions import record_contact
from cases.models import Case, Contact, Medium, Pause
from tests.conftest import Place, add_contact, make_case
from tests.e2e.conftest import LAPTOP, PHONE, come_in, press
from wijkzorg.accounts.models import User

DAY = dt.timedelta(days=1)
MIXED = "Koffie \N{GRINNING FACE}\N{FAMILY} en שלום, مرحبا"


@pytest.fixture
def today(live_server: LiveServer, place: Place) -> dt.date:
    """The day that it is in the municipality."""
    cache.clear()
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def case(place: Place, worker: User, team_lead: User, colleague: User, today: dt.date) -> Case:
    """A case of a hundred days in which all goes well."""
    with transaction.atomic():
        made = make_case(place, worker, today - 100 * DAY)
        for days in range(2, 99, 7):
            add_contact(made, worker, today - days * DAY)
        assessment.refresh(case_ids=[made.pk], on=today, now=timezone.now(), cause=None)
    return made


def said_at(field: Locator, words: str) -> None:
    """Expect a message next to a field, that is read with it, in view of whoever looks at it; and a clean page."""
    expect(field).to_have_attribute("aria-invalid", "true")
    fault = next(
        one for one in (field.get_attribute("aria-describedby") or "").split() if one.endswith("_fout")
    )
    message = field.page.locator(f"[id='{fault}']")
    expect(message).to_be_visible()
    expect(message).to_contain_text(words)
    # Both at once: the page may still scroll to what is wrong.
    apart = field.evaluate(
        "(one, fault) => one.getBoundingClientRect().y - document.getElementById(fault).getBoundingClientRect().bottom",
        fault,
    )
    assert abs(apart) < 40, "next to it"
    expect(field.page.locator(".wz-faults")).to_contain_text(words)
    found = Axe().run(field.page)
    assert found.violations_count == 0, found.generate_report()
    assert field.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_time_that_cannot_be_and_a_note_of_a_hundred_thousand_signs(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    page.goto(f"{live_server.url}/dossiers/{case.pk}/contact/")
    when, note = page.get_by_label("Wanneer"), page.get_by_label("Verslag")
    now, done = when.input_value(), page.get_by_role("button", name="Gelukt", exact=True)
    press(page.get_by_role("radio", name="Telefoon"))
    note.fill(MIXED)
    for typed, words in (
        ("2199-01-01T10:00", "Dit ligt in de toekomst."),
        ("2026-03-29T02:30", "Deze tijd bestaat niet"),
    ):
        when.fill(typed)
        press(done)
        said_at(when, words)
        expect(when).to_have_value(typed)
        expect(note).to_have_value(MIXED)
        expect(page.get_by_role("radio", name="Telefoon")).to_be_checked()
    when.fill(now)
    long = MIXED + "é" * (100_000 - len(MIXED))
    note.fill(long)
    press(done)
    said_at(note, "Het verslag is te lang: hoogstens 4000 tekens, het zijn er 100000.")
    assert note.input_value() == long
    note.fill(MIXED)
    press(done)
    expect(page.get_by_role("status").first).to_contain_text("vastgelegd")
    assert Contact.objects.get(medium=Medium.PHONE).note == MIXED
    page.goto(f"{live_server.url}/dossiers/{case.pk}/")
    expect(page.locator("main").get_by_text(MIXED)).to_be_visible()


def test_of_the_hour_that_comes_twice_one_is_chosen(
    page: Page, live_server: LiveServer, case: Case, worker: User
) -> None:
    come_in(page, live_server, worker)
    page.goto(f"{live_server.url}/dossiers/{case.pk}/contact/")
    page.get_by_label("Wanneer").fill("2025-10-26T02:30")
    page.get_by_label("Verslag").fill("In de nacht")
    press(page.get_by_role("button", name="Niet gelukt"))
    choices = page.get_by_role("group", name="Dit uur kwam twee keer.")
    expect(choices).to_contain_text(
        "Dit uur kwam twee keer: in deze nacht ging de klok van 3 terug naar 2 uur."
    )
    expect(page.get_by_label("Verslag")).to_have_value("In de nacht")
    press(choices.get_by_text("De tweede keer, al wintertijd"))
    press(page.get_by_role("button", name="Niet gelukt"))
    expect(page.get_by_role("status").first).to_contain_text("vastgelegd")
    assert Contact.objects.get(note="In de nacht").happened_at == dt.datetime(
        2025, 10, 26, 1, 30, tzinfo=dt.UTC
    )


def test_a_pause_too_long_or_next_to_another_and_an_agreement_before_the_case_opened(
    page: Page, live_server: LiveServer, case: Case, worker: User, today: dt.date
) -> None:
    come_in(page, live_server, worker)
    own = f"{live_server.url}/dossiers/{case.pk}/"
    Pause.objects.create(
        municipality_id=case.municipality_id, case=case, first_day=today + 60 * DAY, last_day=today + 69 * DAY
    )
    page.goto(f"{own}pauze/")
    first, last = page.get_by_label("Eerste dag"), page.get_by_label("Laatste dag")
    for begin, end, words in (
        (1, 43, "hoogstens 42 dagen"),
        (70, 75, "Er is al een pauze op deze dagen of er vlak naast."),
    ):
        first.fill((today + begin * DAY).isoformat())
        last.fill((today + end * DAY).isoformat())
        page.get_by_label("Waarom?").fill("")
        press(page.get_by_role("button", name="Leg de pauze vast"))
        said_at(last, words)
        said_at(page.get_by_label("Waarom?"), "Schrijf in een paar woorden waarom.")
        expect(last).to_have_value((today + end * DAY).isoformat())
    assert Pause.objects.count() == 1

    page.goto(f"{own}afspraak/")
    page.get_by_label("per hoeveel dagen").fill("14")
    page.get_by_label("Vanaf").fill((today - 101 * DAY).isoformat())
    page.get_by_label("Wat zei de bewoner ervan?").fill(MIXED)
    press(page.get_by_role("button", name="Leg de afspraak vast"))
    said_at(page.get_by_label("Vanaf"), "Het dossier is pas later geopend. Kies die dag of later.")
    said_at(page.get_by_label("Waarom minder?"), "Dit is minder dan nodig. Kies waarom.")
    expect(page.get_by_label("Wat zei de bewoner ervan?")).to_have_value(MIXED)
    assert case.agreements.count() == 1


def test_a_visit_that_a_colleague_recorded_is_offered_as_the_same_one(
    page: Page, live_server: LiveServer, case: Case, worker: User, colleague: User
) -> None:
    now = timezone.now()
    visit = {"medium": Medium.HOME_VISIT, "reached": True}
    record_contact(actor=colleague, case=case, happened_at=now, now=now, **visit)  # type: ignore[arg-type]
    come_in(page, live_server, worker)
    page.goto(f"{live_server.url}/dossiers/{case.pk}/contact/?terug=dossier")
    page.get_by_label("Verslag").fill("Wij waren er samen")
    press(page.get_by_role("button", name="Gelukt", exact=True))
    faults = page.locator(".wz-faults")
    expect(faults).to_contain_text("Pim legde vast: huisbezoek met Dennis Hoekstra, vandaag om")
    expect(page.get_by_label("Verslag")).to_have_value("Wij waren er samen")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    mine = Contact.objects.filter(note="Wij waren er samen")
    press(faults.get_by_role("link", name="Hetzelfde: niet nog eens vastleggen"))
    expect(page.get_by_role("heading", name="Dennis Hoekstra", level=1)).to_be_visible()
    assert not mine.exists()
    page.goto(f"{live_server.url}/dossiers/{case.pk}/contact/?terug=dossier")
    page.get_by_label("Verslag").fill("Wij waren er samen")
    press(page.get_by_role("button", name="Gelukt", exact=True))
    press(faults.get_by_role("button", name="Een ander contact: toch vastleggen"))
    expect(page.get_by_role("status").first).to_contain_text("Huisbezoek vastgelegd")
    assert mine.count() == 1


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_without_javascript_the_contact_form_says_the_same_and_keeps_what_was_typed(
    browser: Browser, live_server: LiveServer, case: Case, worker: User, size: dict[str, int]
) -> None:
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        java_script_enabled=False,
        has_touch=size is PHONE,
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
    )
    page = context.new_page()
    come_in(page, live_server, worker)
    page.goto(f"{live_server.url}/dossiers/{case.pk}/")
    press(page.get_by_role("link", name="Contact vastleggen"))
    press(page.get_by_role("radio", name="Buiten"))
    when, note = page.get_by_label("Wanneer"), page.get_by_label("Verslag")
    now = when.input_value()
    when.fill("2199-01-01T10:00")
    note.fill(MIXED)
    press(page.get_by_role("button", name="Gelukt", exact=True))
    expect(when).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".wz-field", has=when)).to_contain_text("Dit ligt in de toekomst.")
    expect(when).to_have_value("2199-01-01T10:00")
    expect(note).to_have_value(MIXED)
    expect(page.get_by_role("radio", name="Buiten")).to_be_checked()
    when.fill(now)
    press(page.get_by_role("button", name="Gelukt", exact=True))
    expect(page.get_by_role("status").first).to_contain_text("Buiten vastgelegd")
    press(page.get_by_role("button", name="Ongedaan maken"))
    expect(page.get_by_role("status").first).to_contain_text("Ongedaan gemaakt")
    assert not Contact.objects.filter(note=MIXED).exists()
    context.close()
