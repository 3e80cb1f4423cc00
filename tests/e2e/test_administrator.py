"""An administrator in a real browser: invite somebody, give a role, look at a policy before it holds, read in areas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cases.models import Policy
from neighbourhoods.models import Neighbourhood
from tests.conftest import ZONE, Place, make_case, make_member
from tests.e2e.conftest import come_in, press
from tests.e2e.test_desk import looked_at
from tests.neighbourhoods import conftest as lists
from wijkzorg.accounts.models import Invitation, Membership, User

folder = lists.folder


@pytest.fixture
def administrator(live_server: LiveServer, place: Place) -> User:
    """An administrator; limits of an earlier test are forgotten."""
    cache.clear()
    return make_member(place, "beheer@voorbeeldstad.example", Membership.Role.ADMINISTRATOR)


def test_an_administrator_invites_gives_a_role_and_looks_before_a_policy_holds(
    page: Page, live_server: LiveServer, place: Place, administrator: User, worker: User
) -> None:
    make_case(place, worker, timezone.localdate(timezone.now(), ZONE))
    make_member(place, "nieuw@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)
    come_in(page, live_server, administrator)
    looked_at(page, "beheer")

    page.goto(f"{live_server.url}/uitnodigingen/")
    form = page.get_by_role("region", name="Iemand uitnodigen")
    form.get_by_label("E-mailadres").fill("hulp@voorbeeldstad.example")
    form.get_by_label("Rol").select_option(Membership.Role.COORDINATOR)
    press(form.get_by_role("button", name="Uitnodiging versturen"))
    expect(page.get_by_text("De uitnodiging is verstuurd.")).to_be_visible()
    assert Invitation.objects.get().role == Membership.Role.COORDINATOR

    page.goto(f"{live_server.url}/beheer/accounts/membership/add/")
    press(page.locator("#id_user + .select2 .select2-selection"))
    page.locator(".select2-search__field").fill("nieuw")
    page.locator(".select2-results__option", has_text="Nieuw").click()
    page.get_by_label("Rol").select_option(Membership.Role.POLICY_OFFICER)
    page.locator("#id_starts_on").fill("2026-01-05")
    press(page.locator("input[name=_save]"))
    expect(page.locator(".messagelist")).to_contain_text("is met succes toegevoegd")
    assert Membership.objects.filter(
        user__email="nieuw@voorbeeldstad.example", role=Membership.Role.POLICY_OFFICER
    ).exists()

    page.goto(f"{live_server.url}/beheer/cases/policy/add/")
    page.locator("#id_threshold_percent").fill("60")
    page.locator("#id_reason").fill("De raad vroeg het.")
    press(page.get_by_role("button", name="Bekijk wat dit doet"))
    expect(page.get_by_role("button", name="Leg dit beleid vast")).to_be_visible()
    assert Policy.objects.count() == 0, "a look changes nothing"
    press(page.get_by_role("button", name="Leg dit beleid vast"))
    expect(page.locator(".messagelist")).to_contain_text("Het beleid ligt vast.")
    assert Policy.objects.get().threshold_percent == 60


def test_an_administrator_mends_a_list_of_areas_and_reads_it_in(
    page: Page, live_server: LiveServer, place: Place, administrator: User, folder: Callable[..., Path]
) -> None:
    come_in(page, live_server, administrator)
    press(page.get_by_role("link", name="Gebieden"))
    expect(page.get_by_role("heading", name="Wijken en buurten inlezen")).to_be_visible()
    looked_at(page, "gebieden")

    def send(made: Path) -> None:
        page.get_by_label("Peiljaar").fill("2026")
        for label, begins in (
            ("Wijken", "wijk"),
            ("Buurten", "buurt_"),
            ("Grenzen", "buurten"),
            ("Adressen", "pc6hnr"),
        ):
            page.get_by_label(label).set_input_files(next(made.glob(f"{begins}*")))
        press(page.get_by_role("button", name="Bekijk het voorbeeld"))

    send(folder(buurt_="Buurt{year};Buurtnaam{year}\n99990001;Lindenhof\n9999X;Haven\n9999000K;\n"))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("heading", name="Er is niets ingelezen: 2 fouten")).to_be_visible()
    looked_at(page, "gebieden-fouten")
    send(folder())
    expect(page.get_by_text("Nieuwe buurten: Haven.")).to_be_visible()
    looked_at(page, "gebieden-voorbeeld")
    assert not Neighbourhood.objects.filter(code="BU9999000K").exists()
    press(page.get_by_role("button", name="Lees in"))
    expect(page.get_by_role("heading", name="De lijst van 2026 is ingelezen")).to_be_visible()
    looked_at(page, "gebieden-klaar")
    assert Neighbourhood.objects.filter(code="BU9999000K").exists()
