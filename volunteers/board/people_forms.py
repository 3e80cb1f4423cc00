"""The forms of the page of a volunteer. What is well-formed is said here; what may be, the verbs say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from residents import address
from volunteers.board.forms import choice, day, line, several
from volunteers.dayparts import ALL_WEEK
from volunteers.models import Kind, Language, Skill, Volunteer
from volunteers.volunteering import Gives, checked
from wijkzorg.shell.form_fields import AmountField
from wijkzorg.shell.guarded_forms import follow

DAYS: Sequence[Any] = (
    _("maandag"), _("dinsdag"), _("woensdag"), _("donderdag"), _("vrijdag"), _("zaterdag"), _("zondag"),
)  # fmt: skip
PARTS: Sequence[Any] = (_("ochtend"), _("middag"), _("avond"))
_GIVEN = ("postcode", "house_number", "kinds", "skills", "languages", "available", "phone")
KEEP, HAND_BACK = "keep", "hand_back"


class AwayForm(forms.Form):
    """Days on which somebody is not asked."""

    first_day = day(_("Weg van"), _("Kies de eerste dag."))
    last_day = day(_("Tot en met"), _("Kies de laatste dag."))
    tasks = choice(
        _("Wat gebeurt er met wat is afgesproken?"),
        [(KEEP, _("Die taken gaan door")), (HAND_BACK, _("Die taken gaan terug, we zoeken een ander"))],
        _("Kies wat er met de taken gebeurt."),
        radio=True,
        required=False,
    )


class VogForm(forms.Form):
    """The day and the outcome of a certificate of conduct; the paper itself is never kept."""

    on = day(_("Datum op de VOG"), _("Vul de datum in die op de VOG staat."))
    outcome = choice(_("Uitkomst"), Volunteer.Vog.choices, _("Kies de uitkomst."), radio=True)


class GivesForm(forms.Form):
    """What a volunteer can give."""

    hours = AmountField(
        label=_("Hoeveel uur per week?"),
        decimal_places=2,
        localize=True,
        widget=forms.TextInput,
        error_messages={
            "required": _("Vul in hoeveel uur per week."),
            "invalid": _("Vul een getal in, zoals 2 of 1,5."),
            "max_decimal_places": _("Vul een getal in, zoals 2 of 1,5."),
        },
    )
    km = AmountField(
        label=_("Hoe ver van huis, in kilometer?"),
        decimal_places=1,
        localize=True,
        widget=forms.TextInput,
        error_messages={
            "required": _("Vul in hoe ver iemand wil gaan."),
            "invalid": _("Vul een getal in, zoals 2 of 1,5."),
            "max_decimal_places": _("Vul een getal in, zoals 2 of 1,5."),
        },
    )
    kinds = several(_("Wat wil iemand doen?"), Kind.choices, _("Kies wat iemand wil doen."))
    skills = several(_("Wat kan iemand?"), Skill.choices)
    languages = several(_("Welke talen?"), Language.choices)
    available = forms.TypedMultipleChoiceField(
        label=_("Wanneer kan iemand?"),
        coerce=int,
        choices=[(str(slot), f"{DAYS[slot // 3]} {PARTS[slot % 3]}") for slot in ALL_WEEK],
        error_messages={
            "required": _("Kies wanneer iemand kan."),
            "invalid_choice": _("Kies uit de lijst."),
        },
    )
    phone = line(_("Telefoon"), 30)
    postcode = line(_("Postcode"), 7, _("Vul de postcode in."))
    house_number = line(_("Huisnummer"), 20)

    # What the verb calls by another name than the form.
    NAMES = {"minutes_a_week": "hours", "radius_m": "km"}

    def follow_rules(self, volunteer: Volunteer) -> None:
        """Put beside its field what only the rules know, so that all that is wrong is told at once."""
        follow(self, lambda: checked(volunteer.municipality, self.gives), self.NAMES)

    @property
    def gives(self) -> Gives:
        """What they can give, for the action; as far as what was filled in says it."""
        data = self.cleaned_data
        said = {name: data[name] for name in _GIVEN if name in data}
        if "hours" in data:
            said["minutes_a_week"] = round(data["hours"] * 60)
        if "km" in data:
            said["radius_m"] = round(data["km"] * 1000)
        return Gives(**{"postcode": ""} | said)

    @property
    def week(self) -> list[tuple[Any, list[tuple[int, Any, bool]]]]:
        """The parts of a week by day, as boxes."""
        chosen = {str(slot) for slot in (self["available"].value() or [])}
        return [
            (name, [(3 * number + part, PARTS[part], str(3 * number + part) in chosen) for part in range(3)])
            for number, name in enumerate(DAYS)
        ]


def of_volunteer(volunteer: Volunteer) -> dict[str, Any]:
    """Return what a volunteer gives now, as the form has it."""
    return {
        "hours": number(volunteer.minutes_a_week / 60),
        "km": number(volunteer.radius_m / 1000),
        "kinds": volunteer.kinds,
        "skills": volunteer.skills,
        "languages": volunteer.languages,
        "available": volunteer.available,
        "phone": address.spaced(volunteer.phone),
        "postcode": volunteer.postcode,
        "house_number": volunteer.house_number,
    }


def number(value: float) -> str:
    """Write a number as one does here: "2", "1,5"."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
