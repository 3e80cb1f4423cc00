"""The rules in SQL say what the rules in Python say, for any case on any day."""

import dataclasses
import datetime as dt
import random

import pytest
from django.db import connection, models

from cases import assessment, rules
from cases.models import Case, Policy
from tests.cases.histories import AROUND, random_history
from tests.cases.stored import store, store_policies
from tests.conftest import Place
from wijkzorg.accounts.models import User

SEEDS = range(8)
CASES_A_SEED = 60


@pytest.mark.parametrize("seed", SEEDS)
def test_sql_and_python_agree_on_hundreds_of_nasty_histories(place: Place, worker: User, seed: int) -> None:
    rng = random.Random(seed)
    drawn = [random_history(rng, AROUND) for _ in range(CASES_A_SEED)]
    municipal = drawn[0].municipality_policies
    store_policies(place, None, municipal)
    histories = {}
    for number, history in enumerate(drawn):
        ref = f"D{number:05}"
        histories[ref] = dataclasses.replace(history, municipality_policies=municipal)
        store(place, worker, ref, history)
    days = [AROUND, *(AROUND + dt.timedelta(days=rng.randint(-600, 200)) for _ in range(6))]
    for day in days:
        for ref, standing in assessment.assess(municipality_id=place.municipality.pk, on=day):
            assert standing == rules.assess(histories[ref], day), (ref, day, histories[ref])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_numbers_on_the_screen_are_those_of_the_rules(place: Place, worker: User, seed: int) -> None:
    rng = random.Random(f"numbers {seed}")
    cases = {}
    for number in range(30):
        history = dataclasses.replace(random_history(rng, AROUND), municipality_policies=())
        cases[store(place, worker, f"D{number:05}", history).pk] = history
    for day in (AROUND, AROUND - dt.timedelta(days=rng.randint(1, 300))):
        judged = assessment.standings(list(cases), day)
        assert judged.keys() == cases.keys()
        for pk, history in cases.items():
            got, want = judged[pk], rules.measure(history, day)
            assert got.live == (want.window is not None)
            assert got.need == (want.need and want.need.rhythm)
            assert got.agreement == (want.agreement and want.agreement.rhythm)
            assert got.promised_percent == want.agreed_percent
            assert (got.window, got.days, got.window_first_day) == (
                want.window,
                want.days,
                want.window_first_day,
            )
            assert (got.delivered, got.expected, got.credited) == (
                want.delivered,
                want.expected,
                want.credited,
            )
            assert got.delivered_percent == want.delivered_percent
            assert (got.last_seen_on, got.unseen_days) == (want.last_seen, want.days_unseen)
            assert (got.last_reached_on, got.unreached_days) == (want.last_reached, want.days_unreached)
            assert (got.attempts, got.unreached_limit) == (want.attempts, want.unfindable_days)


def test_a_history_read_back_is_the_history_that_was_stored(place: Place, worker: User) -> None:
    rng = random.Random("read back")
    for number in range(20):
        history = dataclasses.replace(random_history(rng, AROUND), municipality_policies=())
        case = store(place, worker, f"D{number}", history)
        read = assessment.history_of(Case.objects.get(pk=case.pk))
        for day in (AROUND, AROUND - dt.timedelta(days=99)):
            assert rules.assess(read, day) == rules.assess(history, day)


def test_the_default_policy_is_the_same_in_python_sql_and_the_model(place: Place, worker: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wz_policies(%s, NULL)", [place.municipality.pk])
        _always, *packed = cursor.fetchone()[0]
    names = rules.Policy.__slots__
    assert packed == [getattr(rules.Policy(), name) for name in names]
    fields = [Policy._meta.get_field(name) for name in names]
    assert packed == [field.default for field in fields if isinstance(field, models.Field)]


def test_assess_is_ordered_by_code_points(place: Place, worker: User) -> None:
    history = dataclasses.replace(
        random_history(random.Random(1), AROUND), municipality_policies=(), group_policies=(), contacts=()
    )
    for ref in ("b", "B", "é", "a1", "a10", "a2", "Z"):
        store(place, worker, ref, history)
    refs = [ref for ref, _ in assessment.assess(municipality_id=place.municipality.pk, on=AROUND)]
    assert refs == sorted(refs)
    assert len(refs) == 7
