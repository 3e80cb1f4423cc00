"""What a form, a desk or a telephone call says of a help request: checked whole, every fault at once."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from neighbourhoods.models import Neighbourhood
from residents import address
from residents.models import Resident
from volunteers import dayparts, places, recurrence
from volunteers.models import Consent, DayPart, Kind, Language
from volunteers.models.people import home_key
from volunteers.models.requests import LEAST_MINUTES, MOST_HELPERS, MOST_MINUTES
from wijkzorg.tenancy.models import Municipality

AHEAD = 366  # days ahead that a first time may be
CODE_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked, and when."""

    kind: Kind
    first_on: dt.date
    text: str = ""
    day_part: DayPart = DayPart.ANY
    starts_at: dt.time | None = None
    minutes: int = 60
    rrule: str = ""
    last_on: dt.date | None = None
    helpers: int = 1
    urgent: bool = False
    danger: bool = False
    no_network: bool = False
    needs_vog: bool = False
    skills: tuple[str, ...] = ()
    language: str = ""
    language_essential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """For whom it is and where, and how to reach them; who asks it on their behalf, if that is another."""

    resident: Resident | None = None
    name: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    neighbourhood: Neighbourhood | None = None
    phone: str = ""
    email: str = ""
    on_behalf: bool = False
    asker_name: str = ""
    consent: Consent | str = ""


def columns(
    municipality: Municipality,
    asked: Asked,
    whom: Whom,
    now: dt.datetime,
    before: dt.date | None = None,
    where_is: places.Where = places.spot,
) -> dict[str, Any]:
    """Return the columns of a request, or raise every fault at once (ValidationError).

    `before` is the day that it had already: that one may be past. `where_is` says where a postcode is.
    """
    faults: dict[str, Any] = {}
    today = municipality.day_of(now)
    if asked.first_on < today and asked.first_on != before:
        faults["first_on"] = _("Deze dag is voorbij. Kies vandaag of een dag die nog komt.")
    elif asked.first_on > today + dt.timedelta(days=AHEAD):
        faults["first_on"] = _("Deze dag is meer dan een jaar weg. Kies een eerdere dag.")
    elif asked.starts_at and asked.first_on == today:
        start = dt.datetime.combine(asked.first_on, asked.starts_at, municipality.zone)
        if start < now and asked.first_on != before:
            faults["starts_at"] = _("Dit tijdstip is voorbij. Kies een later tijdstip.")
    elif asked.first_on == today != before and dayparts.is_over(
        asked.day_part, now.astimezone(municipality.zone).time()
    ):
        faults["day_part"] = _("Dit deel van de dag is voorbij. Kies een later deel of een andere dag.")
    if not LEAST_MINUTES <= asked.minutes <= MOST_MINUTES:
        faults["minutes"] = _("Kies een duur van een kwartier tot 8 uur.")
    if not 1 <= asked.helpers <= MOST_HELPERS:
        faults["helpers"] = _("Kies een tot vier mensen.")
    if asked.language_essential and not asked.language:
        faults["language"] = _("Kies de taal die nodig is.")
    if asked.language and asked.language not in Language.values:
        faults["language"] = _("Kies een taal uit de lijst.")
    rule = _rule(asked, faults)
    contact = _contact(whom, faults)
    where = _where(municipality, whom, faults, where_is)
    if faults:
        raise ValidationError(faults)
    assert where is not None, "without a place there was a fault"
    return {
        "kind": asked.kind,
        "text": asked.text.strip(),
        "first_on": asked.first_on,
        "day_part": asked.day_part,
        "starts_at": asked.starts_at,
        "minutes": asked.minutes,
        "rrule": rule,
        "last_on": asked.last_on if rule else None,
        "helpers": asked.helpers,
        "urgent": asked.urgent or asked.danger,
        "danger": asked.danger,
        "no_network": asked.no_network,
        "needs_vog": asked.needs_vog,
        "skills": sorted(set(asked.skills)),
        "language": asked.language,
        "language_essential": asked.language_essential,
        **contact,
        "resident": whom.resident,
        "neighbourhood": where.neighbourhood,
        "x": where.x,
        "y": where.y,
        "postcode": where.postcode,
        "parties": _parties(whom, contact, where),
    }


def _rule(asked: Asked, faults: dict[str, Any]) -> str:
    if not asked.rrule:
        return ""
    if asked.last_on and asked.last_on < asked.first_on:
        faults["last_on"] = _("De laatste keer is voor de eerste. Kies een latere dag.")
    try:
        return recurrence.checked(asked.rrule, asked.first_on)
    except recurrence.NotARule:
        faults["rrule"] = _("Deze herhaling kennen we niet. Kies bijvoorbeeld elke week.")
        return ""


def _contact(whom: Whom, faults: dict[str, Any]) -> dict[str, Any]:
    """Return for whom it is, who asks, and how they are reached."""
    known = whom.resident
    if known is None and not whom.name.strip():
        faults["name"] = _("Vul in voor wie de hulp is.")
    if whom.on_behalf and whom.consent not in Consent.values:
        faults["consent"] = _("Kies waarom je dit voor iemand anders mag vragen.")
    phone = ""
    try:
        phone = address.international(whom.phone or (known.phone if known else ""))
    except address.NotAnAddress:
        if whom.phone:
            faults["phone"] = _("Dit is geen telefoonnummer, zoals 06 1234 5678.")
    if known is None and not phone and "phone" not in faults:
        faults["phone"] = _("Vul een telefoonnummer in. Dan kunnen we bellen.")
    try:
        number = address.house_number(whom.house_number or (known.house_number if known else ""))
    except address.NotAnAddress:
        number, faults["house_number"] = "", _("Een huisnummer is zoiets als 12 of 12-b.")
    return {
        "name": whom.name.strip(),
        "on_behalf": whom.on_behalf,
        "asker_name": whom.asker_name.strip() if whom.on_behalf else "",
        "consent": whom.consent if whom.on_behalf else "",
        "phone": phone,
        "email": whom.email.strip(),
        "street": whom.street.strip() or (known.street if known else ""),
        "house_number": number,
    }


def _where(
    municipality: Municipality, whom: Whom, faults: dict[str, Any], where_is: places.Where
) -> places.Spot | None:
    known = whom.resident
    code = whom.postcode or (known.postcode if known else "")
    try:
        return where_is(municipality, code, whom.neighbourhood or (known.neighbourhood if known else None))
    except ValidationError as error:
        faults.update(error.message_dict)
        return None


def _parties(whom: Whom, contact: dict[str, Any], where: places.Spot) -> list[str]:
    """Return how blocks and doubles know whose a request is."""
    resident = f"resident:{whom.resident.pk}" if whom.resident is not None else ""
    phone = f"phone:{contact['phone']}" if contact["phone"] else ""
    home = home_key(where.postcode, contact["house_number"])
    return [party for party in (resident, phone, home) if party]


def code_of(token: uuid.UUID) -> str:
    """Return the code to follow a request by: sixteen digits, that can be read aloud.

    The same form has the same code, so that whoever sends it again for want of an answer still gets theirs. Nobody
    reckons it from what is stored: the key of the application is part of it.
    """
    made = salted_hmac("volunteers.code", token.hex, algorithm="sha256").digest()
    return f"{int.from_bytes(made) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def hash_of(code: str) -> str:
    """Return what is stored of a code, however it was typed: spaces and dashes are left out."""
    digits = "".join(sign for sign in code if sign.isdigit())
    return hashlib.sha256(f"help:{digits}".encode()).hexdigest()
