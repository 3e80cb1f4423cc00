"""The decisions of the demo with the agreements that name them, and what waits for its team leads."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence

from cases.confirming import change_in_words
from cases.demo import CaseFile, staff
from cases.demo.scene import cut_day
from cases.models import Agreement, Confirmation, Decision, Reason
from cases.promises import REVIEW_DAYS, meaning_of
from wijkzorg.tenancy.models import Municipality

BUDGET, STAFF = "Minder huisbezoek: bellen om de week", "Vacatures dit jaar niet vervullen"
EACH_REVIEWED = 6  # of the cuts that hold, one in so many was to be looked at again lately
DAY = dt.timedelta(days=1)


def write_cuts(
    municipality: Municipality, cases: Sequence[CaseFile], users: dict[str, int], today: dt.date
) -> None:
    """Name the decision of every cut for budget or capacity; some reviews are due, some cuts wait for a lead."""
    zone = municipality.zone
    cut = cut_day(today)
    decisions = {
        Reason.BUDGET: _decision(municipality, BUDGET, f"Directie {staff.SCALED_DOWN}", cut - 21 * DAY, zone),
        Reason.NO_CAPACITY: _decision(municipality, STAFF, "De managers van de teams", cut - 90 * DAY, zone),
    }
    leads = {team.name: users[team.lead] for team in staff.TEAMS}
    for reason, decision in decisions.items():
        Agreement.objects.filter(municipality=municipality, reason=reason).update(
            decision=decision, instead="Bellen, en de inloop in het buurtcentrum."
        )
    told = {case.ref: case for case in cases if case.closed_on is None}
    less = Agreement.objects.filter(municipality=municipality, case__ref__in=told).exclude(reason="")
    newest = less.order_by("case_id", "-valid_from").distinct("case_id")
    rows: list[Confirmation] = []
    waits_in: set[str] = set()
    for number, agreement in enumerate(newest.select_related("case__municipality", "decision")):
        case = told[agreement.case.ref]
        may = case.worker != staff.HEADLINE  # whose Vandaag has enough
        if number % EACH_REVIEWED == 0 and may and agreement.valid_from < today - REVIEW_DAYS * DAY:
            agreement.review_on = today - (number % 3) * 4 * DAY
            agreement.residents_words = "Vindt het jammer, en hoopt dat het tijdelijk is."
            agreement.save(update_fields=["review_on", "residents_words"])
        # Of each team wait those that were announced and one that holds, so that no lead has too many on any day.
        waits = agreement.valid_from > today or (may and case.team not in waits_in)
        row = _confirmation(agreement, leads[case.team], waits=waits, today=today, zone=zone)
        if row is not None:
            rows.append(row)
            if waits and agreement.valid_from <= today:
                waits_in.add(case.team)
    Confirmation.objects.bulk_create(rows)


def _decision(
    municipality: Municipality, title: str, by: str, on: dt.date, zone: zoneinfo.ZoneInfo
) -> Decision:
    return Decision.objects.create(
        municipality=municipality,
        title=title,
        decided_by=by,
        decided_on=on,
        created_at=dt.datetime.combine(on, dt.time(16), zone),
    )


def _confirmation(
    agreement: Agreement, lead: int, *, waits: bool, today: dt.date, zone: zoneinfo.ZoneInfo
) -> Confirmation | None:
    """Ask the lead about a cut at or below the threshold: most were confirmed the day after."""
    if not meaning_of(agreement.case, agreement.valid_from, agreement.rhythm).scaled_down:
        return None
    former = agreement.case.agreements.filter(valid_from__lt=agreement.valid_from).order_by("-valid_from")
    before = former.first()
    asked = today - 2 * DAY if waits else agreement.valid_from
    row = Confirmation(
        municipality_id=agreement.municipality_id,
        case=agreement.case,
        kind=Confirmation.Kind.CUT,
        why=Confirmation.Why.SCALED_DOWN,
        agreement=agreement,
        decision=agreement.decision,
        said=change_in_words(before.rhythm if before else None, agreement.rhythm),
        reason=f"{Reason(agreement.reason).label}: {agreement.reason_text}",
        asked_by_id=agreement.created_by_id,
        asked_at=dt.datetime.combine(asked, dt.time(16), zone),
    )
    if not waits:
        row.state, row.answered_by_id = Confirmation.State.CONFIRMED, lead
        row.alone = agreement.created_by_id == lead
        row.answered_at = dt.datetime.combine(agreement.valid_from + DAY, dt.time(9), zone)
    return row
