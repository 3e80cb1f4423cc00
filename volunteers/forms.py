"""The forms of the professional's page of a help request. What is well-formed is said here; the verbs say the rest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_TOO_LONG = _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")


def _text(label: Any, required: Any, *, help_text: Any = "", most: int = 500) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required, "max_length": _TOO_LONG},
    )


class NoteForm(forms.Form):
    """What was done about a request."""

    text = _text(
        _("Wat heb je gedaan of gehoord?"), _("Schrijf op wat je hebt gedaan of gehoord."), most=1000
    )
    token = forms.UUIDField(widget=forms.HiddenInput)


class EndForm(forms.Form):
    """How a request ends that no volunteer ends: somebody of us solved it, or it did not work out."""

    outcome = forms.ChoiceField(
        label=_("Wat is ervan geworden?"),
        choices=[("solved", _("Opgelost")), ("not_solved", _("Niet gelukt"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies wat ervan is geworden."),
            "invalid_choice": _("Kies wat ervan is geworden."),
        },
    )
    text = _text(
        _("Toelichting"),
        _("Schrijf in een paar woorden hoe, of waarom niet."),
        help_text=_("Als het niet lukte, leest wie het vroeg dit ook."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
