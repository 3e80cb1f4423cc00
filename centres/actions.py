"""What people do with a centre's door: announce that it shuts, correct that, end it; count who came for nothing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from centres.models import CameForNothing, Centre, Closure
from wijkzorg.accounts.models import User


@transaction.atomic
def announce_closure(
    *,
    actor: User,
    centre: Centre,
    starts_at: dt.datetime,
    ends_at: dt.datetime | None,
    reason: str,
    decided_by: str,
    instead: Centre | None,
    instead_elsewhere: str = "",
    now: dt.datetime,
) -> Closure:
    """Announce that a door is shut for a while, or for good (no end); the same announced again is the one there is.

    Raises ValidationError for a closure in the past, one without a reason or a name, and one over another.
    """
    check_closure(starts_at, ends_at, now)
    _require_why_and_who(reason, decided_by)
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    same = Closure.objects.standing().filter(centre=centre, starts_at=starts_at, ends_at=ends_at).first()
    if same is not None:
        return same
    with pghistory.context(user=actor.pk, reason="closure_announced"), _refused():
        return Closure.objects.create(
            municipality_id=centre.municipality_id,
            centre=centre,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason.strip(),
            decided_by=decided_by.strip(),
            instead=instead,
            instead_elsewhere=instead_elsewhere.strip(),
            announced_by=actor,
            announced_at=now,
        )


@transaction.atomic
def end_closure(
    *, actor: User, closure: Closure, ends_at: dt.datetime | None, seen: dt.datetime | None, now: dt.datetime
) -> Closure:
    """Let a closure end on another moment; `seen` is the end that stood in the form.

    Raises ValidationError when a colleague changed it meanwhile, and for an end that lies in the past.
    """
    locked = Closure.objects.select_for_update().get(pk=closure.pk)
    if locked.withdrawn_at is not None or locked.ends_at != seen:
        raise ValidationError(_("Een collega heeft deze sluiting net gewijzigd. Kijk eerst wat er nu staat."))
    check_closure(locked.starts_at, ends_at, now)
    locked.ends_at = ends_at
    with pghistory.context(user=actor.pk, reason="closure_changed"), _refused():
        locked.save(update_fields=["ends_at"])
    return locked


@transaction.atomic
def correct_closure(
    *,
    actor: User,
    closure: Closure,
    reason: str,
    decided_by: str,
    instead: Centre | None,
    instead_elsewhere: str,
) -> Closure:
    """Correct what visitors read about a closure: why, who decided, where else to go. The history keeps what it was."""
    _require_why_and_who(reason, decided_by)
    locked = Closure.objects.select_for_update().get(pk=closure.pk)
    if locked.withdrawn_at is not None:
        raise ValidationError(_("Een collega heeft deze sluiting net ingetrokken."))
    locked.reason, locked.decided_by = reason.strip(), decided_by.strip()
    locked.instead, locked.instead_elsewhere = instead, instead_elsewhere.strip()
    with pghistory.context(user=actor.pk, reason="closure_corrected"), _refused():
        locked.save(update_fields=["reason", "decided_by", "instead", "instead_elsewhere"])
    return locked


@transaction.atomic
def withdraw_closure(*, actor: User, closure: Closure, now: dt.datetime) -> Closure:
    """Take a closure back that has not begun; one that has begun ends now, so that what was stays readable."""
    locked = Closure.objects.select_for_update().get(pk=closure.pk)
    if locked.withdrawn_at is not None or (locked.ends_at is not None and locked.ends_at <= now):
        return locked
    with pghistory.context(user=actor.pk, reason="closure_withdrawn"):
        if locked.starts_at < now:
            locked.ends_at = now
        else:
            locked.withdrawn_at = now
        locked.save(update_fields=["ends_at", "withdrawn_at"])
    return locked


@transaction.atomic
def count_came_for_nothing(
    *, centre: Centre, way: CameForNothing.Way, token: uuid.UUID, now: dt.datetime
) -> CameForNothing:
    """Count somebody who stood before a closed door; the same form sent twice counts once. Of them nothing is kept."""
    counted, _made = CameForNothing.objects.get_or_create(
        municipality_id=centre.municipality_id,
        token=token,
        defaults={
            "centre": centre,
            "closure": Closure.objects.filter(centre=centre).at(now).first(),
            "at": now,
            "way": way,
        },
    )
    return counted


def _require_why_and_who(reason: str, decided_by: str) -> None:
    for field, text in (("reason", reason), ("decided_by", decided_by)):
        if not text.strip():
            raise ValidationError({field: _("Vul dit in: bezoekers lezen waarom, en wie dat besloot.")})


def check_closure(starts_at: dt.datetime, ends_at: dt.datetime | None, now: dt.datetime) -> None:
    """Raise ValidationError for a closure that ends before it begins, or lies wholly in the past."""
    if ends_at is not None and ends_at <= starts_at:
        raise ValidationError({"ends_at": _("Een sluiting eindigt nadat zij begint.")})
    if ends_at is not None and ends_at <= now:
        raise ValidationError({"ends_at": _("Dit is al voorbij. Kies een moment dat nog komt.")})


@contextmanager
def _refused() -> Iterator[None]:
    """Say in words what the database refuses."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name == "closure_once":
            raise ValidationError(
                {"starts_at": _("In deze tijd is het centrum al gesloten gemeld.")}
            ) from error
        if name == "closure_instead_is_another":
            raise ValidationError({"instead": _("Kies een ander centrum dan dat dichtgaat.")}) from error
        raise
