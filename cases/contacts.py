"""What else people do to contacts: one with several residents at once, and taking one back within a minute."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.actions import (
    ALREADY_SENT,
    contact_day,
    refuse_same_visit,
)
from cases.changing import Cause, changing_together
from cases.models import Case, Contact, EmergencyAccess, Flag, Medium
from wijkzorg.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """A contact that is yet to be recorded; `worker` is who had it."""

    case: Case
    happened_at: dt.datetime
    medium: Medium
    reached: bool
    worker: User
    note: str = ""
    follow_up_on: dt.date | None = None


UNDO_WITHIN = dt.timedelta(minutes=1)
TOO_LATE = "too_late"
TOGETHER_MOST = 50


@transaction.atomic
def record_together(
    *,
    actor: User,
    cases: Collection[Case],
    happened_at: dt.datetime,
    medium: Medium,
    reached: bool,
    now: dt.datetime,
    token: uuid.UUID,
    note: str = "",
    follow_up_on: dt.date | None = None,
    offered: int = 0,
) -> list[Contact]:
    """Record one contact in the cases of all who were there, or in none; raises ValidationError as record_contact does.

    The same form (token) sent again returns what it recorded the first time.
    """
    ids = sorted({case.pk for case in cases})
    if not ids:
        raise ValidationError({"who": _("Kies met wie je contact had.")})
    if len(ids) > TOGETHER_MOST:
        words = _("Dit zijn er %(count)s. Leg er hoogstens %(most)s tegelijk vast.")
        raise ValidationError({"who": words % {"count": len(ids), "most": TOGETHER_MOST}})
    with changing_together(ids, actor, now, Cause.RESTORED) as locked:
        # Each case its own token, made of the form's: the database still refuses the same form twice.
        tokens = {case.pk: uuid.uuid5(token, str(case.pk)) for case in locked}
        sent = list(Contact.objects.filter(token__in=tokens.values()).order_by("case_id"))
        if sent:
            _require_same(sent, ids, medium, reached, note)
            return sent
        day = contact_day(locked[0], happened_at, now, follow_up_on)
        refuse_same_visit(locked, actor, happened_at, day, medium, offered)
        return Contact.objects.bulk_create(
            Contact(
                municipality_id=case.municipality_id,
                case=case,
                happened_at=happened_at,
                recorded_at=now,
                day=day,
                medium=medium,
                reached=reached,
                note=note,
                follow_up_on=follow_up_on,
                worker=actor,
                recorded_by=actor,
                token=tokens[case.pk],
            )
            for case in locked
        )


@transaction.atomic
def record_many(*, actor: User, contacts: Sequence[NewContact], now: dt.datetime) -> list[Contact]:
    """Record contacts of any cases of one municipality, all or none, as quickly as one; return them in their order.

    Raises ValidationError as record_contact does, for the first that is wrong; whoever wants to hear of all asks
    `actions.when_faults` of each before.
    """
    if not contacts:
        return []
    ids = sorted({contact.case.pk for contact in contacts})
    with changing_together(ids, actor, now, Cause.RESTORED) as locked:
        by_id = {case.pk: case for case in locked}
        return Contact.objects.bulk_create(
            Contact(
                municipality_id=by_id[new.case.pk].municipality_id,
                case=by_id[new.case.pk],
                happened_at=new.happened_at,
                recorded_at=now,
                day=contact_day(by_id[new.case.pk], new.happened_at, now, new.follow_up_on),
                medium=new.medium,
                reached=new.reached,
                note=new.note,
                follow_up_on=new.follow_up_on,
                worker=new.worker,
                recorded_by=actor,
            )
            for new in contacts
        )


def _require_same(
    sent: Sequence[Contact], ids: Sequence[int], medium: Medium, reached: bool, note: str
) -> None:
    """Refuse a form that was sent before with other contents: nothing of them is lost without a word."""
    same = all((one.medium, one.reached, one.note) == (medium, reached, note) for one in sent)
    if not same or [one.case_id for one in sent] != list(ids):
        raise ValidationError(
            _(
                "Dit formulier is al verstuurd, met andere gegevens: die staan in de dossiers. "
                "Was dit een tweede contact? Verstuur het dan nog een keer."
            ),
            code=ALREADY_SENT,
        )


@transaction.atomic
def undo(
    *,
    actor: User,
    contacts: Sequence[Contact],
    now: dt.datetime,
    through: EmergencyAccess | None = None,
) -> list[Case]:
    """Take back what one form recorded a moment ago, as if it had never been sent; return the cases.

    A flag that it closed is open again, with the plan and the clock that it had. What is gone already stays so. Raises
    ValidationError with the code TOO_LATE after a minute, or where it is not one's own, or was changed meanwhile.
    """
    ids = sorted({contact.case_id for contact in contacts})
    if not ids:
        return []
    reason = _("meteen ongedaan gemaakt")
    with changing_together(ids, actor, now, Cause.CORRECTED, reason, through) as locked:
        there = list(Contact.objects.filter(pk__in=[contact.pk for contact in contacts]))
        for contact in there:
            late = now - contact.recorded_at > UNDO_WITHIN
            if late or contact.recorded_by_id != actor.pk or contact.events.exists():  # type: ignore[attr-defined]
                raise ValidationError(
                    _(
                        "Dit kan alleen in de eerste minuut. Verbeter het contact in het dossier, met een reden."
                    ),
                    code=TOO_LATE,
                )
        for contact in there:
            _open_again(contact)
        Contact.objects.filter(pk__in=[contact.pk for contact in there]).delete()
    return locked


def _open_again(contact: Contact) -> None:
    """Open the flags again that closed at the moment at which a contact was recorded."""
    others = Flag.objects.filter(case_id=contact.case_id).exclude(state=Flag.State.CLOSED)
    Flag.objects.filter(
        case_id=contact.case_id, state=Flag.State.CLOSED, closed_at=contact.recorded_at
    ).exclude(kind__in=others.values("kind")).update(state=Flag.State.OPEN, closed_at=None, close_cause="")
