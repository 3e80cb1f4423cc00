"""The forms of what belongs to a centre: hours, exceptions, what it offers, who is at the desk; all faults at once.

The database lets no two hours overlap. Here that is said beside the row, also of two rows that are typed together.
"""

from __future__ import annotations

import abc
import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from centres.models import WEEKDAYS
from centres.opening import Hours, clashes
from wijkzorg.shell.form_fields import OF_MODELS, DayField, DayWithHourField, HourField

# A day and a time as the browser itself asks for them, on a telephone too.
ASKED: dict[Any, dict[str, Any]] = OF_MODELS | {
    models.DateField: {
        "form_class": DayField,
        "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    },
    models.TimeField: {
        "form_class": HourField,
        "widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    },
    models.DateTimeField: {
        "form_class": DayWithHourField,
        "widget": forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date"},
            time_attrs={"type": "time"},
        ),
    },
}

if TYPE_CHECKING:
    FormBase = forms.ModelForm[Any]
    FormSetBase = forms.BaseInlineFormSet[Any, Any, Any]
else:
    FormBase, FormSetBase = forms.ModelForm, forms.BaseInlineFormSet


class PartForm(FormBase):
    """A row that holds from a first day to a last one."""

    def _get_validation_exclusions(self) -> set[str]:
        """Leave what must not overlap to the whole of the rows: one that is deleted here is no hindrance."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in its stubs
        return excluded | {"centre"}

    def clean(self) -> dict[str, Any]:
        """Say what is wrong with the days and the times, at their fields."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = told.get("first_day"), told.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("De laatste dag ligt voor de eerste."))
        for name in ("opens", "closes", "starts", "ends"):
            if isinstance(told.get(name), dt.time) and (told[name].second or told[name].microsecond):
                self.add_error(name, _("Vul uren en minuten in, zoals 09:30."))
        return told


class ActivityForm(PartForm):
    """What there is to do."""

    class Meta:
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs={"size": 16}),
            "text": forms.TextInput(attrs={"size": 24}),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse what takes no time."""
        told = super().clean()
        if told.get("starts") and told.get("starts") == told.get("ends"):
            self.add_error("ends", _("Begin en einde zijn gelijk. Vul in tot hoe laat het duurt."))
        return told


class ExceptionForm(PartForm):
    """Other hours on one day, or none."""

    def clean(self) -> dict[str, Any]:
        """Ask for both times or neither."""
        told = super().clean()
        if "opens" in told and "closes" in told and (told["opens"] is None) != (told["closes"] is None):
            missing = "opens" if told["opens"] is None else "closes"
            self.add_error(missing, _("Vul beide tijden in. Laat ze allebei leeg als het dicht is."))
        return told


class Rows(FormSetBase):
    """Rows of a table: what a column is called is said of each field too, for who hears it read aloud."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name every field, also the tick that takes a row away."""
        super().add_fields(form, index)
        for field in form.fields.values():
            if not field.widget.is_hidden:
                # A list with ways to what it lists is a widget around the list.
                shown = getattr(field.widget, "widget", field.widget)
                shown.attrs.setdefault("aria-label", str(field.label or ""))


class _Rows(Rows, abc.ABC):
    def clean(self) -> None:
        """Refuse rows that fall over another."""
        super().clean()
        kept = [
            form
            for form in self.forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        for later, earlier in self.clashing([form.cleaned_data for form in kept]):
            self.say(kept[later], kept[earlier].cleaned_data)
        if any(form.errors for form in kept):
            raise forms.ValidationError(
                _("Sommige tijden vallen over elkaar. Bij die regels staat met welke.")
            )

    @abc.abstractmethod
    def clashing(self, rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
        """Return which rows fall over which."""

    @abc.abstractmethod
    def say(self, form: forms.BaseForm, other: dict[str, Any]) -> None:
        """Say it beside the row."""


class HoursRows(_Rows):
    """The weekly hours of a centre."""

    def clashing(self, rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
        """Return which hours fall over which."""
        return clashes([_hours(row, "opens", "closes") for row in rows])

    def say(self, form: forms.BaseForm, other: dict[str, Any]) -> None:
        """Say over which hours it falls."""
        words = {
            "day": dict(WEEKDAYS)[other["weekday"]],
            "opens": f"{other['opens']:%H:%M}",
            "closes": f"{other['closes']:%H:%M}",
        }
        form.add_error("opens", _("Dit valt over %(day)s %(opens)s tot %(closes)s.") % words)


class DeskRows(_Rows):
    """Who is at the desk of a centre."""

    def clashing(self, rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
        """Return which shifts of one person fall over which."""
        found = clashes([_hours(row, "starts", "ends") for row in rows])
        return [pair for pair in found if rows[pair[0]]["user"] == rows[pair[1]]["user"]]

    def say(self, form: forms.BaseForm, other: dict[str, Any]) -> None:
        """Say that somebody is there already."""
        words = {"starts": f"{other['starts']:%H:%M}", "ends": f"{other['ends']:%H:%M}"}
        form.add_error("starts", _("Deze persoon heeft dan al dienst, van %(starts)s tot %(ends)s.") % words)


class ExceptionRows(_Rows):
    """The exceptions of a centre."""

    def clashing(self, rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
        """Return which exceptions of one day fall over which; a day that is shut has room for no other."""
        shut = dt.time()
        hours = [
            Hours(0, row["opens"] or shut, row["closes"] or shut, row["day"], row["day"]) for row in rows
        ]
        return clashes(hours)

    def say(self, form: forms.BaseForm, other: dict[str, Any]) -> None:
        """Say that there is one."""
        form.add_error("day", _("Voor deze dag is er al een uitzondering op deze tijd."))


def _hours(row: dict[str, Any], starts: str, ends: str) -> Hours:
    return Hours(row["weekday"], row[starts], row[ends], row.get("first_day"), row.get("last_day"))
