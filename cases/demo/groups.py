"""The target groups of Voorbeeldstad, how often support is usual in each, and the policies."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from cases.rules import DEFAULT_POLICY, Medium, Policy, PolicyVersion, Rhythm

WEEKLY = Rhythm(1, 7, Medium.HOME_VISIT)
FORTNIGHTLY = Rhythm(1, 14, Medium.HOME_VISIT)
FOUR_WEEKLY = Rhythm(1, 28, Medium.HOME_VISIT)
TWICE_A_WEEK = Rhythm(2, 7, Medium.HOME_VISIT)
EVERY_TEN_DAYS = Rhythm(1, 10, Medium.HOME_VISIT)
WEEKLY_WALK_IN = Rhythm(1, 7, Medium.WALK_IN)
WEEKLY_OUTDOORS = Rhythm(1, 7, Medium.OUTDOORS)
FORTNIGHTLY_PHONE = Rhythm(1, 14, Medium.PHONE)
FORTNIGHTLY_VIDEO = Rhythm(1, 14, Medium.VIDEO)
FOUR_WEEKLY_PHONE = Rhythm(1, 28, Medium.PHONE)


class Group(NamedTuple):
    """A target group (its name is empty for residents in none): ages, usual rhythms, themes of the notes."""

    name: str
    ages: tuple[int, int]
    rhythms: tuple[Rhythm, ...]
    themes: tuple[str, ...]


LVB_YOUTH = Group(
    "Jongeren met een licht verstandelijke beperking",
    (18, 27),
    (WEEKLY, WEEKLY, WEEKLY_OUTDOORS, WEEKLY_WALK_IN, TWICE_A_WEEK),
    ("youth", "money", "home"),
)
ELDERLY = Group(
    "Ouderen",
    (70, 94),
    (WEEKLY, WEEKLY, FORTNIGHTLY, FORTNIGHTLY, FORTNIGHTLY_PHONE),
    ("health", "people", "elderly"),
)
FAMILIES = Group(
    "Gezinnen", (24, 48), (WEEKLY, WEEKLY, FORTNIGHTLY, EVERY_TEN_DAYS), ("family", "money", "home")
)
NEWCOMERS = Group(
    "Nieuwkomers", (20, 55), (WEEKLY, WEEKLY_WALK_IN, FORTNIGHTLY), ("language", "money", "people")
)
MENTAL_HEALTH = Group(
    "Volwassenen met psychische klachten",
    (25, 66),
    (WEEKLY, WEEKLY, FORTNIGHTLY, WEEKLY_OUTDOORS, FORTNIGHTLY_VIDEO),
    ("days", "health", "home"),
)
NO_GROUP = Group("", (30, 78), (WEEKLY, FORTNIGHTLY, WEEKLY_WALK_IN), ("money", "people", "home"))

GROUPS = (LVB_YOUTH, ELDERLY, FAMILIES, NEWCOMERS, MENTAL_HEALTH, NO_GROUP)
SHARES = (12, 33, 16, 11, 17, 11)


class GroupPolicy(NamedTuple):
    """A policy of the municipality (no group) or of one target group, with its reason."""

    group: Group | None
    version: PolicyVersion
    reason: str


def policies(today: dt.date) -> tuple[GroupPolicy, ...]:
    """Return the policies, the last of them in force for almost a year on `today`."""
    return (
        GroupPolicy(
            None,
            PolicyVersion(dt.date(today.year - 3, 1, 1), DEFAULT_POLICY),
            "De uitgangspunten van Wijkzorg, zonder wijziging overgenomen.",
        ),
        GroupPolicy(
            LVB_YOUTH,
            PolicyVersion(
                today - dt.timedelta(days=330),
                Policy(phone=30, message=10, threshold_percent=60),
            ),
            "Jongeren raken sneller uit beeld. Bellen en appen zegt bij hen weinig: "
            "dat telt daarom minder mee, en de grens ligt hoger.",
        ),
    )
