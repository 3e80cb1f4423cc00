"""What did not change is not judged again; whatever did change is."""

import dataclasses
import datetime as dt
import hashlib
import random
from typing import Any

import pytest
from django.db import connection

from cases import assessment, rules, statements, upkeep
from cases.models import (
    Case,
    Flag,
    Reassessment,
    Standing,
    TargetGroup,
)
from tests.cases.calm import calm_history
from tests.cases.changes import DATES, DAY, changes, inputs
from tests.cases.histories import AROUND, random_history
from tests.cases.stored import store, store_policies
from tests.conftest import Place, moment
from wijkzorg.accounts.models import User

SEEDS = range(3)

# Judging, as it stood when statements.RULES_VERSION was last raised.
JUDGING = {1: "9eefe2d1b1d3dd67"}
FUNCTIONS = (
    "wz_bit", "wz_case", "wz_case_judged", "wz_contact", "wz_contact_hash", "wz_contacts", "wz_counted", "wz_day",
    "wz_digest", "wz_kth_day", "wz_last_enough", "wz_pause", "wz_pause_hash", "wz_paused", "wz_policies", "wz_quick",
    "wz_read_from", "wz_standing", "wz_version", "wz_version_hash", "wz_worth",
)  # fmt: skip


def _town(place: Place, worker: User, rng: random.Random, number: int, calm: float = 0.6) -> list[Case]:
    return [
        store(
            place,
            worker,
            f"D{each:05}",
            dataclasses.replace(
                (calm_history if rng.random() < calm else random_history)(rng, AROUND),
                municipality_policies=(),
            ),
        )
        for each in range(number)
    ]


def _refresh(place: Place, on: dt.date, *, distrust: bool = False) -> list[int]:
    return assessment.refresh_range(
        municipality_id=place.municipality.pk,
        first=1,
        last=2**62,
        on=on,
        now=moment(on),
        cause=Flag.Cause.CORRECTED,
        distrust=distrust,
    )


def _differences(place: Place, on: dt.date) -> list[int]:
    return assessment.differences(municipality_id=place.municipality.pk, first=1, last=2**62, on=on)


def _rows() -> dict[int, dict[str, Any]]:
    return {row["case_id"]: dict(row) for row in Standing.objects.values()}


def _stored_is_fresh(place: Place, on: dt.date) -> None:
    """What is stored says on a day what the rules in Python say."""
    for case in Case.objects.select_related("standing"):
        want = rules.assess(assessment.history_of(case), on)
        assert case.standing.live == want.live
        holding = {flag.kind: flag.since for flag in want.flags}
        for kind in rules.Rule:
            stored = getattr(case.standing, f"{kind.value}_on")
            if kind in holding:
                assert stored == holding[kind], (case.ref, on, kind)
            elif stored is not None and stored <= on + assessment.HORIZON:
                assert stored == want.breaches_on[kind], (case.ref, on, kind)
            else:
                assert want.breaches_on[kind] is None, (case.ref, on, kind)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_judged_or_written_again_while_nothing_changes(
    place: Place, worker: User, seed: int
) -> None:
    _town(place, worker, random.Random(f"again {seed}"), 30)
    for on in (AROUND, AROUND + DAY, AROUND + 40 * DAY):
        _refresh(place, on)
        before = _rows()
        assert _refresh(place, on) == []
        assert _refresh(place, on, distrust=True) == []
        assert _differences(place, on) == []
        assert _rows() == before


@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_later_only_those_are_judged_for_which_a_date_has_come(
    place: Place, worker: User, seed: int
) -> None:
    rng = random.Random(f"later {seed}")
    _town(place, worker, rng, 25)
    on = AROUND
    _refresh(place, on)
    while on < AROUND + 120 * DAY:
        on += DAY * rng.choice((1, 2, 9, 30))
        waited = sorted(Standing.objects.filter(next_on__lte=on).values_list("case_id", flat=True))
        assert sorted(_refresh(place, on)) == waited
        assert _differences(place, on) == []
        _stored_is_fresh(place, on)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_standing_of_another_day_is_brought_to_this_one(place: Place, worker: User, seed: int) -> None:
    """Also back in time, and over days with contacts that were there already."""
    rng = random.Random(f"another day {seed}")
    _town(place, worker, rng, 25, calm=0.4)
    for _ in range(6):
        on = AROUND + DAY * rng.randint(-200, 90)
        _refresh(place, on)
        assert _refresh(place, on) == []
        assert _differences(place, on) == []
        _stored_is_fresh(place, on)


@pytest.mark.parametrize("seed", SEEDS)
def test_contacts_of_before_those_that_were_read_say_nothing(place: Place, worker: User, seed: int) -> None:
    """What the digest leaves out could not have changed the standing: days not read are filled, and emptied."""
    rng = random.Random(f"unread {seed}")
    cases = _town(place, worker, rng, 40, calm=0.4)
    for on in (AROUND, AROUND - DAY * rng.randint(1, 150)):
        few = rng.sample(cases, 15)
        _refresh(place, on)
        assessment.refresh(
            case_ids=[case.pk for case in few], on=on, now=moment(on), cause=None, written=True
        )
        unread = 0
        for case in Case.objects.select_related("standing"):
            read_from = case.standing.read_from
            assert read_from is not None
            history = assessment.history_of(case)
            read = tuple(contact for contact in history.contacts if contact.day >= read_from)
            said = rules.assess(history, on)
            assert rules.assess(dataclasses.replace(history, contacts=read), on) == said, case.ref
            for every in (1, 11):
                made = tuple(
                    rules.Contact(read_from - DAY * back, rng.choice(tuple(rules.Medium)), rng.random() < 0.7)
                    for back in range(1, 400, every)
                )
                assert rules.assess(dataclasses.replace(history, contacts=read + made), on) == said, case.ref
            unread += read_from > history.opened_on
        assert unread > 3


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_changed_past_the_actions_is_noticed(place: Place, worker: User, seed: int) -> None:
    rng = random.Random(f"changed {seed}")
    cases = _town(place, worker, rng, 40, calm=0.5)
    for number in range(6):
        _refresh(place, AROUND)
        changed = []
        for case in rng.sample(cases, 15):
            case.refresh_from_db()
            change = rng.choice(changes(rng, case, worker, number))
            before = dict(inputs(case))
            change()
            case.refresh_from_db()
            if dict(inputs(case)) != before:
                changed.append(case.pk)
        assert len(changed) > 8
        assert sorted(_refresh(place, AROUND)) == sorted(changed)
        assert _differences(place, AROUND) == []
        assert _refresh(place, AROUND) == []


def test_a_policy_of_the_municipality_has_all_judged_that_go_by_it(place: Place, worker: User) -> None:
    _town(place, worker, random.Random("policy"), 30, calm=1)
    _refresh(place, AROUND)
    own = TargetGroup.objects.get(name="D00003")
    store_policies(place, own, (rules.PolicyVersion(dt.date(2000, 1, 1), rules.Policy()),))
    assert _refresh(place, AROUND) == [Case.objects.get(target_group=own).pk]
    store_policies(place, None, (rules.PolicyVersion(dt.date(2029, 1, 1), rules.Policy(phone=3)),))
    assert len(_refresh(place, AROUND)) == 29


@pytest.mark.parametrize("seed", SEEDS)
def test_a_standing_that_was_altered_is_noticed(place: Place, worker: User, seed: int) -> None:
    _town(place, worker, random.Random(f"altered {seed}"), 20)
    _refresh(place, AROUND)
    right = {row["case_id"]: row for row in Standing.objects.values("case_id", "live", *DATES)}
    for name in DATES:
        for move in (-40, 1, None):
            wrong = {}
            for pk, row in right.items():
                if row[name] is not None:
                    wrong[pk] = None if move is None else row[name] + dt.timedelta(days=move)
                elif move is not None:
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


def test_a_wrong_standing_whose_digest_fits_is_found_by_whoever_distrusts(
    place: Place, worker: User, caplog: pytest.LogCaptureFixture
) -> None:
    _town(place, worker, random.Random("forged"), 20, calm=1)
    _refresh(place, AROUND)
    right = _rows()
    pk = Standing.objects.filter(live=True, not_seen_on__gt=AROUND).values_list("pk", flat=True)[0]
    _forge(pk, place)
    assert _refresh(place, AROUND) == [], "the digest says that all is well"
    assert upkeep.check(municipality=place.municipality, now=moment(AROUND)).differing == [pk]
    assert _refresh(place, AROUND, distrust=True) == [pk]
    assert Standing.objects.get(pk=pk).not_seen_on == right[pk]["not_seen_on"]
    assert _differences(place, AROUND) == []


def _forge(pk: int, place: Place) -> None:
    """Give a case a wrong day that its digest goes with: as if the rules had been wrong when it was judged."""
    digest = statements.SUSPECTS.format(**statements.BY_IDS)
    start = digest.index("wz_digest(")
    call = digest[start : digest.index(") OR (", start) + 1]
    values: dict[str, Any] = {"ids": [pk], "on": AROUND}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_standing SET not_seen_on = not_seen_on + 1 WHERE case_id = %s", [pk])
        cursor.execute(
            digest[: digest.index("SELECT c.id")]
            + f"SELECT {call} "
            + digest[digest.index("FROM cases_case c\nJOIN") : digest.rindex("AND (\n    s.case_id IS NULL")],
            values,
        )
        cursor.execute("UPDATE cases_standing SET digest = %s WHERE case_id = %s", [cursor.fetchone()[0], pk])


@pytest.mark.parametrize("seed", SEEDS)
def test_flags_that_are_not_what_the_standing_says_are_mended(place: Place, worker: User, seed: int) -> None:
    rng = random.Random(f"flags {seed}")
    _town(place, worker, rng, 60, calm=0.3)
    _refresh(place, AROUND)
    assert Flag.objects.exclude(state="suspended").count() > 15
    values = ("case_id", "kind", "since", "evidence", "state")
    right = list(Flag.objects.exclude(state="closed").order_by(*values[:2]).values(*values))
    flags = list(Flag.objects.filter(state="open"))
    wrong = rng.sample(flags, 9)
    for flag in wrong[:3]:
        flag.delete()
    for flag in wrong[3:6]:
        Flag.objects.filter(pk=flag.pk).update(since=flag.since - DAY)
    Flag.objects.filter(pk__in=[flag.pk for flag in wrong[6:]]).update(state="suspended")
    broken = {flag.case_id for flag in wrong}
    for kind in Flag.Kind:
        calm = Standing.objects.filter(**{f"{kind.value}_on": None}, live=True)
        for pk in calm.exclude(pk__in=broken).values_list("pk", flat=True)[:1]:
            Flag.objects.create(
                municipality=place.municipality,
                case_id=pk,
                kind=kind,
                since=AROUND,
                detected_at=moment(AROUND),
            )
            broken.add(pk)
    assert set(_differences(place, AROUND)) == broken
    assert set(_refresh(place, AROUND)) == broken
    assert list(Flag.objects.exclude(state="closed").order_by(*values[:2]).values(*values)) == right
    assert _refresh(place, AROUND) == []


def test_few_and_many_remember_the_same(place: Place, worker: User) -> None:
    cases = _town(place, worker, random.Random("few and many"), 120, calm=0.4)
    ids = [case.pk for case in cases]
    for on in (AROUND, AROUND - 60 * DAY):
        assessment.refresh(case_ids=ids, on=on, now=moment(on), cause=None, written=True)
        many = {pk: (row["read_from"], *(row[name] for name in DATES)) for pk, row in _rows().items()}
        for start in range(0, len(ids), assessment.FEW):
            part = ids[start : start + assessment.FEW]
            assessment.refresh(case_ids=part, on=on, now=moment(on), cause=None, written=True)
        few = {pk: (row["read_from"], *(row[name] for name in DATES)) for pk, row in _rows().items()}
        # The quick way is for many alone, and now and then it knows to have read less.
        assert {pk: row[1:] for pk, row in few.items()} == {pk: row[1:] for pk, row in many.items()}
        assert all(few[pk][0] <= many[pk][0] for pk in ids)
        assert _refresh(place, on) == [], "digests of few are those that are asked for"


def test_most_calm_cases_are_answered_from_their_bits(place: Place, worker: User) -> None:
    _town(place, worker, random.Random("bits"), 100, calm=1)
    # Without wz_standing only those are judged that wz_quick answers.
    in_full = "wz_standing(c.id, c.today, c.opened, c.closed, c.needs, c.agreements, c.pauses, c.policies)"
    assert in_full in statements.JUDGED
    sql = statements.JUDGED.replace(in_full, "NULL::int[]").format(**statements.BY_MUNICIPALITY)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} SELECT count(*) FROM judged WHERE live IS NOT NULL",
            {"municipality": place.municipality.pk, "on": AROUND},
        )
        assert cursor.fetchone()[0] >= 60


@pytest.mark.parametrize("seed", SEEDS)
def test_calm_cases_are_judged_as_the_rules_say(place: Place, worker: User, seed: int) -> None:
    rng = random.Random(f"calm {seed}")
    histories = {f"D{each:05}": calm_history(rng, AROUND) for each in range(60)}
    for ref, history in histories.items():
        store(place, worker, ref, history)
    for day in (AROUND, *(AROUND - dt.timedelta(days=rng.randint(0, 120)) for _ in range(7))):
        for ref, standing in assessment.assess(municipality_id=place.municipality.pk, on=day):
            assert standing == rules.assess(histories[ref], day), (ref, day, histories[ref])


def test_a_reassessment_is_told_to_distrust(place: Place, worker: User) -> None:
    _town(place, worker, random.Random("told"), 5, calm=1)
    _refresh(place, AROUND)
    pk = Standing.objects.filter(live=True, not_seen_on__gt=AROUND).values_list("pk", flat=True)[0]
    _forge(pk, place)
    wrong = Standing.objects.get(pk=pk).not_seen_on
    for distrust in (False, True):
        job = upkeep.request_reassessment(
            municipality=place.municipality,
            cause=Flag.Cause.CORRECTED,
            now=moment(AROUND),
            send=False,
            distrust=distrust,
        )
        (chunk,) = Reassessment.objects.get(pk=job.pk).chunks.all()
        assert upkeep.reassess_chunk(
            municipality_id=place.municipality.pk, chunk_id=chunk.pk, now=moment(AROUND)
        )
        assert (Standing.objects.get(pk=pk).not_seen_on != wrong) == distrust


def test_who_changes_judging_raises_the_version_of_the_rules(db: None) -> None:
    """A standing is not judged anew while its digest holds, so other rules need another version.

    When this fails: if any case could now be judged otherwise, raise statements.RULES_VERSION. Then note the new text
    (the hash below) in JUDGING under the version.
    """
    with connection.cursor() as cursor:
        # Of an expression the database keeps no text; it writes one.
        cursor.execute(
            "SELECT count(*), string_agg(pg_get_functiondef(oid), E'\\n' ORDER BY proname)"
            " FROM pg_proc WHERE proname = ANY(%s)",
            [list(FUNCTIONS)],
        )
        number, functions = cursor.fetchone()
    assert number == len(FUNCTIONS)
    text = f"{functions}\n{statements.JUDGED}"
    found = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert JUDGING.get(statements.RULES_VERSION) == found
