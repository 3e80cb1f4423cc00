"""What people do to a case. Every action locks the case, writes, logs, and brings its standing up to date at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import assessment, rules
from cases.models import Agreement, Case, Contact, EmergencyAccess, Flag, Medium, Need, Pause, Reason
from cases.rules.record import Record
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_access, log_list
from wijkzorg.audit.models import Action

EARLIEST = dt.date(1900, 1, 1)
ALREADY_SENT = "already_sent"
CHANGED_MEANWHILE = "changed_meanwhile"
SAME_VISIT = "same_visit"
SAME_WITHIN = dt.timedelta(hours=2)  # by the same medium on the same day: perhaps one visit of two colleagues
FOLLOW_UP_WITHIN = dt.timedelta(days=366)
Cause = Flag.Cause
_PAUSE_FAULTS = {
    rules.PauseFault.TOO_LONG: gettext_lazy(
        "Een pauze duurt hoogstens 42 dagen. Kies een eerdere laatste dag."
    ),
    rules.PauseFault.OVERLAPS: gettext_lazy(
        "Er is al een pauze op deze dagen of er vlak naast. Verander die."
    ),
    rules.PauseFault.TOO_MANY_DAYS: gettext_lazy(
        "Dit zijn meer dan 84 dagen pauze binnen een jaar. Kies minder dagen."
    ),
}


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
) -> Contact:
    """Record one attempt at contact; the same form (token) sent again returns what it recorded the first time.

    `through` is the noodtoegang by which somebody of another team does so; its reason stands in the log.

    Raises ValidationError for a moment in the future or before 1900 (RULES: refused everywhere), and with the code
    ALREADY_SENT where the same form comes with other contents: nothing of them is lost without a word. With `offered`
    also, as a SameVisit, where a colleague seems to have recorded the same: but not for contacts up to that id.
    """
    with _changing(case, actor, now, Cause.RESTORED, through=through) as locked:
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
        day = contact_day(locked, happened_at, now)
        require_follow_up(locked, follow_up_on, day, now)
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
            worker=actor,
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
    _require_reason(reason)
    with _changing(contact.case, actor, now, Cause.CORRECTED, reason) as locked:
        _require_unchanged(contact, seen)
        contact.happened_at = happened_at
        contact.day = contact_day(locked, happened_at, now)
        contact.medium, contact.reached, contact.note = medium, reached, note
        if follow_up_on != contact.follow_up_on:
            require_follow_up(locked, follow_up_on, contact.day, now)
        contact.follow_up_on = follow_up_on
        contact.save(update_fields=["happened_at", "day", "medium", "reached", "note", "follow_up_on"])
    return contact


@transaction.atomic
def delete_contact(*, actor: User, contact: Contact, reason: str, seen: int, now: dt.datetime) -> None:
    """Take back a contact that was recorded by mistake, unless it was changed since it was seen; its history stays."""
    _require_reason(reason)
    with _changing(contact.case, actor, now, Cause.CORRECTED, reason):
        _require_unchanged(contact, seen)
        contact.delete()


@transaction.atomic
def assess_need(
    *, actor: User, case: Case, valid_from: dt.date, rhythm: rules.Rhythm, reason: str, now: dt.datetime
) -> Need:
    """Record what is needed from a day on, and on what ground; raises ValidationError for a second version that day."""
    _require_reason(reason)
    with _changing(case, actor, now, Cause.NEED_CHANGED) as locked, _one_version_a_day():
        return Need.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            valid_from=valid_from,
            contacts=rhythm.contacts,
            per_days=rhythm.per_days,
            medium=rhythm.medium,
            reason=reason,
            created_by=actor,
        )


@transaction.atomic
def agree(
    *,
    actor: User,
    case: Case,
    valid_from: dt.date,
    rhythm: rules.Rhythm,
    now: dt.datetime,
    reason: Reason | None = None,
    reason_text: str = "",
) -> Agreement:
    """Record what is promised from a day on.

    Raises ValidationError where less than needed has no reason, or `other` no text (RULES: less needs a reason).
    """
    with _changing(case, actor, now, Cause.RESTORED) as locked, _one_version_a_day():
        if reason is None and _asks_reason(locked, valid_from, rhythm):
            raise ValidationError({"reason": _("Dit is minder dan nodig. Kies waarom.")})
        if reason == Reason.OTHER and not reason_text.strip():
            raise ValidationError({"reason_text": _("Schrijf in een paar woorden waarom.")})
        return Agreement.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            valid_from=valid_from,
            contacts=rhythm.contacts,
            per_days=rhythm.per_days,
            medium=rhythm.medium,
            reason=reason or "",
            reason_text=reason_text,
            created_by=actor,
        )


@transaction.atomic
def pause(
    *, actor: User, case: Case, first_day: dt.date, last_day: dt.date, reason: str, now: dt.datetime
) -> Pause:
    """Stop the clock of a case on some days; raises ValidationError for a pause that RULES refuses."""
    _require_reason(reason)
    if last_day < first_day:
        raise ValidationError({"last_day": _("De laatste dag ligt voor de eerste.")})
    with _changing(case, actor, now, Cause.CORRECTED) as locked:
        stored = [rules.Pause(row.first_day, row.last_day) for row in locked.pauses.all()]
        faults = rules.refuse_pauses([*stored, rules.Pause(first_day, last_day)])
        if faults:
            raise ValidationError({"last_day": [str(_PAUSE_FAULTS[fault]) for fault, _later in faults]})
        return Pause.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            first_day=first_day,
            last_day=last_day,
            reason=reason,
            created_by=actor,
        )


@transaction.atomic
def cancel_pause(*, actor: User, pause: Pause, reason: str, seen: int, now: dt.datetime) -> None:
    """Take a pause back, unless it was changed since it was seen; its days count again."""
    _require_reason(reason)
    with _changing(pause.case, actor, now, Cause.CORRECTED, reason):
        _require_unchanged(pause, seen)
        pause.delete()


@transaction.atomic
def close_case(*, actor: User, case: Case, closed_on: dt.date, seen: int, now: dt.datetime) -> Case:
    """Close a case on a day, unless it changed since it was seen; raises ValidationError for one before it opened."""
    with _changing(case, actor, now, Cause.CASE_CLOSED) as locked:
        _require_unchanged(case, seen)
        if closed_on < locked.opened_on:
            raise ValidationError({"closed_on": _("Het dossier is pas later geopend.")})
        locked.closed_on = closed_on
        locked.save(update_fields=["closed_on"])
    return locked


def version_of(row: Case | Contact | Pause) -> int:
    """Return a number that every change of a row raises: that of its last change, 0 for none. A form keeps it."""
    last = row.events.aggregate(last=Max("pgh_id"))["last"]  # type: ignore[union-attr]
    return int(last or 0)


def _require_unchanged(row: Case | Contact | Pause, seen: int) -> None:
    """Refuse to write over what somebody else changed meanwhile; the case is locked, so nobody can from here on."""
    if version_of(row) != seen:
        raise ValidationError(
            _(
                "Iemand anders heeft dit veranderd terwijl je bezig was. Er is niets overschreven. "
                "Kijk wat er nu staat en doe het dan opnieuw."
            ),
            code=CHANGED_MEANWHILE,
        )


@contextmanager
def _changing(
    case: Case,
    actor: User,
    now: dt.datetime,
    cause: Flag.Cause,
    reason: str = "",
    through: EmergencyAccess | None = None,
) -> Iterator[Case]:
    """Lock a case, let the caller write, then log and bring its standing and flags up to date."""
    (locked,) = _lock([case.pk])
    with pghistory.context(user=actor.pk, reason=reason):
        yield locked
    log_access(action=Action.WRITE, user_id=actor.pk, case=locked, reason=through.reason if through else "")
    today = locked.municipality.day_of(now)
    assessment.refresh(case_ids=[locked.pk], on=today, now=now, cause=cause, written=True)


@contextmanager
def changing_together(
    case_ids: Collection[int],
    actor: User,
    now: dt.datetime,
    cause: Flag.Cause,
    reason: str = "",
    through: EmergencyAccess | None = None,
) -> Iterator[list[Case]]:
    """Do with some cases of one municipality what is done with one: one line in the log, and one refresh."""
    locked = _lock(case_ids)
    with pghistory.context(user=actor.pk, reason=reason):
        yield locked
    municipality = locked[0].municipality
    log_list(
        action=Action.WRITE,
        user_id=actor.pk,
        municipality_id=municipality.pk,
        cases=locked,
        reason=through.reason if through else "",
    )
    ids = [case.pk for case in locked]
    assessment.refresh(case_ids=ids, on=municipality.day_of(now), now=now, cause=cause, written=True)


def _lock(case_ids: Collection[int]) -> list[Case]:
    """Lock cases against other writers, and their municipality against a change of policy, until this is committed.

    In one order, so that two that lock the same cases do not wait for each other in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM cases_case c JOIN tenancy_municipality m ON m.id = c.municipality_id"
            " WHERE c.id = ANY(%s) ORDER BY c.id FOR NO KEY UPDATE OF c FOR KEY SHARE OF m",
            [list(case_ids)],
        )
    return list(
        Case.objects.select_related("municipality", "resident").filter(pk__in=case_ids).order_by("pk")
    )


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


def require_follow_up(case: Case, follow_up_on: dt.date | None, day: dt.date, now: dt.datetime) -> None:
    """Raise ValidationError for a next time that is not to come, or more than a year away."""
    today = case.municipality.day_of(now)
    if follow_up_on is not None and follow_up_on < max(day, today):
        raise ValidationError({"follow_up_on": _("Deze dag is al voorbij. Kies vandaag of later.")})
    if follow_up_on is not None and follow_up_on > today + FOLLOW_UP_WITHIN:
        raise ValidationError({"follow_up_on": _("Dit is meer dan een jaar vooruit. Controleer het jaar.")})


def contact_day(case: Case, happened_at: dt.datetime, now: dt.datetime) -> dt.date:
    """Return the local day of a contact; raises ValidationError for one in the future or before 1900."""
    if happened_at > now:
        raise ValidationError({"happened_at": _("Dit ligt in de toekomst. Vul in wanneer het contact was.")})
    day = case.municipality.day_of(happened_at)
    if day < EARLIEST:
        raise ValidationError({"happened_at": _("Dit is voor 1900. Controleer het jaar.")})
    return day


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Schrijf in een paar woorden waarom.")})


def _asks_reason(case: Case, valid_from: dt.date, rhythm: rules.Rhythm) -> bool:
    """Judge an agreement against the need and the policy in force on its first day."""
    day = max(valid_from, case.opened_on)
    record = Record(assessment.history_of(case), day, through=day)
    return rules.asks_reason(rhythm, record.need(day).rhythm, record.policy(day))


@contextmanager
def _one_version_a_day() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "_one_a_day" not in str(error):
            raise
        raise ValidationError({"valid_from": _("Er is al een versie die op deze dag begint.")}) from error
