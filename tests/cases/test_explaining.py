"""Waarom?: what each sum opens adds up, and is what the rules say (of the whole demo: tests/demo/test_why.py)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, Medium, Pause
from tests.cases.screens import HTMX, days_ago, visited_weekly, words_of
from tests.cases.sums import added_up
from tests.conftest import Place, add_contact, make_case
from tests.pages import read
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [0, 3, 30, 120])
def test_a_pause_and_a_young_case_add_up_too(place: Place, worker: User, today: dt.date, day: int) -> None:
    case = make_case(place, worker, days_ago(today, day))
    if day > 20:
        visited_weekly(case, worker, today, last=15)
        Pause.objects.create(
            municipality=place.municipality,
            case=case,
            first_day=days_ago(today, 10),
            last_day=days_ago(today, 4),
            reason="opname",
        )
    assert added_up(case, today)


def test_a_line_opens_its_sums_in_place_and_as_a_page(at_work: Client, waiting: Case) -> None:
    assert f'href="/dossiers/{waiting.pk}/waarom/"' in at_work.get("/").content.decode()
    page = at_work.get(f"/dossiers/{waiting.pk}/waarom/")
    assert "<html" in page.content.decode() and "Dagen niet gezien, de grens is 28 dagen" in words_of(page)
    part: Any = at_work.get(f"/dossiers/{waiting.pk}/waarom/", headers=HTMX)
    assert "<html" not in part.content.decode() and 'data-sum="due"' in part.content.decode()
    assert "Het beleid van de gemeente dat hier geldt" in words_of(part)


def test_a_line_on_schedule_has_its_sums_too_and_who_only_reads_goes_back_to_the_case(
    at_work: Client, place: Place, worker: User, colleague: User, today: dt.date
) -> None:
    calm = make_case(place, worker, days_ago(today, 60), ref="D3")
    visited_weekly(calm, worker, today, last=1)
    page = at_work.get("/").content.decode()
    assert f'href="/dossiers/{calm.pk}/waarom/"' in page[page.index('id="opschema"') :]
    other = make_case(place, colleague, days_ago(today, 60), ref="D4")
    for case, back in ((calm, f"/#dossier-{calm.pk}"), (other, f"/dossiers/{other.pk}/")):
        opened = at_work.get(f"/dossiers/{case.pk}/waarom/").content.decode()
        assert f'class="wz-record__close" href="{back}"' in opened


def test_an_attempt_in_a_pause_says_so_on_the_card_of_who_is_not_found(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 60))
    Pause.objects.create(
        municipality=place.municipality, case=case, first_day=days_ago(today, 12), last_day=days_ago(today, 8),
        reason="opname",
    )  # fmt: skip
    for days in (30, 20, 10, 2):
        add_contact(case, worker, days_ago(today, days), Medium.PHONE, reached=False)
    page = read(at_work.get(f"/dossiers/{case.pk}/"))
    card = next(part for part in page.every("article") if "Niet te vinden" in part.words)
    rows = [row.words for row in card.every("tr") if "telefoon" in row.words]
    assert [("in een pauze" in row, "niet gelukt" in row) for row in rows] == [
        (False, True), (False, True), (True, True), (False, True),
    ]  # fmt: skip
    assert "Op 3 dagen geprobeerd" in card.words
