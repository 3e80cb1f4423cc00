"""How it is said where somebody is on duty: once for each kind of work and last moment, and midnight by its day."""

from __future__ import annotations

import datetime as dt

import pytest

from neighbourhoods.models import Neighbourhood
from reports import words
from roster.models import DutyShift
from tests.conftest import ZONE

MONDAY = dt.date(2026, 3, 2)


def shift(place: str, kind: str, end: dt.datetime) -> DutyShift:
    return DutyShift(neighbourhood=Neighbourhood(name=place), kind=kind, ends_at=end)


@pytest.mark.parametrize(
    ("ahead", "clock", "until"),
    [
        (1, 0, "tot en met vandaag"),
        (2, 0, "tot en met morgen"),
        (6, 0, "tot en met zaterdag 7 maart"),
        (0, 17, "tot vandaag om 17:00"),
        (1, 9, "tot morgen om 09:00"),
    ],
)
def test_neighbourhoods_of_one_duty_are_named_together(ahead: int, clock: int, until: str) -> None:
    end = dt.datetime.combine(MONDAY + dt.timedelta(days=ahead), dt.time(clock), tzinfo=ZONE)
    later = end + dt.timedelta(days=1)
    shifts = [shift("De Gaarde", "social", end), shift("Lindenhof", "social", end)]
    shifts += [shift("Singels", "youth", end), shift("Singels", "social", later)]
    said = words.duty(shifts, ZONE, MONDAY)
    assert said[0] == f"Sociaal werker {until}: De Gaarde, Lindenhof."
    assert said[1] == f"Jongerenwerker {until}: Singels."
    assert said[2].endswith(": Singels.") and len(said) == 3
