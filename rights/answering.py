"""What people do with a request of a resident: verbs. Each writes its line in the access log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from residents.models import Resident
from rights import content, trail
from rights.models import LeftOut, Review, Statement, SubjectRequest
from rights.parts import Part
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.months import month_after

Decision = Review.Decision
Kind = SubjectRequest.Kind
# What may be decided about which request; inzage can be refused too (AVG art. 12.5, 15.4).
DECISIONS: dict[str, frozenset[Decision]] = {
    Kind.ACCESS: frozenset({Decision.RELEASED, Decision.REFUSED}),
    Kind.CORRECTION: frozenset({Decision.CORRECTED, Decision.STATEMENT, Decision.REFUSED}),
    Kind.ERASURE: frozenset(),
}


@transaction.atomic
def start_request(
    *,
    actor: User,
    municipality: Municipality,
    resident: Resident,
    kind: SubjectRequest.Kind,
    received_on: dt.date,
    statement: str,
    now: dt.datetime,
) -> SubjectRequest:
    """Start a request, and ask the team lead of every case of the resident to look at it.

    Raises ValidationError for a day to come, and for a correction that does not say what is wrong.
    """
    if received_on > municipality.day_of(now):
        raise ValidationError({"received_on": _("Deze dag moet nog komen.")})
    if kind == Kind.CORRECTION and not statement.strip():
        raise ValidationError({"statement": _("Schrijf op wat er volgens de bewoner niet klopt.")})
    made = SubjectRequest.objects.create(
        municipality=municipality,
        kind=kind,
        resident_id=resident.pk,
        received_on=received_on,
        due_on=month_after(received_on),
        statement=statement.strip(),
        started_by=actor,
        started_at=now,
    )
    if kind != Kind.ERASURE:
        cases = Case.objects.filter(municipality=municipality, resident=resident).order_by("pk")
        Review.objects.bulk_create(
            Review(municipality=municipality, request=made, case=case) for case in cases
        )
    trail.wrote(user_id=actor.pk, subject=_about(made))
    return made


@transaction.atomic
def leave_out(
    *, actor: User, review: Review, key: str, why: LeftOut.Why, reason: str, now: dt.datetime
) -> LeftOut:
    """Leave one part out of what a resident gets, with the reason; raises ValidationError when it is too late."""
    locked = _undecided(review)
    if not reason.strip():
        raise ValidationError({"reason": _("Schrijf in een paar woorden waarom.")})
    parts = content.of_case(locked.case, locked.municipality.zone)
    if key not in {part.key for part in parts}:
        raise ValidationError(_("Dit deel staat niet meer in het dossier."))
    made, _new = LeftOut.objects.update_or_create(
        review=locked,
        key=key,
        defaults={
            "municipality_id": locked.municipality_id,
            "case_id": locked.case_id,
            "why": why,
            "reason": reason.strip(),
            "left_out_by": actor,
            "left_out_at": now,
        },
    )
    trail.wrote(user_id=actor.pk, subject=_of_case(locked.case))
    return made


@transaction.atomic
def put_back(*, actor: User, review: Review, key: str, now: dt.datetime) -> None:
    """Let a part go out after all."""
    locked = _undecided(review)
    LeftOut.objects.filter(review=locked, key=key).delete()
    trail.wrote(user_id=actor.pk, subject=_of_case(locked.case))


@transaction.atomic
def decide(
    *, actor: User, review: Review, decision: Review.Decision, reason: str, now: dt.datetime
) -> Review:
    """Decide about one case of a request; raises ValidationError for a refusal without a reason.

    What is released is kept as digests, so that nothing goes out that was added or changed afterwards.
    """
    locked = _undecided(review)
    if decision not in DECISIONS[locked.request.kind]:
        raise ValidationError({"decision": _("Dit besluit past niet bij dit verzoek.")})
    if decision in (Decision.REFUSED, Decision.CORRECTED) and not reason.strip():
        raise ValidationError({"reason": _("Schrijf in een paar woorden waarom of wat.")})
    if decision == Decision.RELEASED:
        left_out = set(locked.left_out.values_list("key", flat=True))
        parts = content.of_case(locked.case, locked.municipality.zone)
        locked.released = {part.key: part.digest for part in parts if part.key not in left_out}
    if decision == Decision.STATEMENT:
        Statement.objects.create(
            municipality_id=locked.municipality_id,
            case_id=locked.case_id,
            request=locked.request,
            text=locked.request.statement,
            added_by=actor,
            added_at=now,
        )
    locked.decision, locked.reason = decision, reason.strip()
    locked.decided_by, locked.decided_at = actor, now
    locked.save(update_fields=["decision", "reason", "released", "decided_by", "decided_at"])
    trail.wrote(user_id=actor.pk, subject=_of_case(locked.case))
    return locked


@transaction.atomic
def close_request(*, actor: User, request: SubjectRequest, outcome: str, now: dt.datetime) -> SubjectRequest:
    """Close a request that was answered; raises ValidationError while a case of it waits for its team lead."""
    locked = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    if locked.closed_at is not None:
        return locked
    if locked.reviews.filter(decision="").exists():
        raise ValidationError(_("Nog niet alle dossiers zijn beoordeeld."))
    locked.closed_by, locked.closed_at, locked.outcome = actor, now, outcome.strip()
    locked.save(update_fields=["closed_by", "closed_at", "outcome"])
    trail.wrote(user_id=actor.pk, subject=_about(locked))
    return locked


def goes_out(review: Review, parts: Iterable[Part]) -> tuple[list[Part], int]:
    """Split the parts of a case: those that were released as they are now, and how many came or changed since."""
    left_out = set(review.left_out.values_list("key", flat=True))
    out, since = [], 0
    for part in parts:
        if review.released.get(part.key) == part.digest:
            out.append(part)
        elif part.key not in left_out:
            since += 1
    return out, since


def _undecided(review: Review) -> Review:
    locked = Review.objects.select_for_update(of=("self",)).select_related(
        "case__team", "case__worker", "case__target_group", "request", "municipality"
    )
    found = locked.get(pk=review.pk)
    if found.decision or found.request.closed_at is not None:
        raise ValidationError(_("Over dit dossier is al besloten."))
    return found


def _about(request: SubjectRequest) -> trail.Subject:
    return trail.Subject(None, request.municipality_id, request.resident_id)


def _of_case(case: Case) -> trail.Subject:
    return trail.Subject(case.pk, case.municipality_id, case.resident_id)
