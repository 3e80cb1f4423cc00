"""The forms of this room: well-formed or not; what is allowed, the actions say."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roster.models import Absence, DutyShift
from teams.models import NOTE_LENGTH
from wijkzorg.shell.form_fields import AmountField, DayField, HourField, NumberField

Choices = Sequence[tuple[Any, Any]]
_NEEDED = {"required": gettext_lazy("Vul dit in."), "invalid_choice": gettext_lazy("Kies uit de lijst.")}
_DAY_NEEDED = {"required": gettext_lazy("Vul een dag in."), "invalid": gettext_lazy("Vul een datum in.")}
_TIME_NEEDED = {"required": gettext_lazy("Vul een tijd in."), "invalid": gettext_lazy("Vul een tijd in.")}


def _number_needed(words: Any) -> dict[str, Any]:
    return dict.fromkeys(
        ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places"), words
    )


LONGEST_PLAN = 62  # days for which duty is planned at once


class Day(forms.DateInput):
    """A day, as a browser asks for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Clock(forms.TimeInput):
    """A time of the day, as a browser asks for it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return DayField(label=label, required=required, widget=Day(), error_messages=_DAY_NEEDED)


def _number(value: str) -> int | None:
    return int(value) if value else None


def _person(label: Any, people: Choices, *, required: bool = True, empty: Any = "") -> forms.TypedChoiceField:
    """Return a choice of one of some people, or of what `empty` asks to choose."""
    first = ("", empty or gettext_lazy("Kies iemand"))
    return forms.TypedChoiceField(
        label=label,
        choices=[first, *people],
        coerce=_number,
        empty_value=None,
        required=required,
        error_messages={**_NEEDED, "required": format_lazy("{}.", first[1])},
    )


def _require_order(form: forms.Form) -> None:
    """Say it at the last day where that is before the first."""
    first, last = form.cleaned_data.get("first_day"), form.cleaned_data.get("last_day")
    if first is not None and last is not None and last < first:
        form.add_error("last_day", _("De laatste dag ligt voor de eerste."))


class AbsenceForm(forms.Form):
    """Who is away, when, why, and who stands in."""

    first_day = _day(gettext_lazy("Van"))
    last_day = _day(gettext_lazy("Tot en met"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Waarom"), choices=Absence.Kind, error_messages=_NEEDED)

    def __init__(self, data: Any = None, *, people: Choices, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="afwezig-%s")
        self.fields["user"] = _person(gettext_lazy("Wie is afwezig"), people)
        self.fields["stand_in"] = _person(
            gettext_lazy("Vervanger"), people, required=False, empty=gettext_lazy("Nog niemand")
        )
        self.order_fields(["user", "kind", "first_day", "last_day", "stand_in"])

    def clean(self) -> dict[str, Any]:
        """Say all that is wrong at once."""
        cleaned = super().clean() or self.cleaned_data
        _require_order(self)
        if cleaned.get("stand_in") is not None and cleaned["stand_in"] == cleaned.get("user"):
            self.add_error("stand_in", _("Wie afwezig is, kan zichzelf niet vervangen."))
        return cleaned


class _Seen(forms.Form):
    """A form that keeps what stood there when it was opened, so that nothing is written over unseen."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def see(self, seen: str) -> None:
        """Let what was typed be sent again by who has seen now what stands there."""
        self.data = {name: self.data[name] for name in self.data} | {"seen": seen}


class LastDayForm(_Seen):
    """The last day of an absence; empty while it is not known."""

    last_day = _day(gettext_lazy("Tot en met"), required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="einde-%s")


class StandInForm(_Seen):
    """Who stands in, and on which days of an absence."""

    first_day = _day(gettext_lazy("Van"))
    last_day = _day(gettext_lazy("Tot en met"), required=False)

    def __init__(self, data: Any = None, *, people: Choices, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="vervanger-%s")
        self.fields["stand_in"] = _person(gettext_lazy("Vervanger"), people)
        self.order_fields(["stand_in", "first_day", "last_day"])

    def clean(self) -> dict[str, Any]:
        """Say all that is wrong at once."""
        cleaned = super().clean() or self.cleaned_data
        _require_order(self)
        return cleaned


class ContractForm(_Seen):
    """How many hours somebody works in the team, and what part of them is for residents."""

    valid_from = _day(gettext_lazy("Geldt vanaf"))
    hours = AmountField(
        label=gettext_lazy("Uren per week"),
        min_value=0,
        max_value=60,
        max_digits=4,
        decimal_places=2,
        localize=True,
        error_messages=_number_needed(
            gettext_lazy("Vul uren in van 0 tot en met 60, op het kwartier: 24 of 25,25.")
        ),
    )
    client_percent = NumberField(
        label=gettext_lazy("Deel voor bewoners, in procent"),
        min_value=0,
        max_value=100,
        error_messages=_number_needed(gettext_lazy("Vul een heel getal in van 0 tot en met 100.")),
    )

    def __init__(self, data: Any = None, *, people: Choices, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="uren-%s")
        self.fields["user"] = _person(gettext_lazy("Wie"), people)
        self.order_fields(["user", "valid_from", "hours", "client_percent"])

    def clean_hours(self) -> Decimal:
        """Refuse what is no whole number of minutes."""
        hours: Decimal = self.cleaned_data["hours"]
        if hours * 60 % 1:
            raise ValidationError(_("Rond af op een kwartier, bijvoorbeeld 25,25."))
        return hours


class ShiftForm(_Seen):
    """Whose turn of duty it is: where, for what work, on which days, from when until when, and who takes it else."""

    kind = forms.ChoiceField(label=gettext_lazy("Soort werk"), choices=DutyShift.Kind, error_messages=_NEEDED)
    first_day = _day(gettext_lazy("Dag"))
    last_day = _day(gettext_lazy("Elke werkdag tot en met"), required=False)
    # Of one turn, which may be longer than a day.
    end_day = _day(gettext_lazy("Eindigt op"), required=False)
    starts = HourField(label=gettext_lazy("Van"), widget=Clock(), error_messages=_TIME_NEEDED)
    ends = HourField(label=gettext_lazy("Tot"), widget=Clock(), error_messages=_TIME_NEEDED)

    def __init__(
        self,
        data: Any = None,
        *,
        places: Choices,
        people: Choices,
        zone: zoneinfo.ZoneInfo,
        one: bool = False,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="dienst-%s")
        self._zone = zone
        self.fields["neighbourhood"] = _person(
            gettext_lazy("Buurt"), places, empty=gettext_lazy("Kies een buurt")
        )
        self.fields["worker"] = _person(gettext_lazy("Wie"), people)
        self.fields["deputy"] = _person(
            gettext_lazy("Achterwacht"), people, required=False, empty=gettext_lazy("Niemand")
        )
        del self.fields["last_day" if one else "end_day"]
        if one:
            self.fields["first_day"].label = gettext_lazy("Begint op")
            self.fields["end_day"].required = True
        self.order_fields(
            [
                "neighbourhood",
                "kind",
                "first_day",
                "starts",
                "last_day",
                "end_day",
                "ends",
                "worker",
                "deputy",
            ]
        )

    def clean(self) -> dict[str, Any]:
        """Make moments of what was typed; an end that is not after the begin is one of the day after."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("deputy") is not None and cleaned["deputy"] == cleaned.get("worker"):
            self.add_error("deputy", _("De achterwacht is iemand anders dan wie dienst heeft."))
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if first is None or starts is None or ends is None:
            return cleaned
        if last is not None and not first <= last <= first + dt.timedelta(days=LONGEST_PLAN):
            self.add_error(
                "last_day",
                _("Kies een dag na de eerste, hoogstens %(days)s dagen later.") % {"days": LONGEST_PLAN},
            )
            last = first
        end_day = cleaned.get("end_day")
        if end_day is not None:
            cleaned["turns"] = [(self._moment("starts", first, starts), self._moment("ends", end_day, ends))]
            if cleaned["turns"][0][1] <= cleaned["turns"][0][0]:
                self.add_error("end_day", _("Het einde ligt niet na het begin."))
            return cleaned
        if starts == ends:
            self.add_error("ends", _("Het einde is hetzelfde als het begin."))
            return cleaned
        days = list(_planned(first, last))
        if not days:
            self.add_error("last_day", _("Er is geen werkdag tussen deze dagen."))
        cleaned["turns"] = [self._turn(day, starts, ends) for day in days]
        return cleaned

    def _turn(self, day: dt.date, starts: dt.time, ends: dt.time) -> tuple[dt.datetime, dt.datetime]:
        over_midnight = dt.timedelta(days=ends <= starts)
        return self._moment("starts", day, starts), self._moment("ends", day + over_midnight, ends)

    def _moment(self, field: str, day: dt.date, time: dt.time) -> dt.datetime:
        """Return the moment of a local time; of the hour that the clock skips in spring it says so."""
        local = dt.datetime.combine(day, time, self._zone)
        back = local.astimezone(dt.UTC).astimezone(self._zone)
        if back.replace(tzinfo=None) != local.replace(tzinfo=None):
            self.add_error(
                field,
                _("Deze tijd bestaat niet op %(day)s: dan gaat de zomertijd in.")
                % {"day": day.strftime("%d-%m-%Y")},
            )
        return local


def _planned(first: dt.date, last: dt.date | None) -> Iterable[dt.date]:
    """Give the one day, or the days from Monday to Friday among several."""
    if last is None or last == first:
        yield first
        return
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        if day.weekday() < 5:
            yield day


class TransferForm(forms.Form):
    """To whom a case is handed over, and what they must know."""

    note = forms.CharField(
        label=gettext_lazy("Overdracht"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": gettext_lazy("Schrijf wat de ander moet weten."),
            "max_length": gettext_lazy(
                "Dit is te lang: hoogstens %(limit_value)s tekens, het zijn er %(show_value)s."
            ),
        },
    )

    def __init__(self, data: Any = None, *, receivers: Choices) -> None:
        super().__init__(data, auto_id="overdracht-%s")
        self.fields["receiver"] = forms.ChoiceField(
            label=gettext_lazy("Aan wie"),
            choices=[("", gettext_lazy("Kies een collega of een team")), *receivers],
            error_messages={**_NEEDED, "required": gettext_lazy("Kies een collega of een team.")},
        )
        self.order_fields(["receiver", "note"])


class AnswerForm(forms.Form):
    """What somebody answers to an offer: they take the case (and for a team who gets it), or not and why."""

    answer = forms.CharField(
        label=gettext_lazy("Waarom niet"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, people: Choices) -> None:
        super().__init__(data, auto_id="antwoord-%s")
        if people:
            self.fields["worker"] = _person(gettext_lazy("Wie neemt het over"), people, required=False)


class AssignForm(forms.Form):
    """To whom cases are given, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Waarom, en wat de nieuwe medewerker moet weten"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Schrijf in een paar woorden waarom.")},
    )

    def __init__(self, data: Any = None, *, people: Choices, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="verplaats-%s")
        self.fields["worker"] = forms.ChoiceField(
            label=gettext_lazy("Aan wie"),
            choices=[("", gettext_lazy("Kies iemand")), *people],
            error_messages={**_NEEDED, "required": gettext_lazy("Kies iemand.")},
        )
        self.order_fields(["worker", "reason"])
