"""Weeks are published and corrected through the database: what is in the chain is read back from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from municipalities import chain, tasks
from municipalities.facts import Edition as Decided
from municipalities.facts import Facts
from municipalities.models import Edition, Published
from municipalities.publishing import correct, publish_week
from municipalities.relations import Cell, Period
from municipalities.series import WEEK
from municipalities.suppression import suppress
from neighbourhoods.models import Neighbourhood
from tests.conftest import ZONE, Place, make_case
from wijkzorg.accounts.models import User

MONDAY = dt.date(2026, 10, 5)
NOW = dt.datetime(2026, 11, 26, 9, tzinfo=ZONE)


@pytest.mark.django_db
def test_two_weeks_and_a_correction_are_three_editions(place: Place, worker: User) -> None:
    for number in range(12):
        make_case(place, worker, dt.date(2026, 9, 1), ref=str(number))
    for week in (0, 7):
        publish_week(municipality=place.municipality, monday=MONDAY + dt.timedelta(days=week), now=NOW)
    town = Published.objects.filter(indicator="openDossiers", level="gemeente")
    assert [row.value for row in town.order_by("begins")] == [10, 10]
    assert correct(municipality=place.municipality, since=MONDAY, reason="Niets", now=NOW) is None
    Case.objects.filter(pk__in=list(Case.objects.values_list("pk", flat=True)[:9])).update(
        opened_on=dt.date(2026, 11, 2)
    )
    made = correct(municipality=place.municipality, since=MONDAY, reason="Later geopend", now=NOW)
    assert made is not None and made.kind == Edition.Kind.CORRECTION
    assert [row.value for row in town.current().order_by("begins")] == [10, None]


@pytest.mark.django_db
def test_a_correction_makes_no_buurt_older_than_what_is_counted_in_it(place: Place, worker: User) -> None:
    def told() -> dict[dt.date, int | None]:
        rows = Published.objects.filter(indicator="openDossiers", area_code="BU99990002").current()
        return dict(rows.values_list("begins", "value"))

    for number in range(30):
        make_case(place, worker, dt.date(2026, 9, 1), ref=str(number))
    publish_week(municipality=place.municipality, monday=MONDAY, now=NOW)
    later = Neighbourhood.objects.create(
        municipality=place.municipality, district=place.neighbourhood.district, code="BU99990002",
        name="Nieuw", reference_year=2026,
    )  # fmt: skip
    publish_week(municipality=place.municipality, monday=MONDAY + WEEK, now=NOW)
    Case.objects.filter(pk__in=list(Case.objects.values_list("pk", flat=True)[:9])).update(
        opened_on=dt.date(2026, 11, 2)
    )
    correct(municipality=place.municipality, since=MONDAY - WEEK, reason="Later geopend", now=NOW)
    assert told() == {MONDAY + WEEK: None}
    for number in range(30, 42):
        make_case(replace(place, neighbourhood=later), worker, dt.date(2026, 9, 1), ref=str(number))
    correct(municipality=place.municipality, since=MONDAY - WEEK, reason="Vergeten dossiers", now=NOW)
    assert told().keys() == {MONDAY, MONDAY + WEEK}


@pytest.mark.django_db
def test_what_a_week_left_open_is_kept_by_name_and_proved_again_with_the_next(
    place: Place, worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_case(place, worker, dt.date(2026, 9, 1))
    seen: list[Facts] = []

    def watched(facts: Facts, *others: Any) -> Decided:
        seen.append(facts)
        decided = suppress(facts, *others)
        return replace(decided, unsettled=frozenset({cases, ("zonder", flags)}))

    day = Period(MONDAY, MONDAY)
    cases, flags = (
        Cell(figure, place.municipality.code, day)
        for figure in ("openDossiers", "signaleringenOpen.uitBeeld")
    )
    monkeypatch.setattr(chain, "suppress", watched)
    for week in range(3):
        publish_week(municipality=place.municipality, monday=MONDAY + WEEK * week, now=NOW)
    assert {cases, ("zonder", flags)} <= seen[2].values.keys()
    assert seen[2].settled & {cases, ("zonder", flags), flags} == {flags}
    assert set(Edition.objects.of(place.municipality).values_list("open_from", flat=True)) == {MONDAY}


@pytest.mark.django_db
def test_a_worker_publishes_a_week_at_a_time_and_goes_on_from_there(
    place: Place, worker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.publish_next, "delay", sent.append)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_case(place, worker, dt.date(2026, 9, 1))
    numbers = Edition.objects.of(place.municipality).order_by("number").values_list("number", "through")
    last = dt.date(2026, 11, 23)

    tasks.publish_figures_since(place.municipality.pk, "2026-11-02")
    assert list(numbers.all()) == [(1, last - dt.timedelta(days=14))] and sent.pop() == place.municipality.pk
    tasks.publish_figures_since(
        place.municipality.pk, "2026-11-02"
    )  # there are figures: it begins no second time
    assert (len(numbers.all()), sent) == (1, [])
    tasks.publish_figures()
    assert sent.pop() == place.municipality.pk
    tasks.publish_next(place.municipality.pk)  # a worker that is stopped after this has lost nothing
    assert len(numbers.all()) == 2 and sent.pop() == place.municipality.pk
    tasks.publish_next(place.municipality.pk)
    tasks.publish_next(place.municipality.pk)
    assert list(numbers.all())[-1] == (3, last) and sent == []
