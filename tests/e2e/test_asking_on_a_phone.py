"""A neighbour asks for help with a telephone and a finger, from the page of the wijk: what comes of it, to the end.

A volunteer says yes on theirs, both are told, it is done, both are thanked. Or nobody can: then it stands on a
professional's Vandaag, and the neighbour hears each step.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from roster.models import DutyShift
from tests.conftest import Place
from tests.e2e.conftest import come_in
from tests.e2e.test_volunteer import me as me
from tests.volunteers.conftest import coordinator as coordinator
from volunteers import tasks
from volunteers.models import EscalationStep, HelpRequest, Offer, Task, Volunteer
from wijkzorg.accounts.models import User
from wijkzorg.outbox import actions as outbox

NEIGHBOUR = "wit@thuis.example"
HOUR = dt.timedelta(hours=1)


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def _letters() -> dict[str, list[str]]:
    """Send the letters that wait; return what each reader got: the subjects, then the links."""
    mail.outbox.clear()
    now = timezone.now() + dt.timedelta(seconds=1)
    for municipality_id, pk in outbox.due(now=now):
        outbox.deliver(municipality_id=municipality_id, letter_id=pk, now=now)
    found: dict[str, list[str]] = {}
    for letter in mail.outbox:
        found.setdefault(letter.to[0], []).append(str(letter.subject))
    return found


def _link(address: str) -> str:
    """Return where the letter leads that somebody got last."""
    (body,) = [str(letter.body) for letter in mail.outbox if letter.to == [address]]
    (path,) = re.findall(r"https?://[^/\s]+(/\S*)", body)
    return str(path)


def _ask(page: Page, live_server: LiveServer) -> HelpRequest:
    """Ask for groceries tomorrow, by touch alone; first with faults: all are told, and nothing typed is lost."""
    caches["tenant"].clear()
    page.goto(f"{live_server.url}/wijk/WK999900/")
    page.get_by_role("link", name="Ik wil hulp vragen").tap()
    expect(page.get_by_role("heading", name="Hulp vragen", level=1)).to_be_visible()
    page.get_by_label("Boodschappen doen").tap()
    page.get_by_label("Vertel er iets bij").fill("De lift is stuk.")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    page.get_by_label("Welke dag?").fill(tomorrow.isoformat())
    page.get_by_label("Postcode").fill("9999 ZZ")
    page.get_by_label("Straat").fill("Lindelaan")
    page.get_by_label("Huisnummer").fill("12")
    page.get_by_label("Telefoonnummer").fill("bel maar aan")
    page.get_by_label("E-mailadres").fill(NEIGHBOUR)
    page.wait_for_timeout(3200)
    page.get_by_role("button", name="Vraag om hulp").tap()
    for fault in ("Vul de naam in.", "Deze postcode ligt niet in", "Dit is geen telefoonnummer"):
        expect(page.locator(".wz-faults")).to_contain_text(fault)
        expect(page.locator(".wz-fault").filter(has_text=fault)).to_have_count(1)
    _clean(page)
    assert not HelpRequest.objects.exists()
    expect(page.get_by_label("Boodschappen doen")).to_be_checked()
    expect(page.get_by_label("Vertel er iets bij")).to_have_value("De lift is stuk.")
    expect(page.get_by_label("Welke dag?")).to_have_value(tomorrow.isoformat())
    expect(page.get_by_label("Telefoonnummer")).to_have_value("bel maar aan")
    page.get_by_label("Naam", exact=True).fill("Mevrouw de Wit")
    page.get_by_label("Postcode").fill("1892ab")
    page.get_by_label("Telefoonnummer").fill("06 1234 5678")
    page.get_by_role("button", name="Vraag om hulp").tap()
    expect(page.get_by_role("heading", name="Bewaar deze code")).to_be_visible()
    _clean(page)
    return HelpRequest.objects.get()


@pytest.mark.usefixtures("by_day")
def test_a_neighbour_asks_a_volunteer_says_yes_both_are_told_it_is_done_and_both_are_thanked(
    telephone: Page, other_telephone: Page, live_server: LiveServer, place: Place, me: Volunteer
) -> None:
    _ask(telephone, live_server)
    told = _letters()
    assert told[me.user.email] == ["Een buur vraagt hulp"] and len(told[NEIGHBOUR]) == 1
    telephone.goto(live_server.url + _link(NEIGHBOUR))
    expect(telephone.get_by_role("heading", name="We hebben iemand gevraagd.")).to_be_visible()

    _say_yes(other_telephone, live_server, me)
    told = _letters()
    assert told == {NEIGHBOUR: ["Er komt iemand"]}, "who said yes reads it on the page"
    telephone.goto(live_server.url + _link(NEIGHBOUR))
    expect(telephone.get_by_role("heading", name="Er komt iemand.")).to_be_visible()
    expect(telephone.locator("main")).to_contain_text(re.compile(r"komt morgen\. U wordt eerst gebeld\."))
    _clean(telephone)

    with transaction.atomic():  # the time of it comes
        begins = timezone.now() - dt.timedelta(minutes=50)
        Task.objects.update(starts_at=begins, ends_at=begins + HOUR)
    _has_been(other_telephone)
    told = _letters()
    assert told == {NEIGHBOUR: ["Uw vraag is klaar"], me.user.email: ["Dank je wel"]}
    telephone.goto(live_server.url + _link(NEIGHBOUR))
    expect(telephone.get_by_role("heading", name="Dit is klaar.")).to_be_visible()
    _clean(telephone)


def _say_yes(page: Page, live_server: LiveServer, me: Volunteer) -> None:
    """Come in by a code from a letter, read what is asked without a name or an address, and say yes."""
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


def _has_been(page: Page) -> None:
    """Say that it is done; from then on the name and the address are gone."""
    page.get_by_role("link", name="Mijn taken").first.tap()
    page.get_by_role("button", name=re.compile("Gedaan")).tap()
    expect(page.get_by_role("status")).to_contain_text("Dank je wel. Je hebt een buur geholpen.")
    expect(page.get_by_role("heading", name="Gedaan. Dank je wel!")).to_be_visible()
    assert "Wit" not in page.content() and "Lindelaan" not in page.content()


@pytest.fixture
def on_duty(place: Place, worker: User, live_server: LiveServer) -> User:
    """The worker, on duty now."""
    now = timezone.now()
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


def _let_pass(request: HelpRequest, hours: int) -> None:
    """Let hours pass in which nobody answers, and the schedule run."""
    with transaction.atomic():
        for row in EscalationStep.objects.filter(request=request, reached_at__isnull=True):
            row.due_at -= hours * HOUR
            row.save(update_fields=["due_at"])
    tasks.call_who_is_due()


def test_the_same_request_with_nobody_available_comes_to_a_professionals_vandaag(
    telephone: Page,
    other_telephone: Page,
    live_server: LiveServer,
    place: Place,
    me: Volunteer,
    coordinator: User,
    on_duty: User,
) -> None:
    with transaction.atomic():  # the only volunteer is away
        today = place.municipality.day_of(timezone.now())
        me.away.create(
            municipality=place.municipality, first_day=today, last_day=today + dt.timedelta(days=9)
        )
    request = _ask(telephone, live_server)
    assert list(_letters()) == [NEIGHBOUR], "nobody is asked"
    follow = live_server.url + _link(NEIGHBOUR)
    heard: list[str] = []
    called: set[str] = set()
    for hours, now_said in (
        (24, "We zoeken iemand die kan helpen."),
        (24, "We zoeken iemand die kan helpen."),
        (24, "Er is nog niemand gevonden. Een medewerker zoekt nu mee."),
    ):
        _let_pass(request, hours)
        told = _letters()
        heard += told.get(NEIGHBOUR, [])
        called |= told.keys()
        telephone.goto(follow)
        expect(telephone.get_by_role("heading", name=now_said)).to_be_visible()
    assert heard == [
        "Wij zoeken verder",
        "Wij bellen nu zelf rond",
        "Een medewerker heeft uw vraag",
    ], "of each step the neighbour hears, once"
    assert called == {NEIGHBOUR, coordinator.email, on_duty.email}
    _clean(telephone)
    assert not Offer.objects.exists()

    page = other_telephone
    come_in(page, live_server, on_duty)
    expect(page.locator("main")).to_contain_text("Hulpvraag, nog niemand.")
    page.locator("main").get_by_role("link", name="Bekijken").first.tap()
    expect(page.get_by_role("heading", name="Mevrouw de Wit")).to_be_visible()
    page.get_by_role("button", name="Ik pak dit op").tap()
    expect(page.get_by_role("status")).to_contain_text("De hulpvraag is nu van jou.")
    telephone.goto(follow)
    expect(telephone.locator("main")).to_contain_text("Een medewerker is ermee bezig.")
    page.get_by_label("Opgelost").tap()
    page.get_by_label("Toelichting").fill("Samen de boodschappen laten bezorgen.")
    page.get_by_role("button", name="Rond de hulpvraag af").tap()
    expect(page.get_by_role("status")).to_contain_text("De hulpvraag is afgerond.")
    assert "Uw vraag is klaar" in _letters()[NEIGHBOUR]
    telephone.goto(follow)
    expect(telephone.get_by_role("heading", name="Dit is klaar.")).to_be_visible()
