"""What a story has to work with: a day, a resident's target group, a team that scaled down or not, and chance."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from cases.demo import reasons
from cases.demo.draft import Attempt, Change, Draft
from cases.demo.groups import EVERY_TEN_DAYS, WEEKLY, WEEKLY_OUTDOORS, WEEKLY_WALK_IN, Group
from cases.demo.workdays import ONE_DAY, monday_of, on_or_before
from cases.rules import Rhythm

CUT_WEEKS_AGO = 10
LONGEST_DAYS = 728  # two years


def cut_day(today: dt.date) -> dt.date:
    """Return the Monday on which the organisation scaled down."""
    return monday_of(today) - dt.timedelta(weeks=CUT_WEEKS_AGO)


@dataclass(slots=True)
class Scene:
    """Draw what happens in one case."""

    rng: random.Random
    today: dt.date
    group: Group
    cut: bool

    @property
    def yesterday(self) -> dt.date:
        """The last day with contacts: none is recorded on the day itself, so that none can be in the future."""
        return self.today - ONE_DAY

    @property
    def next_monday(self) -> dt.date:
        """The first Monday after today."""
        return monday_of(self.today) + dt.timedelta(weeks=1)

    def ago(self, least: int, most: int) -> dt.date:
        """Choose a day so many days ago."""
        return self.today - dt.timedelta(days=self.rng.randint(least, most))

    def opened(self, least: int = 150, most: int = LONGEST_DAYS) -> dt.date:
        """Choose the working day on which a case opened."""
        return on_or_before(self.ago(least, most))

    def monday_ago(self, least: int, most: int) -> dt.date:
        """Choose a Monday about so many days ago."""
        return monday_of(self.ago(least, most))

    def usual(self) -> Rhythm:
        """Choose a rhythm that is usual in the group."""
        return self.spared(self.rng.choice(self.group.rhythms))

    def weekly(self) -> Rhythm:
        """Choose about one visit a week."""
        return self.spared(WEEKLY)

    def spared(self, rhythm: Rhythm) -> Rhythm:
        """Keep a rhythm, or where weekly visits are no longer given, choose another near to it."""
        if not self.cut or rhythm != WEEKLY:
            return rhythm
        return self.rng.choice((EVERY_TEN_DAYS, EVERY_TEN_DAYS, WEEKLY_WALK_IN, WEEKLY_OUTDOORS))

    def start(self, opened_on: dt.date, need: Rhythm) -> Draft:
        """Open a case in which what is needed is promised, with its first talk."""
        draft = Draft(
            opened_on=opened_on,
            needs=[Change(opened_on, need, reasons.first_need(self.rng, self.group))],
            agreements=[Change(opened_on, need)],
        )
        first_talk = need.medium if need.medium.face_to_face else WEEKLY.medium
        draft.attempts.append(Attempt(opened_on, first_talk, True, "intake"))
        return draft

    def back(self, least: int, most: int) -> dt.date:
        """Choose the working day, at least so many days ago, of a contact that took place."""
        return on_or_before(self.ago(least, most))
