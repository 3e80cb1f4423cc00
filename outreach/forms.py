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
from outreach.models import SignOfLife

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
    return forms.DateField(
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
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen: int, others: Sequence[tuple[int, str]]) -> None:
        initial = {"seen": seen, "also": [pk for pk, _words in others]}
        super().__init__(data, initial=initial, prefix_id="antwoord")
        self.fields["also"] = forms.TypedMultipleChoiceField(
            label=_("Dit plan geldt ook voor"), choices=others, coerce=int, required=False
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
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, seen: int) -> None:
        super().__init__(data, initial={"seen": seen}, auto_id="terug-%s")
