"""Waarom?: what each sum opens adds up, and is what the rules say, for every case of the demo."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases import assessment, explaining
from cases.models import Case, Pause
from tests.cases.screens import HTMX, days_ago, visited_weekly, words_of
from tests.conftest import Place, make_case, stay_inside
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

pytestmark = pytest.mark.django_db


def _number(shown: str) -> int:
    return int(shown.replace("−", "-")) if shown else 0


def _percent(shown: str) -> int:
    return int(re.sub(r"\D", "", shown))


def _added_up(case: Case, today: dt.date) -> int:
    """Add up what is opened of a case and compare it with the rules; return how many sums that were."""
    standing = assessment.standings([case.pk], today)[case.pk]
    sums = {sum_.code: sum_ for sum_ in explaining.of_case(case, today)}
    if not standing.live:
        assert sums == {}
        return 0
    rows = {code: [_number(number) for _words, number in sum_.rows] for code, sum_ in sums.items() if code in (
        "promised", "delivered", "unseen", "tries", "unreached", "due")}  # fmt: skip
    came = sums["delivered"]
    had, asked = (int(number) for number in re.findall(r"(\d+) van (\d+)", came.total[0])[0])
    assert (sum(rows["delivered"][1:]), rows["delivered"][0]) == (had, asked), case.ref
    assert _percent(came.total[1]) == standing.delivered_percent
    assert abs(100 * had // asked - _percent(came.total[1])) <= 1, "rounded points give the same per cent"
    assert sum(rows["unseen"]) == _number(sums["unseen"].total[1]) == standing.unseen_days, case.ref
    assert sum(rows["unreached"]) == _number(sums["unreached"].total[1]) == standing.unreached_days, case.ref
    assert sum(rows["tries"]) == _number(sums["tries"].total[1]) == standing.attempts, case.ref
    if standing.promised_percent is None:
        assert "promised" not in sums
    else:
        assert _percent(sums["promised"].total[1]) == standing.promised_percent
        needed, promised = rows["promised"]
        assert abs(100 * promised // needed - standing.promised_percent) <= 1
    if standing.due_on is None:
        assert "due" not in sums
    else:
        start = sums["due"].start
        assert start is not None
        assert start + dt.timedelta(days=sum(rows["due"])) == standing.due_on, case.ref
    said = dict(sums["rules"].rows)
    assert len(said) == 4
    return len(sums)


def test_what_every_why_opens_adds_up_for_the_whole_demo() -> None:
    call_command("load_demo", stdout=io.StringIO(), stderr=io.StringIO())
    municipality = Municipality.objects.get(code="GM9999")
    stay_inside(municipality.pk)
    today = municipality.day_of(timezone.now())
    opened = sum(_added_up(case, today) for case in Case.objects.select_related("resident"))
    stay_inside(None)
    assert opened > 1000


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
    assert _added_up(case, today)


def test_a_line_opens_its_sums_in_place_and_as_a_page(at_work: Client, waiting: Case) -> None:
    assert f'href="/dossiers/{waiting.pk}/waarom/"' in at_work.get("/").content.decode()
    page = at_work.get(f"/dossiers/{waiting.pk}/waarom/")
    assert "<html" in page.content.decode() and "Dagen niet gezien, de grens is 28 dagen" in words_of(page)
    part: Any = at_work.get(f"/dossiers/{waiting.pk}/waarom/", headers=HTMX)
    assert "<html" not in part.content.decode() and 'data-sum="due"' in part.content.decode()
    assert "Het beleid van de gemeente dat hier geldt" in words_of(part)
