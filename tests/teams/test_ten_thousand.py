"""Ten thousand cases in a team: each list shows a page of them, in as many queries as for three."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import case_list, worklist
from cases.models import Case
from day.views import ASKS
from tests.cases.screens import HTMX, sent_form, words_of
from tests.conftest import Browser, Place
from tests.teams.many import make_many
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry, Action

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def both(client: Client, place: Place, worker: User, team_lead: User) -> Client:
    """A browser of somebody who leads the team and has cases in it."""
    Membership.objects.create(
        municipality=place.municipality, user=team_lead, team=place.team, role="worker", starts_on=dt.date(2020, 1, 1)
    )  # fmt: skip
    client.force_login(team_lead)
    return client


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    # The test runs in a transaction of its own: the page's is a savepoint here.
    return sum("SAVEPOINT" not in each["sql"] for each in captured)


def test_board_vandaag_list_and_search_ask_as_many_queries_for_ten_thousand_as_for_three(
    both: Client, board: str, place: Place, team_lead: User, worker: User, today: dt.date
) -> None:
    own = Browser()
    own.force_login(worker)
    # Somebody must be found: of nobody nothing is read and nothing judged, which is two queries less.
    asked = [
        (own, "/"), (both, "/"), (both, board), (own, "/dossiers/"), (own, "/dossiers/?q=naam"),
        (own, "/dossiers/?q=M2"), (own, "/dossiers/?gesloten=1"), (own, "/dossiers/?q=qqqqqq"),
    ]  # fmt: skip
    owners = [team_lead, worker, None]
    make_many(place, owners, today - 20 * DAY, today, range(1, 4))
    for browser, path in asked:
        browser.get(path)
    few = [_queries(browser, path) for browser, path in asked]
    make_many(place, owners, today - 20 * DAY, today, range(4, 10_001))
    assert [_queries(browser, path) for browser, path in asked] == few
    assert few[0] <= 8 and few[1] <= 8 and few[2] <= 17 and few[3] <= 9, few
    assert few[4] <= 12 and few[7] == few[4] - 2, few


def test_vandaag_of_thousands_of_cases_stands_on_pages_that_together_are_all_of_them_in_order(
    client: Client, place: Place, worker: User, today: dt.date
) -> None:
    make_many(place, [worker], today - 60 * DAY, today, range(1, 10_001))
    client.force_login(worker)
    page = client.get("/")
    made = page.context["list"]
    assert (made.total, made.now.count, made.pages) == (10_000, 10_000, 10_000 // worklist.PAGE)
    assert len(made.now.lines) == worklist.PAGE
    assert "10000 dossiers" in words_of(page).replace(".", "")
    assert len(page.content) < 900_000
    assert len(page.context["asked"].shown) <= ASKS
    logged = AccessEntry.objects.filter(user_id=worker.pk, action=Action.LIST).latest("id")
    assert len(logged.case_ids) <= worklist.PAGE + ASKS

    pages = {number: client.get(f"/?pagina={number}").context["list"] for number in (1, 2, 100)}
    first, second, last = ([line.name for line in shown.now.lines] for shown in pages.values())
    assert first == [line.name for line in made.now.lines]
    assert len({*first, *second, *last}) == 3 * worklist.PAGE
    whole = [line.name for line in worklist.of(worker.cases.all(), today).now.lines]
    assert (first, second, last) == (whole[:100], whole[100:200], whole[-100:])
    assert not client.get("/?pagina=2").context["asked"].shown, "it stands on the first page"
    for beyond in ("101", "0", "-1", "x", "9" * 30):
        assert client.get("/", {"pagina": beyond}).status_code == 200

    # A contact with somebody on the last page is recorded in their line, and the counts are those of all.
    case = worker.cases.get(ref=_ref(whole[-1]))
    answer = client.post(f"/dossiers/{case.pk}/contact/", sent_form(), headers=HTMX)
    assert f'id="dossier-{case.pk}"' in answer.content.decode()
    assert "9.999" in words_of(answer) or "9999" in words_of(answer)


def _ref(name: str) -> str:
    return "M" + name.removeprefix("Kim Naam")


def test_the_list_and_a_search_are_walked_page_by_page_until_each_case_was_shown_once(
    both: Client, place: Place, team_lead: User, today: dt.date
) -> None:
    make_many(place, [team_lead], today - 20 * DAY, today, range(1, 10_001))
    seen: list[str] = []
    path, counts = "/dossiers/", set()
    for _page in range(6):
        with CaptureQueriesContext(connection) as captured:
            page = both.get(path)
        counts.add(len(captured))
        seen += [row.case.ref for row in page.context["page"].rows]
        path = f"/dossiers/?{page.context['page'].next_query}"
    assert len(seen) == len(set(seen)) == 6 * case_list.PAGE
    assert max(counts) - min(counts) <= 1, counts  # from the second on: where the page begins
    names = list(Case.objects.order_by("resident__last_name", "pk").values_list("ref", flat=True))
    assert seen == names[: len(seen)]

    found: list[str] = []
    path = "/dossiers/?q=naam77"
    while path:
        page = both.get(path)
        found += [row.case.ref for row in page.context["page"].rows]
        path = f"/dossiers/?{page.context['page'].next_query}" if page.context["page"].next_query else ""
    assert len(found) == len(set(found)) > case_list.PAGE
    assert found[0] == "M77"
