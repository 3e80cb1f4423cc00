"""Destroying: a list is proposed, one person reviews it, another approves it, then it is carried out. Verbs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from cases import assessment
from cases.models import Case
from rights import retention, selection, trail
from rights.erasure import fates
from rights.models import DestructionItem, DestructionList, Hold, SubjectRequest
from rights.policy import periods_of
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

logger = logging.getLogger(__name__)
State = DestructionList.State
STILL_USED = "still_used"
AT_ONCE = 200  # cases in one transaction


@transaction.atomic
def propose(*, municipality: Municipality, now: dt.datetime) -> DestructionList | None:
    """Make this month's list of what is due; the one that is there already, or None where nothing is due."""
    today = municipality.day_of(now)
    month = today.replace(day=1)
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    stored = DestructionList.objects.filter(
        municipality=municipality, cause=DestructionList.Cause.RETENTION, month=month
    ).first()
    if stored is not None:
        return stored
    periods = periods_of(municipality.pk)
    made = DestructionList.objects.create(
        municipality=municipality,
        cause=DestructionList.Cause.RETENTION,
        month=month,
        made_on=today,
        made_at=now,
        periods=asdict(periods),
    )
    values: dict[str, Any] = {
        "municipality": municipality.pk,
        "list": made.pk,
        "zone": municipality.timezone,
        "today": today,
        **{ground.value: periods.of(ground) for ground in retention.Ground},
        **{
            f"{ground.value}_until": retention.last_day_due(today, periods.of(ground))
            for ground in retention.Ground
        },
        "requests": periods.requests,
        "requests_until": retention.last_day_due(today, periods.requests),
    }
    with connection.cursor() as cursor:
        cursor.execute(selection.WHOLE, values)
        found = cursor.rowcount
        cursor.execute(selection.PARTS, values)
        found += cursor.rowcount
        cursor.execute(selection.REPORTS, values)
        found += cursor.rowcount
    if found == 0:
        made.delete()
        return None
    return made


@transaction.atomic
def propose_erasure(*, actor: User, request: SubjectRequest, now: dt.datetime) -> DestructionList:
    """Make the list of what may go of a resident who asks for it; raises ValidationError where nothing may."""
    municipality = request.municipality
    locked = SubjectRequest.objects.select_for_update().get(pk=request.pk)
    if locked.kind != SubjectRequest.Kind.ERASURE or locked.closed_at is not None:
        raise ValidationError(_("Dit is geen open verzoek om te verwijderen."))
    if locked.lists.exclude(state=State.DROPPED).exists():
        raise ValidationError(_("Er is al een lijst voor dit verzoek."))
    today = municipality.day_of(now)
    periods = periods_of(municipality.pk)
    judged = fates(municipality.pk, locked.resident_id, periods, today, municipality.zone)
    going = [fate.case for fate in judged if fate.may_go]
    if judged and not going:
        raise ValidationError(_("Er is niets wat nu weg mag."))
    made = DestructionList.objects.create(
        municipality=municipality,
        cause=DestructionList.Cause.ERASURE,
        request=locked,
        made_on=today,
        made_at=now,
        periods=asdict(periods),
    )
    lines: list[tuple[int | None, retention.Ground]]
    lines = [(case.pk, retention.Ground(case.ground)) for case in going]
    for case_id, ground in lines or [(None, retention.Ground.NONE_GRANTED)]:
        DestructionItem.objects.create(
            municipality=municipality,
            list=made,
            case_id=case_id,
            resident_id=locked.resident_id,
            whole=True,
            ground=ground.value,
            years=periods.of(ground),
            counts=_count(municipality, case_id, locked.resident_id, today),
        )
    _log(made, actor, now)
    return made


@transaction.atomic
def take_off(
    *, actor: User, item: DestructionItem, reason: str, until: dt.date, now: dt.datetime
) -> DestructionItem:
    """Keep a case for longer, with the reason and until when; raises ValidationError once a list was approved."""
    locked = _lock(item.list, State.PROPOSED, State.REVIEWED)
    if not reason.strip():
        raise ValidationError({"reason": _("Schrijf in een paar woorden waarom dit langer nodig is.")})
    if until <= locked.municipality.day_of(now):
        raise ValidationError({"until": _("Kies een dag die nog komt.")})
    item = DestructionItem.objects.select_for_update().get(pk=item.pk)
    if item.off_at is not None:
        return item
    item.off_reason, item.off_until, item.off_by, item.off_at = reason.strip(), until, actor, now
    item.save(update_fields=["off_reason", "off_until", "off_by", "off_at"])
    if item.case_id is not None:
        Hold.objects.create(
            municipality_id=item.municipality_id,
            case_id=item.case_id,
            reason=item.off_reason,
            until=until,
            placed_by=actor,
            placed_at=now,
        )
    trail.wrote(user_id=actor.pk, subject=_subject(item))
    return item


@transaction.atomic
def review(*, actor: User, destruction: DestructionList, now: dt.datetime) -> DestructionList:
    """Say that a list was looked at case by case, and pass it on to someone else."""
    locked = _lock(destruction, State.PROPOSED)
    locked.state, locked.reviewed_by, locked.reviewed_at = State.REVIEWED, actor, now
    locked.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    _log(locked, actor, now)
    return locked


@transaction.atomic
def approve(*, actor: User, destruction: DestructionList, now: dt.datetime) -> DestructionList:
    """Approve a list that somebody else reviewed; raises ValidationError for the one who did."""
    locked = _lock(destruction, State.REVIEWED)
    if locked.reviewed_by_id == actor.pk:
        raise ValidationError(_("Je hebt deze lijst zelf nagekeken. Iemand anders moet haar goedkeuren."))
    locked.state, locked.approved_by, locked.approved_at = State.APPROVED, actor, now
    locked.save(update_fields=["state", "approved_by", "approved_at"])
    _log(locked, actor, now)
    return locked


@transaction.atomic
def drop(*, actor: User, destruction: DestructionList, now: dt.datetime) -> DestructionList:
    """Withdraw a list: nothing of it goes."""
    locked = _lock(destruction, State.PROPOSED, State.REVIEWED, State.APPROVED)
    locked.state = State.DROPPED
    locked.save(update_fields=["state"])
    _log(locked, actor, now)
    return locked


@transaction.atomic
def carry_out(*, destruction: DestructionList, now: dt.datetime) -> DestructionList:
    """Destroy what stands on an approved list, so many cases at a time; the list is done when none waits.

    A case that fails or has changed is kept, the others go.
    """
    locked = _lock(destruction, State.APPROVED)
    waiting = locked.items.filter(off_at__isnull=True, outcome="").order_by("pk")
    for item in waiting[:AT_ONCE]:
        kept = _destroy(locked, item, now)
        if kept:
            item.outcome, item.outcome_reason = DestructionItem.Outcome.KEPT, kept
            item.save(update_fields=["outcome", "outcome_reason"])
        else:
            trail.wrote(user_id=locked.approved_by_id, subject=_subject(item))
    if waiting.exists():
        return locked
    digests = locked.items.filter(outcome="destroyed").order_by("pk").values_list("digest", flat=True)
    locked.digest = hashlib.sha256("\n".join(digests).encode()).hexdigest()
    locked.state, locked.carried_out_at = State.CARRIED_OUT, now
    locked.save(update_fields=["state", "carried_out_at", "digest"])
    return locked


class _StillUsed(Exception):
    """The rules would say something else of a case without these records."""


def _destroy(destruction: DestructionList, item: DestructionItem, now: dt.datetime) -> str:
    """Destroy one case, or its old records; return why not, where it is kept."""
    today = destruction.municipality.day_of(now)
    try:
        with transaction.atomic():
            if item.case_id is not None:
                Case.objects.select_for_update(no_key=True).filter(pk=item.case_id).first()
            if not item.whole:
                assessment.refresh(case_ids=[item.case_id or 0], on=today, now=now, cause=None)
            with connection.cursor() as cursor:
                cursor.execute(selection.DESTROY, {"item": item.pk, "at": now})
                refused: str = cursor.fetchone()[0]
            if not refused and not item.whole:
                _check_standing(item, today)
            return refused
    except _StillUsed:
        return STILL_USED
    except DatabaseError:
        logger.exception("Line %s of destruction list %s failed", item.pk, destruction.pk)
        return "failed"


def _check_standing(item: DestructionItem, today: dt.date) -> None:
    """Refuse what changes a standing: selection leaves it alone, this proves it case by case."""
    case_id = item.case_id or 0
    if assessment.differences(municipality_id=item.municipality_id, first=case_id, last=case_id, on=today):
        raise _StillUsed


def _count(
    municipality: Municipality, case_id: int | None, resident_id: int, today: dt.date
) -> dict[str, int]:
    values: dict[str, Any] = {
        "municipality": municipality.pk,
        "case": case_id,
        "resident": resident_id,
        "zone": municipality.timezone,
        "today": today,
    }
    with connection.cursor() as cursor:
        cursor.execute(selection.COUNT, values)
        found = cursor.fetchone()[0]
    counts: dict[str, int] = json.loads(found) if isinstance(found, str) else found
    return counts


def _lock(destruction: DestructionList, *states: DestructionList.State) -> DestructionList:
    """Lock a list that is in one of these states; raises ValidationError for another."""
    locked = (
        DestructionList.objects.select_for_update(of=("self",))
        .select_related("municipality", "request")
        .get(pk=destruction.pk)
    )
    if locked.state not in states:
        words = {"state": locked.get_state_display()}
        raise ValidationError(_("Dat kan niet meer: de lijst is “%(state)s”.") % words)
    return locked


def _log(destruction: DestructionList, actor: User, now: dt.datetime) -> None:
    resident_id = destruction.request.resident_id if destruction.request else None
    subject = trail.Subject(None, destruction.municipality_id, resident_id)
    trail.wrote(user_id=actor.pk, subject=subject)


def _subject(item: DestructionItem) -> trail.Subject:
    return trail.Subject(item.case_id, item.municipality_id, item.resident_id)
