"""What was reported about a resident, as parts of what they may read."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case
from reports.models import Report
from rights.parts import Part, moment_said


def of_case(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    """Return what was reported about the resident to this team, or became this case; who reported it only if they may.

    A protected reporter is not named, not even to whoever reviews; whether the words give them away, the review says.
    """
    to_team = Q(resident_id=case.resident_id, case__isnull=True) & (
        Q(team_id=case.team_id) | Q(team_id__isnull=True)
    )
    found = Report.objects.filter(Q(case_id=case.pk) | to_team, municipality_id=case.municipality_id)
    for report in (
        found.select_related("neighbourhood").prefetch_related("steps").order_by("received_at", "pk")
    ):
        notes = [step.text for step in report.steps.all() if step.text]
        outcome = [str(report.get_outcome_display())] if report.outcome else []
        yield Part(
            key=f"report:{report.pk}",
            section="report",
            day=report.received_at.astimezone(zone).date(),
            when=moment_said(report.received_at, zone),
            title=_("Melding via %(how)s") % {"how": report.get_channel_display()},
            who="" if report.reporter_protected else report.reporter_name,
            text="\n".join([report.text, *notes, *outcome]),
        )
