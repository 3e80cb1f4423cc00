"""The forms of need, agreement, pause, closing and opening: whether they are well-formed. The verbs say what may be."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Ground, Medium, Reason
from cases.rules import Medium as RuleMedium
from cases.rules import Rhythm
from residents.forms import AddressForm
from wijkzorg.shell.form_fields import DayField, NumberField

TEXT_LENGTH = 2000
# What an opening asks of somebody who is not known yet.
WHO = ("first_name", "last_name", "birth_date", "neighbourhood")
WHERE = ("street", "house_number", "postcode", "phone")
_DATES = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d-%m-%y"]
_NO_DATE, _WHY = _("Vul een datum in."), _("Waarom?")
_LENGTH = _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")


def _date(label: Any, *, required: bool = True, missing: Any = _NO_DATE, hint: Any = "") -> Any:
    return DayField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=_DATES,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": missing,
            "invalid": _("Vul een datum in, bijvoorbeeld 17-03-2026."),
        },
    )


def _text(label: Any, *, required: bool = True, missing: Any = "", hint: Any = "", rows: int = 3) -> Any:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": _LENGTH},
    )


def _line(label: Any, *, required: bool = True, missing: Any = "", hint: Any = "") -> Any:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=200,
        error_messages={"required": missing, "max_length": _LENGTH},
    )


def _why(label: Any = _WHY, hint: Any = "") -> Any:
    return _text(label, missing=_("Schrijf in een paar woorden waarom."), hint=hint)


def _number(label: Any) -> forms.IntegerField:
    wrong = _("Vul een heel getal van 1 tot en met 365 in.")
    return NumberField(
        label=label,
        min_value=1,
        max_value=365,
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class RhythmForm(forms.Form):
    """So many contacts in so many days, how, and from when."""

    contacts = _number(_("Hoeveel keer"))
    per_days = _number(_("per hoeveel dagen"))
    medium = forms.TypedChoiceField(
        label=_("Hoe"),
        choices=Medium,
        coerce=lambda value: RuleMedium(int(value)),
        error_messages={
            "required": _("Kies hoe."),
            "invalid_choice": _("Kies een van de zes manieren."),
        },
    )
    valid_from = _date(_("Vanaf"))

    def clean(self) -> dict[str, Any]:
        """Refuse more than once a day, which no rhythm is."""
        cleaned = super().clean() or {}
        contacts, per_days = cleaned.get("contacts"), cleaned.get("per_days")
        if contacts and per_days and contacts > per_days:
            self.add_error("contacts", _("Vaker dan één keer per dag kan niet."))
        return cleaned

    @property
    def rhythm(self) -> Rhythm | None:
        """The rhythm that was filled in; None where it is none."""
        cleaned = getattr(self, "cleaned_data", {})
        if not all(cleaned.get(name) for name in ("contacts", "per_days", "medium")):
            return None
        if "contacts" in self.errors or cleaned["contacts"] > cleaned["per_days"]:
            return None
        return Rhythm(cleaned["contacts"], cleaned["per_days"], cleaned["medium"])


class NeedForm(RhythmForm):
    """What is needed from a day on, and on what ground."""

    reason = _why(
        _("Op welke grond?"),
        _("Schrijf wat je samen zag en wie erbij was. De bewoner mag dit lezen."),
    )


class AgreementForm(RhythmForm):
    """What is promised; and where it is less than needed: why, until when, what instead, and what the resident said."""

    reason = forms.ChoiceField(
        label=_("Waarom minder?"), choices=[("", _("Kies waarom")), *Reason.choices], required=False
    )
    reason_text = _text(_("Toelichting"), required=False, rows=2)
    decision = forms.ChoiceField(
        label=_("Door welk besluit?"),
        required=False,
        help_text=_("Nodig bij geen capaciteit en bij een bezuiniging."),
    )
    decision_title = _line(_("Hoe heet het besluit?"), required=False)
    decision_by = _line(_("Wie besloot?"), required=False)
    decision_on = _date(_("Wanneer is het besloten?"), required=False)
    review_on = _date(
        _("Wanneer bekijken jullie dit opnieuw?"),
        required=False,
        hint=_("Hoogstens 42 dagen vooruit. Op die dag staat het op Vandaag."),
    )
    instead = _text(_("Wat komt ervoor in de plaats?"), required=False, rows=2)
    residents_words = _text(_("Wat zei de bewoner ervan?"), required=False, rows=2)

    def __init__(self, *args: Any, decisions: Iterable[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            ("", _("Kies een besluit")),
            *((str(pk), title) for pk, title in decisions),
        ]


class PauseForm(forms.Form):
    """Days on which the clocks stand still, and why."""

    first_day = _date(_("Eerste dag"))
    last_day = _date(_("Laatste dag"), hint=_("Hoogstens 42 dagen, en niet naast een andere pauze."))
    reason = _why(_("Waarom?"), _("Bijvoorbeeld: opname in het ziekenhuis. De bewoner mag dit lezen."))


class WhyForm(forms.Form):
    """Why something is done, and the version of what is changed."""

    reason = _why()
    seen = NumberField(widget=forms.HiddenInput)


class CloseForm(WhyForm):
    """Close a case on a day."""

    closed_on = _date(_("Gesloten op"))
    field_order = ("closed_on", "reason")


class GroupForm(WhyForm):
    """Another target group."""

    target_group = forms.ChoiceField(label=_("Doelgroep"), required=False)
    field_order = ("target_group", "reason")

    def __init__(self, *args: Any, groups: Iterable[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["target_group"].choices = [  # type: ignore[attr-defined]
            ("", _("geen doelgroep")),
            *((str(pk), name) for pk, name in groups),
        ]


class SendBackForm(forms.Form):
    """Why a lead sends something back."""

    answer = _text(_("Waarom stuur je dit terug?"), missing=_("Schrijf waarom je dit terugstuurt."), rows=2)


class OpenForm(AddressForm):
    """A new case: on which ground, from when, what is needed; of a new resident also who it is and where they live."""

    first_name = _line(_("Voornaam"), missing=_("Vul de voornaam in."))
    last_name = _line(_("Achternaam"), missing=_("Vul de achternaam in."))
    birth_date = _date(_("Geboortedatum"), missing=_("Vul de geboortedatum in."))
    neighbourhood = forms.ChoiceField(
        label=_("Buurt"),
        error_messages={"required": _("Kies de buurt."), "invalid_choice": _("Kies een van de buurten.")},
    )
    opened_on = _date(_("Geopend op"))
    team = forms.ChoiceField(label=_("Team"))
    ground = forms.ChoiceField(
        label=_("Op welke wet rust deze hulp?"),
        choices=[("", _("Kies de grond")), *Ground.choices],
        error_messages={"required": _("Kies op welke wet deze hulp rust.")},
    )
    target_group = forms.ChoiceField(label=_("Doelgroep"), required=False)
    contacts = _number(_("Hoeveel keer"))
    per_days = _number(_("per hoeveel dagen"))
    medium = RhythmForm.base_fields["medium"]
    reason = _why(
        _("Waarom is dit nodig?"),
        _("Schrijf wat je samen zag en wie erbij was. De bewoner mag dit lezen."),
    )
    known = forms.BooleanField(label=_("Ik weet dit en open toch een dossier"), required=False)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = (*WHO, *WHERE)

    def __init__(
        self,
        data: Any = None,
        *,
        today: dt.date,
        neighbourhoods: Iterable[tuple[int, str]],
        teams: Iterable[tuple[int, str]],
        groups: Iterable[tuple[int, str]],
        is_new: bool,
    ) -> None:
        super().__init__(data, initial={"opened_on": today, "token": uuid.uuid4()})
        self.fields["neighbourhood"].choices = [  # type: ignore[attr-defined]
            ("", _("Kies een buurt")),
            *((str(pk), name) for pk, name in neighbourhoods),
        ]
        self.fields["team"].choices = [(str(pk), name) for pk, name in teams]  # type: ignore[attr-defined]
        self.fields["target_group"].choices = [  # type: ignore[attr-defined]
            ("", _("geen doelgroep")),
            *((str(pk), name) for pk, name in groups),
        ]
        if not is_new:
            for name in (*WHO, *WHERE):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse more than once a day, which no rhythm is."""
        cleaned = super().clean() or {}
        if cleaned.get("contacts") and cleaned.get("per_days") and cleaned["contacts"] > cleaned["per_days"]:
            self.add_error("contacts", _("Vaker dan één keer per dag kan niet."))
        return cleaned
