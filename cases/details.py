"""Who a resident is, where they live and how they are called: changed in one verb, by whoever has a case of theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from cases.changing import require_unchanged
from cases.models import Case
from residents.models import Resident
from wijkzorg.accounts.models import User
from wijkzorg.audit.actions import log_access
from wijkzorg.audit.models import Action

OLDEST = dt.date(1900, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is kept of a resident besides their number."""

    first_name: str
    last_name: str
    birth_date: dt.date
    neighbourhood_id: int
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    phone: str = ""


@transaction.atomic
def change_details(
    *, actor: User, case: Case, details: Details, reason: str, seen: int, now: dt.datetime
) -> Resident:
    """Change what is kept of a case's resident, unless somebody else did since it was seen; the same again is nothing.

    No rule reads any of it, so nothing is judged anew. Raises ValidationError for a birth date that cannot be.
    """
    resident = Resident.objects.select_for_update(no_key=True).get(pk=case.resident_id)
    wanted = asdict(details)
    wanted |= {name: " ".join(wanted[name].split()) for name in ("first_name", "last_name")}
    if all(getattr(resident, name) == value for name, value in wanted.items()):
        return resident
    require_unchanged(resident, seen)
    if not OLDEST <= details.birth_date <= case.municipality.day_of(now):
        raise ValidationError({"birth_date": _("Deze geboortedatum kan niet. Controleer het jaar.")})
    opened = Case.objects.filter(resident=resident).aggregate(first=Min("opened_on"))["first"]
    if opened is not None and opened < details.birth_date:
        raise ValidationError({"birth_date": _("Dit is na het openen van een dossier. Controleer het jaar.")})
    for name, value in wanted.items():
        setattr(resident, name, value)
    with pghistory.context(user=actor.pk, reason=" ".join(reason.split())):
        resident.save(update_fields=list(wanted))
    log_access(action=Action.WRITE, user_id=actor.pk, case=case)
    return resident
