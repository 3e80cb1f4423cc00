"""Who is away and who stands in, as the lead records it: what is refused, what is told, and what the stand-in sees."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from roster.actions import version_of
from roster.models import Absence, StandIn
from tests.cases.screens import words_of
from tests.conftest import Browser, Place, make_member, stay_inside
from tests.teams.conftest import Away, another_team, case_of
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(lead: Client, place: Place, today: dt.date) -> Any:
    """Report somebody away, on days counted from today."""

    def send(
        user: User | None, first: int, last: int | None, stand_in: User | None = None, **more: Any
    ) -> Any:
        sent = {
            "user": user.pk if user else "",
            "kind": "leave",
            "first_day": day(today, first),
            "last_day": "" if last is None else day(today, last),
            "stand_in": stand_in.pk if stand_in else "",
        }
        return lead.post(f"/team/{place.team.pk}/afwezig/", sent | more)

    return send


def day(today: dt.date, number: int) -> str:
    """Return a day counted from today as a form sends it."""
    return (today + dt.timedelta(days=number)).isoformat()


def spans() -> list[tuple[str, dt.date, dt.date | None]]:
    """Return who stands in on which days."""
    rows = StandIn.objects.select_related("user").order_by("first_day")
    return [(str(row.user), row.first_day, row.last_day) for row in rows]


def test_a_week_away_with_a_stand_in_who_sees_the_cases_on_vandaag(
    lead: Client, board: str, report: Any, place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    case_of(place, worker, today)
    page = report(worker, 0, 6, colleague)
    assert page.headers["Location"] == board
    words = words_of(lead.get(board))
    assert "Farida is afwezig gemeld. Pim vervangt." in words and "geen medewerker" not in words
    assert spans() == [("Pim", today, today + dt.timedelta(days=6))]
    standing_in = Browser()
    standing_in.force_login(colleague)
    words = words_of(standing_in.get("/"))
    assert "Dennis Hoekstra" in words and "voor Farida, tot en met" in words
    report_again = report(worker, 0, 6, colleague)
    assert report_again.status_code == 302 and Absence.objects.count() == 1, "sent twice is one"


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays(
    report: Any, worker: User, today: dt.date
) -> None:
    page = report(worker, 5, 2, worker, kind="")
    words = words_of(page)
    assert page.status_code == 422 and not Absence.objects.exists()
    assert "De laatste dag ligt voor de eerste." in words
    assert "Wie afwezig is, kan zichzelf niet vervangen." in words
    assert "Vul dit in." in words
    typed = page.content.decode()
    assert f'value="{day(today, 5)}"' in typed and f'value="{day(today, 2)}"' in typed
    page = report(None, 0, 0, first_day="morgen", last_day="31-02-2026")
    words = words_of(page)
    assert "Kies iemand." in words and words.count("Vul een datum in.") == 4
    assert "31-02-2026" in page.content.decode()


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-3, 1), (4, None), (-9, 9)])
def test_days_on_which_somebody_is_away_already_are_refused(
    report: Any, away: Away, worker: User, first: int, last: int | None
) -> None:
    away(worker, 0, 4)
    page = report(worker, first, last)
    assert page.status_code == 422
    assert "Op een van deze dagen is die al afwezig gemeld." in words_of(page)
    assert Absence.objects.count() == 1


def test_the_day_after_an_absence_is_another(report: Any, away: Away, worker: User) -> None:
    away(worker, 0, 4)
    assert report(worker, 5, 6).status_code == 302
    assert report(worker, -1, -1).status_code == 302
    assert Absence.objects.count() == 3


def test_a_stand_in_who_is_away_on_the_first_day_is_refused_with_their_name(
    report: Any, away: Away, worker: User, colleague: User
) -> None:
    away(colleague, 0, 1)
    page = report(worker, 0, 5, colleague)
    assert page.status_code == 422 and "Pim is dan zelf afwezig." in words_of(page)
    assert not StandIn.objects.exists() and Absence.objects.count() == 1, "all or nothing"
    assert report(worker, 2, 5, colleague).status_code == 302


def test_a_stand_in_who_is_away_later_is_told_with_the_day_and_stands_on_the_board(
    lead: Client, board: str, report: Any, away: Away, place: Place, worker: User, colleague: User,
    today: dt.date,
) -> None:  # fmt: skip
    case_of(place, worker, today)
    wednesday = next(n for n in range(1, 8) if (today + dt.timedelta(days=n)).weekday() == 2)
    away(colleague, wednesday, wednesday)
    assert report(worker, 0, wednesday + 3, colleague).status_code == 302
    words = words_of(lead.get(board))
    assert "Let op: vanaf wo " in words and "vervangt niemand Farida" in words
    assert "Vanaf woensdag" in words and "geen vervanger: 1 dossier" in words


def test_who_stands_in_and_falls_ill_leaves_a_gap_that_is_told_at_once(
    lead: Client, board: str, report: Any, away: Away, place: Place, worker: User, colleague: User,
    today: dt.date,
) -> None:  # fmt: skip
    case = case_of(place, worker, today)
    away(worker, 0, 6, colleague)
    assert report(colleague, 0, None, kind="sick").status_code == 302
    page = lead.get(board)
    assert "vervangt niemand Farida" in words_of(page)
    assert f'data-unowned="{case.ref}"' in page.content.decode()
    assert "Vervanger kiezen voor Farida (1 dossier)" in words_of(page)


def test_a_stand_in_works_in_the_same_team_and_does_so_then(
    lead: Client, report: Any, away: Away, place: Place, worker: User, colleague: User, outsider: User,
    today: dt.date,
) -> None:  # fmt: skip
    page = report(worker, 0, 3, outsider)
    assert page.status_code == 422 and "Kies uit de lijst." in words_of(page)
    Membership.objects.filter(user=colleague).update(ends_on=today + dt.timedelta(days=5))
    page = report(worker, 8, 9, colleague)
    assert page.status_code == 422 and "Pim werkt dan niet in dit team." in words_of(page)
    assert not Absence.objects.exists()
    absence = away(worker, 0, 9)
    path = f"/team/{place.team.pk}/afwezig/{absence.pk}/"
    sent = {
        "stap": "vervanger",
        "stand_in": colleague.pk,
        "first_day": day(today, 7),
        "last_day": "",
        "seen": version_of(absence),
    }
    page = lead.post(path, sent)
    assert page.status_code == 422 and "Pim werkt dan niet in dit team." in words_of(page)


def test_another_stand_in_takes_over_from_a_day_on(
    lead: Client, away: Away, place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    third = make_member(place, "sanne@voorbeeldstad.example", Membership.Role.WORKER, place.team)
    absence = away(worker, 0, 9, colleague)
    path = f"/team/{place.team.pk}/afwezig/{absence.pk}/"
    sent = {
        "stap": "vervanger", "stand_in": third.pk, "first_day": day(today, 4), "last_day": "",
        "seen": version_of(absence),
    }  # fmt: skip
    assert lead.post(path, sent).status_code == 302
    ends = today + dt.timedelta(days=9)
    assert spans() == [
        ("Pim", today, today + dt.timedelta(days=3)), ("Sanne", today + dt.timedelta(days=4), ends),
    ]  # fmt: skip
    for wrong in (day(today, -1), day(today, 10)):
        page = lead.post(path, sent | {"first_day": wrong})
        assert page.status_code == 422 and "niemand te vervangen" in words_of(page)
    page = lead.post(path, sent | {"stand_in": "", "last_day": day(today, 2)})
    words = words_of(page)
    assert "Kies iemand." in words and "De laatste dag ligt voor de eerste." in words


def test_of_two_leads_who_choose_a_stand_in_the_second_is_told_and_sends_nobody_away(
    lead: Client, away: Away, report: Any, place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    third = make_member(place, "sanne@voorbeeldstad.example", Membership.Role.WORKER, place.team)
    absence = away(worker, 0, 9)
    path = f"/team/{place.team.pk}/afwezig/{absence.pk}/"
    seen = version_of(absence)
    sent = {
        "stap": "vervanger",
        "stand_in": third.pk,
        "first_day": day(today, 0),
        "last_day": "",
        "seen": seen,
    }
    assert lead.post(path, sent).status_code == 302
    assert lead.post(path, sent).status_code == 302, "sent twice is once"
    ends = today + dt.timedelta(days=9)
    second = lead.post(path, sent | {"stand_in": colleague.pk})
    assert second.status_code == 422 and spans() == [("Sanne", today, ends)]
    words = words_of(second)
    assert "Iemand anders heeft dit veranderd" in words and "Sanne vervangt" in words
    # A fault in the days is no look at what is there now.
    wrong = lead.post(path, sent | {"stand_in": colleague.pk, "first_day": day(today, 30)})
    assert f'value="{seen}"' in wrong.content.decode()
    absence.refresh_from_db()
    now_seen = version_of(absence)
    assert f'value="{now_seen}"' in second.content.decode(), "who has read it may send it again"
    assert lead.post(path, sent | {"stand_in": colleague.pk, "seen": now_seen}).status_code == 302
    assert spans() == [("Pim", today, ends)]
    # The same absence, reported again with somebody else.
    again = report(worker, 0, 9, third)
    assert (
        again.status_code == 422 and "Pim vervangt" in words_of(again) and spans() == [("Pim", today, ends)]
    )


def test_who_comes_back_earlier_or_later_takes_the_stand_in_along(
    lead: Client, away: Away, place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    absence = away(worker, 0, 9, colleague)
    path = f"/team/{place.team.pk}/afwezig/{absence.pk}/"

    def ends(number: int | None, seen: str) -> Any:
        last = "" if number is None else day(today, number)
        return lead.post(path, {"stap": "einde", "last_day": last, "seen": seen})

    absence.refresh_from_db()
    assert ends(4, version_of(absence)).status_code == 302
    assert spans() == [("Pim", today, today + dt.timedelta(days=4))]
    # A lead whose page is of before that overwrites nothing, and keeps what was typed.
    page = ends(20, version_of(absence))
    assert page.status_code == 422 and "Iemand anders heeft dit veranderd" in words_of(page)
    assert f'value="{day(today, 20)}"' in page.content.decode()
    absence.refresh_from_db()
    assert ends(None, version_of(absence)).status_code == 302
    assert spans() == [("Pim", today, None)]
    absence.refresh_from_db()
    page = ends(-3, version_of(absence))
    assert page.status_code == 422 and "De laatste dag ligt voor de eerste." in words_of(page)


def test_an_absence_by_mistake_is_taken_back_with_its_stand_in(
    lead: Client, away: Away, place: Place, worker: User, colleague: User
) -> None:
    absence = away(worker, 0, 9, colleague)
    path = f"/team/{place.team.pk}/afwezig/{absence.pk}/"
    assert lead.post(path, {"stap": "weg", "seen": "van gisteren"}).status_code == 422
    absence.refresh_from_db()
    assert lead.post(path, {"stap": "weg", "seen": version_of(absence)}).status_code == 302
    assert not Absence.objects.exists() and not StandIn.objects.exists()


def test_why_somebody_is_away_is_for_the_leads_of_their_team(
    client: Client, away: Away, place: Place, worker: User, colleague: User
) -> None:
    absence = away(colleague, 0, 3)
    head = make_member(place, "hennie@voorbeeldstad.example", Membership.Role.TEAM_LEAD, another_team(place))
    for user in (worker, colleague, head):
        client.force_login(user)
        assert client.get(f"/team/{place.team.pk}/afwezig/{absence.pk}/").status_code == 404
        mine = Membership.objects.get(user=user).team_id
        assert client.get(f"/team/{mine}/afwezig/{absence.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_report_the_same_person_at_once_make_one_absence(
    place: Place, team_lead: User, worker: User, today: dt.date
) -> None:
    other = make_member(place, "ruud@voorbeeldstad.example", Membership.Role.TEAM_LEAD, place.team)
    browsers = [Browser(), Browser()]
    for browser, user in zip(browsers, (team_lead, other), strict=True):
        browser.force_login(user)
    start = threading.Barrier(2)

    def send(browser: Client, last: int) -> int:
        start.wait()
        sent = {"user": worker.pk, "kind": "sick", "first_day": day(today, 0), "last_day": day(today, last)}
        try:
            return browser.post(f"/team/{place.team.pk}/afwezig/", sent | {"stand_in": ""}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = [page.result(60) for page in [pool.submit(send, browsers[n], n + 3) for n in range(2)]]
    stay_inside(place.municipality.pk)
    assert sorted(codes) == [302, 422] and Absence.objects.count() == 1


def test_of_an_absence_that_is_over_nobody_is_asked_to_stand_in(
    lead: Client, board: str, away: Away, worker: User
) -> None:
    words = words_of(lead.get(f"{board}afwezig/{away(worker, -5, -3).pk}/"))
    assert "Deze afwezigheid is voorbij." in words and "Was een vergissing: intrekken" in words
    assert "Niemand vervangt." not in words and "Vervanger kiezen" not in words
    words = words_of(lead.get(f"{board}afwezig/{away(worker, 0, 0).pk}/"))
    assert "Niemand vervangt." in words and "Vervanger kiezen" in words


def test_a_lead_without_cases_is_told_on_vandaag_where_their_own_work_waits(
    lead: Client, client: Client, worker: User
) -> None:
    told = "Wat op jou als teamleider wacht, staat bij Team."
    assert told in words_of(lead.get("/"))
    client.force_login(worker)
    assert told not in words_of(client.get("/"))
