"""The forms of this room: well-formed or not; what is allowed, the actions say."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms import NOTE_LENGTH, MomentField
from outreach.models import SearchStep, SignOfLife
from wijkzorg.accounts.models import User
from wijkzorg.shell.form_fields import DayField, NumberField

_DATE_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
_DATE_FAULTS = {
    "required": _("Kies een dag."),
    "invalid": _("Vul een datum in, bijvoorbeeld 17-03-2026."),
}
_TOO_LONG = _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")


class Day(forms.DateInput):
    """A day, as a browser asks for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """A day and a time, as a browser asks for them."""

    input_type = "datetime-local"


def day_field(label: Any, *, required: bool = True) -> forms.DateField:
    """Ask for a day."""
    return DayField(
        label=label,
        required=required,
        widget=Day(),
        input_formats=_DATE_FORMATS,
        error_messages=_DATE_FAULTS,
    )


def text_field(label: Any, needed: Any = "", *, rows: int = 3, longest: int = NOTE_LENGTH) -> forms.CharField:
    """Ask for some words; `needed` says what is missing, without it they may be left out."""
    return forms.CharField(
        label=label,
        required=bool(needed),
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": needed, "max_length": _TOO_LONG},
    )


class SentOnce(forms.Form):
    """A form that counts once, however often it is sent: it carries a token."""

    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: dict[str, Any], prefix_id: str) -> None:
        super().__init__(data, initial={"token": uuid.uuid4()} | initial, auto_id=f"{prefix_id}-%s")

    def clean_token(self) -> uuid.UUID:
        """Return the token; what was sent without one is a form of its own."""
        return self.cleaned_data["token"] or uuid.uuid4()

    def send_again(self, **values: Any) -> None:
        """Let what was typed count as another form when it is sent again, with these values in its hidden fields."""
        kept = {name: self.data[name] for name in self.data}
        self.data = kept | {"token": str(uuid.uuid4())} | {name: str(value) for name, value in values.items()}


class AnswerForm(SentOnce):
    """What one is going to do about a flag, and when one looks again; one plan may answer more flags of the case."""

    plan = text_field(_("Wat ga je doen?"), _("Schrijf op wat je gaat doen."))
    until = day_field(_("Wanneer kijk je opnieuw?"))
    seen = NumberField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen: int, others: Sequence[tuple[int, str]]) -> None:
        initial = {"seen": seen, "also": [pk for pk, _words in others]}
        super().__init__(data, initial=initial, prefix_id="antwoord")
        self.fields["also"] = forms.TypedMultipleChoiceField(
            label=_("Dit plan geldt ook voor"),
            choices=others,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def clean_seen(self) -> int:
        """Return which answer was the last when the form was opened."""
        return self.cleaned_data["seen"] or 0


class SignForm(SentOnce):
    """Who saw the resident, when, and what they saw."""

    source = forms.ChoiceField(
        label=_("Wie zag de bewoner?"),
        choices=[("", _("Kies")), *SignOfLife.Source.choices],
        error_messages={
            "required": _("Kies wie de bewoner zag."),
            "invalid_choice": _("Kies iemand uit de lijst."),
        },
    )
    seen_at: MomentField
    note = text_field(_("Wat is er gezien? Alleen wat nodig is, de bewoner kan dit lezen."), rows=2)

    def __init__(self, data: Any = None, *, zone: zoneinfo.ZoneInfo, now: dt.datetime) -> None:
        initial = {"seen_at": now.astimezone(zone).strftime("%Y-%m-%dT%H:%M")}
        super().__init__(data, initial=initial, prefix_id="teken")
        self.fields["seen_at"] = MomentField(zone, label=_("Wanneer?"), widget=Moment)
        self.order_fields(["source", "seen_at", "note"])


class TakeBackForm(forms.Form):
    """Why something that was recorded by mistake is taken back."""

    reason = text_field(_("Waarom klopt dit niet?"), _("Schrijf in een paar woorden waarom."), rows=2)
    seen = NumberField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen: int) -> None:
        super().__init__(data, initial={"seen": seen}, auto_id="terug-%s")


class StepForm(SentOnce):
    """A row of a search plan: who tries what, and when."""

    way = forms.ChoiceField(
        label=_("Hoe"),
        choices=[("", _("Kies")), *SearchStep.Way.choices],
        error_messages={
            "required": _("Kies hoe je zoekt."),
            "invalid_choice": _("Kies een manier uit de lijst."),
        },
    )
    on = day_field(_("Dag"))
    part = forms.ChoiceField(
        label=_("Dagdeel"),
        choices=[("", _("Kies")), *SearchStep.Part.choices],
        error_messages={
            "required": _("Kies een dagdeel."),
            "invalid_choice": _("Kies een dagdeel uit de lijst."),
        },
    )

    def __init__(self, data: Any = None, *, colleagues: Sequence[User], me: User) -> None:
        super().__init__(data, initial={"who": me.pk}, prefix_id="regel")
        self.fields["who"] = colleague_field(_("Wie"), colleagues)
        self.order_fields(["who", "way", "on", "part"])


class StepDoneForm(forms.Form):
    """What came of a row."""

    outcome = forms.ChoiceField(
        label=_("Wat kwam eruit?"),
        error_messages={
            "required": _("Kies wat er uitkwam."),
            "invalid_choice": _("Kies wat er uitkwam."),
        },
    )
    happened_at: MomentField
    note = text_field(_("Verslag. Alleen wat nodig is, de bewoner kan dit lezen."), rows=2)

    def __init__(
        self,
        data: Any = None,
        *,
        outcomes: Sequence[SearchStep.Outcome],
        zone: zoneinfo.ZoneInfo,
        now: dt.datetime,
    ) -> None:
        initial = {"happened_at": now.astimezone(zone).strftime("%Y-%m-%dT%H:%M")}
        super().__init__(data, initial=initial, auto_id="uitkomst-%s")
        choices = [("", _("Kies")), *((one.value, one.label) for one in outcomes)]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        self.fields["happened_at"] = MomentField(zone, label=_("Wanneer?"), widget=Moment)
        self.order_fields(["outcome", "happened_at", "note"])


class SeenForm(forms.Form):
    """Who saw the resident, and when: with that a search plan ends."""

    seen_by = forms.CharField(
        label=_("Wie zag de bewoner?"),
        max_length=200,
        error_messages={"required": _("Schrijf op wie de bewoner zag."), "max_length": _TOO_LONG},
    )
    seen_on = day_field(_("Wanneer?"))

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, auto_id="gezien-%s")


class DecisionForm(forms.Form):
    """What two professionals decided instead, and when somebody looks again."""

    decision = text_field(
        _("Wat hebben jullie besloten, en waarom?"), _("Schrijf op wat jullie besloten, en waarom.")
    )
    second_name = forms.CharField(
        label=_("Of iemand van buiten: naam en functie"),
        required=False,
        max_length=200,
        error_messages={"max_length": _TOO_LONG},
    )
    next_on = day_field(_("Wanneer kijken jullie opnieuw?"))

    def __init__(self, data: Any = None, *, colleagues: Sequence[User]) -> None:
        super().__init__(data, auto_id="besluit-%s")
        self.fields["second"] = colleague_field(_("Met welke collega?"), colleagues, required=False)
        self.order_fields(["decision", "second", "second_name", "next_on"])


class ReasonForm(forms.Form):
    """Why something is asked."""

    reason = text_field(_("Waarom?"), _("Schrijf in een paar woorden waarom."), rows=2)

    def __init__(self, data: Any = None, *, prefix_id: str) -> None:
        super().__init__(data, auto_id=f"{prefix_id}-%s")


class WishForm(forms.Form):
    """What the resident hears: who comes, and when."""

    answer = text_field(
        _("Wie komt er, en wanneer? Vertel dit ook aan de bewoner."),
        _("Schrijf op wie er komt, en wanneer."),
        rows=2,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="wens-%s")


def colleague_field(
    label: Any, colleagues: Sequence[User], *, required: bool = True
) -> forms.TypedChoiceField:
    """Ask for one of some colleagues; cleans to who it is."""
    by_id = {str(user.pk): user for user in colleagues}
    return forms.TypedChoiceField(
        label=label,
        choices=[("", _("Kies")), *((pk, str(user)) for pk, user in by_id.items())],
        coerce=lambda value: by_id[str(value)],
        required=required,
        empty_value=None,
        error_messages={
            "required": _("Kies een collega."),
            "invalid_choice": _("Kies een collega uit de lijst."),
        },
    )
