"""Who is at work on which days: with a role in the municipality, an account that is open, and not away."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from roster.capacity import DEFAULT_MINUTES, Minutes
from roster.models import Absence, MediumMinutes, StandIn
from roster.querysets import DaysQuerySet
from wijkzorg.accounts.models import CASE_ROLES, Membership, User

_Days = tuple[dt.date, dt.date | None]


def _holds(spans: Iterable[_Days], day: dt.date) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in spans)


@dataclass(frozen=True, slots=True)
class Presence:
    """What is known of some people from a day on: when they have a role, and when they are away."""

    users: dict[int, User]
    employed: dict[int, list[_Days]]
    away: dict[int, list[_Days]]

    def there(self, user_id: int, day: dt.date) -> bool:
        """Tell whether somebody is at work on a day."""
        return (
            user_id in self.users
            and _holds(self.employed.get(user_id, ()), day)
            and not _holds(self.away.get(user_id, ()), day)
        )


def presence_of(municipality_id: int, user_ids: Iterable[int], day: dt.date) -> Presence:
    """Read when people are at work, from a day on; three queries, whatever their number."""
    ids = set(user_ids)
    users = User.objects.filter(pk__in=ids, is_active=True).in_bulk()
    employed: dict[int, list[_Days]] = defaultdict(list)
    roles = Membership.objects.filter(municipality_id=municipality_id, user_id__in=ids, role__in=CASE_ROLES)
    for user_id, first, last in roles.values_list("user_id", "starts_on", "ends_on"):
        employed[user_id].append((first, last))
    away: dict[int, list[_Days]] = defaultdict(list)
    absences = Absence.objects.filter(municipality_id=municipality_id, user_id__in=ids).not_over(day)
    for user_id, first, last in absences.values_list("user_id", "first_day", "last_day"):
        away[user_id].append((first, last))
    return Presence(users, dict(employed), dict(away))


@dataclass(frozen=True, slots=True)
class StandingIn:
    """For whose cases somebody stands in, in which team, and until when; None: until it is known."""

    absent: User
    team_id: int
    until: dt.date | None


def stood_in_by(user_id: int, teams: Iterable[int], day: dt.date) -> list[StandingIn]:
    """Return for whom somebody stands in on a day, in the teams in which they work then."""
    rows = stand_ins(user_id, teams, day).select_related("absence__user")
    return [
        StandingIn(row.absence.user, row.team_id, earlier(row.last_day, row.absence.last_day))
        for row in rows.order_by("absence__user__name", "pk")
    ]


def stand_ins(user_id: int, teams: Iterable[int], day: dt.date) -> DaysQuerySet[StandIn]:
    """Describe that somebody stands in on a day for who is away, in the teams in which both work."""
    rows = StandIn.objects.on(day).filter(
        user_id=user_id, team_id__in=list(teams), absence__first_day__lte=day
    )
    return rows.exclude(absence__last_day__lt=day)


def unattended(worker: str, team: str, day: dt.date) -> Q:
    """Describe that nobody takes care on a day of what somebody has in a team: in a set with these two columns.

    The same as roster.cover says of a whole team.
    """
    absent = Absence.objects.on(day)
    there = Membership.objects.on(day).filter(
        user=OuterRef(worker), team=OuterRef(team), role__in=CASE_ROLES, user__is_active=True
    )
    covered = StandIn.objects.on(day).filter(
        ~Exists(absent.filter(user=OuterRef("user"))), absence__user=OuterRef(worker), team=OuterRef(team)
    )
    away = Q(Exists(absent.filter(user=OuterRef(worker)))) & ~Q(Exists(covered))
    return Q(**{f"{worker}__isnull": True}) | ~Q(Exists(there)) | away


def earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    """Return the earlier of two last days, of which either may not be known yet."""
    known = [day for day in (one, other) if day is not None]
    return min(known) if known else None


def minutes_on(municipality_id: int, day: dt.date) -> Minutes:
    """Return what a contact takes on a day: the latest version of the municipality, else the defaults."""
    rows = MediumMinutes.objects.filter(municipality_id=municipality_id, valid_from__lte=day)
    version = rows.order_by("-valid_from").first()
    return version.numbers if version else DEFAULT_MINUTES
