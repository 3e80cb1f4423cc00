"""What the privacy officer asks of the log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from wijkzorg.shell.form_fields import DayField

_DAYS = 30  # the period that is shown when none is asked for
_FORMATS = ("%Y-%m-%d", "%d-%m-%Y")
_EARLIEST, _LATEST = dt.date(1850, 1, 1), dt.date(2200, 1, 1)
_YEAR = _("Controleer het jaar.")


def _date(label: Any, *, required: bool = False) -> forms.DateField:
    return DayField(
        label=label,
        required=required,
        input_formats=_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Vul een datum in, bijvoorbeeld 17-03-2026.")},
        validators=[MinValueValidator(_EARLIEST, _YEAR), MaxValueValidator(_LATEST, _YEAR)],
    )


class ResidentForm(forms.Form):
    """Find one resident: by number, or by name and birth date, exactly as they are written."""

    number = forms.CharField(label=_("Bewonernummer"), max_length=64, required=False)
    last_name = forms.CharField(label=_("Achternaam"), max_length=200, required=False)
    birth_date = _date(_("Geboortedatum"))

    def clean(self) -> dict[str, Any] | None:
        """Ask for one of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("number") and not (cleaned.get("last_name") and cleaned.get("birth_date")):
            self.add_error(None, _("Vul een bewonernummer in, of een achternaam en een geboortedatum."))
        return cleaned


class UserForm(forms.Form):
    """Find a colleague by name or e-mail address."""

    who = forms.CharField(label=_("Naam of e-mailadres"), max_length=254)


class PeriodForm(forms.Form):
    """From which day to which day; the last month if nothing is said."""

    first = _date(_("Van"))
    last = _date(_("Tot en met"))

    def clean(self) -> dict[str, Any] | None:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("Deze dag is voor de eerste dag."))
        return cleaned

    def days(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """Return the first and the last day that are asked for; the usual ones where the words make no sense."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        last = cleaned.get("last") or today
        first = cleaned.get("first") or min(last, today) - dt.timedelta(days=_DAYS - 1)
        return first, max(first, last)
