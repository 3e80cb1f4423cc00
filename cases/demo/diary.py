"""How people come by: a row of visits with the slips of real life, and how they look for someone they cannot find."""

from __future__ import annotations

import datetime as dt
import random

from cases.demo.draft import Attempt
from cases.demo.workdays import on_or_after, on_or_before
from cases.rules import Medium, Rhythm

# How someone is looked for: first by telephone, then at the door, then wherever they may be.
SEARCH = (
    Medium.PHONE,
    Medium.HOME_VISIT,
    Medium.MESSAGE,
    Medium.HOME_VISIT,
    Medium.OUTDOORS,
    Medium.PHONE,
    Medium.WALK_IN,
    Medium.HOME_VISIT,
)


def keep(
    rng: random.Random,
    rhythm: Rhythm,
    first: dt.date,
    last: dt.date,
    *,
    slips: float = 0.06,
    extras: float = 0.07,
) -> list[Attempt]:
    """Keep a rhythm from `first` to a contact on `last`, mostly on one weekday; some go wrong, a few are extra."""
    attempts: list[Attempt] = []
    every = rhythm.per_days / rhythm.contacts
    step = 0
    while (planned := last - dt.timedelta(days=round(step * every))) >= first:
        moved = 0 if step == 0 else rng.choices((-1, 0, 1, 2), (8, 82, 7, 3))[0]
        day = on_or_before(planned + dt.timedelta(days=moved))
        if first <= day <= last:
            if step and rng.random() < slips:
                attempts += _slip(rng, rhythm.medium, day, last)
            else:
                attempts.append(Attempt(day, rhythm.medium, True))
            if step and rng.random() < extras:
                attempts += _extra(rng, day + dt.timedelta(days=rng.randint(1, 4)), last)
        step += 1
    return attempts


def search(rng: random.Random, first: dt.date, last: dt.date, tries: int) -> list[Attempt]:
    """Try in vain on so many days from `first` to `last`, each time in another way."""
    span = max(1, (last - first).days)
    apart = span / max(1, tries - 1)
    days = [on_or_before(first + dt.timedelta(days=round(apart * number))) for number in range(tries)]
    start = rng.choice((0, 0, 1))
    return [
        Attempt(day, SEARCH[(start + number) % len(SEARCH)], False, "search" if number else "missed")
        for number, day in enumerate(days)
    ]


def _slip(rng: random.Random, medium: Medium, day: dt.date, last: dt.date) -> list[Attempt]:
    """Let one contact go wrong: nobody there, and mostly a call soon after; or moved by a message."""
    if rng.random() < 0.25:
        return [Attempt(on_or_before(day), Medium.MESSAGE, True, "moved")]
    failed = [Attempt(day, medium, False, "missed")]
    later = on_or_after(day + dt.timedelta(days=rng.randint(1, 3)))
    if rng.random() < 0.75 and later <= last:
        failed.append(Attempt(later, Medium.PHONE, True, "after_missed"))
    return failed


def _extra(rng: random.Random, day: dt.date, last: dt.date) -> list[Attempt]:
    day = on_or_after(day)
    if day > last:
        return []
    medium = rng.choice((Medium.PHONE, Medium.PHONE, Medium.MESSAGE, Medium.OUTDOORS))
    return [Attempt(day, medium, True, "extra")]
