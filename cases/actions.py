"""What people do about contacts. Each locks the case, writes, logs, and brings its standing up to date at once."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.changing import Cause, changing, require_reason, require_unchanged
from cases.models import Case, Contact, EmergencyAccess, Medium
from wijkzorg.accounts.models import User

EARLIEST = dt.date(1900, 1, 1)
ALREADY_SENT = "already_sent"
SAME_VISIT = "same_visit"
SAME_WITHIN = dt.timedelta(hours=2)  # by the same medium on the same day: perhaps one visit of two colleagues
FOLLOW_UP_WITHIN = dt.timedelta(days=366)


class SameVisit(ValidationError):
    """A colleague recorded what seems the same contact; `contacts` are those, oldest first."""

    def __init__(self, contacts: Sequence[Contact]) -> None:
        super().__init__(
            _("Een collega heeft dit misschien al vastgelegd. Kijk of het hetzelfde contact is."), SAME_VISIT
        )
        self.contacts = contacts


@transaction.atomic
def record_contact(
    *,
    actor: User,
    case: Case,
    happened_at: dt.datetime,
    medium: Medium,
    reached: bool,
    now: dt.datetime,
    note: str = "",
    token: uuid.UUID | None = None,
    through: EmergencyAccess | None = None,
    follow_up_on: dt.date | None = None,
    offered: int | None = None,
    worker: User | None = None,
) -> Contact:
    """Record one attempt at contact; the same form (token) sent again returns what it recorded the first time.

    `through` is the noodtoegang by which somebody of another team does so; its reason stands in the log. `worker` is
    who had the contact, where that is not who records it.

    Raises ValidationError for a moment in the future or before 1900 (RULES: refused everywhere), and with the code
    ALREADY_SENT where the same form comes with other contents: nothing of them is lost without a word. With `offered`
    also, as a SameVisit, where a colleague seems to have recorded the same: but not for contacts up to that id.
    """
    with changing(case, actor, now, Cause.RESTORED, through=through) as locked:
        if token is not None:
            sent = Contact.objects.filter(token=token).first()
            if sent is not None:
                if sent.case_id != case.pk:
                    raise ValidationError(
                        _("Dit formulier is al voor een ander dossier gebruikt. Open het opnieuw.")
                    )
                if (sent.medium, sent.reached, sent.note) != (medium, reached, note):
                    raise ValidationError(
                        _(
                            "Dit formulier is al verstuurd, met andere gegevens: die staan in het dossier. "
                            "Was dit een tweede contact? Verstuur het dan nog een keer."
                        ),
                        code=ALREADY_SENT,
                    )
                return sent
        day = contact_day(locked, happened_at, now, follow_up_on)
        if offered is not None:
            refuse_same_visit([locked], actor, happened_at, day, medium, offered)
        return Contact.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            happened_at=happened_at,
            recorded_at=now,
            day=day,
            medium=medium,
            reached=reached,
            note=note,
            follow_up_on=follow_up_on,
            worker=worker or actor,
            recorded_by=actor,
            token=token,
        )


@transaction.atomic
def correct_contact(
    *,
    actor: User,
    contact: Contact,
    happened_at: dt.datetime,
    medium: Medium,
    reached: bool,
    note: str,
    reason: str,
    seen: int,
    now: dt.datetime,
    follow_up_on: dt.date | None = None,
) -> Contact:
    """Correct a contact, with the reason in its history; raises ValidationError as record_contact does.

    `seen` is the `version_of` the contact when the form was opened: what a colleague changed since is not overwritten.
    """
    require_reason(reason)
    with changing(contact.case, actor, now, Cause.CORRECTED, reason) as locked:
        require_unchanged(contact, seen)
        contact.happened_at = happened_at
        chosen = None if follow_up_on == contact.follow_up_on else follow_up_on
        if contact.recorded_at < happened_at <= now:
            raise ValidationError(
                {"happened_at": _("Dit is nadat het is vastgelegd. Wanneer was het contact?")}
            )
        contact.day = contact_day(locked, happened_at, now, chosen)
        contact.medium, contact.reached, contact.note = medium, reached, note
        contact.follow_up_on = follow_up_on
        contact.save(update_fields=["happened_at", "day", "medium", "reached", "note", "follow_up_on"])
    return contact


@transaction.atomic
def delete_contact(*, actor: User, contact: Contact, reason: str, seen: int, now: dt.datetime) -> None:
    """Take back a contact that was recorded by mistake, unless it was changed since it was seen; its history stays."""
    require_reason(reason)
    with changing(contact.case, actor, now, Cause.CORRECTED, reason):
        require_unchanged(contact, seen)
        contact.delete()


def refuse_same_visit(
    cases: Collection[Case],
    actor: User,
    happened_at: dt.datetime,
    day: dt.date,
    medium: Medium,
    offered: int,
) -> None:
    """Raise SameVisit where colleagues seem to have recorded this already, later than the contact that was offered."""
    same = (
        Contact.objects.filter(
            case__in=cases,
            day=day,
            medium=medium,
            happened_at__range=(happened_at - SAME_WITHIN, happened_at + SAME_WITHIN),
            pk__gt=offered,
        )
        .exclude(worker=actor)
        .select_related("worker", "case__resident")
        .order_by("pk")
    )
    if found := list(same):
        raise SameVisit(found)


def when_faults(
    happened_at: dt.datetime, follow_up_on: dt.date | None, now: dt.datetime, zone: zoneinfo.ZoneInfo
) -> dict[str, str]:
    """Say all that is wrong with when a contact was, and with a next time that was chosen, field by field."""
    today = now.astimezone(zone).date()
    faults: dict[str, str] = {}
    if happened_at > now:
        faults["happened_at"] = _("Dit ligt in de toekomst. Vul in wanneer het contact was.")
    # At the edge of the calendar another zone has no day any more.
    elif happened_at.year < EARLIEST.year - 1 or happened_at.astimezone(zone).date() < EARLIEST:
        faults["happened_at"] = _("Dit is voor 1900. Controleer het jaar.")
    if follow_up_on is not None and follow_up_on < today:
        faults["follow_up_on"] = _("Deze dag is al voorbij. Kies vandaag of later.")
    elif follow_up_on is not None and follow_up_on > today + FOLLOW_UP_WITHIN:
        faults["follow_up_on"] = _("Dit is meer dan een jaar vooruit. Controleer het jaar.")
    return faults


def contact_day(
    case: Case, happened_at: dt.datetime, now: dt.datetime, follow_up_on: dt.date | None = None
) -> dt.date:
    """Return the local day of a contact; raises ValidationError with all that is wrong with its days."""
    if faults := when_faults(happened_at, follow_up_on, now, case.municipality.zone):
        raise ValidationError(faults)
    return case.municipality.day_of(happened_at)
