"""What a team lead answers: confirmed, or sent back with a reason, and then what was there before holds again."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases import assessment, rules
from cases.access import leads_of
from cases.changing import Cause, changing
from cases.confirming import in_force
from cases.models import Agreement, Case, Confirmation, Need, TargetGroup
from cases.rules.record import Record
from wijkzorg.accounts.models import User

Version = TypeVar("Version", Agreement, Need)
Kind, State = Confirmation.Kind, Confirmation.State
_CAUSES = {
    Kind.CUT: Cause.RESTORED,
    Kind.NEED: Cause.NEED_CHANGED,
    Kind.PAUSE: Cause.CORRECTED,
    Kind.CLOSING: Cause.CORRECTED,
    Kind.GROUP: Cause.POLICY_CHANGED,
}


@transaction.atomic
def confirm(*, actor: User, confirmation: Confirmation, now: dt.datetime) -> Confirmation:
    """Confirm a change as the lead of the case's team; sent twice, it counts once.

    Nobody confirms what they asked themselves: only who is the team's one lead may, and it stays visible that they
    were alone. Raises PermissionDenied for who leads another team, ValidationError for what is answered already.
    """
    with changing(confirmation.case, actor, now, Cause.CORRECTED) as case:
        row, alone = _waiting(confirmation, case, actor, now, State.CONFIRMED)
        if row.state == State.CONFIRMED:
            return row
        if row.asked_by_id == actor.pk and not alone:
            raise ValidationError(_("Dit heb je zelf vastgelegd. Vraag een andere teamleider."))
        row.state, row.answered_by, row.answered_at = State.CONFIRMED, actor, now
        row.alone = row.asked_by_id == actor.pk
        row.save(update_fields=["state", "answered_by", "answered_at", "alone"])
    return row


@transaction.atomic
def send_back(*, actor: User, confirmation: Confirmation, answer: str, now: dt.datetime) -> Confirmation:
    """Send a change back with a reason: from today on holds what held before it; sent twice, it counts once."""
    answer = answer.strip()
    if not answer:
        raise ValidationError({"answer": _("Schrijf waarom je dit terugstuurt.")})
    cause = _CAUSES[Kind(confirmation.kind)]
    reason = _("teruggestuurd: %(answer)s") % {"answer": answer}
    with changing(confirmation.case, actor, now, cause, reason) as case:
        row, _alone = _waiting(confirmation, case, actor, now, State.SENT_BACK)
        if row.state == State.SENT_BACK:
            return row
        row.state, row.answered_by, row.answered_at, row.answer = State.SENT_BACK, actor, now, answer
        row.save(update_fields=["state", "answered_by", "answered_at", "answer"])
        _undo(row, case, actor, case.municipality.day_of(now))
    return row


@transaction.atomic
def mark_read(*, actor: User, confirmation: Confirmation, now: dt.datetime) -> Confirmation:
    """Note that who asked has read that it was sent back: then it no longer stands on Vandaag."""
    row = Confirmation.objects.select_for_update(of=("self",)).get(pk=confirmation.pk)
    if row.asked_by_id != actor.pk:
        raise PermissionDenied
    if row.read_at is None and row.state == State.SENT_BACK:
        row.read_at = now
        with pghistory.context(user=actor.pk):
            row.save(update_fields=["read_at"])
    return row


def _waiting(
    confirmation: Confirmation, case: Case, actor: User, now: dt.datetime, wanted: str
) -> tuple[Confirmation, bool]:
    """Return the row as it is now, and whether the actor is the team's only lead; the case is locked."""
    leads = leads_of([case.team_id], case.municipality.day_of(now))[case.team_id]
    if actor not in leads:
        raise PermissionDenied
    row = Confirmation.objects.select_related("answered_by", "agreement", "need", "pause").get(
        pk=confirmation.pk, case=case
    )
    if row.state == State.LAPSED:
        raise ValidationError(_("Dit hoeft niet meer: %(why)s") % {"why": row.answer})
    said_so = row.answered_by_id == actor.pk and row.state == wanted
    if row.state != State.WAITING and not said_so:
        words = {"who": row.answered_by, "what": row.get_state_display()}
        if row.answered_by_id == actor.pk:
            raise ValidationError(_("Je hebt dit al beantwoord: het is %(what)s.") % words)
        raise ValidationError(_("%(who)s was je voor: dit is al %(what)s.") % words)
    return row, len(leads) == 1


def _undo(row: Confirmation, case: Case, actor: User, today: dt.date) -> None:
    """Let hold again what held before: by a new version from today, or by the same row where it begins no earlier."""
    if row.agreement is not None:
        _former_agreement(row.agreement, case, actor, today)
    elif row.need is not None:
        _former_need(row.need, case, actor, today)
    elif row.kind == Kind.PAUSE:
        case.pauses.filter(pk__in=[row.pause_id]).delete()
    elif row.kind == Kind.CLOSING:
        former = row.former.get("closed_on")
        case.closed_on = dt.date.fromisoformat(former) if former else None
        case.save(update_fields=["closed_on"])
    elif row.kind == Kind.GROUP:
        former = row.former.get("target_group")
        case.target_group = TargetGroup.objects.filter(pk=former).first() if former else None
        case.save(update_fields=["target_group"])


def _former_agreement(cut: Agreement, case: Case, actor: User, today: dt.date) -> None:
    later = case.agreements.filter(valid_from__gt=cut.valid_from, valid_from__lte=today)
    if later.exists():
        return  # another promise holds, and was judged by itself
    earlier = case.agreements.filter(valid_from__lt=cut.valid_from).order_by("-valid_from")
    former = next((row for row in earlier.prefetch_related("confirmations") if _stands(row)), None)
    if former is None:
        # Nothing was promised before: then what is needed is.
        need = in_force(case, max(today, cut.valid_from))
        former = Agreement(contacts=need.contacts, per_days=need.per_days, medium=need.medium)
    said = {
        name: getattr(former, name)
        for name in ("reason", "reason_text", "review_on", "instead", "residents_words", "decision_id")
    }
    start = max(today, cut.valid_from)
    if said["review_on"] is not None and said["review_on"] <= start:
        # It is past and was never looked at again: it is due as soon as may be.
        said["review_on"] = start + dt.timedelta(days=1)
    _put(Agreement, cut, former, case, actor, today, said)


def _stands(version: Agreement) -> bool:
    """Tell whether an agreement was never asked about, or was confirmed in the end."""
    asked = sorted(version.confirmations.all(), key=lambda row: row.pk)
    return not asked or asked[-1].state == State.CONFIRMED


def _former_need(lowered: Need, case: Case, actor: User, today: dt.date) -> None:
    former = (
        case.needs.filter(valid_from__lt=lowered.valid_from)
        .exclude(confirmations__state__in=(State.WAITING, State.SENT_BACK))
        .order_by("-valid_from")
        .first()
    ) or case.needs.order_by("valid_from").first()
    assert former is not None, "a case has a need from its opening on"
    start = max(today, lowered.valid_from)
    now_needed = in_force(case, start)
    policy = Record(assessment.history_of(case), start, through=start).policy(start)
    if now_needed.pk != lowered.pk and not rules.asks_reason(now_needed.rhythm, former.rhythm, policy):
        return  # since then as much was found needed as before
    _put(Need, now_needed, former, case, actor, today, {"reason": former.reason})


def _put(
    model: type[Version],
    current: Version,
    former: Version,
    case: Case,
    actor: User,
    today: dt.date,
    said: dict[str, object],
) -> None:
    """Let a rhythm hold from today on, or from the later day on which the current version begins."""
    values = {
        "contacts": former.contacts,
        "per_days": former.per_days,
        "medium": former.medium,
        **said,
    }
    if current.valid_from >= today:
        # One version a day: what has not been in force for a day is put right, and history keeps what it was.
        model._default_manager.filter(pk=current.pk).update(**values)
        return
    model._default_manager.create(
        municipality_id=case.municipality_id, case=case, valid_from=today, created_by=actor, **values
    )
