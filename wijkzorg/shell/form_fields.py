"""Days, times and whole numbers that somebody types: in the digits 0 to 9 alone, and otherwise refused by saying so.

Python reads digits of every script, by halves: in a day that of a year and not that of a month, and 1_0 is ten. Whoever
types on another keyboard reads what is asked here, the same at every field.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    Base = forms.Field
else:
    Base = object

_OTHER = re.compile(
    r"[^\W0-9_]"
)  # a letter, or a digit that is not one of these; which of the two, isdigit tells


class PlainDigits(Base):
    """What every such field has in common."""

    default_error_messages = {"digits": _("Gebruik hier de cijfers 0 tot en met 9.")}

    def clean(self, value: Any) -> Any:
        """Check and read what was typed; raises ValidationError."""
        typed = value if isinstance(value, list | tuple) else [value]
        if any(isinstance(each, str) and _has_other_digits(each) for each in typed):
            raise ValidationError(self.error_messages["digits"], code="digits")
        return super().clean(value)

    def without_underscore(self, value: Any) -> Any:
        """Return a value without an underscore, which Python passes by in a number; raises ValidationError."""
        if isinstance(value, str) and "_" in value:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return value


def _has_other_digits(text: str) -> bool:
    return any(sign.isdigit() for sign in _OTHER.findall(text))


class DayField(PlainDigits, forms.DateField):
    """A day."""


class HourField(PlainDigits, forms.TimeField):
    """A time of the day."""


class DayAndHourField(PlainDigits, forms.DateTimeField):
    """A day and a time in one field."""


class DayWithHourField(PlainDigits, forms.SplitDateTimeField):
    """A day and a time, each in a field."""

    default_error_messages = (
        forms.SplitDateTimeField.default_error_messages | PlainDigits.default_error_messages
    )


class NumberField(PlainDigits, forms.IntegerField):
    """A whole number."""

    def to_python(self, value: Any) -> int | None:
        """Read it; raises ValidationError."""
        return super().to_python(self.without_underscore(value))


class AmountField(PlainDigits, forms.DecimalField):
    """A number with a comma or a point."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # a whole number, in its stubs
        """Read it; raises ValidationError."""
        return super().to_python(self.without_underscore(value))


# For a form that is made of a model, as those of the admin are.
OF_MODELS: dict[Any, dict[str, Any]] = {
    models.DateField: {"form_class": DayField},
    models.TimeField: {"form_class": HourField},
    models.DateTimeField: {"form_class": DayWithHourField},
    models.IntegerField: {"form_class": NumberField},
    models.BigIntegerField: {"form_class": NumberField},
    models.DecimalField: {"form_class": AmountField},
}
