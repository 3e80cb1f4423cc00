"""What a closure brings about, told before it is announced: whose only channel it shuts, and what changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from centres.figures import planned_hours
from centres.models import Centre
from centres.timetables import timetables_of
from neighbourhoods.models import Neighbourhood
from reaching.models import OnlyHere
from residents.models import Resident
from wijkzorg.accounts.middleware import Desk

_LOOKED_AHEAD = dt.timedelta(days=365)  # of a closure without an end


@dataclass(frozen=True, slots=True)
class Preview:
    """What happens when a closure is announced."""

    only_here: int  # for how many residents this is the only channel
    residents: tuple[Resident, ...]  # those of them whom who looks may know by name
    neighbourhoods: tuple[Neighbourhood, ...]
    hours: int  # that the door would have been open, at most those of a year
    instead_shut: bool  # the other door is not open either

    @property
    def named(self) -> bool:
        """Whether all of them are named."""
        return len(self.residents) == self.only_here


def preview_of(
    desk: Desk, centre: Centre, starts_at: dt.datetime, ends_at: dt.datetime | None, instead: Centre | None
) -> Preview:
    """Reckon what a closure brings about, for whoever is at the desk."""
    assert desk.municipality is not None, "there are no doors without a municipality"
    here = OnlyHere.objects.standing().filter(centre=centre)
    named = here.visible_to(desk).select_related("resident__neighbourhood")
    end = ends_at or starts_at + _LOOKED_AHEAD
    first = desk.municipality.day_of(starts_at)
    both = [centre, *([instead] if instead is not None else [])]
    tables = timetables_of(both, zone=desk.municipality.zone, since=first)
    hours = planned_hours(replace(tables[centre.pk], closures=()), starts_at, end)
    return Preview(
        only_here=here.count(),
        residents=tuple(
            row.resident for row in named.order_by("resident__last_name", "resident__first_name")
        ),
        neighbourhoods=tuple(
            Neighbourhood.objects.filter(centres=centre).select_related("district").order_by("name")
        ),
        hours=round(hours.total_seconds() / 3600),
        instead_shut=instead is not None and not planned_hours(tables[instead.pk], starts_at, end),
    )
