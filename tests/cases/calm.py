"""Make calm case histories, as most residents have: a steady rhythm, few changes, few gaps. The others: histories."""

from __future__ import annotations

import datetime as dt
import random

from cases.rules import Contact, History, Medium, Pause, Rhythm, Version

RHYTHMS = (Rhythm(1, 7, Medium.HOME_VISIT), Rhythm(1, 14, Medium.HOME_VISIT), Rhythm(1, 28, Medium.HOME_VISIT),
           Rhythm(2, 7, Medium.WALK_IN), Rhythm(1, 7, Medium.PHONE), Rhythm(1, 14, Medium.VIDEO))  # fmt: skip


def calm_history(rng: random.Random, today: dt.date) -> History:
    """Make a history until today: what was agreed mostly happens, with calls between and now and then a gap."""
    opened_on = today - dt.timedelta(days=rng.choice((rng.randint(5, 60), rng.randint(60, 400), 400)))
    need = rng.choice(RHYTHMS)
    needs, agreements = [Version(opened_on, need)], [Version(opened_on, need)]
    if rng.random() < 0.3:
        began = _day(rng, opened_on, today)
        lower = Rhythm(need.contacts, need.per_days * 2, need.medium)
        call = Rhythm(1, 14, Medium.PHONE)
        agreements.append(
            Version(max(began, opened_on + dt.timedelta(days=1)), rng.choice((lower, call, need)))
        )
    if rng.random() < 0.1:
        agreements = []
    pauses: tuple[Pause, ...] = ()
    if rng.random() < 0.3:
        first = _day(rng, opened_on - dt.timedelta(days=30), today)
        pauses = (Pause(first, first + dt.timedelta(days=rng.randint(0, 20))),)
    return History(
        opened_on=opened_on,
        closed_on=None,
        needs=tuple(needs),
        agreements=tuple(agreements),
        contacts=tuple(_contacts(rng, opened_on, today, need)),
        pauses=pauses,
    )


def _day(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=rng.randint(0, max(0, (last - first).days)))


def _contacts(rng: random.Random, opened_on: dt.date, today: dt.date, need: Rhythm) -> list[Contact]:
    every = -(-need.per_days // need.contacts)
    succeeds = rng.choice((1.0, 0.95, 0.85, 0.4))
    changes_on = today - dt.timedelta(days=rng.randint(10, 200)) if rng.random() < 0.3 else dt.date.max
    slower = rng.choice((2, 3, 5))
    contacts: list[Contact] = []
    day = opened_on + dt.timedelta(days=rng.randint(0, every))
    while day <= today:
        contacts.append(Contact(day, need.medium, rng.random() < succeeds))
        if rng.random() < 0.3:
            other = min(today, day + dt.timedelta(days=rng.choice((0, 0, 1, 3))))
            contacts.append(Contact(other, rng.choice(tuple(Medium)), rng.random() < 0.8))
        pace = every * slower if day >= changes_on else every
        day += dt.timedelta(days=max(1, pace + rng.choice((-1, 0, 0, 0, 1, 2))))
    return contacts
