"""The worked examples of docs/rules.md, every sentence of them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pytest

from cases.rules import Contact, History, Medium, Pause, Rhythm, Standing, Version, assess, measure

NOTHING = {"scaled_down": None, "eroding": None, "not_seen": None, "unfindable": None}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def reached(medium: Medium, *days: str) -> tuple[Contact, ...]:
    return tuple(Contact(day(text), medium, True) for text in days)


def failed(*days: str) -> tuple[Contact, ...]:
    return tuple(Contact(day(text), Medium.HOME_VISIT, False) for text in days)


def every_week(first: str, last: str) -> list[str]:
    weeks = (day(last) - day(first)).days // 7
    return [(day(first) + dt.timedelta(weeks=week)).strftime("%m-%d") for week in range(weeks + 1)]


def days_between(first: str, last: str) -> Iterable[dt.date]:
    return (day(first) + dt.timedelta(days=n) for n in range((day(last) - day(first)).days + 1))


def flags(standing: Standing) -> dict[str, str]:
    return {flag.kind.value: flag.since.strftime("%m-%d") for flag in standing.flags}


def breaches(standing: Standing) -> dict[str, str | None]:
    return {rule.value: on.strftime("%m-%d") if on else None for rule, on in standing.breaches_on.items()}


WEEKLY = Version(day("01-05"), Rhythm(1, 7, Medium.HOME_VISIT))
BASE = History(opened_on=day("01-05"), closed_on=None, needs=(WEEKLY,), agreements=(WEEKLY,))

CALLS = replace(
    BASE,
    agreements=(WEEKLY, Version(day("03-02"), Rhythm(1, 14, Medium.PHONE))),
    contacts=reached(Medium.HOME_VISIT, *every_week("01-06", "02-24"))
    + reached(Medium.PHONE, "03-10", "03-24"),
)
NOT_AT_HOME = replace(
    BASE, contacts=reached(Medium.HOME_VISIT, "01-06") + failed("01-13", "01-20", "01-20", "01-27")
)
PAUSED = replace(
    BASE,
    contacts=reached(Medium.HOME_VISIT, "01-06", "01-13", "01-20", "01-27"),
    pauses=(Pause(day("02-02"), day("02-15")),),
)
MONTHLY = Version(day("01-05"), Rhythm(1, 28, Medium.HOME_VISIT))
RAISED = replace(
    BASE,
    needs=(MONTHLY, replace(WEEKLY, valid_from=day("03-02"))),
    agreements=(MONTHLY, replace(WEEKLY, valid_from=day("03-02"))),
    contacts=reached(Medium.HOME_VISIT, "01-12", "02-09"),
)
ONLY_VIDEO = replace(
    BASE,
    contacts=reached(Medium.HOME_VISIT, *every_week("01-06", "01-27"))
    + reached(Medium.VIDEO, *every_week("02-03", "03-03")),
)
BUSY_DAY = replace(
    BASE,
    contacts=reached(Medium.HOME_VISIT, "01-06", "01-13")
    + reached(Medium.PHONE, "01-20", "01-20")
    + reached(Medium.VIDEO, "01-20")
    + reached(Medium.MESSAGE, "01-20"),
)


@pytest.mark.parametrize("points", [200, 201])
def test_the_window_is_28_days_and_eroding_holds_at_200_points_or_fewer(points: int) -> None:
    numbers = measure(CALLS, day("03-01"))
    assert (numbers.window, numbers.days, numbers.limit) == (28, 28, 200)
    assert numbers.policy is not None
    assert numbers.expected is not None
    assert (100 * 1_000_000 * points <= numbers.policy.threshold_percent * numbers.expected) is (
        points == 200
    )


def test_1_before_the_cut_nothing_holds_and_the_days_to_come_are_known() -> None:
    standing = assess(CALLS, day("03-01"))
    assert flags(standing) == {}
    assert breaches(standing) == {
        "scaled_down": "03-02",
        "eroding": "03-10",
        "not_seen": "03-25",
        "unfindable": None,
    }
    assert standing.due_on == day("03-03")


def test_1_on_the_day_of_the_cut_it_is_scaled_down_to_20_percent_of_the_need() -> None:
    assert flags(assess(CALLS, day("03-02"))) == {"scaled_down": "03-02"}
    numbers = measure(CALLS, day("03-02"))
    assert (numbers.agreed_points, numbers.needed_points, numbers.agreed_percent) == (280, 1400, 20)


def test_1_the_first_call_puts_eroding_off_by_a_week() -> None:
    standing = assess(CALLS, day("03-16"))
    assert flags(standing) == {"scaled_down": "03-02"}
    assert breaches(standing) == {"eroding": "03-17", "not_seen": "03-25", "unfindable": None}


def test_1_on_the_17th_the_standing_reads_as_in_the_rules() -> None:
    assert assess(CALLS, day("03-17")).as_json("D00001") == {
        "case_ref": "D00001",
        "date": "2026-03-17",
        "live": True,
        "flags": [
            {"kind": "scaled_down", "since": "2026-03-02"},
            {"kind": "eroding", "since": "2026-03-17"},
        ],
        "breaches_on": {"not_seen": "2026-03-25", "unfindable": None},
        "due_on": "2026-03-24",
    }


def test_1_on_the_25th_three_rules_hold() -> None:
    standing = assess(CALLS, day("03-25"))
    assert flags(standing) == {"scaled_down": "03-02", "eroding": "03-17", "not_seen": "03-25"}
    assert breaches(standing) == {"unfindable": None}
    assert standing.due_on == day("04-07")


def test_2_a_case_that_never_had_a_contact_is_judged_from_its_opening() -> None:
    for on in days_between("01-05", "03-31"):
        expected = {}
        if on >= day("01-18"):
            expected["eroding"] = "01-18"
        if on >= day("02-02"):
            expected["not_seen"] = "02-02"
        standing = assess(BASE, on)
        assert flags(standing) == expected
        assert standing.due_on == day("01-12")
        assert breaches(standing)["unfindable"] is None
    assert breaches(assess(BASE, day("01-05"))) == {
        "scaled_down": None,
        "eroding": "01-18",
        "not_seen": "02-02",
        "unfindable": None,
    }


def test_3_two_days_of_attempts_are_not_yet_unfindable() -> None:
    assert breaches(assess(NOT_AT_HOME, day("01-20"))) == {
        "scaled_down": None,
        "eroding": "01-25",
        "not_seen": "02-04",
        "unfindable": None,
    }
    assert flags(assess(NOT_AT_HOME, day("01-26"))) == {"eroding": "01-25"}


def test_3_the_third_day_of_attempts_is() -> None:
    assert flags(assess(NOT_AT_HOME, day("01-27"))) == {"eroding": "01-25", "unfindable": "01-27"}
    numbers = measure(NOT_AT_HOME, day("01-27"))
    assert (numbers.attempts, numbers.days_unreached) == (3, 21)


def test_3_and_it_is_not_seen_from_the_fourth_of_february() -> None:
    assert flags(assess(NOT_AT_HOME, day("02-03"))) == {"eroding": "01-25", "unfindable": "01-27"}
    expected = {"eroding": "01-25", "not_seen": "02-04", "unfindable": "01-27"}
    assert flags(assess(NOT_AT_HOME, day("02-04"))) == expected


def test_4_in_the_pause_nothing_holds_nothing_is_due_and_all_four_rules_are_listed() -> None:
    standing = assess(PAUSED, day("02-05"))
    assert not standing.live
    assert flags(standing) == {}
    assert breaches(standing) == {**NOTHING, "eroding": "02-24", "not_seen": "03-11"}
    assert standing.due_on is None


def test_4_after_the_pause_the_clock_goes_on_where_it_stood() -> None:
    standing = assess(PAUSED, day("02-16"))
    assert standing.live
    assert standing.due_on == day("02-17")
    assert flags(assess(PAUSED, day("02-23"))) == {}
    assert flags(assess(PAUSED, day("02-24"))) == {"eroding": "02-24"}
    assert flags(assess(PAUSED, day("03-10"))) == {"eroding": "02-24"}
    assert flags(assess(PAUSED, day("03-11"))) == {"eroding": "02-24", "not_seen": "03-11"}


def test_5_a_raised_need_does_not_judge_the_weeks_before_it() -> None:
    standing = assess(RAISED, day("03-02"))
    assert flags(standing) == {}
    assert breaches(standing) == {**NOTHING, "eroding": "03-09", "not_seen": "03-10"}
    assert standing.due_on == day("03-02")
    assert flags(assess(RAISED, day("03-08"))) == {}
    assert flags(assess(RAISED, day("03-09"))) == {"eroding": "03-09"}
    assert flags(assess(RAISED, day("03-10"))) == {"eroding": "03-09", "not_seen": "03-10"}


def test_6_video_is_not_eye_contact() -> None:
    assert flags(assess(ONLY_VIDEO, day("02-23"))) == {}
    assert flags(assess(ONLY_VIDEO, day("02-24"))) == {"eroding": "02-24"}
    assert flags(assess(ONLY_VIDEO, day("02-25"))) == {"eroding": "02-24", "not_seen": "02-25"}
    assert flags(assess(ONLY_VIDEO, day("03-03"))) == {"eroding": "02-24", "not_seen": "02-25"}


def test_6_had_the_agreement_become_weekly_video_it_would_be_scaled_down_from_that_day() -> None:
    agreements = (WEEKLY, Version(day("02-02"), Rhythm(1, 7, Medium.VIDEO)))
    history = replace(ONLY_VIDEO, agreements=agreements)
    assert flags(assess(history, day("02-01"))) == {}
    assert flags(assess(history, day("02-02"))) == {"scaled_down": "02-02"}
    expected = {"scaled_down": "02-02", "eroding": "02-24", "not_seen": "02-25"}
    assert flags(assess(history, day("02-25"))) == expected


def test_7_four_contacts_on_one_day_count_as_the_best_of_them() -> None:
    standing = assess(BUSY_DAY, day("01-30"))
    assert flags(standing) == {}
    assert breaches(standing) == {**NOTHING, "eroding": "02-03", "not_seen": "02-11"}
    assert standing.due_on == day("01-20")
    numbers = measure(BUSY_DAY, day("01-30"))
    assert [tuple(contact) for contact in numbers.contacts] == [
        (day("01-06"), Medium.HOME_VISIT, 100),
        (day("01-13"), Medium.HOME_VISIT, 100),
        (day("01-20"), Medium.VIDEO, 50),
    ]
