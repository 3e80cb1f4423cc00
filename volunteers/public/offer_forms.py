"""The form of who wants to help: how much, what, when, how far, and how we reach them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.dayparts import NAMES, slot
from volunteers.models import Language, Skill
from volunteers.public.forms import KINDS, TEXT_LENGTH, email_field, line
from volunteers.volunteering import Gives, checked
from wijkzorg.shell.guarded_forms import GuardedForm, follow, make_stamp
from wijkzorg.tenancy.models import Municipality

_TIME = [
    (30, _("Een half uur")),
    (60, _("1 uur")),
    (120, _("2 uur")),
    (180, _("3 uur")),
    (240, _("4 uur")),
    (480, _("8 uur")),
]
_FAR = [
    (500, _("Een paar straten")),
    (1000, _("1 kilometer")),
    (2000, _("2 kilometer")),
    (5000, _("5 kilometer")),
    (10_000, _("10 kilometer")),
]
# Whole parts of a week, as one says them; a volunteer chooses days later, in their own pages.
_WHEN = {
    "workday_morning": (_("Doordeweeks in de ochtend"), range(5), "morning"),
    "workday_afternoon": (_("Doordeweeks in de middag"), range(5), "afternoon"),
    "workday_evening": (_("Doordeweeks in de avond"), range(5), "evening"),
    "weekend_day": (_("Overdag in het weekend"), range(5, 7), "day"),
    "weekend_evening": (_("In de avond in het weekend"), range(5, 7), "evening"),
}
_GIVEN = ("postcode", "minutes_a_week", "radius_m", "kinds", "skills", "languages", "phone")
_NAMES = {"available": "when"}  # what the action calls by another name than the form


def _several(label: Any, choices: Any, fault: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=bool(fault),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": fault, "invalid_choice": _("Kies uit de lijst.")},
    )


def _number(label: Any, choices: Any, initial: int) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        initial=initial,
        error_messages={"required": _("Kies uit de lijst."), "invalid_choice": _("Kies uit de lijst.")},
    )


class OfferForm(GuardedForm):
    """Offer help without an account."""

    kinds = _several(_("Wat wilt u doen?"), list(KINDS.items()), _("Kies wat u wilt doen."))
    minutes_a_week = _number(_("Hoeveel tijd hebt u in een week?"), _TIME, 120)
    when = _several(
        _("Wanneer kunt u?"), [(name, one[0]) for name, one in _WHEN.items()], _("Kies wanneer u kunt.")
    )
    radius_m = _number(_("Hoe ver wilt u gaan?"), _FAR, 2000)
    languages = _several(_("Welke talen spreekt u?"), list(Language.choices))
    skills = _several(_("Wat kunt u nog meer?"), list(Skill.choices))
    name = line(_("Uw naam"), 200, _("Vul uw naam in."))
    email = email_field(_("Uw e-mailadres"), _("Vul uw e-mailadres in. Daar sturen we de uitnodiging heen."))
    phone = line(_("Uw telefoonnummer"), 40)
    postcode = line(_("Uw postcode"), 10, _("Vul uw postcode in. Dan weten we wat dichtbij is."))
    text = forms.CharField(
        label=_("Wilt u nog iets vertellen?"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"stamp": make_stamp(), "languages": [Language.NL]})

    def follow_rules(self, municipality: Municipality) -> None:
        """Put beside its field what only the rules know, so that all that is wrong is told at once."""
        follow(self, lambda: checked(municipality, self.gives), _NAMES)

    @property
    def gives(self) -> Gives:
        """What they can give, for the action; as far as what was filled in says it."""
        data = self.cleaned_data
        said = {name: data[name] for name in _GIVEN if name in data}
        return Gives(available=sorted(_slots(data.get("when", ()))), **{"postcode": ""} | said)


def _slots(chosen: Iterable[str]) -> set[int]:
    """Return the parts of the week that were chosen."""
    found = set()
    for name in chosen:
        _label, days, part = _WHEN[name]
        parts = ("morning", "afternoon") if part == "day" else (part,)
        found |= {slot(day, each) for day in days for each in parts if each in NAMES}
    return found
