"""What is said of two rounded numbers is true of every pair of numbers that they may be."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard import differences
from municipalities.definitions import DEFINITIONS, Unit
from municipalities.derived import percentage
from municipalities.limits import Limits

NORM, ROUNDER = Limits(), Limits(least=20, base=20, step=10)
PERSONS, HOURS = DEFINITIONS["openDossiers"], DEFINITIONS["centrumuren"]


def said(before: int | None, after: int | None, limits: Limits = NORM) -> str:
    ranges = [differences.of_count(value, PERSONS, limits) for value in (before, after)]
    return differences.said(differences.between(*ranges), Unit.COUNT, limits)


@given(st.integers(10, 3000), st.integers(10, 3000), st.sampled_from([NORM, ROUNDER]))
def test_the_true_difference_lies_within_what_is_said(before: int, after: int, limits: Limits) -> None:
    ranges = [differences.of_count(limits.rounded(value), PERSONS, limits) for value in (before, after)]
    between = differences.between(*ranges)
    assert between is not None and between.least <= after - before <= between.most
    assert not between.is_sure or (after > before) == (between.shown > 0)


@given(st.integers(0, 900), st.integers(20, 900), st.sampled_from([NORM, ROUNDER]))
def test_the_true_share_lies_within_what_is_said(part: int, whole: int, limits: Limits) -> None:
    part = min(part, whole)
    shown = percentage(limits.rounded(part), limits.rounded(whole), limits)
    found = differences.of_share(limits.rounded(part), limits.rounded(whole), shown, limits)
    assert found is not None and found.least <= 100 * part / whole <= found.most


def test_a_difference_of_one_rounding_may_be_nothing_and_that_is_said() -> None:
    assert said(40, 45) == "1 tot 9 meer: kan bijna niets zijn"
    assert said(45, 40) == "1 tot 9 minder: kan bijna niets zijn"
    assert said(40, 60) == "20 meer (16 tot 24)"
    assert said(40, 50, ROUNDER) == "1 tot 19 meer: kan bijna niets zijn"


def test_between_equal_numbers_no_difference_is_seen_and_of_a_hidden_one_none_is_told() -> None:
    assert said(40, 40) == "geen verschil te zien"
    assert said(None, 40) == said(40, None) == said(None, None) == "verschil niet te zeggen"


def test_shares_whose_ranges_meet_are_not_compared() -> None:
    ranges = [differences.of_share(part, 50, 2 * part, NORM) for part in (20, 20)]
    assert differences.said(differences.between(*ranges), Unit.PERCENT, NORM) == "geen verschil te zien"
    small = [differences.of_share(10, 25, 40, NORM), differences.of_share(10, 20, 50, NORM)]
    assert "kan afronding zijn" in differences.said(differences.between(*small), Unit.PERCENT, NORM)
    large = [differences.of_share(200, 1000, 20, NORM), differences.of_share(500, 1000, 50, NORM)]
    assert "procentpunt meer" in differences.said(differences.between(*large), Unit.PERCENT, NORM)
    assert differences.of_share(None, 50, 40, NORM) is None


def test_what_is_about_nobody_is_not_rounded_and_compared_exactly() -> None:
    ranges = [differences.of_count(value, HOURS, NORM) for value in (140, 137)]
    assert differences.said(differences.between(*ranges), Unit.HOURS, NORM) == "3\N{NO-BREAK SPACE}uur minder"
    assert differences.said(differences.between(ranges[0], ranges[0]), Unit.HOURS, NORM) == "gelijk"
