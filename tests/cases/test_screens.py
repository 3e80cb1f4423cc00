"""What a social worker reads of a case, of the list of cases, and on every screen."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import assessment
from cases.models import Agreement, Case, Medium, Need, Pause
from tests.cases.screens import days_ago, visited_weekly, words_of
from tests.conftest import Place, add_contact, make_case
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_case_shows_its_clocks_its_flags_with_their_sums_and_what_happened(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 100))
    visited_weekly(case, worker, today, last=24)
    add_contact(case, worker, days_ago(today, 10), Medium.PHONE)
    add_contact(case, worker, days_ago(today, 5), Medium.PHONE, reached=False)
    words = words_of(at_work.get(f"/dossiers/{case.pk}/"))
    assert "Dennis kreeg in 28 dagen 35 % van het contact dat nodig is. De grens is 50 %." in words
    assert "Gekomen: 140 van 400 punten 35 %" in words
    assert "1× huisbezoek, 1× telefoon in 28 dagen" in words
    assert "Telefoon, niet gelukt" in words
    assert "Te lang niet gezien op" in words


def test_the_flags_on_the_case_are_those_of_assess(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 60))
    page = at_work.get(f"/dossiers/{case.pk}/").content.decode()
    shown = set(re.findall(r'data-case="([^"]+)" data-kind="([^"]+)" data-since="([^"]+)"', page))
    ((ref, standing),) = assessment.assess(municipality_id=place.municipality.pk, on=today)
    assert shown == {(ref, flag.kind.value, flag.since.isoformat()) for flag in standing.flags}


def test_the_sum_of_what_was_promised_names_both_rhythms(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 100))
    Agreement.objects.create(
        municipality=place.municipality, case=case, valid_from=days_ago(today, 9), contacts=1, per_days=14,
        medium=Medium.PHONE, reason="no_capacity", created_by=worker,
    )  # fmt: skip
    words = words_of(at_work.get(f"/dossiers/{case.pk}/"))
    assert "Beloofd is 20 % van wat nodig is." in words
    assert "Nodig: 1× per week huisbezoek, 100 punten per keer 400" in words
    assert "Beloofd: 1× per 2 weken bellen, 40 punten per keer 80" in words
    assert "Geen capaciteit" in words


@pytest.mark.parametrize("opened", [-5, 0, 1, 500])
@pytest.mark.parametrize("agreed", [True, False])
def test_a_case_of_any_age_can_be_opened(
    at_work: Client, place: Place, worker: User, today: dt.date, opened: int, agreed: bool
) -> None:
    case = make_case(place, worker, days_ago(today, opened), agreed=agreed)
    assert at_work.get(f"/dossiers/{case.pk}/").status_code == 200
    assert at_work.get("/").status_code == 200
    assert at_work.get("/dossiers/").status_code == 200


def test_a_closed_and_a_paused_case_say_why_nothing_is_counted(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 60))
    pause = Pause.objects.create(
        municipality=place.municipality, case=case, first_day=today, last_day=today, reason="opname"
    )
    assert "de klokken staan stil" in words_of(at_work.get(f"/dossiers/{case.pk}/"))
    pause.delete()
    Case.objects.filter(pk=case.pk).update(closed_on=days_ago(today, 1))
    assert "Dit dossier is gesloten op" in words_of(at_work.get(f"/dossiers/{case.pk}/"))


def test_a_long_history_costs_no_more_queries_and_shows_its_newest_first(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get(f"/dossiers/{case.pk}/").status_code == 200
        return len(captured)

    case = make_case(place, worker, days_ago(today, 400))
    at_work.get("/")
    short = queries()
    for days in range(1, 200):
        add_contact(case, worker, days_ago(today, days))
    assert queries() == short <= 32
    few, everything = (at_work.get(f"/dossiers/{case.pk}/{more}").content.decode() for more in ("", "?alles"))
    assert few.count('class="wz-event"') == 20
    assert everything.count('class="wz-event"') >= 199
    assert "eerder)" in few and "eerder)" not in everything


def test_the_list_pages_by_name_without_losing_or_repeating_anyone(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    for number in range(120):
        make_case(place, worker, today, ref=f"D{number:03}", last_name=f"Naam{number % 7}", first_name="Ali")
    seen, path = list[str](), "/dossiers/"
    for _page in range(3):
        page = at_work.get(path).content.decode()
        seen += re.findall(r"D\d{3}", page)
        following = re.search(r'href="(\?[^"]*na=[^"]*)"', page)
        path = "/dossiers/" + following[1].replace("&amp;", "&") if following else ""
    assert not path
    assert len(seen) == 120 == len(set(seen))


@pytest.mark.parametrize("query", ["hoek", "Dennis hoekstra", "d00001", "  HOEKSTRA "])
def test_a_name_is_found_by_a_part_of_it_in_any_case(
    at_work: Client, place: Place, worker: User, today: dt.date, query: str
) -> None:
    make_case(place, worker, today)
    make_case(place, worker, today, ref="D2", first_name="Nel", last_name="Bos")
    words = words_of(at_work.get("/dossiers/", {"q": query}))
    assert "Hoekstra, Dennis" in words and "Bos" not in words


def test_a_query_that_finds_nobody_says_so(at_work: Client) -> None:
    assert "Geen dossier gevonden voor “<x>”" in words_of(at_work.get("/dossiers/", {"q": "<x>"})).replace(
        "&lt;", "<"
    ).replace("&gt;", ">")


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "999999"])
def test_a_page_that_makes_no_sense_shows_the_first(
    at_work: Client, place: Place, worker: User, today: dt.date, after: str
) -> None:
    make_case(place, worker, today)
    assert "Hoekstra" in words_of(at_work.get("/dossiers/", {"na": after}))


def test_closed_cases_are_shown_when_asked_for(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 9))
    Case.objects.filter(pk=case.pk).update(closed_on=today)
    assert "Hoekstra" not in words_of(at_work.get("/dossiers/"))
    assert "gesloten op" in words_of(at_work.get("/dossiers/", {"gesloten": "1"}))


def test_the_list_costs_as_many_queries_for_fifty_as_for_one(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get("/dossiers/").status_code == 200
        return len(captured)

    make_case(place, worker, today, ref="1")
    at_work.get("/dossiers/")
    one = queries()
    for number in range(2, 51):
        make_case(place, worker, today, ref=str(number))
    assert queries() == one


def test_no_screen_has_a_dead_link_an_inline_style_or_an_inline_script(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 60))
    visited_weekly(make_case(place, worker, days_ago(today, 60), ref="D2"), worker, today, last=2)
    paths = [
        "/",
        "/dossiers/",
        f"/dossiers/{case.pk}/",
        f"/dossiers/{case.pk}/contact/",
        "/account/password/change/",
    ]
    for path in paths:
        answer = at_work.get(path)
        page = answer.content.decode()
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=", page), path
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        ids = set(re.findall(r'\sid="([^"]+)"', page))
        for address in re.findall(r'href="([^"]*)"', page):
            target, _, part = address.replace("&amp;", "&").partition("#")
            if target.startswith("/static/"):
                continue
            if target and not target.startswith("?"):
                assert at_work.get(target).status_code == 200, (path, address)
            elif part:
                assert part in ids, (path, address)


def test_every_icon_that_a_screen_uses_is_in_the_sprite(
    at_work: Client, place: Place, worker: User, today: dt.date, settings: Any
) -> None:
    sprite = (settings.BASE_DIR / "static/vendor/tabler/icons.svg").read_text()
    there = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    templates = "".join(path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html"))
    rooms = ("cases", "agreements", "outreach", "reports", "roster", "teams", "day")
    files = (path for room in rooms for path in (settings.BASE_DIR / room).glob("*.py"))
    code = "".join(path.read_text() for path in files)
    used = set(re.findall(r'{% icon "([^"]+)" %}', templates))
    used |= {name for name in re.findall(r'"([a-z]+(?:-[a-z]+)*)"', code) if name in there}
    assert used == there


def test_the_demo_says_on_every_page_that_all_is_made_up(client: Client, settings: Any) -> None:
    words = "alle mensen en gebeurtenissen zijn verzonnen"
    assert words not in words_of(client.get("/inloggen/"))
    settings.WIJKZORG_DEMO = True
    assert words in words_of(client.get("/inloggen/"))


def test_versions_of_need_and_agreement_say_who_and_why(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 100))
    Need.objects.create(
        municipality=place.municipality, case=case, valid_from=today + dt.timedelta(days=3), contacts=2, per_days=7,
        medium=Medium.HOME_VISIT, reason="Post blijft liggen", created_by=worker,
    )  # fmt: skip
    words = words_of(at_work.get(f"/dossiers/{case.pk}/"))
    assert "2× per week huisbezoek straks" in words
    assert f"door {worker.name} Post blijft liggen" in words
