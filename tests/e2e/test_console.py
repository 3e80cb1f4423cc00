"""No page asks for anything that the security policy forbids, and no script of it fails: the console is silent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.models import Case
from reaching.admin import OnlyHereAdmin
from tests.centres.conftest import employ, make_centre
from tests.conftest import PASSWORD, START, Place, make_case, make_member, signed_in
from tests.shell.addresses import every_address
from wijkzorg.accounts.models import Membership, User
from wijkzorg.accounts.work_admin import WorkAdmin


class Watched:
    """A browser window that remembers all that its console said."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.said: list[str] = []
        context.on("page", self._watch)
        self.page = context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._heard(page, message))

    def _heard(self, page: Page, message: ConsoleMessage) -> None:
        # What is less is advice to whoever wrote the form.
        if message.type in ("error", "warning", "assert"):
            self.said.append(f"{page.url}: {message.type}: {message.text} {message.location}")

    def sign_in(self, user: User) -> None:
        """Carry the cookie of a session, as signing in has its own tests."""
        client = signed_in(Client(), user)
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])

    def opens(self, path: str) -> None:
        """Open a page, all of it."""
        answer = self.page.goto(f"{self.address}{path}", wait_until="load")
        assert answer is not None and answer.status == 200, path


@pytest.fixture
def watched(browser: Browser, live_server: LiveServer) -> Iterator[Watched]:
    """A window whose console must have stayed silent at the end."""
    cache.clear()
    context = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam")
    window = Watched(context, live_server.url)
    yield window
    context.close()
    assert window.said == []


@pytest.fixture
def case(live_server: LiveServer, place: Place, worker: User) -> Case:
    """A case that nobody visited."""
    now = timezone.now()
    today = place.municipality.day_of(now)
    with transaction.atomic():  # a case and its first need are checked together, at the end
        made = make_case(place, worker, today - dt.timedelta(days=60))
        assessment.refresh(case_ids=[made.pk], on=today, now=now, cause=None)
    return made


def test_the_worker_s_pages_are_silent(watched: Watched, case: Case, worker: User) -> None:
    watched.opens("/inloggen/")
    watched.opens("/account/password/reset/")
    watched.sign_in(worker)
    for path in (
        "/dossiers/",
        "/dossiers/?q=hoekstra",
        f"/dossiers/{case.pk}/",
        f"/dossiers/{case.pk}/contact/",
    ):
        watched.opens(path)
    watched.opens("/account/password/change/")
    for path in ("", "app/", "passkey/"):
        watched.opens(f"/account/tweede-stap/{path}")
    watched.opens("/account/sessies/")
    watched.opens("/")
    line = watched.page.locator(f"#dossier-{case.pk}")
    line.get_by_role("link", name="Contact vastleggen").click()
    line.get_by_role("button", name="Gelukt", exact=True).click()
    expect(line.get_by_role("status")).to_contain_text("vastgelegd")


@pytest.mark.parametrize("who", ["worker", "team_lead", "privacy_officer", "policy_officer"])
def test_every_address_that_shows_somebody_a_page_is_silent(
    watched: Watched, case: Case, place: Place, worker: User, team_lead: User, who: str
) -> None:
    officer = make_member(place, "fg@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
    figures = make_member(place, "bela@voorbeeldstad.example", Membership.Role.POLICY_OFFICER)
    user = {"worker": worker, "team_lead": team_lead, "privacy_officer": officer, "policy_officer": figures}[
        who
    ]
    client = signed_in(Client(raise_request_exception=False), user)
    watched.sign_in(user)
    for path in every_address({"pk": case.pk}):
        answer = client.get(path)
        # What is not there is said in the console too; the pages of the set-up have their own test.
        if answer.status_code == 200 and "html" in answer["Content-Type"] and not path.startswith("/beheer/"):
            watched.opens(path)


def test_after_signing_out_the_back_button_shows_nothing(watched: Watched, case: Case, worker: User) -> None:
    watched.sign_in(worker)
    watched.opens("/dossiers/")
    watched.opens(f"/dossiers/{case.pk}/")
    expect(watched.page.get_by_text("Hoekstra").first).to_be_visible()
    watched.page.locator("details.wz-me summary").click()
    watched.page.get_by_role("button", name="Uitloggen").click()
    expect(watched.page.get_by_role("heading", name="Inloggen")).to_be_visible()
    for _ in range(2):
        watched.page.go_back()
        expect(watched.page.get_by_role("heading", name="Inloggen")).to_be_visible()
        expect(watched.page.get_by_text("Hoekstra")).to_have_count(0)


@pytest.fixture
def administrator(live_server: LiveServer) -> User:
    """Someone who may set up everything."""
    return User.objects.create_superuser("beheer@voorbeeldstad.example", PASSWORD)


def test_all_pages_of_the_set_up_are_silent(
    watched: Watched, administrator: User, worker: User, case: Case
) -> None:
    watched.sign_in(administrator)
    watched.opens("/beheer/")
    asked = RequestFactory().get("/beheer/")
    asked.user = administrator
    asked.desk = SimpleNamespace(municipality=case.municipality, roles=frozenset())  # type: ignore[attr-defined]
    for model, listed in admin.site._registry.items():
        if isinstance(listed, (WorkAdmin, OnlyHereAdmin)):  # of who works there, below
            continue
        root = f"/beheer/{model._meta.app_label}/{model._meta.model_name}/"
        watched.opens(root)
        for number in range(watched.page.locator("#changelist-filter li a").count()):
            watched.opens(root)
            watched.page.locator("#changelist-filter li a").nth(number).click()
            expect(watched.page.locator("#changelist")).to_be_visible()
        watched.opens(f"{root}?q=oost")
        if admin.site._registry[model].has_add_permission(asked):
            watched.opens(f"{root}add/")
        row = model._default_manager.first()
        if row is not None:
            watched.page.goto(f"{watched.address}{root}{row.pk}/change/")
            watched.page.goto(f"{watched.address}{root}{row.pk}/history/")
    watched.opens(f"/beheer/accounts/user/{worker.pk}/password/")


def test_the_lists_of_daily_work_and_the_desk_are_silent(watched: Watched, place: Place, case: Case) -> None:
    with transaction.atomic():
        centre = make_centre(place)
        user = make_member(place, "ruben@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)
        Membership.objects.create(
            municipality=place.municipality, user=user, role=Membership.Role.COORDINATOR, starts_on=START
        )
        for role in (Membership.Role.CENTRE_STAFF, Membership.Role.COORDINATOR):
            employ(centre, user, role)
    watched.sign_in(user)
    paths = ["/beheer/", "/balie/", f"/balie/{case.resident_id}/"]
    for model, listed in admin.site._registry.items():
        if isinstance(listed, (WorkAdmin, OnlyHereAdmin)):
            root = f"/beheer/{model._meta.app_label}/{model._meta.model_name}/"
            paths += [root, f"{root}?q=oost"]
    for path in paths:
        watched.opens(path)


def test_the_parts_of_the_set_up_that_move_are_silent(
    watched: Watched, administrator: User, worker: User
) -> None:
    watched.sign_in(administrator)
    watched.opens("/beheer/accounts/membership/add/")
    page = watched.page
    # What looks up while one types.
    page.locator("#id_user + .select2 .select2-selection").click()
    page.locator(".select2-search__field").fill("farida")
    page.locator(".select2-results__option", has_text="Farida").click()
    # The calendar, and what fills in today.
    page.locator("#calendarlink0").click()
    expect(page.locator("#calendarbox0")).to_be_visible()
    page.get_by_role("link", name="Vandaag").first.click()
    # A window of its own, in which something is made that the form then has.
    watched.opens("/beheer/accounts/team/add/")
    with page.expect_popup() as opened:
        page.locator("#add_id_organisation").click()
    popup = opened.value
    popup.locator("#id_name").fill("Stichting Nieuw")
    with popup.expect_event("close"):
        popup.locator("input[name=_save]").click()
    expect(page.locator("#id_organisation")).to_contain_text("Stichting Nieuw")
