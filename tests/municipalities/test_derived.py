from __future__ import annotations

from municipalities.derived import mean, median, percentage
from municipalities.limits import NORM, Limits


def test_a_rate_is_reckoned_from_what_is_shown_with_a_half_up() -> None:
    assert percentage(15, 40, NORM) == 38  # 37.5
    assert percentage(10, 30, NORM) == 33
    assert percentage(0, 10, NORM) == 0


def test_rounding_makes_no_rate_of_more_than_all() -> None:
    assert percentage(15, 10, NORM) == 100


def test_where_one_of_two_numbers_is_hidden_there_is_no_rate_and_no_mean() -> None:
    assert percentage(None, 40, NORM) is None
    assert percentage(15, None, NORM) is None
    assert mean(None, 40, NORM) is None
    assert mean(95, None, NORM) is None


def test_a_mean_is_in_tenths() -> None:
    assert mean(95, 30, NORM) == 32  # 3.17 each
    assert mean(25, 20, NORM) == 13  # 1.25: a half goes up


def test_a_median_is_of_numbers_that_were_each_rounded() -> None:
    days = [1, 2, 3, 4, 8, 9, 11, 12, 40, 41]
    assert median(days, 10, NORM) == 10
    assert median([*days, 3], 10, NORM) == 10  # 0 0 5 5 5 | 10 | 10 10 10 40 40
    assert median(days, None, NORM) is None


def test_all_of_them_keep_to_the_base_of_the_municipality() -> None:
    strict = Limits(base=20)
    assert percentage(10, 15, strict) is None
    assert mean(60, 15, strict) is None
    assert median(range(15), 15, strict) is None
    assert percentage(10, 20, strict) == 50
