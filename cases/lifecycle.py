"""The course of a case, in verbs: opened, paused, in another target group, closed. What could hide a flag is seen."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import assessment, rules
from cases.changing import Cause, changing, require_open, require_reason, require_unchanged
from cases.confirming import ask, is_near, rules_held
from cases.models import Case, Confirmation, Ground, Need, Pause, TargetGroup
from residents.models import Resident
from wijkzorg.accounts.models import Team, User
from wijkzorg.audit.actions import log_access
from wijkzorg.audit.models import Action

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
AHEAD_DAYS = 366


@transaction.atomic
def open_case(
    *,
    actor: User,
    resident: Resident,
    team: Team,
    worker: User | None,
    opened_on: dt.date,
    ground: Ground,
    target_group: TargetGroup | None,
    need: rules.Rhythm,
    need_reason: str,
    now: dt.datetime,
    token: uuid.UUID | None = None,
) -> Case:
    """Open a case for a resident, with what is needed and the legal ground; the same form sent again opens no second.

    Raises ValidationError for a day to come, a need without a ground, or where the team has an open case already.
    """
    municipality = resident.municipality
    sent = Case.objects.filter(token=token).first() if token is not None else None
    if sent is not None:
        return sent
    today = municipality.day_of(now)
    faults = opening_faults(opened_on, resident.birth_date, today)
    if not need_reason.strip():
        faults["reason"] = _("Schrijf op welke grond dit nodig is.")
    if faults:
        raise ValidationError(faults)
    # Two who open a case of the same resident wait for each other.
    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    there = Case.objects.filter(resident=resident, team=team, closed_on__isnull=True).first()
    if there is not None:
        words = {"ref": there.ref, "team": team.name}
        raise ValidationError(_("%(team)s heeft al een open dossier van deze bewoner: %(ref)s.") % words)
    with pghistory.context(user=actor.pk):
        try:
            with transaction.atomic():
                case = Case.objects.create(
                    municipality=municipality,
                    ref=_free_number(municipality.pk),
                    resident=resident,
                    opened_on=opened_on,
                    team=team,
                    worker=worker,
                    target_group=target_group,
                    ground=ground,
                    token=token,
                )
        except IntegrityError as error:
            if "case_opened_once" not in str(error):
                raise
            return Case.objects.get(token=token)
        Need.objects.create(
            municipality=municipality,
            case=case,
            valid_from=opened_on,
            contacts=need.contacts,
            per_days=need.per_days,
            medium=need.medium,
            reason=need_reason.strip(),
            created_by=actor,
        )
    log_access(action=Action.WRITE, user_id=actor.pk, case=case)
    assessment.refresh(case_ids=[case.pk], on=today, now=now, cause=None, written=True)
    return case


def opening_faults(opened_on: dt.date, birth_date: dt.date | None, today: dt.date) -> dict[str, str]:
    """Say what is wrong with the day on which a case opens, for somebody who was born on a day."""
    if opened_on > today:
        return {"opened_on": _("Deze dag moet nog komen. Vul in sinds wanneer het dossier loopt.")}
    if birth_date is not None and opened_on < birth_date:
        return {"opened_on": _("Dit is voor de geboorte. Controleer het jaar.")}
    return {}


@transaction.atomic
def pause(
    *, actor: User, case: Case, first_day: dt.date, last_day: dt.date, reason: str, now: dt.datetime
) -> Pause:
    """Stop the clock of a case on some days; raises ValidationError for a pause that RULES refuses.

    While a flag is open, or near another pause, it waits for the team's lead (no back doors).
    """
    require_reason(reason)
    with changing(case, actor, now, Cause.CORRECTED) as locked:
        today = locked.municipality.day_of(now)
        require_open(locked, today)
        others = list(locked.pauses.all())
        for sent in others:
            if (sent.first_day, sent.last_day, sent.created_by_id) == (first_day, last_day, actor.pk):
                return sent
        if faults := pause_faults(others, first_day, last_day, today):
            raise ValidationError(faults)
        flags = rules_held(locked, today)
        made = Pause.objects.create(
            municipality_id=locked.municipality_id,
            case=locked,
            first_day=first_day,
            last_day=last_day,
            reason=reason,
            created_by=actor,
        )
        if flags or is_near(made, others):
            why = Confirmation.Why
            ask(
                case=locked,
                kind=Confirmation.Kind.PAUSE,
                why=why.OPEN_FLAG if flags else why.PAUSE_AFTER_PAUSE,
                said=f"{_day(first_day)} – {_day(last_day)}",
                reason=reason,
                flags=flags,
                actor=actor,
                now=now,
                pause=made,
            )
    return made


def pause_faults(
    others: Iterable[Pause], first_day: dt.date, last_day: dt.date, today: dt.date
) -> dict[str, list[str]]:
    """Say what is wrong with the days of a pause beside others, field by field."""
    if last_day < first_day:
        return {"last_day": [_("De laatste dag ligt voor de eerste.")]}
    if first_day > today + dt.timedelta(days=AHEAD_DAYS):
        return {"first_day": [_("Dit is meer dan een jaar vooruit. Kies een eerdere dag.")]}
    stored = [rules.Pause(row.first_day, row.last_day) for row in others]
    faults = rules.refuse_pauses([*stored, rules.Pause(first_day, last_day)])
    return {"last_day": [str(_PAUSE_FAULTS[fault]) for fault, _later in faults]} if faults else {}


@transaction.atomic
def cancel_pause(*, actor: User, pause: Pause, reason: str, seen: int, now: dt.datetime) -> None:
    """Take a pause back, unless it was changed since it was seen; its days count again."""
    require_reason(reason)
    with changing(pause.case, actor, now, Cause.CORRECTED, reason):
        require_unchanged(pause, seen)
        pause.confirmations.filter(state=Confirmation.State.WAITING).update(
            state=Confirmation.State.LAPSED, answered_at=now, answer=_("De pauze is teruggenomen.")
        )
        pause.delete()


@transaction.atomic
def close_case(
    *, actor: User, case: Case, closed_on: dt.date, reason: str, seen: int, now: dt.datetime
) -> Case:
    """Close a case on a day, with the reason, unless it changed since it was seen.

    With a flag open it waits for the team's lead, and is counted for ever as closed with an open flag.
    """
    require_reason(reason)
    with changing(case, actor, now, Cause.CASE_CLOSED, reason) as locked:
        if locked.closed_on == closed_on:
            return locked
        require_unchanged(case, seen)
        today = locked.municipality.day_of(now)
        if faults := closing_faults(locked, closed_on, today):
            raise ValidationError(faults)
        flags, former = rules_held(locked, today), locked.closed_on
        locked.closed_on = closed_on
        locked.save(update_fields=["closed_on"])
        waiting = locked.confirmations.filter(
            kind=Confirmation.Kind.CLOSING, state=Confirmation.State.WAITING
        )
        if flags and not waiting.exists():
            ask(
                case=locked,
                kind=Confirmation.Kind.CLOSING,
                why=Confirmation.Why.OPEN_FLAG,
                said=_day(closed_on),
                reason=reason,
                flags=flags,
                actor=actor,
                now=now,
                former={"closed_on": former.isoformat() if former else None},
            )
    return locked


def closing_faults(case: Case, closed_on: dt.date, today: dt.date) -> dict[str, str]:
    """Say what is wrong with the day on which a case would close."""
    if closed_on < case.opened_on:
        return {"closed_on": _("Het dossier is pas later geopend.")}
    if closed_on > today + dt.timedelta(days=AHEAD_DAYS):
        return {"closed_on": _("Dit is meer dan een jaar vooruit. Kies een eerdere dag.")}
    return {}


@transaction.atomic
def change_target_group(
    *,
    actor: User,
    case: Case,
    target_group: TargetGroup | None,
    reason: str,
    seen: int,
    now: dt.datetime,
) -> Case:
    """Put a case in another target group: the whole case is judged anew, by that group's policy.

    A flag that was open could be gone by it, so then it waits for the team's lead.
    """
    require_reason(reason)
    with changing(case, actor, now, Cause.POLICY_CHANGED, reason) as locked:
        if locked.target_group_id == (target_group.pk if target_group else None):
            return locked
        require_unchanged(case, seen)
        if target_group is not None and target_group.municipality_id != locked.municipality_id:
            raise PermissionDenied
        flags = rules_held(locked, locked.municipality.day_of(now))
        former = locked.target_group
        locked.target_group = target_group
        locked.save(update_fields=["target_group"])
        waiting = locked.confirmations.filter(kind=Confirmation.Kind.GROUP, state=Confirmation.State.WAITING)
        if flags and not waiting.exists():
            none = _("geen doelgroep")
            ask(
                case=locked,
                kind=Confirmation.Kind.GROUP,
                why=Confirmation.Why.OPEN_FLAG,
                said=f"{former or none} → {target_group or none}",
                reason=reason,
                flags=flags,
                actor=actor,
                now=now,
                former={"target_group": former.pk if former else None},
            )
    return locked


def _free_number(municipality_id: int) -> str:
    """Return a case number that is not used: digits, as it is said over the phone."""
    while True:
        number = f"W{secrets.randbelow(10**7):07}"
        if not Case.objects.filter(municipality_id=municipality_id, ref=number).exists():
            return number


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
