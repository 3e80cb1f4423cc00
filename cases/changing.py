"""How a case is changed: locked, logged, and its standing and flags brought up to date at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import pghistory
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from cases import assessment
from cases.models import Agreement, Case, Contact, EmergencyAccess, Flag, Need, Pause
from residents.models import Resident
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_access, log_list
from wijkzorg.audit.models import Action

CHANGED_MEANWHILE = "changed_meanwhile"
Cause = Flag.Cause


def version_of(row: Agreement | Case | Contact | Need | Pause | Resident) -> int:
    """Return a number that every change of a row raises: that of its last change, 0 for none. A form keeps it."""
    last = row.events.aggregate(last=Max("pgh_id"))["last"]  # type: ignore[union-attr]
    return int(last or 0)


def require_unchanged(row: Case | Contact | Pause | Resident, seen: int) -> None:
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
def changing(
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


def require_reason(reason: str, field: str = "reason") -> None:
    """Refuse to change what asks why, without."""
    if not reason.strip():
        raise ValidationError({field: _("Schrijf in een paar woorden waarom.")})


def require_open(case: Case, today: dt.date) -> None:
    """Refuse to change what counts no more: a case that is closed."""
    if case.closed_on is not None and case.closed_on <= today:
        raise ValidationError(_("Dit dossier is gesloten. Er kan niets meer aan veranderd worden."))
