"""The numbers that hold for a municipality on a day, in the shapes in which the clocks and limits read them."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from volunteers import matching
from volunteers.clock import ClockHours
from volunteers.models import HelpRequest, Volunteer, VolunteerPolicy


def policy_on(municipality_id: int, day: dt.date) -> VolunteerPolicy:
    """Return the latest version of a municipality, else the defaults (which are stored nowhere)."""
    found = VolunteerPolicy.objects.in_force(day).filter(municipality_id=municipality_id).first()
    return found or VolunteerPolicy(municipality_id=municipality_id, valid_from=dt.date.min)


def clock_hours(policy: VolunteerPolicy) -> ClockHours:
    """Return when each step comes."""
    return ClockHours(
        urgent_worker=policy.urgent_worker_hours,
        urgent_duty=policy.urgent_duty_hours,
        widen=policy.widen_hours,
        coordinator=policy.coordinator_hours,
        duty=policy.duty_hours,
    )


def held_for(request: HelpRequest, policy: VolunteerPolicy) -> dt.timedelta:
    """Return how long an offer of a request is held."""
    return dt.timedelta(minutes=policy.hold_urgent_minutes if request.urgent else policy.hold_minutes)


def is_quiet(now: dt.datetime, zone: zoneinfo.ZoneInfo, policy: VolunteerPolicy) -> bool:
    """Tell whether it is the night, in which nobody is asked."""
    hour = now.astimezone(zone).hour
    return hour >= policy.quiet_from_hour or hour < policy.quiet_until_hour


def vog_until(volunteer: Volunteer, policy: VolunteerPolicy) -> dt.date | None:
    """Return the last day on which a VOG is valid; None where there is none that was given."""
    if volunteer.vog_on is None or volunteer.vog_outcome != Volunteer.Vog.GIVEN:
        return None
    return matching.vog_valid_until(volunteer.vog_on, matching.Policy(vog_years=policy.vog_years))


def vog_holds(volunteer: Volunteer, policy: VolunteerPolicy, day: dt.date) -> bool:
    """Tell whether a volunteer's VOG is valid on a day."""
    until = vog_until(volunteer, policy)
    return until is not None and day <= until
