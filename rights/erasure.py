"""What of a resident may go when they ask for it, and what is kept on what ground (AVG art. 17)."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import Case, Ground
from rights import retention
from rights.models import Hold


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one case, and why in words that the resident reads."""

    case: Case
    may_go: bool
    why: str


def last_made(case_id: int, zone: zoneinfo.ZoneInfo) -> dt.date:
    """Return the day on which the last record of a case was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wz_last_made(%s, %s)", [case_id, zone.key])
        day: dt.date = cursor.fetchone()[0]
        return day


def fates(
    municipality_id: int,
    resident_id: int,
    periods: retention.Periods,
    today: dt.date,
    zone: zoneinfo.ZoneInfo,
) -> list[Fate]:
    """Judge every case of a resident; none of them: nothing is kept but who they are."""
    cases = Case.objects.filter(municipality_id=municipality_id, resident_id=resident_id).order_by("pk")
    held = {row.case_id: row for row in Hold.objects.filter(case__in=cases, until__gte=today)}
    return [_fate(case, held.get(case.pk), periods, today, zone) for case in cases]


def _fate(
    case: Case, hold: Hold | None, periods: retention.Periods, today: dt.date, zone: zoneinfo.ZoneInfo
) -> Fate:
    ground = retention.Ground(case.ground)
    closed_on = case.closed_on if case.closed_on is not None and case.closed_on <= today else None
    until = retention.must_keep_until(ground, closed_on, last_made(case.pk, zone), periods)
    if closed_on is None:
        return Fate(case, False, _("Het dossier is nog open: de gegevens zijn nodig voor de hulp."))
    if hold is not None:
        words = {"day": date_format(hold.until, "j F Y")}
        return Fate(case, False, _("Langer nodig voor goede zorg, tot en met %(day)s.") % words)
    if until is not None and until > today:
        words = {
            "law": str(Ground(case.ground).label),
            "years": str(periods.of(ground)),
            "day": date_format(until, "j F Y"),
        }
        return Fate(case, False, _("De %(law)s vraagt %(years)s jaar bewaren: tot %(day)s.") % words)
    if until is None:
        return Fate(case, True, _("Er is geen steun toegekend: geen wet vraagt om bewaren."))
    return Fate(case, True, _("De bewaartermijn is voorbij."))
