"""The forms for where a resident lives and for citizen numbers; what a citizen number must be, the action says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from residents import address

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


class _Written(forms.CharField):
    """A line that is written in one way, however it was typed; empty where it is not known."""

    def __init__(
        self, write: Callable[[str], str], wrong: Any, longest: int, kind: str = "text", **options: Any
    ) -> None:
        self._write, self._wrong = write, wrong
        super().__init__(
            required=False,
            max_length=longest,
            error_messages={"max_length": wrong},
            widget=forms.TextInput(attrs={"type": kind}),
            **options,
        )

    def clean(self, value: Any) -> str:
        """Return what is stored."""
        said: str = super().clean(value)
        try:
            return self._write(said)
        except address.NotAnAddress:
            raise forms.ValidationError(self._wrong) from None


class AddressForm(forms.Form):
    """Where somebody lives and how they are called; all of it may be unknown."""

    street = forms.CharField(
        label=_("Straat"),
        required=False,
        max_length=200,
        error_messages={
            "max_length": _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")
        },
    )
    house_number = _Written(
        address.house_number,
        _("Een huisnummer begint met een cijfer, bijvoorbeeld 12 of 12-b."),
        20,
        label=_("Huisnummer"),
    )
    postcode = _Written(
        address.postcode,
        _("Een postcode heeft vier cijfers en twee letters, bijvoorbeeld 1234 AB."),
        20,
        label=_("Postcode"),
    )
    phone = _Written(
        address.phone,
        _("Vul een heel telefoonnummer in, met het netnummer, bijvoorbeeld 06 12345678."),
        30,
        "tel",
        label=_("Telefoon"),
    )

    def clean_street(self) -> str:
        """Keep one space between the words."""
        return " ".join(str(self.cleaned_data["street"]).split())

    def clean(self) -> dict[str, Any]:
        """Refuse a house number in no street."""
        cleaned = super().clean() or {}
        nowhere = not (cleaned.get("street") or cleaned.get("postcode"))
        # Where one of the two was typed wrong, that is told already.
        if cleaned.get("house_number") and nowhere and not {"street", "postcode"} & set(self.errors):
            self.add_error("street", _("Vul ook de straat in, of de postcode."))
        return cleaned
