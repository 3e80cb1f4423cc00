"""What is done with citizen numbers: verbs, each of them a line in the access log, without the number."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from residents import bsn
from residents.citizen_number import CitizenNumber, CitizenNumberGround, CitizenNumberRight
from residents.models import Resident
from wijkzorg import encryption
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.tenancy.models import Municipality

RENEWED_AT_A_TIME = 500


def may_use(desk: Desk) -> bool:
    """Return whether whoever is at the desk may use citizen numbers: a ground and a right, both now."""
    municipality = desk.municipality
    if municipality is None:
        return False
    ground = CitizenNumberGround.objects.in_force().filter(municipality=municipality)
    held = CitizenNumberRight.objects.held(desk.memberships, municipality.day_of(desk.now))
    return held.filter(Exists(ground)).exists()


def is_on(*, municipality: Municipality) -> bool:
    """Return whether a municipality keeps citizen numbers now."""
    return CitizenNumberGround.objects.in_force().filter(municipality=municipality).exists()


@transaction.atomic
def record_ground(
    *, actor: User, municipality: Municipality, law: str, text: str, now: dt.datetime
) -> CitizenNumberGround:
    """Switch citizen numbers on for a municipality, by a law; raises ValidationError where they are on."""
    _lock(municipality)
    if is_on(municipality=municipality):
        raise ValidationError(_("Er is al een grondslag. Beëindig die eerst."))
    ground = CitizenNumberGround(
        municipality=municipality, law=law, text=text.strip(), recorded_at=now, recorded_by=actor
    )
    ground.full_clean()
    ground.save()
    _log(actor, municipality, Action.BSN_GROUND, reason=law)
    return ground


@transaction.atomic
def end_ground(*, actor: User, ground: CitizenNumberGround, now: dt.datetime) -> CitizenNumberGround:
    """Switch citizen numbers off: from now on nobody sees one; ended twice, it stays as it was first."""
    _lock(ground.municipality)
    locked = CitizenNumberGround.objects.select_for_update().get(pk=ground.pk)
    if locked.ended_at is None:
        locked.ended_at, locked.ended_by = now, actor
        locked.save(update_fields=["ended_at", "ended_by"])
        _log(actor, locked.municipality, Action.BSN_GROUND, reason="ended")
    return locked


@transaction.atomic
def grant_right(
    *,
    actor: User,
    membership: Membership,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
) -> CitizenNumberRight:
    """Let a member use citizen numbers in that role, from day to day; nobody gives it to themselves."""
    if membership.user_id == actor.pk:
        raise ValidationError(_("Je kunt dit recht niet aan jezelf geven."))
    right = CitizenNumberRight(
        municipality_id=membership.municipality_id,
        membership=membership,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor,
    )
    right.full_clean()
    right.save()
    _log(actor, membership.municipality, Action.BSN_GROUND, reason=f"right of user {membership.user_id}")
    return right


@transaction.atomic
def end_right(*, actor: User, right: CitizenNumberRight, ends_on: dt.date | None) -> CitizenNumberRight:
    """Set the last day of a right, or take it away."""
    locked = CitizenNumberRight.objects.select_for_update().select_related("membership").get(pk=right.pk)
    locked.ends_on = ends_on
    locked.save(update_fields=["ends_on"])
    _log(actor, locked.municipality, Action.BSN_GROUND, reason=f"right of user {locked.membership.user_id}")
    return locked


@sensitive_variables()
@transaction.atomic
def record_bsn(*, desk: Desk, resident: Resident, text: str) -> CitizenNumber:
    """Store the citizen number of a resident in place of any before; raises ValidationError, PermissionDenied."""
    actor, municipality = _allowed(desk, resident)
    number = _read(text)
    _lock(municipality)
    others = CitizenNumber.objects.filter(
        municipality=municipality, hash__in=encryption.keyed_hashes(_hashed(municipality, number))
    ).exclude(resident=resident)
    if others.exists():
        # Not of whom: that would be a search without a right to the answer.
        raise ValidationError({"bsn": _("Dit nummer staat al bij iemand anders. Vraag je teamleider.")})
    row, _made = CitizenNumber.objects.update_or_create(
        municipality=municipality,
        resident=resident,
        defaults={
            "encrypted": encryption.encrypt(number),
            "hash": encryption.keyed_hash(_hashed(municipality, number)),
            "recorded_at": desk.now,
        },
    )
    _log(actor, municipality, Action.BSN_WRITE, resident=resident, reason="recorded")
    return row


@sensitive_variables()
@transaction.atomic
def show_bsn(*, desk: Desk, resident: Resident, reason: str) -> str:
    """Return the citizen number of a resident; raises PermissionDenied, and ValidationError without a reason."""
    actor, municipality = _allowed(desk, resident)
    reason = _reason(reason)
    row = CitizenNumber.objects.filter(municipality=municipality, resident=resident).first()
    if row is None:
        raise ValidationError({"reason": _("Er is hier geen burgerservicenummer.")})
    _log(actor, municipality, Action.BSN_READ, resident=resident, reason=reason)
    return encryption.decrypt(row.encrypted)


@sensitive_variables()
@transaction.atomic
def find_by_bsn(*, desk: Desk, text: str, reason: str) -> Resident | None:
    """Return the resident with exactly this number; None for nobody. Raises ValidationError, PermissionDenied."""
    actor, municipality = _allowed(desk)
    reason = _reason(reason)
    number = _read(text)
    row = (
        CitizenNumber.objects.filter(
            municipality=municipality, hash__in=encryption.keyed_hashes(_hashed(municipality, number))
        )
        .select_related("resident")
        .first()
    )
    found = row.resident if row else None
    _log(actor, municipality, Action.BSN_SEARCH, resident=found, reason=reason)
    return found


@transaction.atomic
def remove_bsn(*, desk: Desk, resident: Resident, reason: str) -> bool:
    """Destroy the citizen number of a resident, and return whether there was one."""
    actor, municipality = _allowed(desk, resident)
    reason = _reason(reason)
    count, _kinds = CitizenNumber.objects.filter(municipality=municipality, resident=resident).delete()
    if count:
        _log(actor, municipality, Action.BSN_WRITE, resident=resident, reason=f"destroyed: {reason}")
    return bool(count)


@transaction.atomic
def destroy_all(*, actor: User, municipality: Municipality) -> int:
    """Destroy all citizen numbers of a municipality that keeps them no longer, and return how many there were."""
    _lock(municipality)
    if is_on(municipality=municipality):
        raise ValidationError(_("Beëindig eerst de grondslag."))
    rows = CitizenNumber.objects.filter(municipality=municipality)
    residents = sorted(rows.values_list("resident_id", flat=True))
    rows.delete()
    log_event(
        action=Action.BSN_WRITE,
        municipality_id=municipality.pk,
        user_id=actor.pk,
        resident_ids=residents,
        reason="all destroyed: the ground was ended",
    )
    return len(residents)


def renew_numbers(*, municipality: Municipality) -> int:
    """Write the numbers of a municipality anew under the newest key, some at a time; return how many there were."""
    last, count = 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                CitizenNumber.objects.select_for_update()
                .filter(municipality=municipality, pk__gt=last)
                .order_by("pk")[:RENEWED_AT_A_TIME]
            )
            for row in rows:
                number = encryption.decrypt(row.encrypted)
                row.encrypted = encryption.encrypt(number)
                row.hash = encryption.keyed_hash(_hashed(municipality, number))
            CitizenNumber.objects.bulk_update(rows, ["encrypted", "hash"])
        if not rows:
            return count
        last, count = rows[-1].pk, count + len(rows)


def has_bsn(*, desk: Desk, resident: Resident) -> bool:
    """Return whether the number of a resident is here, without reading it; raises PermissionDenied."""
    _actor, municipality = _allowed(desk, resident)
    return CitizenNumber.objects.filter(municipality=municipality, resident=resident).exists()


def keeps_bsn(*, resident: Resident) -> bool:
    """Return whether a number is kept of a resident: that much they may know of anybody, the number itself not."""
    return CitizenNumber.objects.filter(
        municipality_id=resident.municipality_id, resident_id=resident.pk
    ).exists()


def _allowed(desk: Desk, resident: Resident | None = None) -> tuple[User, Municipality]:
    """Return who acts and where; raises PermissionDenied without a ground, a right, or for another municipality."""
    municipality = desk.municipality
    if not isinstance(desk.user, User) or municipality is None or not may_use(desk):
        raise PermissionDenied
    if resident is not None and resident.municipality_id != municipality.pk:
        raise PermissionDenied
    return desk.user, municipality


def _read(text: str) -> str:
    try:
        return bsn.read(text)
    except bsn.NotANumber as wrong:
        raise ValidationError({"bsn": str(wrong)}) from None


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if len(reason) < 5:
        raise ValidationError({"reason": _("Schrijf kort waarom je dit nodig hebt.")})
    return reason


def _hashed(municipality: Municipality, number: str) -> str:
    """Return what is hashed: with the municipality, so that the same person cannot be followed from one to the next."""
    return f"bsn:{municipality.code}:{number}"


def _lock(municipality: Municipality) -> None:
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)


def _log(
    actor: User,
    municipality: Municipality,
    action: Action,
    resident: Resident | None = None,
    reason: str = "",
) -> None:
    log_event(
        action=action,
        municipality_id=municipality.pk,
        user_id=actor.pk,
        resident_id=resident.pk if resident else None,
        reason=reason,
    )
