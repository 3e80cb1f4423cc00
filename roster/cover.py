"""Who takes care of what somebody of a team has: they themselves, who stands in while they are away, or nobody.

Nobody is an alarm, always: somebody who left, or is away without a stand-in who is at work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import F, FilteredRelation, Q

from roster.capacity import week_of
from roster.models import Absence, StandIn
from wijkzorg.accounts.models import CASE_ROLES, User

AHEAD = 28  # days in which a gap that is coming is looked for
_Days = tuple[dt.date, dt.date | None]


class Gap(StrEnum):
    """Why nobody takes care of a case."""

    NONE = "none"  # it has no worker
    LEFT = "left"  # its worker is no longer in the team, or their account was closed
    AWAY = "away"  # its worker is away, and nobody who is at work stands in


@dataclass(slots=True)
class Member:
    """Somebody of a team, or who was: when they are in it, when they are away, and who stands in for them then."""

    user: User
    in_team: list[_Days] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    stand_ins: list[StandIn] = field(default_factory=list)

    def employed(self, day: dt.date) -> bool:
        """Tell whether they are in the team on a day, with an account that is open."""
        return self.user.is_active and any(_on(first, last, day) for first, last in self.in_team)

    def absence(self, day: dt.date) -> Absence | None:
        """Return the absence of a day."""
        return next((row for row in self.absences if _on(row.first_day, row.last_day, day)), None)

    def at_work(self, day: dt.date) -> bool:
        """Tell whether they are in the team and not away."""
        return self.employed(day) and self.absence(day) is None

    @property
    def last_day(self) -> dt.date | None:
        """The last day in the team; None while there is no end to it, or where it is not known."""
        ends = [last for _first, last in self.in_team]
        known = [last for last in ends if last is not None]
        return max(known) if known and len(known) == len(ends) else None


@dataclass(frozen=True, slots=True)
class Cover:
    """A team as it stands in for each other, read at once."""

    members: dict[int, Member]

    def stand_in(self, user_id: int, day: dt.date) -> StandIn | None:
        """Return who stands in for somebody who is away on a day, if that one is at work."""
        member = self.members[user_id]
        absence = member.absence(day)
        if absence is None:
            return None
        for row in member.stand_ins:
            taker = self.members.get(row.user_id)
            if row.absence_id == absence.pk and _on(row.first_day, row.last_day, day):
                return row if taker is not None and taker.at_work(day) else None
        return None

    def gap(self, user_id: int | None, day: dt.date) -> Gap | None:
        """Say why nobody takes care of what somebody has on a day; None where somebody does."""
        if user_id is None:
            return Gap.NONE
        member = self.members.get(user_id)
        if member is None or not member.employed(day):
            return Gap.LEFT
        if member.absence(day) is None or self.stand_in(user_id, day) is not None:
            return None
        return Gap.AWAY

    def coming_gap(self, user_id: int, today: dt.date) -> dt.date | None:
        """Return the first working day after today, within four weeks, on which a gap begins that is not there yet."""
        days = (today + dt.timedelta(days=number) for number in range(1, AHEAD + 1))
        if self.gap(user_id, today) is not None:
            return None
        return next((day for day in days if day.weekday() < 5 and self.gap(user_id, day) is not None), None)


def of_team(municipality_id: int, team_id: int, others: Iterable[int], day: dt.date) -> Cover:
    """Read the members of a team from a day on, and others with cases there; three queries for any number."""
    members: dict[int, Member] = {}
    for user in _people(team_id, others, day):
        member = members.setdefault(user.pk, Member(user))
        if user.spell_from is not None:
            member.in_team.append((user.spell_from, user.spell_until))
    # Of the whole week: what somebody is away in it is what their hours are less, also when they are back.
    away = Absence.objects.filter(municipality_id=municipality_id, user_id__in=members).not_over(week_of(day))
    for absence in away.order_by("first_day"):
        members[absence.user_id].absences.append(absence)
    taken = StandIn.objects.filter(team_id=team_id, absence__user_id__in=members).not_over(day)
    for row in taken.select_related("absence", "user").order_by("first_day"):
        members[row.absence.user_id].stand_ins.append(row)
    return Cover(members)


def _people(team_id: int, others: Iterable[int], day: dt.date) -> Any:
    """Return each once for every time that they are in the team, others also without."""
    in_team = Q(memberships__team_id=team_id, memberships__role__in=CASE_ROLES)
    current = Q(spell__isnull=False) & (Q(spell__ends_on__isnull=True) | Q(spell__ends_on__gte=day))
    return (
        User.objects.annotate(spell=FilteredRelation("memberships", condition=in_team))
        .filter(Q(pk__in=list(others)) | current)
        .annotate(spell_from=F("spell__starts_on"), spell_until=F("spell__ends_on"))
        .order_by("pk", "spell_from")
    )


def _on(first: dt.date, last: dt.date | None, day: dt.date) -> bool:
    return first <= day and (last is None or day <= last)
