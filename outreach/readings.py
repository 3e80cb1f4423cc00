"""Where flags stand, read from their answers and the pauses of their cases: two queries for any number."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cases.models import Flag, Pause
from outreach import clock
from outreach.models import FlagAnswer


@dataclass(frozen=True, slots=True)
class FlagReading:
    """A flag, where it stands on a day, and the answers to it, newest first."""

    flag: Flag
    reading: clock.Reading
    answers: Sequence[FlagAnswer]

    @property
    def state(self) -> clock.State:
        """Where it stands."""
        return self.reading.state


def episode_of(
    flag: Flag, answers: Sequence[FlagAnswer], pauses: Sequence[clock.Days], zone: zoneinfo.ZoneInfo
) -> clock.Episode:
    """Return what happened around a flag as days; `answers` in the order in which they were given."""
    return clock.Episode(
        detected_on=flag.detected_at.astimezone(zone).date(),
        answers=[clock.Given(one.answered_at.astimezone(zone).date(), one.until) for one in answers],
        pauses=pauses,
        closed_on=flag.closed_at.astimezone(zone).date() if flag.closed_at else None,
    )


def episodes(flags: Sequence[Flag], zone: zoneinfo.ZoneInfo) -> dict[int, clock.Episode]:
    """Return what happened around flags, by flag: what a screen reads, and figures."""
    answers, pauses = _answers(flags), _pauses(flags)
    return {flag.pk: episode_of(flag, answers[flag.pk], pauses[flag.case_id], zone) for flag in flags}


def readings(flags: Sequence[Flag], today: dt.date, zone: zoneinfo.ZoneInfo) -> list[FlagReading]:
    """Tell where flags stand on a day, in the order in which they were given."""
    answers, pauses = _answers(flags), _pauses(flags)
    return [
        FlagReading(
            flag,
            clock.read(episode_of(flag, answers[flag.pk], pauses[flag.case_id], zone), today),
            answers[flag.pk][::-1],
        )
        for flag in flags
    ]


def _answers(flags: Sequence[Flag]) -> dict[int, list[FlagAnswer]]:
    found: dict[int, list[FlagAnswer]] = defaultdict(list)
    if flags:
        rows = FlagAnswer.objects.filter(flag__in=[flag.pk for flag in flags])
        for answer in rows.select_related("answered_by").order_by("answered_at", "pk"):
            found[answer.flag_id].append(answer)
    return found


def _pauses(flags: Sequence[Flag]) -> dict[int, list[clock.Days]]:
    found: dict[int, list[clock.Days]] = defaultdict(list)
    if flags:
        rows = Pause.objects.filter(case__in={flag.case_id for flag in flags})
        for case_id, first, last in rows.values_list("case_id", "first_day", "last_day"):
            found[case_id].append((first, last))
    return found
