"""Make nasty but valid case histories: by a seeded generator, and as a Hypothesis strategy over the same one.

Nothing in them is refused by docs/rules.md. No contact is later than `around`; versions, policies, pauses and
closings may be.
"""

from __future__ import annotations

import datetime as dt
import random

from hypothesis import strategies as st

from cases.rules import (
    Contact,
    History,
    Medium,
    Pause,
    Policy,
    PolicyVersion,
    Rhythm,
    Version,
    refuse_pauses,
)

AROUND = dt.date(2026, 3, 17)
FACE_TO_FACE = (Medium.HOME_VISIT, Medium.WALK_IN, Medium.OUTDOORS)
RHYTHMS = (
    *((1, 7), (1, 7), (1, 7), (1, 14), (1, 28), (2, 7), (3, 7), (2, 14), (3, 10)),
    *((1, 1), (7, 7), (365, 365), (1, 42), (1, 60), (1, 91), (1, 365), (5, 365), (2, 365), (12, 365)),
)
OFFSETS = (-1, 0, 0, 1, 6, 7, 8, 13, 14, 15, 27, 28, 29, 42, 56, 84, -7, -14, -28)


def random_history(rng: random.Random, around: dt.date, most_contacts: int = 160) -> History:
    """Make a history around a day: most of its life before it, something about to happen on both sides."""
    opened_on = around - dt.timedelta(days=_age(rng))
    anchors = [opened_on, around]
    needs = _versions(rng, anchors, latest_first=opened_on, count=rng.randint(1, 4))
    agreements = _versions(rng, anchors, latest_first=None, count=rng.choice((0, 1, 1, 1, 2, 3, 4)))
    if rng.random() < 0.3:
        agreements = needs
    anchors += [version.valid_from for version in (*needs, *agreements)]
    return History(
        opened_on=opened_on,
        closed_on=_closed_on(rng, anchors, opened_on),
        needs=needs,
        agreements=agreements,
        contacts=_contacts(rng, anchors, opened_on, around, most_contacts),
        pauses=_pauses(rng, anchors),
        group_policies=_policies(rng, anchors, rng.choice((0, 0, 0, 1, 2, 3))),
        municipality_policies=_policies(rng, anchors, rng.choice((0, 0, 1, 2, 3))),
    )


def histories(most_contacts: int = 25) -> st.SearchStrategy[History]:
    """Draw histories around AROUND; small ones, so that a failure can be read."""
    randoms = st.randoms(use_true_random=False)
    return st.builds(random_history, randoms, st.just(AROUND), st.just(most_contacts))


def judging_days() -> st.SearchStrategy[dt.date]:
    """Draw days on which to judge a history of `histories()`."""
    return st.integers(-250, 120).map(lambda days: AROUND + dt.timedelta(days=days))


def _age(rng: random.Random) -> int:
    """Choose how long ago the case opened; rarely it opens later."""
    longest = rng.choice((10, 40, 120, 120, 300, 730))
    return rng.randint(0, longest) if rng.random() < 0.95 else -rng.randint(1, 60)


def _day(rng: random.Random, anchors: list[dt.date]) -> dt.date:
    """Choose a day at a telling distance of one that matters already, or any day."""
    if rng.random() < 0.6:
        return rng.choice(anchors) + dt.timedelta(days=rng.choice(OFFSETS))
    return anchors[1] + dt.timedelta(days=rng.randint(-400, 450))


def _medium(rng: random.Random) -> Medium:
    return rng.choice(FACE_TO_FACE) if rng.random() < 0.6 else rng.choice(tuple(Medium))


def _rhythm(rng: random.Random) -> Rhythm:
    contacts, per_days = rng.choice(RHYTHMS)
    if rng.random() < 0.15:
        per_days = rng.randint(1, 365)
        contacts = rng.randint(1, per_days)
    return Rhythm(contacts, per_days, _medium(rng))


def _versions(
    rng: random.Random, anchors: list[dt.date], latest_first: dt.date | None, count: int
) -> tuple[Version, ...]:
    days = {_day(rng, anchors) for _ in range(count)}
    if latest_first is not None and all(day > latest_first for day in days):
        days.add(latest_first - dt.timedelta(days=rng.choice((0, 0, 0, 1, 30, 400))))
    versions = [Version(day, _rhythm(rng)) for day in sorted(days)]
    rng.shuffle(versions)
    return tuple(versions)


def _closed_on(rng: random.Random, anchors: list[dt.date], opened_on: dt.date) -> dt.date | None:
    if rng.random() < 0.75:
        return None
    return max(opened_on, _day(rng, anchors))


def _policies(rng: random.Random, anchors: list[dt.date], count: int) -> tuple[PolicyVersion, ...]:
    days = {_day(rng, anchors) for _ in range(count)}
    return tuple(PolicyVersion(day, _policy(rng)) for day in sorted(days, reverse=True))


def _policy(rng: random.Random) -> Policy:
    window_min = rng.choice((14, 14, 14, 15, 21, 40))
    unfindable_min = rng.choice((1, 3, 7, 7, 10))
    return Policy(
        video=rng.choice((50, 50, 40, 1, 30)),
        phone=rng.choice((40, 40, 50, 25, 1)),
        message=rng.choice((20, 20, 40, 50, 10)),
        threshold_percent=rng.choice((50, 50, 60, 75, 89, 90)),
        window_intervals=rng.choice((1, 2, 3, 4, 4, 4, 6, 12)),
        window_min_days=window_min,
        window_max_days=window_min + rng.choice((0, 14, 56, 70, 200)),
        unfindable_attempts=rng.choice((1, 2, 3, 3, 5)),
        unfindable_intervals=rng.choice((1, 2, 2, 4)),
        unfindable_min_days=unfindable_min,
        unfindable_max_days=unfindable_min + rng.choice((0, 7, 21, 90)),
    )


def _pauses(rng: random.Random, anchors: list[dt.date]) -> tuple[Pause, ...]:
    pauses: list[Pause] = []
    for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
        first = _day(rng, anchors)
        pause = Pause(first, first + dt.timedelta(days=rng.choice((0, 0, 1, 6, 13, 20, 41))))
        if not refuse_pauses([*pauses, pause]):
            pauses.append(pause)
    return tuple(pauses)


def _contacts(
    rng: random.Random, anchors: list[dt.date], opened_on: dt.date, around: dt.date, most: int
) -> tuple[Contact, ...]:
    contacts = _rhythmic_contacts(rng, opened_on, around, most * 2 // 3)
    stray = rng.choice((0, 0, 3, 8, most))
    for _ in range(rng.randint(0, min(stray, most - len(contacts)))):
        day = min(around, _day(rng, anchors))
        for _ in range(rng.choice((1, 1, 1, 2, 4))):
            contacts.append(Contact(day, rng.choice(tuple(Medium)), rng.random() < 0.5))
    contacts = contacts[:most]
    rng.shuffle(contacts)
    return tuple(contacts)


def _rhythmic_contacts(rng: random.Random, opened_on: dt.date, around: dt.date, most: int) -> list[Contact]:
    """Make contacts every so many days, which at some time become fewer, other, in vain, or stop."""
    contacts: list[Contact] = []
    every, medium, success = rng.choice((1, 3, 7, 7, 14, 28)), _medium(rng), 0.9
    changes_on = around - dt.timedelta(days=rng.choice((0, 15, 30, 60, 90, 200)))
    stops = rng.random() < 0.4
    day = opened_on + dt.timedelta(days=rng.randint(-20, 10))
    day = max(day, around - dt.timedelta(days=every * most))
    while day <= around and len(contacts) < most:
        if day >= changes_on:
            if stops:
                break
            every, medium, success = (
                every * rng.choice((1, 1, 2)),
                _medium(rng),
                rng.choice((0.0, 0.0, 0.5, 1.0)),
            )
            changes_on = dt.date.max
        contacts.append(Contact(day, medium, rng.random() < success))
        day += dt.timedelta(days=max(1, every + rng.choice((-1, 0, 0, 0, 1))))
    return contacts
