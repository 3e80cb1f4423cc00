"""Every story with what the rules must say of it, so that the board is as full on whatever day it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cases.demo import stories_kept as kept
from cases.demo import stories_less as less
from cases.demo import stories_near as near
from cases.demo.draft import Draft
from cases.demo.scene import Scene
from cases.rules import Rule, Standing

SOON_DAYS = 7

Flags = frozenset[Rule]
NONE: Flags = frozenset()
S, E, N, U = (frozenset({rule}) for rule in Rule)


@dataclass(frozen=True, slots=True)
class Story:
    """How a case goes, and how it stands today: one of some sets of flags, or threatened within a week; due or not."""

    make: Callable[[Scene], Draft]
    flags: tuple[Flags, ...] = (NONE,)
    soon: bool = False
    due: bool | None = None
    live: bool = True

    def is_told_by(self, standing: Standing) -> bool:
        """Tell whether a case stands as the story says."""
        today = standing.date
        held = frozenset(flag.kind for flag in standing.flags)
        coming = [day for day in standing.breaches_on.values() if day and (day - today).days <= SOON_DAYS]
        if standing.live is not self.live or held not in self.flags:
            return False
        if not held and bool(coming) is not self.soon:
            return False
        is_due = standing.due_on is not None and standing.due_on <= today
        return self.due is None or is_due is self.due


STORIES = {
    # What is needed is given.
    "steady": Story(kept.steady, due=False),
    "due": Story(kept.due, due=True),
    "slow": Story(kept.slow, due=False),
    "young": Story(kept.young, due=False),
    "slightly_less": Story(kept.slightly_less, due=False),
    "raised": Story(kept.raised, due=False),
    "lowered": Story(kept.lowered, due=False),
    "paused": Story(kept.paused, live=False),
    "closed": Story(kept.closed, live=False),
    # Less than is needed.
    "cut_to_calls": Story(less.cut_to_calls, (S | E | N,)),
    "cut_with_visits": Story(less.cut_with_visits, (S | E,)),
    "cut_walks_in": Story(less.cut_walks_in, (S,)),
    "salami": Story(less.salami, (S, S | E)),
    "salami_begun": Story(less.salami_begun, due=False),
    "video_only": Story(less.video_only, (S | E | N,)),
    "wish_to_call": Story(less.wish_to_call, (S | E | N,)),
    "wish_for_less": Story(less.wish_for_less, (S,)),
    "overloaded": Story(less.overloaded, (E,)),
    "calls_only": Story(less.calls_only, (N,)),
    "unfindable_long": Story(less.unfindable_long, (U | E | N,)),
    "unfindable_lately": Story(less.unfindable_lately, (U, U | E)),
    "never_contacted": Story(less.never_contacted, (E | N,)),
    # Not yet, but within a week.
    "nearly_unseen": Story(near.nearly_unseen, soon=True),
    "nearly_too_little": Story(near.nearly_too_little, soon=True),
    "nearly_unfindable": Story(near.nearly_unfindable, soon=True),
    "cut_announced": Story(near.cut_announced, soon=True),
    "waiting_since_start": Story(near.waiting_since_start, soon=True),
}
