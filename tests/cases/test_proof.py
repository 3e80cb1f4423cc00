"""The short ways of the assessment, bits and proofs, are right or are not taken."""

import datetime as dt
import random

import pytest
from django.db import connection

from cases import assessment, rules, statements
from cases.models import Case, Flag, Standing
from tests.cases.calm import calm_history
from tests.cases.histories import AROUND, random_history
from tests.cases.stored import store
from tests.conftest import Place, moment
from wijkzorg.accounts.models import User

SEEDS = range(6)
DATES = ("scaled_down_on", "eroding_on", "not_seen_on", "unfindable_on", "due_on", "next_on")


def _calm(place: Place, worker: User, rng: random.Random, number: int) -> dict[str, rules.History]:
    histories = {f"D{each:05}": calm_history(rng, AROUND) for each in range(number)}
    for ref, history in histories.items():
        store(place, worker, ref, history)
    return histories


def _refresh(place: Place, on: dt.date) -> list[int]:
    return assessment.refresh_range(
        municipality_id=place.municipality.pk,
        first=1,
        last=2**62,
        on=on,
        now=moment(on),
        cause=Flag.Cause.CORRECTED,
    )


def _differences(place: Place, on: dt.date) -> list[int]:
    return assessment.differences(municipality_id=place.municipality.pk, first=1, last=2**62, on=on)


def _count(place: Place, on: dt.date, source: str, where: str = "true") -> int:
    sql = source.format(**statements.BY_RANGE) + f" SELECT count(*) FROM judged WHERE {where}"
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {"municipality": place.municipality.pk, "first": 1, "last": 2**62, "on": on, "written": False},
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_calm_cases_are_judged_as_the_rules_say(place: Place, worker: User, seed: int) -> None:
    rng = random.Random(f"calm {seed}")
    histories = _calm(place, worker, rng, 60)
    for day in (AROUND, *(AROUND - dt.timedelta(days=rng.randint(0, 120)) for _ in range(7))):
        for ref, standing in assessment.assess(municipality_id=place.municipality.pk, on=day):
            assert standing == rules.assess(histories[ref], day), (ref, day, histories[ref])


def test_most_calm_cases_are_answered_from_their_bits(place: Place, worker: User) -> None:
    _calm(place, worker, random.Random("bits"), 100)
    # Without wz_standing only those are judged that wz_quick answers.
    in_full = "wz_standing(c.id, c.today, c.opened, c.closed, c.needs, c.agreements, c.pauses, c.policies)"
    assert in_full in statements.JUDGED
    answered = _count(place, AROUND, statements.JUDGED.replace(in_full, "NULL::int[]"), "live IS NOT NULL")
    assert answered >= 60


def test_most_calm_cases_that_are_up_to_date_are_proved_and_not_judged(place: Place, worker: User) -> None:
    _calm(place, worker, random.Random("proved"), 100)
    _refresh(place, AROUND)
    assert _count(place, AROUND, statements.JUDGED) == 100
    assert _count(place, AROUND, statements.UNPROVED) <= 30


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_differs_and_nothing_changes_once_all_is_up_to_date(
    place: Place, worker: User, seed: int
) -> None:
    _calm(place, worker, random.Random(f"again {seed}"), 40)
    for day in (AROUND, AROUND + dt.timedelta(days=1), AROUND + dt.timedelta(days=40)):
        _refresh(place, day)
        assert _differences(place, day) == []
        assert _refresh(place, day) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_standing_of_another_day_is_brought_up_to_date(place: Place, worker: User, seed: int) -> None:
    """What is stored from before is proved only if it is still what the rules say, flags included."""
    rng = random.Random(f"later {seed}")
    for number in range(40):
        make = calm_history if rng.random() < 0.7 else random_history
        store(place, worker, f"D{number:05}", make(rng, AROUND))
    day = AROUND - dt.timedelta(days=100)
    while day <= AROUND + dt.timedelta(days=60):
        _refresh(place, day)
        _stored_is_fresh(place, day)
        day += dt.timedelta(days=rng.choice((1, 2, 5, 9)))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_wrong_date_is_never_proved(place: Place, worker: User, seed: int) -> None:
    rng = random.Random(f"wrong {seed}")
    for number in range(40):
        make = calm_history if rng.random() < 0.8 else random_history
        store(place, worker, f"D{number:05}", make(rng, AROUND))
    _refresh(place, AROUND)
    right = {row["case_id"]: row for row in Standing.objects.values("case_id", "live", *DATES)}
    for name in DATES:
        for move in (-40, -7, -1, 1, 7, 28, None):
            wrong = {}
            for pk, row in right.items():
                if row[name] is not None:
                    wrong[pk] = None if move is None else row[name] + dt.timedelta(days=move)
                elif move is not None and row["live"]:
                    wrong[pk] = AROUND + dt.timedelta(days=move)
            for pk, day in wrong.items():
                Standing.objects.filter(pk=pk).update(**{name: day})
            assert set(wrong) <= set(_differences(place, AROUND)), (name, move)
            assert sorted(_refresh(place, AROUND)) == sorted(wrong), (name, move)
            found = {row["case_id"]: row for row in Standing.objects.values("case_id", "live", *DATES)}
            assert found == right
    for pk in right:
        Standing.objects.filter(pk=pk).update(live=not right[pk]["live"])
    assert sorted(_refresh(place, AROUND)) == sorted(right)


def _stored_is_fresh(place: Place, day: dt.date) -> None:
    fresh = dict(assessment.assess(municipality_id=place.municipality.pk, on=day))
    for case in Case.objects.select_related("standing"):
        want = fresh[case.ref]
        assert case.standing.live == want.live
        holding = {flag.kind: flag.since for flag in want.flags}
        for kind in rules.Rule:
            stored = getattr(case.standing, f"{kind.value}_on")
            if kind in holding:
                assert stored == holding[kind], (case.ref, day, kind)
            elif stored is not None and stored <= day + assessment.HORIZON:
                assert stored == want.breaches_on[kind], (case.ref, day, kind)
            else:
                assert want.breaches_on[kind] is None, (case.ref, day, kind)
