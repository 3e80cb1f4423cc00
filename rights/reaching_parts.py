"""What stands about a resident in the room reaching: where we could reach them, and how while that door was shut."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases.models import Case
from reaching.models import OnlyHere, Reach
from rights.parts import Part, moment_said


def of_case(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    """Return what was noted of the resident of a case, whoever has the case."""
    noted = OnlyHere.objects.filter(resident_id=case.resident_id).select_related("centre", "noted_by")
    for only in noted.order_by("noted_at", "pk"):
        yield Part(
            key=f"only-here:{only.pk}",
            section="reach",
            day=only.noted_at.astimezone(zone).date(),
            when=moment_said(only.noted_at, zone),
            title=_("Alleen te bereiken in %(centre)s") % {"centre": only.centre},
            who=str(only.noted_by or ""),
            text=_("Dit geldt niet meer sinds %(when)s.") % {"when": moment_said(only.ended_at, zone)}
            if only.ended_at
            else "",
        )
    asked = Reach.objects.filter(resident_id=case.resident_id).select_related("closure__centre", "done_by")
    for reach in asked.order_by("made_at", "pk"):
        how = f"{reach.get_how_display()}. {reach.note}".strip() if reach.done_at else ""
        yield Part(
            key=f"reach:{reach.pk}",
            section="reach",
            day=reach.made_at.astimezone(zone).date(),
            when=moment_said(reach.made_at, zone),
            title=_("%(centre)s was dicht: een andere manier gezocht") % {"centre": reach.closure.centre},
            who=str(reach.done_by or ""),
            text=how[:1].upper() + how[1:],
        )
