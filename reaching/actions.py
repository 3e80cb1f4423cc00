"""What people do so that nobody is lost behind a closed door: every verb logs of whom, and never why they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from centres import actions as doors
from centres.models import Centre, Closure
from reaching.models import OnlyHere, Reach
from residents.models import Resident
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action


@transaction.atomic
def announce(
    *,
    actor: User,
    centre: Centre,
    starts_at: dt.datetime,
    ends_at: dt.datetime | None,
    reason: str,
    decided_by: str,
    instead: Centre | None,
    instead_elsewhere: str,
    now: dt.datetime,
) -> Closure:
    """Announce a closure, and ask that everybody whose only channel it shuts is reached another way.

    The same announced again asks nothing twice. Raises ValidationError as centres.actions.announce_closure does.
    """
    closure = doors.announce_closure(
        actor=actor,
        centre=centre,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        decided_by=decided_by,
        instead=instead,
        instead_elsewhere=instead_elsewhere,
        now=now,
    )
    here = OnlyHere.objects.standing().filter(centre=centre)
    _ask(actor, closure, list(here.values_list("resident_id", flat=True)), now)
    return closure


@transaction.atomic
def change_end(
    *, actor: User, closure: Closure, ends_at: dt.datetime | None, seen: dt.datetime | None, now: dt.datetime
) -> Closure:
    """Let a closure end on another moment. Raises ValidationError as centres.actions.end_closure does."""
    return doors.end_closure(actor=actor, closure=closure, ends_at=ends_at, seen=seen, now=now)


@transaction.atomic
def correct(
    *,
    actor: User,
    closure: Closure,
    reason: str,
    decided_by: str,
    instead: Centre | None,
    instead_elsewhere: str,
) -> Closure:
    """Correct what visitors read about a closure. Raises ValidationError as centres.actions.correct_closure does."""
    return doors.correct_closure(
        actor=actor,
        closure=closure,
        reason=reason,
        decided_by=decided_by,
        instead=instead,
        instead_elsewhere=instead_elsewhere,
    )


@transaction.atomic
def reopen(*, actor: User, closure: Closure, now: dt.datetime) -> Closure:
    """Open a door again now, or take a closure back that has not begun: nobody need be reached another way any more."""
    ended = doors.withdraw_closure(actor=actor, closure=closure, now=now)
    _drop(actor, Reach.objects.waiting().filter(closure=ended), "closure_ended", now)
    return ended


@transaction.atomic
def note_only_here(*, actor: User, resident: Resident, centre: Centre, now: dt.datetime) -> OnlyHere:
    """Note that a resident can be reached through one centre alone; noted twice is noted once.

    Where that door is shut, or will be, they are asked to be reached too. Raises ValidationError where another centre
    stands there already: then it is not the only one.
    """
    Resident.objects.select_for_update(no_key=True).get(pk=resident.pk)
    # Whoever announces a closure holds this too: so either sees what the other wrote.
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    there = OnlyHere.objects.standing().filter(resident=resident).select_related("centre").first()
    if there is not None and there.centre_id == centre.pk:
        return there
    if there is not None:
        words = {"centre": there.centre}
        raise ValidationError(
            _("Bij deze bewoner staat al %(centre)s. Haal dat eerst weg, als het niet meer klopt.") % words
        )
    with pghistory.context(user=actor.pk, reason="only_here"):
        noted = OnlyHere.objects.create(
            municipality_id=centre.municipality_id,
            resident=resident,
            centre=centre,
            noted_by=actor,
            noted_at=now,
        )
    _log(actor, noted.municipality_id, [resident.pk], "only-here")
    for closure in Closure.objects.filter(centre=centre).not_over(now):
        _ask(actor, closure, [resident.pk], now)
    return noted


@transaction.atomic
def end_only_here(*, actor: User, only: OnlyHere, now: dt.datetime) -> OnlyHere:
    """Say that a centre is somebody's only channel no longer; what was still to be arranged is not needed."""
    locked = OnlyHere.objects.select_for_update().get(pk=only.pk)
    if locked.ended_at is None:
        locked.ended_at = now
        with pghistory.context(user=actor.pk, reason="only_here_ended"):
            locked.save(update_fields=["ended_at"])
        _log(actor, locked.municipality_id, [locked.resident_id], "only-here")
        waits = Reach.objects.waiting().filter(
            resident_id=locked.resident_id, closure__centre_id=locked.centre_id
        )
        _drop(actor, waits, "only_here_ended", now)
    return locked


@transaction.atomic
def record_reached(*, actor: User, reach: Reach, how: str, note: str, now: dt.datetime) -> Reach:
    """Record how somebody is reached while the door is shut; the same sent twice counts once.

    Raises ValidationError where a colleague was first, and where it is not needed any more.
    """
    locked = Reach.objects.select_for_update().get(pk=reach.pk)
    said = (how, note.strip())
    if locked.done_by_id == actor.pk and (locked.how, locked.note) == said:
        return locked
    if locked.done_at is not None:
        raise ValidationError(_("Een collega heeft dit net geregeld. Hieronder staat hoe."))
    if locked.dropped_at is not None:
        raise ValidationError(_("Dit hoeft niet meer: de deur gaat weer open."))
    locked.how, locked.note = said
    locked.done_at, locked.done_by = now, actor
    with pghistory.context(user=actor.pk, reason="reached_another_way"):
        locked.save(update_fields=["how", "note", "done_at", "done_by"])
    _log(actor, locked.municipality_id, [locked.resident_id], "reach")
    return locked


def _ask(actor: User, closure: Closure, residents: Collection[int], now: dt.datetime) -> None:
    there = set(Reach.objects.filter(closure=closure).values_list("resident_id", flat=True))
    new = [resident for resident in residents if resident not in there]
    if not new:
        return
    with pghistory.context(user=actor.pk, reason="closure_announced"):
        Reach.objects.bulk_create(
            Reach(municipality_id=closure.municipality_id, closure=closure, resident_id=resident, made_at=now)
            for resident in new
        )
    _log(actor, closure.municipality_id, new, "reach")


def _drop(actor: User, waits: Iterable[Reach], why: str, now: dt.datetime) -> None:
    rows = list(waits)
    if not rows:
        return
    with pghistory.context(user=actor.pk, reason=why):
        Reach.objects.filter(pk__in=[row.pk for row in rows]).update(dropped_at=now)
    _log(actor, rows[0].municipality_id, [row.resident_id for row in rows], "reach")


def _log(actor: User, municipality_id: int, residents: Iterable[int], kind: str) -> None:
    log_event(
        action=Action.WRITE,
        municipality_id=municipality_id,
        user_id=actor.pk,
        resident_ids=sorted(residents),
        object_kind=kind,
    )
