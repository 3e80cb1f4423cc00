"""The residents of Voorbeeldstad: names, birth dates and where they live, the same on whatever day the demo is made."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from cases.demo import names
from cases.demo.groups import NEWCOMERS, Group

OLDER_FROM = 55  # years; from here on first names are those of another generation


@dataclass(frozen=True, slots=True)
class Person:
    """A resident who does not exist."""

    first_name: str
    last_name: str
    woman: bool
    birth_date: dt.date
    neighbourhood_code: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


class Town:
    """Hand out residents, never two with one name."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = set(taken)

    def person(self, rng: random.Random, group: Group, places: tuple[str, ...], today: dt.date) -> Person:
        """Make one resident of a target group who lives in one of some places."""
        years, woman, born = rng.randint(*group.ages), rng.random() < 0.54, rng.randrange(365)
        first_name, last_name = self._free_name(rng, group, years, woman)
        return Person(
            first_name=first_name,
            last_name=last_name,
            woman=woman,
            birth_date=today - dt.timedelta(days=years * 365 + years // 4 + born),
            neighbourhood_code=rng.choice(places),
        )

    def _free_name(self, rng: random.Random, group: Group, years: int, woman: bool) -> tuple[str, str]:
        while True:
            first_name, last_name = _draw_name(rng, group, years, woman)
            if f"{first_name} {last_name}" not in self._taken:
                self._taken.add(f"{first_name} {last_name}")
                return first_name, last_name


def _draw_name(rng: random.Random, group: Group, years: int, woman: bool) -> tuple[str, str]:
    shares = names.NEWCOMERS if group is NEWCOMERS else names.ORIGINS
    origin = rng.choices(list(shares), list(shares.values()))[0]
    older = years >= OLDER_FROM
    if woman:
        first_names = origin.older_women if older and origin.older_women else origin.women
    else:
        first_names = origin.older_men if older and origin.older_men else origin.men
    return rng.choice(first_names), rng.choice(origin.surnames)
