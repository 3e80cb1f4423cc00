"""The forms for citizen numbers; what a number must be, the action says."""

from django import forms
from django.utils.translation import gettext_lazy as _

_NUMBER = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
_LONGEST = 32


def _number() -> forms.CharField:
    return forms.CharField(
        label=_("Burgerservicenummer"),
        max_length=_LONGEST,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={
            "required": _("Vul het burgerservicenummer in."),
            "max_length": _("Een burgerservicenummer heeft 9 cijfers."),
        },
    )


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Waarom?"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Schrijf kort waarom je dit nodig hebt.")},
    )


class NumberForm(forms.Form):
    """A number to record."""

    bsn = _number()


class ReasonForm(forms.Form):
    """Why somebody wants to see or destroy a number."""

    reason = _reason()


class FindForm(forms.Form):
    """A whole number to look for, and why."""

    bsn = _number()
    reason = _reason()
