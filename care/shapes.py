"""Contact moments as other systems say and read them, with what the rules refuse, each at its field."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from care import naming
from care.acting import OfOrganisation, address_of, is_system
from care.words import CHANNELS, word_of
from cases.actions import when_faults
from cases.contacts import NewContact
from cases.forms import NOTE_LENGTH
from cases.models import Case, Contact
from wijkzorg.accounts.models import User
from wijkzorg.rest.fields import Day, Moment, Shape, Text, Uuid, Words, YesNo
from wijkzorg.rest.problems import CLASHES, MISSING

# What the verbs call the fields.
NAMES = {"happened_at": "plaatsgevondenOp", "follow_up_on": "volgendeKeerDatum", "reason": "reden"}
REASON_LENGTH = 500
_WHEN = gettext_lazy("Wanneer het contact was; niet in de toekomst.")
_CHANNEL = gettext_lazy("Hoe er contact was.")
_REACHED = gettext_lazy("Of de bewoner is bereikt; false is een poging die niet lukte.")
_NOTE = gettext_lazy("Het verslag. De bewoner mag dit lezen: schrijf alleen wat nodig is.")
_NEXT = gettext_lazy("Een dag die de medewerker koos voor de volgende keer; de regels kijken er niet naar.")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beforehand of all that a body names, so that many rows cost as many queries as one."""

    cases: Mapping[uuid.UUID, Case]
    workers: Mapping[str, User]
    now: dt.datetime
    zone: zoneinfo.ZoneInfo
    contact: Contact | None = None

    @classmethod
    def of(cls, view: OfOrganisation, rows: Iterable[Any], now: dt.datetime) -> Known:
        """Look up the cases and workers that rows name, as far as the system sees them."""
        told = [row for row in rows if isinstance(row, dict)]
        names = {found for row in told if (found := _uuid(row.get("dossierId")))}
        people = {row["medewerker"].lower() for row in told if Text.is_text(row.get("medewerker"))}
        return cls(
            {case.uuid: case for case in view.cases().filter(uuid__in=names)},
            view.workers(people),
            now,
            view.municipality.zone,
        )


class Channel(serializers.ChoiceField):
    """How there was contact, by its Dutch word."""

    default_error_messages = {"invalid_choice": gettext_lazy("Dit is geen van de zes manieren.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(list(CHANNELS), **kwargs)


class Judged(Shape):
    """What the rules judge. What they refuse is said beside what is not as described: all that is wrong at once."""

    def faults(self, said: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Say what the rules refuse in what could be read, which may be half of it; as the API calls it."""
        raise NotImplementedError

    def to_internal_value(self, data: Any) -> Any:
        """Read it; raises ValidationError."""
        wrong: dict[str, Any] = {}
        try:
            said = super().to_internal_value(data)
        except ValidationError as error:
            if not isinstance(data, Mapping):
                raise
            told: Any = error.detail
            wrong, said = dict(told), self._readable(data, told)
        for name, reasons in self.faults(said):
            several = reasons if isinstance(reasons, list) else [reasons]
            wrong.setdefault(name, [ErrorDetail(str(reason), CLASHES) for reason in several])
        if wrong:
            raise ValidationError(wrong)
        return said

    def _readable(self, data: Any, wrong: Mapping[str, Any]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name not in wrong:
                value = field.run_validation(field.get_value(data))
                judge = getattr(self, f"validate_{name}", None)
                said[name] = judge(value) if judge else value
        return said


class When(Shape):
    """The fields that the rules look at, each judged by itself, so that all that is wrong is said at once."""

    def validate_plaatsgevondenOp(self, value: dt.datetime) -> dt.datetime:
        """Refuse a moment in the future or before 1900, in the words of the screens."""
        known: Known = self.context["known"]
        refuse(when_faults(value, None, known.now, known.zone).get("happened_at"))
        return value

    def validate_volgendeKeerDatum(self, value: dt.date | None) -> dt.date | None:
        """Refuse a day that is past or far away, but for one that stands there already."""
        known: Known = self.context["known"]
        if known.contact is None or value != known.contact.follow_up_on:
            refuse(when_faults(known.now, value, known.now, known.zone).get("follow_up_on"))
        return value


class ContactAsked(When):
    """A contact moment that is to be recorded."""

    noun = "ContactmomentOpdracht"

    dossierId = Uuid(help_text=gettext_lazy("Van welk dossier."))
    plaatsgevondenOp = Moment(help_text=_WHEN)
    kanaal = Channel(help_text=_CHANNEL)
    indicatieContactGelukt = YesNo(help_text=_REACHED)
    verslag = Text(required=False, allow_blank=True, max_length=NOTE_LENGTH, default="", help_text=_NOTE)
    volgendeKeerDatum = Day(required=False, allow_null=True, default=None, help_text=_NEXT)
    medewerker = Text(
        required=False,
        allow_null=True,
        default=None,
        max_length=254,
        help_text=gettext_lazy(
            "Het e-mailadres van wie het contact had, als die met dossiers van de organisatie werkt of werkte."
            " Laat het weg als dat niet zo is: dan staat het systeem erbij."
        ),
    )

    def validate_dossierId(self, value: uuid.UUID) -> Case:
        """Refuse a case that the system does not see."""
        found: Case | None = self.context["known"].cases.get(value)
        if found is None:
            refuse(_("Dit dossier is er niet, of niet voor dit systeem."), MISSING)
        assert found is not None
        return found

    def validate_medewerker(self, value: str | None) -> User | None:
        """Refuse who does not work with the organisation's cases."""
        if value is None:
            return None
        found: User | None = self.context["known"].workers.get(value.lower())
        if found is None:
            refuse(_("Wij kennen deze medewerker niet bij deze organisatie."), MISSING)
        return found


class ContactChange(When):
    """What changes of a contact moment, and why."""

    noun = "ContactmomentWijziging"

    plaatsgevondenOp = Moment(required=False, help_text=_WHEN)
    kanaal = Channel(required=False, help_text=_CHANNEL)
    indicatieContactGelukt = YesNo(required=False, help_text=_REACHED)
    verslag = Text(required=False, allow_blank=True, max_length=NOTE_LENGTH, help_text=_NOTE)
    volgendeKeerDatum = Day(required=False, allow_null=True, help_text=_NEXT)
    reden = Words(
        max_length=REASON_LENGTH,
        error_messages={"blank": gettext_lazy("Schrijf in een paar woorden waarom.")},
        help_text=gettext_lazy("Waarom het verandert; staat in de geschiedenis."),
    )


class ContactShape(Shape):
    """A contact moment."""

    noun = "Contactmoment"

    id = serializers.UUIDField(help_text=gettext_lazy("Het kenmerk."))
    dossierId = serializers.UUIDField(help_text=gettext_lazy("Van welk dossier."))
    plaatsgevondenOp = Moment(help_text=_WHEN)
    kanaal = Channel(help_text=_CHANNEL)
    indicatieContactGelukt = serializers.BooleanField(help_text=_REACHED)
    verslag = serializers.CharField(allow_blank=True, help_text=_NOTE)
    volgendeKeerDatum = Day(allow_null=True, help_text=_NEXT)
    medewerker = serializers.CharField(
        allow_null=True,
        help_text=gettext_lazy(
            "Het e-mailadres van wie het contact had; leeg als een systeem het vastlegde."
        ),
    )
    vastgelegdOp = Moment(help_text=gettext_lazy("Wanneer het is vastgelegd."))
    eigen = serializers.BooleanField(
        help_text=gettext_lazy("Of dit systeem het vastlegde; alleen dan kan het dit wijzigen.")
    )


EXAMPLE = {
    "id": "5f1b6f0a-93c4-8a7e-b1d2-6a1f0d5c9e44",
    "dossierId": "7d0e3a3c-0f53-4a8e-9a55-2f6f3f0f6c01",
    "plaatsgevondenOp": "2026-11-24T09:30:00Z",
    "kanaal": "huisbezoek",
    "indicatieContactGelukt": True,
    "verslag": "Samen koffie gedronken. Het gaat goed.",
    "volgendeKeerDatum": None,
    "medewerker": "farida@voorbeeldstad.example",
    "vastgelegdOp": "2026-11-24T10:02:11Z",
    "eigen": True,
}
ASKED_EXAMPLE = {
    name: EXAMPLE[name]
    for name in ("dossierId", "plaatsgevondenOp", "kanaal", "indicatieContactGelukt", "verslag", "medewerker")
}


def told(view: OfOrganisation, row: Contact) -> dict[str, Any]:
    """Return a contact as it is told; its case and worker are read already."""
    return {
        "id": naming.name_of(view.key, row.pk),
        "dossierId": row.case.uuid,
        "plaatsgevondenOp": row.happened_at,
        "kanaal": word_of(CHANNELS, row.medium),
        "indicatieContactGelukt": row.reached,
        "verslag": row.note,
        "volgendeKeerDatum": row.follow_up_on,
        "medewerker": None if is_system(row.worker) else row.worker.email,
        "vastgelegdOp": row.recorded_at,
        "eigen": recorded_by(view, row),
    }


def recorded_by(view: OfOrganisation, row: Contact) -> bool:
    """Tell whether this system recorded a contact."""
    return row.recorded_by is not None and row.recorded_by.email == address_of(view.caller)


def new_contact(view: OfOrganisation, said: Mapping[str, Any]) -> NewContact:
    """Return what a body says as the verbs take it."""
    return NewContact(
        case=said["dossierId"],
        happened_at=said["plaatsgevondenOp"],
        medium=CHANNELS[said["kanaal"]],
        reached=said["indicatieContactGelukt"],
        note=said["verslag"],
        follow_up_on=said["volgendeKeerDatum"],
        worker=said["medewerker"] or view.actor,
    )


def refuse(reason: str | None, code: str = CLASHES) -> None:
    """Refuse a value that is as described, if there is a reason."""
    if reason:
        raise ValidationError([ErrorDetail(reason, code)])


def _uuid(said: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None
