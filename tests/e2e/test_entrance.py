"""Coming in: a volunteer by a code, a colleague by an invitation, somebody else through the municipality."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.conftest import Place, make_member
from tests.e2e.conftest import come_in
from tests.e2e.test_worker import _expect_clean
from tests.identity_provider import process
from tests.identity_provider.process import Provider
from tests.test_invitations import token_for
from tests.test_sso import set_up
from wijkzorg.accounts.models import Membership, User

FARIDA = "farida@voorbeeldstad.example"


@pytest.fixture(scope="session")
def running(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """The municipality's own sign-in, which sends people back to this site."""
    back = f"{live_server.url}/inloggen/gemeente/GM9999/terug/"
    with process.serve(tmp_path_factory.mktemp("idp"), redirect_uri=back, people=[FARIDA]) as provider:
        yield provider


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def test_a_volunteer_is_invited_says_a_name_and_comes_back_with_a_code(
    page: Page, live_server: LiveServer, place: Place
) -> None:
    coordinator = make_member(place, "coor@voorbeeldstad.example", Membership.Role.COORDINATOR)
    token = token_for(place, coordinator, email="buur@voorbeeldstad.example", role=Membership.Role.VOLUNTEER)
    page.goto(f"{live_server.url}/uitnodiging/{token}/")
    expect(page.get_by_role("heading", name="Je bent uitgenodigd")).to_be_visible()
    assert token not in page.url
    _expect_clean(page)
    page.get_by_label("Je naam").fill("Buurvrouw Els")
    page.get_by_role("button", name="Uitnodiging aannemen").click()
    expect(page.get_by_text("Je uitnodiging is aangenomen")).to_be_visible()
    assert User.objects.get(email="buur@voorbeeldstad.example").name == "Buurvrouw Els"

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/inloggen/")
    page.get_by_role("link", name="Ik ben vrijwilliger: mail mij een code").click()
    _expect_clean(page)
    page.get_by_label("E-mailadres").fill("buur@voorbeeldstad.example")
    page.get_by_role("button", name="Stuur de code").click()
    expect(page.get_by_role("heading", name="Vul de code in")).to_be_visible()
    _expect_clean(page)
    found = re.search(r"\d{3}-\d{3}-\d{3}", str(mail.outbox[-1].body))
    assert found is not None
    page.get_by_label("Code uit de e-mail").fill(found[0])
    page.get_by_role("button", name="Inloggen").click()
    expect(page.locator(".wz-me__name")).to_contain_text("Buurvrouw Els")


def test_a_worker_comes_in_through_the_municipality(
    page: Page, live_server: LiveServer, running: Provider, place: Place, worker: User
) -> None:
    running.twist(amr=["pwd", "mfa"])
    set_up(place, running.url, "voorbeeldstad.example", factor_amr=["mfa"])
    page.goto(f"{live_server.url}/inloggen/?next=/dossiers/")
    page.get_by_role("link", name="Inloggen via mijn gemeente").click()
    _expect_clean(page)
    page.get_by_label("E-mailadres van je werk").fill(worker.email)
    page.get_by_role("button", name="Verder").click()
    page.wait_for_url(f"{running.url}/**")
    page.locator("input[name=login]").fill(worker.email)
    page.locator("input[name=password]").fill(process.PASSWORD)
    page.get_by_role("button").first.click()
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("heading", name="Dossiers", level=1)).to_be_visible()
    expect(page.locator(".wz-me__name")).to_contain_text("Farida")


def test_a_team_lead_invites_and_takes_back(
    page: Page, live_server: LiveServer, place: Place, team_lead: User
) -> None:
    come_in(page, live_server, team_lead)
    page.locator(".wz-me summary").click()
    page.get_by_role("link", name="Uitnodigen").click()
    _expect_clean(page)
    form = page.get_by_role("region", name="Iemand uitnodigen")
    form.get_by_label("E-mailadres").fill("nieuw@voorbeeldstad.example")
    form.get_by_role("button", name="Uitnodiging versturen").click()
    expect(page.locator(".wz-faults")).to_contain_text("Kies het team.")
    _expect_clean(page)
    form.get_by_label("Team").select_option("Team Oost")
    form.get_by_role("button", name="Uitnodiging versturen").click()
    expect(page.get_by_text("De uitnodiging is verstuurd.")).to_be_visible()
    _expect_clean(page)
    page.get_by_role("button", name="Intrekken nieuw@voorbeeldstad.example").click()
    expect(page.get_by_text("De uitnodiging is ingetrokken.")).to_be_visible()
