"""The form with which a worker records a contact."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.models import Medium

# What a browser sends for datetime-local, and what a person types where a browser has no such field.
_MOMENT_FORMATS = (
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y, %H:%M",
)
NOTE_LENGTH = 4000


class MomentField(forms.Field):
    """A date and time on the clock of the municipality; cleans to an aware moment.

    Of the hour that comes twice in autumn it takes the first; the day, which the rules look at, is the same.
    """

    widget = forms.DateTimeInput
    default_error_messages = {
        "required": _("Vul in wanneer het was."),
        "invalid": _("Vul een datum en een tijd in, bijvoorbeeld 17-03-2026 10:42."),
        "no_such_hour": _(
            "Deze tijd bestaat niet: in de nacht dat de zomertijd begint, slaat de klok een uur over. "
            "Vul een uur eerder of later in."
        ),
    }

    def __init__(self, zone: zoneinfo.ZoneInfo, **options: Any) -> None:
        super().__init__(**options)
        self.zone = zone

    def to_python(self, value: str | None) -> dt.datetime | None:
        """Read the local time that was typed."""
        if value in self.empty_values:
            return None
        for form in _MOMENT_FORMATS:
            try:
                local = dt.datetime.strptime(str(value).strip(), form).replace(tzinfo=self.zone)
            except ValueError:
                continue
            return self._aware(local)
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def _aware(self, local: dt.datetime) -> dt.datetime:
        """Return the moment of a local time; an hour that the clock skips does not come back as it went."""
        try:
            moment = local.astimezone(dt.UTC)
            back = moment.astimezone(self.zone)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if back.replace(tzinfo=None) != local.replace(tzinfo=None):
            raise ValidationError(self.error_messages["no_such_hour"], code="no_such_hour")
        return moment


class ContactForm(forms.Form):
    """One attempt at contact: how, when, reached or not, a note; the action refuses a moment that cannot be."""

    medium = forms.TypedChoiceField(
        label=_("Hoe"),
        choices=Medium,
        coerce=lambda value: Medium(int(value)),
        error_messages={
            "required": _("Kies hoe je contact had."),
            "invalid_choice": _("Kies een van de zes manieren."),
        },
    )
    happened_at: MomentField
    note = forms.CharField(
        label=_("Verslag"),
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={
            "max_length": _(
                "Het verslag is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d."
            )
        },
    )
    reached = forms.TypedChoiceField(
        choices=(("true", _("Gelukt")), ("false", _("Niet gelukt"))),
        coerce=lambda value: value == "true",
        error_messages={
            "required": _("Kies “Gelukt” of “Niet gelukt”."),
            "invalid_choice": _("Kies “Gelukt” of “Niet gelukt”."),
        },
    )
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        zone: zoneinfo.ZoneInfo,
        now: dt.datetime,
        medium: Medium | None = None,
        prefix_id: str = "contact",
    ) -> None:
        initial = {
            "happened_at": now.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
            "medium": medium,
            "token": uuid.uuid4(),
        }
        super().__init__(data, initial=initial, auto_id=f"{prefix_id}-%s")
        self.fields["happened_at"] = MomentField(zone, label=_("Wanneer"))

    def renew_token(self) -> None:
        """Let what was typed count as another contact when it is sent once more."""
        self.data = {name: self.data[name] for name in self.data} | {"token": str(uuid.uuid4())}


class KnownForm(forms.Form):
    """Ask whether somebody is known to another team: the exact surname and birth date."""

    last_name = forms.CharField(
        label=_("Achternaam"), max_length=200, error_messages={"required": _("Vul de achternaam in.")}
    )
    birth_date = forms.DateField(
        label=_("Geboortedatum"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"],
        error_messages={
            "required": _("Vul de geboortedatum in."),
            "invalid": _("Vul een datum in, bijvoorbeeld 01-02-2003."),
        },
    )


class EmergencyForm(forms.Form):
    """Break the glass: the reason; the action says when it is too short."""

    reason = forms.CharField(
        label=_("Waarom moet je dit dossier nu lezen?"),
        max_length=1000,
        error_messages={
            "required": _("Schrijf waarom je dit dossier nu moet lezen."),
            "max_length": _(
                "De reden is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d."
            ),
        },
    )
