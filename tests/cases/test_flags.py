"""A flag is an episode: it opens, moves, waits and closes with the rules, whatever runs when."""

import dataclasses
import datetime as dt
import random
import uuid

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from cases import actions, assessment, rules, upkeep
from cases.models import Case, Contact, Flag, Medium, Reason, Standing
from tests.cases.histories import AROUND, random_history
from tests.cases.stored import store
from tests.conftest import Place, add_contact, make_case, moment
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

OPENED = dt.date(2026, 1, 5)
WEEKLY_CALL = rules.Rhythm(1, 7, rules.Medium.PHONE)
WEEKLY_VISIT = rules.Rhythm(1, 7, rules.Medium.HOME_VISIT)


def day(text: str) -> dt.date:
    """Read a day of 2026 as mm-dd."""
    return dt.date.fromisoformat(f"2026-{text}")


def bring(case: Case, on: dt.date) -> None:
    """Judge a case on a day as the import does."""
    assessment.refresh(case_ids=[case.pk], on=on, now=moment(on), cause=Flag.Cause.CORRECTED)


def open_flags(case: Case) -> dict[str, dt.date]:
    """Return the open flags of a case with their days."""
    return dict(Flag.objects.filter(case=case, state="open").values_list("kind", "since"))


def record(
    case: Case, worker: User, on: str, medium: Medium = Medium.HOME_VISIT, *, now: dt.datetime
) -> None:
    """Record a contact that succeeded."""
    actions.record_contact(
        actor=worker, case=case, happened_at=moment(day(on)), medium=medium, reached=True, now=now
    )


def correct(contact: Contact, worker: User, *, reached: bool, on: str) -> None:
    """Correct whether a home visit succeeded."""
    actions.correct_contact(
        actor=worker,
        contact=contact,
        happened_at=contact.happened_at,
        medium=Medium.HOME_VISIT,
        reached=reached,
        note="",
        reason="verkeerd aangeklikt",
        seen=actions.version_of(contact),
        now=moment(day(on)),
    )


def pause(case: Case, worker: User, first: str, last: str, *, on: str) -> None:
    """Record a pause."""
    actions.pause(
        actor=worker,
        case=case,
        first_day=day(first),
        last_day=day(last),
        reason="ziekenhuis",
        now=moment(day(on)),
    )


def agree(case: Case, worker: User, on: str, rhythm: rules.Rhythm, reason: Reason | None = None) -> None:
    """Promise a rhythm from a day on; all of it is said on 6 January."""
    actions.agree(
        actor=worker,
        case=case,
        valid_from=day(on),
        rhythm=rhythm,
        reason=reason,
        now=moment(day("01-06")),
    )


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case opened on 5 January 2026, a home visit a week needed and promised."""
    return make_case(place, worker, OPENED)


def test_time_alone_opens_each_flag_on_its_day(case: Case) -> None:
    bring(case, OPENED)
    assert open_flags(case) == {}
    upkeep.advance(now=moment(day("01-17")))
    assert open_flags(case) == {}
    upkeep.advance(now=moment(day("01-18")))
    assert open_flags(case) == {"eroding": day("01-18")}
    upkeep.advance(now=moment(day("02-02")))
    assert open_flags(case) == {"eroding": day("01-18"), "not_seen": day("02-02")}


def test_ten_days_without_a_worker_change_no_since(case: Case) -> None:
    bring(case, OPENED)
    upkeep.advance(now=moment(day("02-14")))
    assert open_flags(case) == {"eroding": day("01-18"), "not_seen": day("02-02")}


def test_running_twice_changes_nothing(case: Case) -> None:
    bring(case, OPENED)
    upkeep.advance(now=moment(day("02-14")))
    before = list(Flag.objects.order_by("id").values())
    assert upkeep.advance(now=moment(day("02-14"))) == 0
    bring(case, day("02-14"))
    assert list(Flag.objects.order_by("id").values()) == before


def test_the_day_turns_in_the_time_zone_of_the_municipality(case: Case) -> None:
    bring(case, OPENED)
    before_midnight = dt.datetime(2026, 1, 17, 22, 59, tzinfo=dt.UTC)
    assert upkeep.advance(now=before_midnight) == 0
    assert upkeep.advance(now=before_midnight + dt.timedelta(minutes=1)) == 1


def test_a_contact_closes_the_flags_that_it_ends_at_once(case: Case, worker: User) -> None:
    bring(case, day("02-10"))
    now = moment(day("02-10"), 15)
    for week in (1, 2, 3):
        add_contact(case, worker, day("02-10") - dt.timedelta(weeks=week))
    record(case, worker, "02-10", now=now)
    assert open_flags(case) == {}
    closed = Flag.objects.filter(case=case, state="closed")
    assert {flag.close_cause for flag in closed} == {"restored"}
    assert {flag.closed_at for flag in closed} == {now}
    assert closed.count() == 2


def test_a_call_leaves_the_resident_unseen(case: Case, worker: User) -> None:
    bring(case, day("02-10"))
    record(case, worker, "02-10", Medium.PHONE, now=moment(day("02-10"), 15))
    assert open_flags(case) == {"eroding": day("01-18"), "not_seen": day("02-02")}


def test_a_late_record_moves_since_and_keeps_the_flag(case: Case, worker: User) -> None:
    bring(case, day("03-01"))
    flag = Flag.objects.get(case=case, kind="not_seen")
    record(case, worker, "01-12", Medium.OUTDOORS, now=moment(day("03-01")))
    moved = Flag.objects.get(case=case, kind="not_seen")
    assert (moved.pk, moved.detected_at) == (flag.pk, flag.detected_at)
    assert (flag.since, moved.since) == (day("02-02"), day("02-10"))
    assert moved.evidence["last_seen"] == "2026-01-12"


def test_a_correction_closes_as_corrected(case: Case, worker: User) -> None:
    for week in range(4):
        add_contact(case, worker, day("01-06") + dt.timedelta(weeks=week), reached=week > 0)
    contact = Contact.objects.get(case=case, reached=False)
    bring(case, day("02-03"))
    assert open_flags(case) == {}
    for visit in Contact.objects.filter(case=case, reached=True):
        correct(visit, worker, reached=False, on="02-03")
    assert set(open_flags(case)) == {"eroding", "not_seen", "unfindable"}
    correct(contact, worker, reached=True, on="02-03")
    assert Flag.objects.get(case=case, kind="not_seen").close_cause == "corrected"


def test_deleting_a_contact_counts_at_once(case: Case, worker: User) -> None:
    contact = add_contact(case, worker, day("01-20"))
    bring(case, day("02-10"))
    assert "not_seen" not in open_flags(case)
    actions.delete_contact(
        actor=worker, contact=contact, reason="bij de verkeerde bewoner", seen=0, now=moment(day("02-10"))
    )
    assert open_flags(case)["not_seen"] == day("02-02")


def test_a_pause_suspends_a_flag_and_after_it_the_case_stands_where_it_stood(
    case: Case, worker: User
) -> None:
    bring(case, day("02-10"))
    flag = Flag.objects.get(case=case, kind="not_seen")
    pause(case, worker, "02-10", "02-20", on="02-10")
    flag.refresh_from_db()
    assert (flag.state, flag.since) == ("suspended", day("02-02"))
    upkeep.advance(now=moment(day("02-20")))
    flag.refresh_from_db()
    assert flag.state == "suspended"
    upkeep.advance(now=moment(day("02-21")))
    flag.refresh_from_db()
    assert (flag.state, flag.since) == ("open", day("02-02"))
    assert Flag.objects.filter(case=case, kind="not_seen").count() == 1


def test_seen_in_hospital_is_seen(case: Case, worker: User) -> None:
    bring(case, day("02-09"))
    pause(case, worker, "02-09", "02-20", on="02-09")
    record(case, worker, "02-12", now=moment(day("02-12"), 18))
    upkeep.advance(now=moment(day("02-21")))
    flag = Flag.objects.get(case=case, kind="not_seen")
    assert (flag.state, flag.close_cause) == ("closed", "restored")
    assert open_flags(case) == {"eroding": day("01-18")}


def test_a_pause_over_days_that_passed_takes_them_out_of_the_count(case: Case, worker: User) -> None:
    bring(case, day("02-02"))
    assert "not_seen" in open_flags(case)
    pause(case, worker, "01-10", "01-15", on="02-02")
    assert Flag.objects.get(case=case, kind="not_seen").close_cause == "corrected"


def test_a_pause_taken_back_counts_its_days_again(case: Case, worker: User) -> None:
    bring(case, day("01-20"))
    assert open_flags(case) == {"eroding": day("01-18")}
    now = moment(day("01-20"))
    days = {"first_day": day("01-10"), "last_day": day("01-15")}
    pause = actions.pause(actor=worker, case=case, reason="bij familie", now=now, **days)
    assert open_flags(case) == {}
    seen = actions.version_of(pause)
    actions.cancel_pause(actor=worker, pause=pause, reason="ging niet door", seen=seen, now=now)
    assert open_flags(case) == {"eroding": day("01-18")}


def test_less_promised_is_flagged_and_promising_again_restores(case: Case, worker: User) -> None:
    with pytest.raises(ValidationError) as refused:
        agree(case, worker, "01-06", WEEKLY_CALL)
    assert list(refused.value.message_dict) == ["reason"]
    agree(case, worker, "01-06", WEEKLY_CALL, Reason.BUDGET)
    assert open_flags(case) == {"scaled_down": day("01-06")}
    agree(case, worker, "01-08", WEEKLY_VISIT)
    # What is promised for Thursday does not help today.
    assert open_flags(case) == {"scaled_down": day("01-06")}
    upkeep.advance(now=moment(day("01-08")))
    assert Flag.objects.get(case=case).close_cause == "restored"


def test_a_lowered_need_closes_as_need_changed(case: Case, worker: User) -> None:
    agree(case, worker, "01-06", WEEKLY_CALL, Reason.NO_CAPACITY)
    actions.assess_need(
        actor=worker,
        case=case,
        valid_from=day("01-10"),
        rhythm=WEEKLY_CALL,
        reason="samen besproken",
        now=moment(day("01-06")),
    )
    upkeep.advance(now=moment(day("01-12")))
    assert Flag.objects.get(case=case, kind="scaled_down").close_cause == "need_changed"


def test_closing_a_case_closes_its_flags_on_the_day(case: Case, worker: User) -> None:
    bring(case, day("02-10"))
    seen = actions.version_of(case)
    actions.close_case(actor=worker, case=case, closed_on=day("02-12"), seen=seen, now=moment(day("02-10")))
    assert len(open_flags(case)) == 2
    upkeep.advance(now=moment(day("02-12")))
    assert open_flags(case) == {}
    assert {flag.close_cause for flag in Flag.objects.filter(case=case)} == {"case_closed"}


def test_an_episode_that_ended_while_no_task_ran_and_began_again_is_two(case: Case, worker: User) -> None:
    for start, rhythm in (("01-06", WEEKLY_CALL), ("01-08", WEEKLY_VISIT), ("01-12", WEEKLY_CALL)):
        agree(case, worker, start, rhythm, Reason.BUDGET)
    upkeep.advance(now=moment(day("01-14")))
    episodes = Flag.objects.filter(case=case, kind="scaled_down").order_by("id").values_list("since", "state")
    assert list(episodes) == [(day("01-06"), "closed"), (day("01-12"), "open")]


def test_an_episode_wholly_in_the_past_makes_no_flag(case: Case, worker: User) -> None:
    for week in range(8, 12):
        add_contact(case, worker, OPENED + dt.timedelta(weeks=week))
    bring(case, OPENED + dt.timedelta(weeks=12))
    assert Flag.objects.filter(case=case).count() == 0


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
    seen = actions.version_of(contact)
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
