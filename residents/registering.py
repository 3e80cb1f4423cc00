"""Who is new here: written down once, by whoever works on a case or at a desk."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from neighbourhoods.models import Neighbourhood
from residents.models import Resident
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_event
from wijkzorg.audit.models import Action
from wijkzorg.tenancy.models import Municipality

OLDEST = dt.date(1900, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewResident:
    """What is written down of somebody who is not known here yet."""

    first_name: str
    last_name: str
    birth_date: dt.date
    neighbourhood: Neighbourhood
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    phone: str = ""


def birth_faults(birth_date: dt.date, today: dt.date) -> dict[str, str]:
    """Say what is wrong with a birth date."""
    if OLDEST <= birth_date <= today:
        return {}
    return {"birth_date": _("Deze geboortedatum kan niet. Controleer het jaar.")}


@transaction.atomic
def add_resident(
    *, municipality: Municipality, who: NewResident, now: dt.datetime, token: uuid.UUID | None = None
) -> Resident:
    """Write down a resident; the same form (token) sent again is the same one. The caller logs what it was for.

    Raises ValidationError for a birth date that cannot be.
    """
    if faults := birth_faults(who.birth_date, municipality.day_of(now)):
        raise ValidationError(faults)
    number = _number_of(token) if token is not None else _free_number(municipality.pk)
    sent = registered(municipality, token) if token is not None else None
    if sent is not None:
        return sent
    try:
        with transaction.atomic():
            made = _resident(municipality, who, number)
            made.save(force_insert=True)
            return made
    except IntegrityError as error:  # the same form, at the same moment
        if token is None or "resident_ref_once" not in str(error):
            raise
        return Resident.objects.get(municipality=municipality, ref=number)


def _resident(municipality: Municipality, who: NewResident, number: str) -> Resident:
    return Resident(
        municipality=municipality,
        ref=number,
        first_name=" ".join(who.first_name.split()),
        last_name=" ".join(who.last_name.split()),
        birth_date=who.birth_date,
        neighbourhood=who.neighbourhood,
        street=who.street,
        house_number=who.house_number,
        postcode=who.postcode,
        phone=who.phone,
    )


def registered(municipality: Municipality, token: uuid.UUID) -> Resident | None:
    """Return whom a form (token) registered already; None for a form that was not sent before."""
    return Resident.objects.filter(municipality=municipality, ref=_number_of(token)).first()


@transaction.atomic
def register(
    *, actor: User, municipality: Municipality, who: NewResident, token: uuid.UUID, now: dt.datetime
) -> Resident:
    """Register somebody who came to the desk, once; raises ValidationError as add_resident does."""
    resident = add_resident(municipality=municipality, who=who, token=token, now=now)
    log_event(
        action=Action.WRITE,
        municipality_id=municipality.pk,
        user_id=actor.pk,
        resident_id=resident.pk,
        object_kind="resident",
        object_id=resident.pk,
    )
    return resident


@transaction.atomic
def register_many(
    *, actor: User, municipality: Municipality, people: Sequence[NewResident], now: dt.datetime
) -> list[Resident]:
    """Register all of a list, in as many statements for a thousand as for ten; raises as add_resident does."""
    today = municipality.day_of(now)
    for who in people:
        if faults := birth_faults(who.birth_date, today):
            raise ValidationError(faults)
    numbers = _free_numbers(municipality.pk, len(people))
    rows = [_resident(municipality, who, number) for who, number in zip(people, numbers, strict=True)]
    made = Resident.objects.bulk_create(rows, batch_size=10_000)
    if made:
        log_event(
            action=Action.WRITE,
            municipality_id=municipality.pk,
            user_id=actor.pk,
            resident_ids=[resident.pk for resident in made],
            object_kind="resident",
            reason="list",
        )
    return made


def _free_numbers(municipality_id: int, count: int) -> list[str]:
    """Return as many numbers that nobody has, as a form would give them."""
    found: set[str] = set()
    while len(found) < count:
        some = {_number_of(uuid.uuid4()) for _each in range(count - len(found))}
        taken = Resident.objects.filter(municipality_id=municipality_id, ref__in=some)
        found |= some - set(taken.values_list("ref", flat=True))
    return sorted(found)


def _number_of(token: uuid.UUID) -> str:
    """Return the number of whoever a form registers: the same form has the same one."""
    return f"B{token.int % 10**12:012}"


def _free_number(municipality_id: int) -> str:
    while True:
        number = f"W{secrets.randbelow(10**7):07}"
        if not Resident.objects.filter(municipality_id=municipality_id, ref=number).exists():
            return number
