"""What help a resident asked of neighbours, as parts of what they may read."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case
from cases.phrases import capital
from rights.parts import Part, date_said, moment_said
from volunteers.models import HelpRequest, RequestStep


def of_case(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    """Return the help requests for a resident that belong to this case, or to none; never who helped.

    A volunteer is a neighbour, whom the resident met: their data are theirs. Who asked on the resident's behalf is
    named, as far as the review leaves it in.
    """
    own = Q(case_id=case.pk) | Q(resident_id=case.resident_id, case__isnull=True)
    found = HelpRequest.objects.filter(own, municipality_id=case.municipality_id)
    for request in found.prefetch_related("steps").order_by("received_at", "pk"):
        steps = [_step(step, zone) for step in sorted(request.steps.all(), key=lambda one: one.pk)]
        ended = [request.outcome_text] if request.outcome_text else []
        yield Part(
            key=f"help:{request.pk}",
            section="help",
            day=request.received_at.astimezone(zone).date(),
            when=moment_said(request.received_at, zone),
            title=_("Hulp gevraagd: %(what)s, voor %(day)s")
            % {"what": request.get_kind_display(), "day": date_said(request.first_on)},
            who=request.asker_name,
            text="\n".join([*([request.text] if request.text else []), *steps, *ended]),
        )


def _step(step: RequestStep, zone: zoneinfo.ZoneInfo) -> str:
    said = [moment_said(step.at, zone), capital(str(step.get_kind_display())), step.text]
    return ": ".join(part for part in said if part)
