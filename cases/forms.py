"""The forms with which a worker records, corrects and undoes a contact, and asks beyond the own teams."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases.actions import when_faults
from cases.models import Contact, Double, Medium
from residents.forms import AddressForm
from residents.models import Resident
from wijkzorg.shell.form_fields import DayField, NumberField, PlainDigits

# What a browser sends for datetime-local, and what a person types where a browser has no such field.
_MOMENT_FORMATS = (
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y, %H:%M",
)
_DAY_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
NOTE_LENGTH = 4000
_TOO_LONG = _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")


class MomentField(PlainDigits, forms.Field):
    """A date and time on the clock of the municipality; cleans to an aware moment.

    Of the hour that comes twice in autumn it takes the first; `comes_twice` tells that there is another.
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


def comes_twice(moment: dt.datetime, zone: zoneinfo.ZoneInfo) -> bool:
    """Tell whether the clock shows the time of a moment twice: the hour that it goes back in autumn."""
    local = moment.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


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
    # Asked only of an hour that came twice.
    which = forms.ChoiceField(
        required=False,
        choices=(("0", _("De eerste keer, nog zomertijd")), ("1", _("De tweede keer, al wintertijd"))),
        error_messages={"invalid_choice": _("Kies of het de eerste of de tweede keer was.")},
    )
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
    follow_up_on = DayField(
        label=_("Volgende keer"),
        required=False,
        input_formats=_DAY_FORMATS,
        error_messages={"invalid": _("Vul een datum in, bijvoorbeeld 01-02-2027.")},
    )
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    judges_follow_up = True
    # The newest contact of a colleague that was offered as the same one.
    offered = NumberField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        zone: zoneinfo.ZoneInfo,
        now: dt.datetime,
        medium: Medium | None = None,
        prefix_id: str = "contact",
    ) -> None:
        local = now.astimezone(zone)
        initial = {
            "happened_at": local.strftime("%Y-%m-%dT%H:%M"),
            "which": str(local.fold),
            "medium": medium,
            "token": uuid.uuid4(),
        }
        super().__init__(data, initial=initial, auto_id=f"{prefix_id}-%s")
        self.zone, self.now, self.ask_which = zone, now, not self.is_bound and comes_twice(now, zone)
        self.fields["happened_at"] = MomentField(zone, label=_("Wanneer"))

    def clean(self) -> dict[str, Any]:
        """Ask which of the two it was where the clock showed this time twice; say of the days what the action would."""
        values = super().clean() or {}
        moment, which = values.get("happened_at"), values.pop("which", "")
        if moment is not None and comes_twice(moment, self.zone):
            self.ask_which = True
            if which:
                local = moment.astimezone(self.zone)
                values["happened_at"] = local.replace(fold=int(which)).astimezone(dt.UTC)
            elif "which" not in self.errors:
                self.add_error(
                    "which",
                    _(
                        "Dit uur kwam twee keer: in deze nacht ging de klok van 3 terug naar 2 uur. Kies of het de "
                        "eerste of de tweede keer was."
                    ),
                )
        self._say_the_rest(values)
        return values

    def _say_the_rest(self, values: dict[str, Any]) -> None:
        """Put beside what is missing what an action refuses as well: all that is wrong is said at once."""
        moment = values.get("happened_at")
        if not self.errors or moment is None:
            return
        follow_up_on = values.get("follow_up_on") if self.judges_follow_up else None
        for name, words in when_faults(moment, follow_up_on, self.now, self.zone).items():
            self.add_error(name, words)

    def renew_token(self) -> None:
        """Let what was typed count as another contact when it is sent once more."""
        self._put("token", uuid.uuid4())

    def offer(self, newest: int) -> None:
        """Keep which contacts of colleagues were shown, so that sent once more it is another contact."""
        self._put("offered", newest)

    def _put(self, name: str, value: object) -> None:
        changed: Any = self.data
        changed = changed.copy()
        changed[name] = str(value)
        self.data = changed


class CorrectionForm(ContactForm):
    """Put a contact right: what it was, and why that was wrong."""

    judges_follow_up = False  # one that was chosen long ago and is past may stay

    reason = forms.CharField(
        label=_("Waarom verander je dit?"),
        max_length=500,
        error_messages={
            "required": _("Schrijf in een paar woorden waarom."),
            "max_length": _(
                "De reden is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d."
            ),
        },
    )
    # The `version_of` the contact when the form was opened.
    seen = NumberField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, of: Contact | None = None, seen: int = 0, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if of is not None:
            local = of.happened_at.astimezone(self.zone)
            self.ask_which = comes_twice(of.happened_at, self.zone)
            self.initial = {
                **self.initial,
                "happened_at": local.strftime("%Y-%m-%dT%H:%M"),
                "which": str(local.fold),
                "medium": of.medium,
                "reached": "true" if of.reached else "false",
                "note": of.note,
                "follow_up_on": of.follow_up_on,
                "seen": seen,
            }

    def see(self, version: int) -> None:
        """Keep that what somebody else changed was shown."""
        self._put("seen", version)


class TogetherForm(ContactForm):
    """One contact with several residents at once."""

    def __init__(
        self,
        *arguments: Any,
        cases: Collection[int],
        typed: Mapping[str, Any] | None = None,
        gone: str = "",
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        # Searching for people sends the form too: what was typed so far comes back without being judged.
        kept = {name: typed[name] for name in self.fields if typed and name in typed}
        self.initial = {**self.initial, **kept}
        self.fields["who"] = forms.TypedMultipleChoiceField(
            label=_("Met wie"),
            choices=[(pk, pk) for pk in cases],
            coerce=int,
            error_messages={
                "required": _("Kies met wie je contact had."),
                "invalid_choice": gone or _("Een van deze dossiers kun je niet meer openen. Kies opnieuw."),
            },
        )


class KnownForm(forms.Form):
    """Ask whether somebody is known to another team: the exact surname and birth date."""

    last_name = forms.CharField(
        label=_("Achternaam"), max_length=200, error_messages={"required": _("Vul de achternaam in.")}
    )
    birth_date = DayField(
        label=_("Geboortedatum"),
        input_formats=_DAY_FORMATS,
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


class DoubleForm(forms.Form):
    """What a lead found out about somebody who seems to have a case with two teams."""

    outcome = forms.ChoiceField(
        choices=Double.Outcome,
        error_messages={
            "required": _("Kies wat er bleek."),
            "invalid_choice": _("Kies een van deze antwoorden."),
        },
    )


class DetailsForm(AddressForm):
    """Who a resident is, where they live and how they are called; the version that was seen of it."""

    first_name = forms.CharField(
        label=_("Voornaam"),
        max_length=200,
        error_messages={"required": _("Vul de voornaam in."), "max_length": _TOO_LONG},
    )
    last_name = forms.CharField(
        label=_("Achternaam"),
        max_length=200,
        error_messages={"required": _("Vul de achternaam in."), "max_length": _TOO_LONG},
    )
    birth_date = DayField(
        label=_("Geboortedatum"),
        input_formats=_DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Vul de geboortedatum in."),
            "invalid": _("Vul een datum in, bijvoorbeeld 01-02-2003."),
        },
    )
    neighbourhood = forms.ChoiceField(
        label=_("Buurt"),
        error_messages={"required": _("Kies de buurt."), "invalid_choice": _("Kies een van de buurten.")},
    )
    reason = forms.CharField(
        label=_("Waarom verander je dit?"),
        required=False,
        help_text=_("Mag leeg blijven. Bijvoorbeeld: verhuisd, of de naam was verkeerd gespeld."),
        max_length=500,
        error_messages={"max_length": _TOO_LONG},
    )
    seen = NumberField(min_value=0, widget=forms.HiddenInput)
    field_order = (
        "first_name",
        "last_name",
        "birth_date",
        "neighbourhood",
        "street",
        "house_number",
        "postcode",
        "phone",
        "reason",
    )

    def __init__(self, *args: Any, neighbourhoods: Iterable[tuple[int | str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["neighbourhood"].choices = [  # type: ignore[attr-defined]
            (str(pk), name) for pk, name in neighbourhoods
        ]

    def see(self, resident: Resident, version: int) -> None:
        """Show what somebody else wrote meanwhile beside what was typed, and take that as what was seen."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = str(version)  # type: ignore[index]
        there = {name: str(getattr(resident, name, "")) for name in self.fields}
        there["birth_date"] = date_format(resident.birth_date, "j F Y")
        for name, said in there.items():
            typed = self.cleaned_data.get(name)
            stored = resident.neighbourhood_id if name == "neighbourhood" else getattr(resident, name, typed)
            if str(stored) != str(typed):
                words = {"said": said or _("niets")}
                self[name].help_text = str(_("Er staat nu: %(said)s.") % words)
