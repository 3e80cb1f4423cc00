"""The forms of a volunteer. What is well-formed is said here; what may be done, the actions say."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from residents import address
from volunteers import dayparts, often, places
from volunteers.models import Kind, Language, Task, Volunteer
from volunteers.phone import words
from volunteers.volunteering import Gives
from wijkzorg.shell.digits import whole
from wijkzorg.shell.form_fields import DayField, NumberField
from wijkzorg.tenancy.models import Municipality

_DATES = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
_MINUTES = (30, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720, 960, 1200, 1440, 1920, 2400)
_METRES = (500, 1000, 1500, 2000, 3000, 4000, 5000, 7500, 10_000, 15_000, 25_000, 50_000)
_TOO_LONG = _("Dit is te lang: hoogstens %(limit_value)d tekens.")


def _line(label: Any, most: int, required: Any = "", **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=most,
        error_messages={"required": required, "max_length": _TOO_LONG},
        **more,
    )


def _several(label: Any, choices: Any, required: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=bool(required),
        error_messages={"required": required, "invalid_choice": _("Kies uit de lijst.")},
        widget=forms.CheckboxSelectMultiple,
    )


class GivesForm(forms.Form):
    """What a volunteer can give."""

    minutes_a_week = forms.TypedChoiceField(
        label=_("Hoeveel tijd heb je per week?"),
        coerce=int,
        error_messages={
            "required": _("Kies hoeveel tijd je hebt."),
            "invalid_choice": _("Kies een half uur tot 40 uur per week."),
        },
    )
    radius_m = forms.TypedChoiceField(
        label=_("Hoe ver wil je gaan?"),
        coerce=int,
        error_messages={
            "required": _("Kies hoe ver je wilt gaan."),
            "invalid_choice": _("Kies hoe ver je wilt gaan: meer dan 0, tot 50 kilometer."),
        },
    )
    kinds = _several(_("Wat wil je doen?"), Kind.choices, _("Kies wat je wilt doen."))
    available = _several(
        _("Wanneer kun je?"),
        [(slot, str(slot)) for slot in dayparts.ALL_WEEK],
        _("Kies wanneer je kunt."),
    )
    skills = _several(_("Wat kun je nog meer?"), list(words.I_CAN.items()))
    languages = _several(_("Welke talen spreek je?"), Language.choices)
    postcode = _line(_("Je postcode"), 10, _("Vul je postcode in."))
    house_number = _line(_("Je huisnummer"), 20)
    phone = _line(_("Je telefoonnummer"), 30)
    seen = NumberField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        municipality: Municipality,
        volunteer: Volunteer | None = None,
        seen: int = 0,
    ) -> None:
        super().__init__(data, initial=_stored(volunteer) | {"seen": seen}, auto_id="kan-%s")
        self._municipality = municipality
        minutes = {volunteer.minutes_a_week} if volunteer else set()
        metres = {volunteer.radius_m} if volunteer else set()
        self._choose(
            "minutes_a_week",
            [(one, words.how_long(one)) for one in sorted({*_MINUTES, *minutes})],
        )
        self._choose("radius_m", [(one, words.far(one)) for one in sorted({*_METRES, *metres})])

    def _choose(self, name: str, choices: Iterable[tuple[int, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(choices)

    def clean_postcode(self) -> str:
        """Say at once, with all else, that a postcode lies elsewhere."""
        try:
            places.spot(self._municipality, self.cleaned_data["postcode"])
        except forms.ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return str(self.cleaned_data["postcode"])

    def clean_phone(self) -> str:
        """Say at once, with all else, that a number is none."""
        try:
            return address.international(self.cleaned_data["phone"])
        except address.NotAnAddress as error:
            raise forms.ValidationError(_("Dit is geen telefoonnummer, zoals 06 1234 5678.")) from error

    @property
    def week(self) -> list[tuple[str, list[tuple[int, str, bool]]]]:
        """The parts of the week as rows of days, for the template: each with its words and whether it is chosen."""
        chosen = {str(one) for one in self["available"].value() or ()}
        parts = {"morning": _("ochtend"), "afternoon": _("middag"), "evening": _("avond")}
        return [
            (
                often.weekday(day),
                [
                    (dayparts.slot(day, name), str(label), str(dayparts.slot(day, name)) in chosen)
                    for name, label in parts.items()
                ],
            )
            for day in range(7)
        ]

    @property
    def gives(self) -> Gives:
        """What they give, for the action."""
        data = self.cleaned_data
        return Gives(
            postcode=data["postcode"],
            house_number=data["house_number"],
            minutes_a_week=data["minutes_a_week"],
            radius_m=data["radius_m"],
            kinds=data["kinds"],
            skills=data["skills"],
            languages=data["languages"],
            available=[int(slot) for slot in data["available"]],
            phone=data["phone"],
        )


def _stored(volunteer: Volunteer | None) -> dict[str, Any]:
    if volunteer is None:
        return {"minutes_a_week": 120, "radius_m": 2000, "languages": [Language.NL.value]}
    return {
        "minutes_a_week": volunteer.minutes_a_week,
        "radius_m": volunteer.radius_m,
        "kinds": volunteer.kinds,
        "available": volunteer.available,
        "skills": volunteer.skills,
        "languages": volunteer.languages,
        "postcode": volunteer.postcode,
        "house_number": volunteer.house_number,
        "phone": address.spaced(volunteer.phone),
    }


class AwayForm(forms.Form):
    """From when until when somebody is away; and of what was promised then, whether it stays."""

    first_day = DayField(
        label=_("Eerste dag dat je weg bent"),
        input_formats=_DATES,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Kies de eerste dag."), "invalid": _("Dit is geen datum.")},
    )
    last_day = DayField(
        label=_("Laatste dag dat je weg bent"),
        input_formats=_DATES,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Kies de laatste dag."), "invalid": _("Dit is geen datum.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="weg-%s")

    @property
    def answers(self) -> dict[int, str]:
        """What was said of each task: it stays, or it is handed back."""
        said = {"houden": "keep", "terug": "hand_back"}
        found = {}
        for name in self.data:
            number = whole(name.removeprefix("taak-")) if name.startswith("taak-") else None
            if number is not None:
                found[number] = said.get(str(self.data[name]), "")
        return found

    def promised(self, volunteer: Volunteer, now: dt.datetime) -> list[Task]:
        """Return what the volunteer promised on these days."""
        rows = Task.objects.going().filter(volunteer=volunteer, ends_at__gt=now)
        days = rows.between(self.cleaned_data["first_day"], self.cleaned_data["last_day"])
        return list(days.select_related("request__neighbourhood").order_by("starts_at", "pk"))


class WorryForm(forms.Form):
    """What worries a volunteer; nothing needs to be filled in."""

    text = forms.CharField(
        label=_("Wat zag of hoorde je?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _TOO_LONG},
    )
    danger = forms.BooleanField(label=_("Er is nu gevaar"), required=False)
    relieve = forms.BooleanField(label=_("Ik wil hier niet meer heen"), required=False)
    read_112 = forms.BooleanField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"token": uuid.uuid4()}, auto_id="zorg-%s")

    @property
    def asks_112(self) -> bool:
        """Whether danger was ticked and the words about 112 were not shown yet."""
        return bool(self.cleaned_data.get("danger")) and not self.cleaned_data.get("read_112")

    def after_112(self) -> None:
        """Let what is sent next count as sent by somebody who read about 112."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data["read_112"] = "on"  # type: ignore[index]
