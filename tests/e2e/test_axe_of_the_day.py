"""axe finds nothing on any page of the social worker's day: empty, full (the demo), with faults; at both widths."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from cases import assessment
from cases.demo import places, staff
from cases.models import Case, Contact, Decision, Double, Flag, Pause
from outreach.models import SearchPlan, SearchStep, Wish
from reports.models import Report, State
from roster.models import Absence, DutyShift
from teams.models import Transfer
from tests.conftest import Place, stay_inside
from tests.demo.conftest import fill
from tests.e2e.conftest import LAPTOP, PHONE, come_in
from tests.outreach.conftest import desk_of
from wijkzorg.accounts.models import Team, User
from wijkzorg.tenancy.models import Municipality

OF_WORKER = (
    "/", "/dossiers/", "/dossiers/?q=zzz", "/dossiers/nieuw/", "/dossiers/nieuw/?nieuw=1", "/dossiers/elders/",
    "/noodtoegang/", "/besluiten/", "/contacten/samen/", "/meldingen/", "/meldingen/nieuw/", "/meldingen/ronde/",
    "/ochtendmail/",
)  # fmt: skip
OF_LEAD = (
    "/", "/team/{team}/", "/team/{team}/wie/0/", "/team/{team}/verplaatsen/", "/team/{team}/afwezig/",
    "/team/{team}/uren/", "/team/{team}/weg/", "/dienst/", "/dienst/nieuw/", "/bevestigen/",
)  # fmt: skip
# Forms that are sent with nothing in them.
EMPTY_OF_WORKER = ("/dossiers/nieuw/?nieuw=1", "/dossiers/elders/", "/meldingen/nieuw/", "/meldingen/ronde/")
EMPTY_OF_LEAD = ("/team/{team}/afwezig/", "/dienst/nieuw/")
OF_CASE = ("contact/", "nodig/", "afspraak/", "pauze/", "sluiten/", "overdragen/", "tekens/")
FORMS = ("/plan/", "/gezien/", "/besluit/", "/verbeteren/", "/weg/", *OF_CASE)
_CLEAR = """form => {
  for (const field of form.elements) {
    if (field.type === "hidden" || field.tagName === "BUTTON") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else field.value = "";
  }
  form.noValidate = true;
  form.submit();
}"""
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# What sticks out on the right, the innermost of it.
_TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth + 1;
  const out = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > edge);
  const last = out.filter((one) => !out.some((other) => other !== one && one.contains(other)));
  return last.slice(0, 2).map((one) => one.outerHTML.slice(0, 120));
}"""


class Looker:
    """Opens pages at both widths and remembers what is wrong with them."""

    def __init__(self, page: Page, live_server: LiveServer) -> None:
        self.page, self.server = page, live_server
        self.wrong: list[str] = []
        self.seen = 0

    def sit_down(self, user: User) -> None:
        """Let somebody sit down at the screen."""
        self.page.context.clear_cookies()
        come_in(self.page, self.server, user)

    def look(self, *paths: str) -> None:
        """Look at pages, with all that can be opened on them open."""
        for path in paths:
            answer = self.page.goto(self.server.url + path, wait_until="load")
            if answer is None or answer.status != 200:
                self.wrong.append(f"{path}: {answer and answer.status}")
            self._judge(path)

    def send_nothing(self, *paths: str) -> None:
        """Send the form of each page with nothing in it, and look at what is said of it."""
        for path in paths:
            self.page.goto(self.server.url + path, wait_until="load")
            form = self.page.locator("main form[method=post]").filter(
                has=self.page.locator(".utrecht-button--primary-action")
            )
            with self.page.expect_navigation():
                form.first.evaluate(_CLEAR)
            if not self.page.locator(".wz-faults, [aria-invalid=true]").count():
                self.wrong.append(f"{path}: an empty form is no fault")
            self._judge(f"{path} sent empty")

    def _judge(self, path: str) -> None:
        self.page.evaluate(
            "document.querySelectorAll('main details').forEach((part) => { part.open = true })"
        )
        for size in (PHONE, LAPTOP):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.seen += 1
            found = Axe().run(self.page)
            for fault in found.response["violations"]:
                where = "; ".join(str(node["target"]) for node in fault["nodes"][:3])
                self.wrong.append(f"{path} at {size['width']}: {fault['id']}: {fault['help']}: {where}")
            if (wide := self.page.evaluate(_WIDE)) > 0:
                what = self.page.evaluate(_TOO_WIDE)
                self.wrong.append(f"{path} at {size['width']} is {wide} px too wide: {what}")


@pytest.fixture
def looker(browser: Browser, live_server: LiveServer) -> Iterator[Looker]:
    """A window; at the end nothing may be wrong with what was seen in it."""
    cache.clear()
    context = browser.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam", reduced_motion="reduce")
    looking = Looker(context.new_page(), live_server)
    yield looking
    context.close()


def test_pages_on_which_there_is_nothing_and_forms_that_are_sent_empty(
    looker: Looker, place: Place, worker: User, team_lead: User
) -> None:
    looker.sit_down(worker)
    looker.look(*OF_WORKER)
    looker.send_nothing(*EMPTY_OF_WORKER)
    looker.sit_down(team_lead)
    looker.look(*(path.format(team=place.team.pk) for path in OF_LEAD))
    looker.send_nothing(*(path.format(team=place.team.pk) for path in EMPTY_OF_LEAD))
    assert not looker.wrong, "\n".join(looker.wrong)
    assert looker.seen > 50


@pytest.fixture
def town(live_server: LiveServer) -> Iterator[Municipality]:
    """The demo, with every room filled."""
    call_command("load_demo", format="json", stdout=StringIO(), stderr=StringIO())
    fill()
    municipality = Municipality.objects.get(code=places.MUNICIPALITY_CODE)
    stay_inside(municipality.pk)
    now = timezone.now()
    cases = list(Case.objects.values_list("pk", flat=True))
    assessment.refresh(case_ids=cases, on=municipality.day_of(now), now=now, cause=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    yield municipality
    stay_inside(None)


def of_cases(worker: User) -> list[str]:
    """Return the pages of cases of a worker, each kind of them once."""
    mine = Case.objects.filter(worker=worker)
    sought = SearchPlan.objects.get(case__in=mine, ended_at__isnull=True).case_id
    flag = Flag.objects.filter(case=sought, state="open").latest("pk").pk
    step = SearchStep.objects.filter(plan__case=sought, outcome="").latest("pk").pk
    wish = Wish.objects.filter(case__in=mine).waiting().latest("pk")
    still = Pause.objects.filter(case__team__memberships__user=worker).latest("last_day")
    contact = Contact.objects.filter(case__in=mine, worker=worker).latest("pk").pk
    own = f"/dossiers/{sought}/"
    return [
        own, f"{own}?alles", f"{own}waarom/", f"{own}geschiedenis/", f"{own}doelgroep/", f"{own}zoekplan/",
        f"{own}zoekplan/gezien/", f"{own}zoekplan/besluit/", f"{own}zoekplan/regels/{step}/", f"{own}papier/",
        f"{own}signalen/{flag}/plan/", f"/dossiers/{wish.case_id}/", f"/dossiers/{wish.case_id}/wensen/{wish.pk}/",
        f"/dossiers/{still.case_id}/", f"/dossiers/{still.case_id}/pauze/{still.pk}/weg/",
        f"/contacten/{contact}/verbeteren/", *(f"{own}{path}" for path in OF_CASE),
    ]  # fmt: skip


def test_the_pages_of_the_whole_demo_and_the_forms_of_a_case_sent_empty(
    looker: Looker, town: Municipality
) -> None:
    worker = User.objects.get(email=staff.email(staff.HEADLINE))
    looker.sit_down(worker)
    looker.look(*(path for path in OF_WORKER if path not in EMPTY_OF_WORKER))
    pages = of_cases(worker)
    looker.look(*pages)
    looker.send_nothing("/contacten/samen/", *(path for path in pages if path.endswith(FORMS)))
    team = Team.objects.get(name=staff.TEAMS[0].name)
    going = Report.objects.visible_to(desk_of(worker)).exclude(state=State.CLOSED)
    looker.look(*(f"/meldingen/{pk}/" for pk in going.values_list("pk", flat=True)))
    looker.sit_down(User.objects.get(email=staff.email(staff.TEAMS[0].lead)))
    looker.look(*(path.format(team=team.pk) for path in OF_LEAD), *pages_of_lead(team, worker))
    assert not looker.wrong, "\n".join(looker.wrong)


def pages_of_lead(team: Team, worker: User) -> list[str]:
    """Return the pages of a lead that are about somebody or something."""
    own = f"/team/{team.pk}/"
    away = Absence.objects.filter(user__memberships__team=team).latest("pk").pk
    double = Double.objects.filter(case__team=team).latest("pk").pk
    offer = Transfer.objects.filter(from_team=team, state=Transfer.State.WAITING).latest("pk").pk
    shift = DutyShift.objects.filter(worker=worker).latest("pk").pk
    return [
        f"{own}?wacht=alles", f"{own}wie/{worker.pk}/", f"{own}verplaatsen/?van={worker.pk}", f"{own}afwezig/{away}/",
        f"/besluiten/{Decision.objects.latest('pk').pk}/", f"/dossiers/dubbel/{double}/", f"/overdracht/{offer}/",
        f"/dienst/{shift}/",
    ]  # fmt: skip
