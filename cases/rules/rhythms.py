"""A rhythm against a need: windows, rates, and whether it is less (docs/rules.md, The four rules)."""

from __future__ import annotations

from cases.rules.words import Policy, Rhythm

MILLIONTHS = 1_000_000


def window_days(need: Rhythm, policy: Policy) -> int:
    """Return W, the days that rules 2 and 3 look back."""
    asked = _ceil_div(policy.window_intervals * need.per_days, need.contacts)
    return max(_clamp(asked, policy.window_min_days, policy.window_max_days), 3 * interval_days(need))


def unfindable_days(need: Rhythm, policy: Policy) -> int:
    """Return after how many days without reaching the resident rule 4 can hold."""
    asked = _ceil_div(policy.unfindable_intervals * need.per_days, need.contacts)
    return _clamp(asked, policy.unfindable_min_days, policy.unfindable_max_days)


def interval_days(rhythm: Rhythm) -> int:
    """Return k, the days from one contact to the next (`due_on`)."""
    return _ceil_div(rhythm.per_days, rhythm.contacts)


def rate(rhythm: Rhythm, need: Rhythm, policy: Policy) -> int:
    """Return millionths of a point per day; no contact counts for more than the one that is needed."""
    return _ceil_div(MILLIONTHS * rhythm.contacts * _worth(rhythm, need, policy), rhythm.per_days)


def points_compared(agreement: Rhythm, need: Rhythm, policy: Policy) -> tuple[int, int]:
    """Return what is agreed and what is needed in points over p_A * p_N days, so that integers compare."""
    agreed = agreement.contacts * _worth(agreement, need, policy) * need.per_days
    needed = need.contacts * policy.weight(need.medium) * agreement.per_days
    return agreed, needed


def percent_of(agreement: Rhythm, need: Rhythm, policy: Policy) -> int:
    """Return what is agreed in percent of what is needed, rounded down."""
    agreed, needed = points_compared(agreement, need, policy)
    return 100 * agreed // needed


def scaled_down(agreement: Rhythm, need: Rhythm, policy: Policy) -> bool:
    """Tell whether an agreement is scaled down from a need (rule 1)."""
    agreed, needed = points_compared(agreement, need, policy)
    return _loses_sight(agreement, need) or 100 * agreed <= policy.threshold_percent * needed


def asks_reason(agreement: Rhythm, need: Rhythm, policy: Policy) -> bool:
    """Tell whether an agreement must say why it is less than the need (Less needs a reason)."""
    agreed, needed = points_compared(agreement, need, policy)
    return _loses_sight(agreement, need) or agreed < needed


def _worth(rhythm: Rhythm, need: Rhythm, policy: Policy) -> int:
    return min(policy.weight(rhythm.medium), policy.weight(need.medium))


def _loses_sight(agreement: Rhythm, need: Rhythm) -> bool:
    return need.medium.face_to_face and not agreement.medium.face_to_face


def _ceil_div(dividend: int, divisor: int) -> int:
    return -(-dividend // divisor)


def _clamp(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
