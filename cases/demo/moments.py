"""At which hour each contact was, who made it, when it was written down, and what was written."""

from __future__ import annotations

import datetime as dt
import random
import zoneinfo
from dataclasses import dataclass

from cases.demo.draft import Attempt, Draft
from cases.demo.groups import Group
from cases.demo.notes import Notebook
from cases.demo.people import Person
from cases.demo.workdays import ONE_DAY, on_or_after
from cases.rules import Medium

ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
STEP = 5  # minutes
OPENS, CLOSES = 9 * 60, 17 * 60  # minutes of the working day
EARLIEST_CALL, LATEST_CALL = 8 * 60 + 45, 17 * 60 + 30
BY_COLLEAGUE = 0.07


@dataclass(frozen=True, slots=True)
class Moment:
    """One attempt at contact as it stands in the case."""

    at: dt.datetime
    recorded_at: dt.datetime
    medium: Medium
    reached: bool
    worker: str
    note: str


def moments(
    rng: random.Random,
    draft: Draft,
    person: Person,
    group: Group,
    worker: str | None,
    colleagues: tuple[str, ...],
    today: dt.date,
) -> tuple[Moment, ...]:
    """Give every contact of a case its hour, worker and note, in the order in which they were."""
    notebook = Notebook(rng, person, group, today)
    usual_hour = rng.randrange(OPENS, CLOSES - 90, 15)
    usual_worker = worker or rng.choice(colleagues)
    made = []
    for attempt in draft.attempts:
        at = _at(rng, attempt, usual_hour)
        stood_in = rng.random() < BY_COLLEAGUE
        made.append(
            Moment(
                at=at,
                recorded_at=_recorded_at(rng, at, today),
                medium=attempt.medium,
                reached=attempt.reached,
                worker=rng.choice(colleagues) if stood_in else usual_worker,
                note=notebook.write(attempt),
            )
        )
    return tuple(sorted(made, key=lambda moment: moment.at))


def _at(rng: random.Random, attempt: Attempt, usual_hour: int) -> dt.datetime:
    """Choose the hour: agreed visits come at about the same one, calls and attempts whenever there is time."""
    if not attempt.mark and attempt.medium not in (Medium.PHONE, Medium.MESSAGE):
        minute = usual_hour + rng.randrange(-20, 25, STEP)
    elif attempt.medium in (Medium.PHONE, Medium.MESSAGE):
        minute = rng.randrange(EARLIEST_CALL, LATEST_CALL, STEP)
    else:
        minute = rng.randrange(OPENS, CLOSES, STEP)
    return dt.datetime.combine(attempt.day, dt.time(), ZONE) + dt.timedelta(minutes=minute)


def _recorded_at(rng: random.Random, at: dt.datetime, today: dt.date) -> dt.datetime:
    """Write it down soon after, and now and then the next working morning; always before today."""
    next_day = on_or_after(at.date() + ONE_DAY)
    if rng.random() < 0.12 and next_day < today:
        return dt.datetime.combine(next_day, dt.time(8, 30), ZONE) + dt.timedelta(minutes=rng.randrange(60))
    return at + dt.timedelta(minutes=rng.randrange(4, 150))
