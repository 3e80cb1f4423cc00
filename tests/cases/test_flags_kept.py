"""Flags stay true whoever writes and whatever runs: policy, chance, the nightly check, a form sent twice, history."""

import dataclasses
import datetime as dt
import random
import uuid

import pytest
from django.apps import apps
from pytest_django import DjangoAssertNumQueries

from cases import actions, assessment, rules, upkeep
from cases.changing import version_of
from cases.models import Case, Contact, Flag, Medium, Standing
from tests.cases.flagged import (
    OPENED,
    bring,
    day,
    open_flags,
)
from tests.cases.histories import AROUND, random_history
from tests.cases.stored import store
from tests.conftest import Place, add_contact, make_case, moment
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case opened on 5 January 2026, a home visit a week needed and promised."""
    return make_case(place, worker, OPENED)


def test_a_policy_change_judges_its_municipality_anew_and_says_so(
    case: Case, worker: User, elsewhere: Place
) -> None:
    add_contact(case, worker, day("01-20"))
    bring(case, day("02-10"))
    assert "not_seen" not in open_flags(case)
    _policy, job = upkeep.set_policy(
        actor=worker,
        municipality=case.municipality,
        target_group=None,
        valid_from=day("02-01"),
        numbers=rules.Policy(window_max_days=14),
        reason="korter venster",
        now=moment(day("02-10")),
    )
    assert upkeep.progress(job_id=job.pk) == (0, 1, [])
    (chunk,) = job.chunks.all()

    def judge() -> bool:
        now = moment(day("02-13"))
        return upkeep.reassess_chunk(municipality_id=chunk.municipality_id, chunk_id=chunk.pk, now=now)

    assert judge()
    assert not judge(), "a chunk is done once"
    assert upkeep.progress(job_id=job.pk) == (1, 1, [])
    assert open_flags(case)["not_seen"] == day("02-11")


@pytest.mark.parametrize("seed", range(12))
def test_incremental_is_full(place: Place, worker: User, seed: int) -> None:
    """Grow histories row by row through the actions, and a date at a time, and compare with judging them whole."""
    rng = random.Random(f"incremental {seed}")
    start = AROUND - dt.timedelta(days=rng.randint(20, 200))
    pairs = []
    for number in range(6):
        whole = random_history(rng, AROUND)
        early = dataclasses.replace(
            whole,
            closed_on=None,
            contacts=tuple(c for c in whole.contacts if c.day < start),
            municipality_policies=(),
            group_policies=(),
        )
        case = store(place, worker, f"D{number}", early)
        assessment.refresh(case_ids=[case.pk], on=start, now=moment(start), cause=Flag.Cause.RESTORED)
        pairs.append((case, [c for c in whole.contacts if c.day >= start]))
    today = start
    while today <= AROUND:
        for case, coming in pairs:
            for contact in [c for c in coming if c.day == today]:
                actions.record_contact(
                    actor=worker,
                    case=case,
                    happened_at=moment(today),
                    medium=Medium(contact.medium),
                    reached=contact.reached,
                    now=moment(today, 12),
                )
        if rng.random() < 0.6:
            upkeep.advance(now=moment(today, 20))
        today += dt.timedelta(days=1)
    upkeep.advance(now=moment(AROUND, 21))
    for case, _coming in pairs:
        expected = rules.assess(assessment.history_of(case), AROUND)
        want = {flag.kind.value: flag.since for flag in expected.flags}
        assert open_flags(case) == want
    ids = [case.pk for case, _ in pairs]
    found = assessment.differences(
        municipality_id=place.municipality.pk, first=min(ids), last=max(ids), on=AROUND
    )
    assert found == []


def test_the_nightly_check_is_loud_about_a_difference(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    bring(case, day("02-10"))
    assert upkeep.check(municipality=case.municipality, now=moment(day("02-10"))).differences == 0
    Standing.objects.filter(case=case).update(not_seen_on=day("02-03"))
    result = upkeep.check(municipality=case.municipality, now=moment(day("02-10")))
    assert (result.differences, result.differing) == (1, [case.pk])
    assert "differ from a full reassessment" in caplog.text
    bring(case, day("02-10"))
    Flag.objects.filter(case=case, kind="eroding").update(since=day("01-19"))
    assert upkeep.check(municipality=case.municipality, now=moment(day("02-10"))).differences == 1


def test_a_form_sent_twice_counts_once(case: Case, worker: User) -> None:
    now, token = moment(day("01-06")), uuid.uuid4()
    first, again = (
        actions.record_contact(
            actor=worker,
            case=case,
            happened_at=now,
            medium=Medium.PHONE,
            reached=True,
            now=now,
            token=token,
        )
        for _ in range(2)
    )
    assert again == first
    assert Contact.objects.filter(case=case).count() == 1


def test_history_keeps_what_was_corrected_by_whom_and_why(case: Case, worker: User) -> None:
    contact = add_contact(case, worker, day("01-06"), Medium.PHONE)
    bring(case, day("01-07"))
    actions.correct_contact(
        actor=worker,
        contact=contact,
        happened_at=contact.happened_at,
        medium=Medium.VIDEO,
        reached=True,
        note="",
        reason="het was beeldbellen",
        seen=0,
        now=moment(day("01-07")),
    )
    seen = version_of(contact)
    actions.delete_contact(
        actor=worker, contact=contact, reason="dubbel", seen=seen, now=moment(day("01-07"))
    )
    events = apps.get_model("cases", "ContactEvent").objects.order_by("pgh_id")
    assert [(event.pgh_label, event.medium) for event in events] == [
        ("update", Medium.PHONE),
        ("delete", Medium.VIDEO),
    ]
    assert [event.pgh_context["reason"] for event in events] == ["het was beeldbellen", "dubbel"]
    assert AccessEntry.objects.filter(case_id=case.pk, action="write").count() == 2


def test_recording_a_contact_takes_few_queries(
    case: Case, worker: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    bring(case, day("02-10"))
    now = moment(day("02-10"))
    with django_assert_max_num_queries(10):
        actions.record_contact(
            actor=worker, case=case, happened_at=now, medium=Medium.PHONE, reached=True, now=now
        )
