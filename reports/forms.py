"""The forms of reports. What is well-formed is said here; what may be done, the actions say."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import Neighbourhood
from reports.actions import Reporter, Told
from reports.models import TEXT_LENGTH, About, Channel, Outcome, Topic
from residents import address
from residents.models import Resident
from wijkzorg.shell.form_fields import DayField, NumberField

_TOO_LONG = _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")
_DATES = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]


if TYPE_CHECKING:
    NeighbourhoodChoice = forms.ModelChoiceField[Neighbourhood]
else:
    NeighbourhoodChoice = forms.ModelChoiceField


def _text(
    label: Any, required: Any = "", *, rows: int = 4, most: int = TEXT_LENGTH, help_text: Any = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": _TOO_LONG},
    )


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=most, error_messages={"max_length": _TOO_LONG}, **more
    )


class _OfNeighbourhood(NeighbourhoodChoice):
    def label_from_instance(self, obj: Any) -> str:
        """Name a neighbourhood."""
        return str(obj.name)


def neighbourhood_field(among: QuerySet[Neighbourhood], label: Any, required: Any) -> _OfNeighbourhood:
    """Make the choice of a neighbourhood, by name."""
    return _OfNeighbourhood(
        among.order_by("name"),
        label=label,
        empty_label=str(_("Kies een buurt")),
        error_messages={"required": required, "invalid_choice": required},
    )


class ReportForm(forms.Form):
    """What every report says; the subclasses put it in the words of who fills it in."""

    about = forms.ChoiceField(
        label=_("Over wie of wat gaat het?"),
        choices=[(About.PERSON, _("Een persoon")), (About.PLACE, _("Een plek of de sfeer in een straat"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies of het over een persoon of een plek gaat."),
            "invalid_choice": _("Kies of het over een persoon of een plek gaat."),
        },
    )
    topic = forms.ChoiceField(
        label=_("Bij een plek: wat speelt er?"),
        choices=[("", _("Kies wat er speelt")), *Topic.choices],
        required=False,
        error_messages={"invalid_choice": _("Kies wat er speelt.")},
    )
    neighbourhood: forms.ModelChoiceField[Neighbourhood]
    subject = _line(_("Wie of welke plek?"), 200)
    text = _text(_("Wat is er aan de hand?"), _("Schrijf op wat er aan de hand is."), rows=5)
    danger = forms.BooleanField(label=_("Er is nu gevaar"), required=False)
    reporter_name = _line(_("Naam van de melder"), 200)
    reporter_phone = _line(_("Telefoon van de melder"), 40)
    reporter_email = forms.EmailField(
        label=_("E-mail van de melder"),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("Dit is geen e-mailadres. Controleer het, of laat het leeg."),
            "max_length": _TOO_LONG,
        },
    )
    reporter_protected = forms.BooleanField(label=_("De naam van de melder blijft geheim"), required=False)

    # As it stands on the page: what is wrong is told in that order.
    field_order = ["about", "neighbourhood", "topic", "subject", "text", "danger"]

    def clean_reporter_phone(self) -> str:
        """Say that a number is none, before somebody dials it in vain."""
        try:
            return address.spaced(address.international(self.cleaned_data["reporter_phone"]))
        except address.NotAnAddress as error:
            raise forms.ValidationError(_("Dit is geen telefoonnummer, zoals 06 1234 5678.")) from error

    def clean(self) -> dict[str, Any]:
        """Ask what is the matter where it is about a place; a person has no topic."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("about") == About.PLACE and not cleaned.get("topic") and "topic" not in self.errors:
            self.add_error("topic", _("Kies wat er speelt."))
        return cleaned

    @property
    def told(self) -> Told:
        """What was told, for the action."""
        data = self.cleaned_data
        return Told(
            about=About(data["about"]),
            text=data["text"],
            subject=data["subject"],
            topic=Topic(data["topic"]) if data["about"] == About.PLACE else None,
            danger=data["danger"],
        )

    @property
    def reporter(self) -> Reporter:
        """Who told it, for the action."""
        data = self.cleaned_data
        return Reporter(
            name=data["reporter_name"],
            phone=data["reporter_phone"],
            email=data["reporter_email"],
            protected=data["reporter_protected"],
        )


class StaffReportForm(ReportForm):
    """A report that somebody tells a professional, by phone or at the desk: entered in under a minute."""

    channel = forms.ChoiceField(
        label=_("Hoe kwam het binnen?"),
        choices=[(value, label) for value, label in Channel.choices if value != Channel.PUBLIC],
        initial=Channel.PHONE,
        error_messages={
            "required": _("Kies hoe het binnenkwam."),
            "invalid_choice": _("Kies hoe het binnenkwam."),
        },
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        among: QuerySet[Neighbourhood],
        initial: dict[str, Any] | None = None,
        resident: Resident | None = None,
    ) -> None:
        super().__init__(data, initial={"token": uuid.uuid4(), "about": About.PERSON, **(initial or {})})
        self.fields["neighbourhood"] = neighbourhood_field(among, _("Buurt"), _("Kies een buurt."))
        self.order_fields(self.field_order)
        self.resident = resident
        if resident is not None:  # about whom and where are known
            for name in ("about", "topic", "subject", "neighbourhood"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask nothing of a place where it is about somebody whom we know."""
        return super().clean() if self.resident is None else self.cleaned_data

    @property
    def told(self) -> Told:
        """What was told, for the action."""
        if self.resident is None:
            return super().told
        data = self.cleaned_data
        return Told(about=About.PERSON, text=data["text"], subject=self.resident.name, danger=data["danger"])


class NoteForm(forms.Form):
    """What was done with a report."""

    text = _text(_("Wat heb je gedaan of gehoord?"), _("Schrijf op wat je hebt gedaan of gehoord."), rows=3)
    token = forms.UUIDField(widget=forms.HiddenInput)


class PostponeForm(forms.Form):
    """Telling the person later: until when, and why."""

    until = DayField(
        label=_("Uiterlijk vertellen op"),
        input_formats=_DATES,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Vul in tot wanneer het kan wachten."),
            "invalid": _("Vul een datum in, bijvoorbeeld 01-02-2027."),
        },
    )
    why = _text(_("Waarom nu nog niet?"), _("Schrijf waarom het nu nog niet kan."), rows=2, most=1000)


class CloseForm(forms.Form):
    """How a report ends."""

    outcome = forms.ChoiceField(
        label=_("Wat is ervan geworden?"),
        choices=[(value, label) for value, label in Outcome.choices if value != Outcome.CASE_OPENED],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies wat ervan is geworden."),
            "invalid_choice": _("Kies wat ervan is geworden."),
        },
    )
    text = _text(
        _("Toelichting"),
        rows=2,
        most=1000,
        help_text=_("Bij doorgegeven: aan wie, en dat de persoon het goed vond."),
    )
    seen = NumberField(widget=forms.HiddenInput)


class RoundForm(forms.Form):
    """A round that has just ended."""

    neighbourhood: forms.ModelChoiceField[Neighbourhood]
    minutes = NumberField(
        label=_("Hoe lang?"),
        min_value=5,
        max_value=480,
        error_messages={
            "required": _("Kies hoe lang je ronde duurde."),
            "invalid": _("Kies hoe lang je ronde duurde."),
            "min_value": _("Een ronde duurt minstens 5 minuten."),
            "max_value": _("Een ronde duurt hoogstens 8 uur."),
        },
    )
    note = _line(_("Wat viel op?"), 500)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, among: QuerySet[Neighbourhood], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"token": uuid.uuid4(), **(initial or {})}, auto_id="ronde-%s")
        self.fields["neighbourhood"] = neighbourhood_field(among, _("Waar liep je?"), _("Kies een buurt."))
