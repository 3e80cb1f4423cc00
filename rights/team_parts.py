"""What stands about a resident in the room teams: from whom to whom their case was handed over, and what was said."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cases import phrases
from cases.models import Case
from rights.parts import Part, moment_said
from teams.models import Transfer


def of_case(case: Case, zone: zoneinfo.ZoneInfo) -> Iterator[Part]:
    """Return the offers of a case, each with its note and its answer."""
    rows = Transfer.objects.filter(case=case).select_related(
        "from_team", "from_worker", "to_team", "to_worker", "offered_by", "answered_by"
    )
    for row in rows.order_by("offered_at", "pk"):
        lines = [row.note, phrases.capital(str(row.get_state_display()))]
        if row.answered_at is not None:
            lines[-1] += f", {row.answered_by}, {moment_said(row.answered_at, zone)}"
        if row.answer:
            lines[-1] += f": {row.answer}"
        giver = f"{row.from_worker}, {row.from_team}" if row.from_worker else str(row.from_team)
        taker = f"{row.to_worker}, {row.to_team}" if row.to_worker else str(row.to_team)
        yield Part(
            key=f"transfer:{row.pk}",
            section="transfer",
            day=row.offered_at.astimezone(zone).date(),
            when=moment_said(row.offered_at, zone),
            title=_("Overdracht van %(giver)s aan %(taker)s") % {"giver": giver, "taker": taker},
            who=str(row.offered_by),
            text="\n".join(lines),
        )
