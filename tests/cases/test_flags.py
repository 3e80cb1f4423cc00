"""A flag is an episode: it opens, moves, waits and closes with the rules, whatever runs when."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cases import actions, lifecycle, promises, upkeep
from cases.changing import version_of
from cases.models import Case, Contact, Flag, Medium, Reason
from tests.cases.flagged import (
    OPENED,
    WEEKLY_CALL,
    WEEKLY_VISIT,
    agree,
    bring,
    correct,
    day,
    open_flags,
    pause,
    record,
)
from tests.conftest import Place, add_contact, make_case, moment
from wijkzorg.accounts.models import User


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
    pause = lifecycle.pause(actor=worker, case=case, reason="bij familie", now=now, **days)
    assert open_flags(case) == {}
    seen = version_of(pause)
    lifecycle.cancel_pause(actor=worker, pause=pause, reason="ging niet door", seen=seen, now=now)
    assert open_flags(case) == {"eroding": day("01-18")}


def test_less_promised_is_flagged_and_promising_again_restores(case: Case, worker: User) -> None:
    with pytest.raises(ValidationError) as refused:
        agree(case, worker, "01-06", WEEKLY_CALL)
    assert set(refused.value.message_dict) == {"reason", "review_on", "instead", "residents_words"}
    agree(case, worker, "01-06", WEEKLY_CALL, Reason.BUDGET)
    assert open_flags(case) == {"scaled_down": day("01-06")}
    agree(case, worker, "01-08", WEEKLY_VISIT)
    # What is promised for Thursday does not help today.
    assert open_flags(case) == {"scaled_down": day("01-06")}
    upkeep.advance(now=moment(day("01-08")))
    assert Flag.objects.get(case=case).close_cause == "restored"


def test_a_lowered_need_closes_as_need_changed(case: Case, worker: User) -> None:
    agree(case, worker, "01-06", WEEKLY_CALL, Reason.NO_CAPACITY)
    promises.assess_need(
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
    seen = version_of(case)
    lifecycle.close_case(
        actor=worker, case=case, closed_on=day("02-12"), reason="klaar", seen=seen, now=moment(day("02-10"))
    )
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
