"""The forms of the page of a request. What is well-formed is said here; what may be done, the verbs say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from residents import address
from volunteers.asked import Asked, Whom, columns
from volunteers.models import Block, DayPart, HelpRequest, Kind, Language, Skill
from wijkzorg.shell.form_fields import DayField, HourField, NumberField
from wijkzorg.shell.guarded_forms import follow

_TOO_LONG = _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")
_DATES = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
_NO_DATE = _("Dit is geen datum, zoals 31-12-2026.")


def text(
    label: Any, required: Any = "", *, most: int = 500, rows: int = 3, help_text: Any = ""
) -> forms.CharField:
    """Make a field for some sentences; optional where nothing is said of it."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": _TOO_LONG},
    )


def line(label: Any, most: int, required: Any = "") -> forms.CharField:
    """Make a field for a few words."""
    messages = {"required": required, "max_length": _TOO_LONG}
    return forms.CharField(label=label, required=bool(required), max_length=most, error_messages=messages)


def day(label: Any, required: Any) -> forms.DateField:
    """Make a field for a day, however it is written."""
    return DayField(
        label=label,
        input_formats=_DATES,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": required, "invalid": _NO_DATE},
    )


def choice(label: Any, choices: Any, wrong: Any, *, radio: bool = False, **more: Any) -> forms.ChoiceField:
    """Make a choice of one."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect if radio else forms.Select,
        error_messages={"required": wrong, "invalid_choice": wrong},
        **more,
    )


def several(label: Any, choices: Any, required: Any = "") -> forms.MultipleChoiceField:
    """Make a choice of several."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=bool(required),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": required, "invalid_choice": _("Kies uit de lijst.")},
    )


class OfferForm(forms.Form):
    """Why somebody is asked whom the matching did not put first."""

    volunteer = NumberField(widget=forms.HiddenInput)
    why = line(_("Waarom deze vrijwilliger?"), 500)


class NoteForm(forms.Form):
    """What was done about a request."""

    text = text(_("Wat heb je gedaan of gehoord?"), _("Schrijf op wat je hebt gedaan of gehoord."), most=1000)
    token = forms.UUIDField(widget=forms.HiddenInput)


class EndForm(forms.Form):
    """How a request ends."""

    outcome = choice(_("Wat is ervan geworden?"), [], _("Kies wat ervan is geworden."), radio=True)
    text = text(
        _("Toelichting"),
        help_text=_("Als het niet lukte, leest wie het vroeg dit ook."),
    )
    seen = NumberField(widget=forms.HiddenInput)

    SOLVED, NOT_SOLVED, WITHDRAWN = "solved", "not_solved", "withdrawn"

    def __init__(self, *args: Any, only_withdraw: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        ends = [
            (self.SOLVED, _("Opgelost")),
            (self.NOT_SOLVED, _("Niet gelukt")),
            (self.WITHDRAWN, _("Het is niet meer nodig")),
        ]
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = ends[2:] if only_withdraw else ends

    def clean(self) -> dict[str, Any]:
        """Ask how, or why not; that it is not needed any more says enough."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if (
            outcome in (self.SOLVED, self.NOT_SOLVED)
            and not cleaned.get("text")
            and "text" not in self.errors
        ):
            self.add_error(
                "text",
                _("Schrijf in een paar woorden hoe het is opgelost.")
                if outcome == self.SOLVED
                else _("Schrijf waarom het niet lukte, en wat er nu gebeurt."),
            )
        return cleaned


class BlockForm(forms.Form):
    """Two who are not brought together."""

    wished_by = choice(_("Wie wil dit?"), Block.Wish.choices, _("Kies wie dit wil."), radio=True)
    scope = choice(
        _("Voor wie geldt het?"), Block.Scope.choices, _("Kies voor wie het geldt."), radio=True,
        initial=Block.Scope.HOUSEHOLD,
    )  # fmt: skip
    why = text(_("Waarom?"), help_text=_("Alleen coördinatoren lezen dit."))


_ASKED = (
    *("kind", "text", "first_on", "day_part", "starts_at", "minutes", "urgent", "no_network", "needs_vog"),
    *("skills", "language", "language_essential", "helpers"),
)
_WHOM = ("name", "street", "house_number", "postcode", "phone", "email")


class EditForm(forms.Form):
    """What is asked, as it should be; who asked it and on what ground stays as it was."""

    kind = choice(_("Wat is er nodig?"), Kind.choices, _("Kies wat er nodig is."))
    text = text(_("Toelichting"), most=2000, rows=4)
    first_on = day(_("Welke dag?"), _("Kies een dag."))
    day_part = choice(_("Welk deel van de dag?"), DayPart.choices, _("Kies een deel van de dag."))
    starts_at = HourField(
        label=_("Hoe laat precies?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": _("Dit is geen tijd, zoals 14:30.")},
    )
    minutes = NumberField(
        label=_("Hoeveel minuten?"),
        error_messages={
            "required": _("Vul in hoeveel minuten het duurt."),
            "invalid": _("Vul een getal in."),
        },
    )
    helpers = choice(
        _("Hoeveel mensen?"), [(number, str(number)) for number in range(1, 5)], _("Kies hoeveel mensen.")
    )
    urgent = forms.BooleanField(label=_("Het is dringend"), required=False)
    no_network = forms.BooleanField(label=_("Heeft niemand anders"), required=False)
    needs_vog = forms.BooleanField(label=_("Een VOG is nodig"), required=False)
    skills = several(_("Wat moet iemand kunnen?"), Skill.choices)
    language = choice(
        _("Welke taal?"), [("", _("maakt niet uit")), *Language.choices], _("Kies een taal uit de lijst."),
        required=False,
    )  # fmt: skip
    language_essential = forms.BooleanField(label=_("Zonder die taal lukt het niet"), required=False)
    name = line(_("Voor wie?"), 200)
    phone = line(_("Telefoon"), 30)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Dit is geen e-mailadres. Controleer het, of laat het leeg.")},
    )
    street = line(_("Straat"), 200)
    house_number = line(_("Huisnummer"), 20)
    postcode = line(_("Postcode"), 7)
    seen = NumberField(widget=forms.HiddenInput)

    def __init__(self, found: HelpRequest, data: Any, *, seen: int) -> None:
        super().__init__(data, initial=_of(found) | {"seen": seen})
        self.found = found
        self.fields["text"].help_text = (
            _("Wie ja zegt, leest dit. Schrijf niets over gezondheid of zorg.")
            if found.told_for_helper
            else _("De vrijwilliger leest dit niet.")
        )
        if found.resident_id is not None:  # who that is and how they are called is changed at the resident
            del self.fields["name"]

    def follow_rules(self, now: dt.datetime) -> None:
        """Put beside its field what only the rules of a request know, so that all that is wrong is told at once."""
        found = self.found
        follow(self, lambda: columns(found.municipality, self.asked, self.whom, now, before=found.first_on))

    @property
    def asked(self) -> Asked:
        """What is asked now, for the action; what is wrong by itself is as it was."""
        found = self.found
        said = {name: self.cleaned_data.get(name, getattr(found, name)) for name in _ASKED}
        said |= {"kind": Kind(said["kind"]), "day_part": DayPart(said["day_part"])}
        said |= {"helpers": int(said["helpers"]), "skills": tuple(said["skills"])}
        return Asked(**said, rrule=found.rrule, last_on=found.last_on, danger=found.danger)

    @property
    def whom(self) -> Whom:
        """For whom it is now, for the action."""
        found = self.found
        return Whom(
            **{name: self.cleaned_data.get(name, getattr(found, name)) for name in _WHOM},
            resident=found.resident,
            neighbourhood=found.neighbourhood,
            on_behalf=found.on_behalf,
            asker_name=found.asker_name,
            consent=found.consent,
        )


def _of(found: HelpRequest) -> dict[str, Any]:
    there = {name: getattr(found, name) for name in (*_ASKED, *_WHOM)}
    return there | {"phone": address.spaced(found.phone)}
