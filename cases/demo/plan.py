"""Who has which story: the headline worker has a bit of everything, the others what chance deals them."""

from __future__ import annotations

import random
from typing import NamedTuple

from cases.demo.staff import HEADLINE, TEAMS, Team


class Part(NamedTuple):
    """One case that is to be told: a story, in a team, by a worker (None: nobody took it over yet)."""

    story: str
    team: Team
    worker: str | None


_HEADLINE_STORIES = {
    "unfindable_long": 1,
    "cut_to_calls": 1,
    "cut_with_visits": 1,
    "cut_walks_in": 1,
    "salami": 1,
    "video_only": 1,
    "overloaded": 1,
    "nearly_unseen": 1,
    "nearly_too_little": 1,
    "cut_announced": 1,
    "nearly_unfindable": 1,
    "due": 4,
    "young": 1,
    "raised": 1,
    "slow": 1,
    "paused": 1,
    "steady": 1,
}
# In the order of TEAMS; the headline worker's come on top.
_STORIES = {
    "unfindable_long": (1, 1, 1),
    "unfindable_lately": (1, 1, 1),
    "never_contacted": (0, 1, 0),
    "cut_to_calls": (10, 0, 0),
    "cut_with_visits": (11, 0, 0),
    "cut_walks_in": (14, 0, 0),
    "salami": (1, 6, 4),
    "video_only": (0, 2, 3),
    "wish_to_call": (0, 1, 1),
    "wish_for_less": (0, 2, 1),
    "overloaded": (1, 3, 3),
    "calls_only": (1, 1, 1),
    "nearly_unseen": (2, 4, 3),
    "nearly_too_little": (2, 3, 3),
    "nearly_unfindable": (0, 1, 1),
    "cut_announced": (1, 1, 0),
    "waiting_since_start": (0, 1, 1),
    "paused": (2, 3, 2),
    "due": (10, 12, 10),
    "slow": (11, 12, 10),
    "young": (5, 6, 4),
    "raised": (5, 7, 6),
    "lowered": (7, 9, 9),
    "salami_begun": (2, 5, 3),
    "slightly_less": (1, 3, 3),
}
_WITHOUT_WORKER = 2
_CLOSED = (9, 9, 7)


def parts(rng: random.Random) -> list[Part]:
    """Deal all stories to the workers: first those of the headline worker."""
    dealt = [
        Part(story, TEAMS[0], HEADLINE) for story, count in _HEADLINE_STORIES.items() for _ in range(count)
    ]
    for number, team in enumerate(TEAMS):
        workers = [name for name, cases in team.workers.items() for _ in range(cases) if name != HEADLINE]
        stories = [story for story, counts in _STORIES.items() for _ in range(counts[number])]
        stories += ["steady"] * (len(workers) - len(stories))
        rng.shuffle(stories)
        dealt += [Part(story, team, worker) for story, worker in zip(stories, workers, strict=True)]
        closers = rng.choices([name for name in team.workers if name != HEADLINE], k=_CLOSED[number])
        dealt += [Part("closed", team, worker) for worker in closers]
    return [*dealt, *(Part("young", TEAMS[-1], None) for _ in range(_WITHOUT_WORKER))]
