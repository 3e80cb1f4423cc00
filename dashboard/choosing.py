"""What an address asks for: read field by field, so that one wrong word costs no more than itself.

All that a page depends on stands in its query, in one order, so that a link can be shared and says the same tomorrow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.places import BUURT, WIJK, Area, Areas
from dashboard.reading import EditionMark
from municipalities.definitions import DEFINITIONS, Definition
from wijkzorg.shell.digits import whole
from wijkzorg.shell.form_fields import DayField, NumberField

WEEKS = {
    13: gettext_lazy("een kwartaal"),
    26: gettext_lazy("een half jaar"),
    52: gettext_lazy("een jaar"),
    104: gettext_lazy("twee jaar"),
}
LEVEL_WORDS = {WIJK: gettext_lazy("per wijk"), BUURT: gettext_lazy("per buurt")}
ORDERS = {"naam": gettext_lazy("op naam"), "gegeven": gettext_lazy("waar het minst gegeven wordt eerst")}
MOST_AREAS = 6  # beside each other
MOST_OPTIONS = 60  # of a list to choose from; of more, somebody searches


def _choice(label: Any, choices: Mapping[Any, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[(str(value), words) for value, words in choices.items()],
        error_messages={"invalid_choice": gettext_lazy("Dit kan hier niet. Kies iets uit de lijst.")},
    )


class Digits(NumberField):
    """A whole number without a sign or a point: a page has one address."""

    def to_python(self, value: Any) -> int | None:
        """Read it."""
        if value not in self.empty_values and whole(str(value)) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def _whole(label: Any) -> forms.IntegerField:
    wrong = gettext_lazy("Vul een heel getal in.")
    return Digits(
        label=label, required=False, min_value=1, max_value=1_000_000,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )  # fmt: skip


def _day(label: Any) -> forms.DateField:
    return DayField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": gettext_lazy("Dit is geen dag, zoals 2026-10-01.")},
    )


def _listed(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [str(one) for one in values if one not in (None, "")]


class CodesField(forms.Field):
    """Some codes of areas: the same name several times in an address."""

    widget = forms.MultipleHiddenInput


class ViewForm(forms.Form):
    """What every page may ask: an edition, and words to look for an area."""

    editie = _whole(gettext_lazy("Editie"))
    zoek = forms.CharField(label=gettext_lazy("Zoek een wijk of buurt"), required=False, max_length=100)

    def __init__(self, data: Any, *, areas: Areas, editions: Sequence[EditionMark]) -> None:
        super().__init__(data)
        self.areas, self.editions = areas, {mark.number: mark for mark in editions}
        self.is_valid()

    def clean_editie(self) -> EditionMark | None:
        """Return the edition of a number; without one the newest."""
        number = self.cleaned_data["editie"]
        if number is not None and number not in self.editions:
            raise ValidationError(_("Deze editie is er niet."))
        return self.editions.get(number)

    @property
    def edition(self) -> EditionMark | None:
        """The edition that is asked for, or the newest; None where nothing was published yet."""
        return self.cleaned_data.get("editie") or next(iter(self.editions.values()), None)

    @property
    def area(self) -> Area:
        """The area that is asked for, or the municipality."""
        return self.cleaned_data.get("gebied") or self.areas.top

    def got(self, name: str, otherwise: Any = None) -> Any:
        """Return what a field says, or something else where it is empty or wrong."""
        value = self.cleaned_data.get(name)
        return otherwise if value in (None, "", []) else value

    def asked(self, name: str) -> str:
        """Return a field as it was asked, to be shown again."""
        return str(self[name].data or "")

    def query(self, **changed: Any) -> str:
        """Return the query of this page with some fields changed (None: left out), always in the same order."""
        kept = {name: self[name].data for name in self.fields if name not in self.errors}
        asked = kept | changed
        pairs = [(name, value) for name in self.fields for value in _listed(asked.get(name))]
        return f"?{urlencode(pairs)}" if pairs else "?"


class AreaForm(ViewForm):
    """A page about one area."""

    gebied = forms.CharField(label=gettext_lazy("Gebied"), required=False, max_length=40)
    field_order: tuple[str, ...] = ("gebied",)

    def clean_gebied(self) -> Area:
        """Return the area of a code; without one the municipality."""
        code = self.cleaned_data["gebied"].strip().upper()
        if code and code not in self.areas.by_code:
            raise ValidationError(_("Dit gebied is er hier niet. Kies er een uit de lijst."))
        return self.areas.by_code[code] if code else self.areas.top


class OverviewForm(AreaForm):
    """The overview: how far back, and how the areas below stand."""

    weken = _choice(gettext_lazy("Hoe lang terug"), WEEKS)
    niveau = _choice(gettext_lazy("Hoe fijn"), LEVEL_WORDS)
    volgorde = _choice(gettext_lazy("Volgorde"), ORDERS)
    blad = _whole(gettext_lazy("Bladzijde"))


class FigureForm(AreaForm):
    """One figure on a map: which, which part of it, how fine and of which period."""

    cijfer = forms.CharField(label=gettext_lazy("Cijfer"), required=False, max_length=80)
    niveau = _choice(gettext_lazy("Hoe fijn"), LEVEL_WORDS)
    op = _day(gettext_lazy("Periode"))
    blad = _whole(gettext_lazy("Bladzijde"))
    field_order = ("gebied", "cijfer")

    def clean_cijfer(self) -> tuple[Definition, str] | None:
        """Return the figure and its part, written as code or code.part."""
        said = self.cleaned_data["cijfer"].strip()
        code, _dot, part = said.partition(".")
        if not said:
            return None
        if code not in DEFINITIONS or part not in DEFINITIONS[code].names:
            raise ValidationError(_("Dit cijfer is er niet. Kies er een uit de lijst."))
        return DEFINITIONS[code], part


class CompareForm(ViewForm):
    """Some areas beside each other, of one kind, and two periods."""

    naast = CodesField(label=gettext_lazy("Gebieden naast elkaar"), required=False)
    van = _day(gettext_lazy("Eerste periode"))
    met = _day(gettext_lazy("Tweede periode"))
    field_order = ("naast", "van", "met")

    def __init__(self, data: Any, *, areas: Areas, editions: Sequence[EditionMark]) -> None:
        self.kept: list[Area] = []  # of what was asked, what can stand beside each other
        super().__init__(data, areas=areas, editions=editions)

    def clean_naast(self) -> list[Area]:
        """Return the areas of the codes; refuse what is unknown, of two kinds, or too many."""
        codes = list(
            dict.fromkeys(code.strip().upper() for code in self.cleaned_data["naast"] or () if code.strip())
        )
        found = [self.areas.by_code[code] for code in codes if code in self.areas.by_code]
        of_one_kind = [area for area in found if area.level == found[0].level]
        self.kept = of_one_kind[:MOST_AREAS]
        wrong = []
        if unknown := [code for code in codes if code not in self.areas.by_code]:
            wrong.append(_("Dit is hier geen gebied: %(codes)s.") % {"codes": ", ".join(unknown)[:80]})
        if len(of_one_kind) < len(found):
            wrong.append(
                _("Een wijk en een buurt staan niet naast elkaar: hun cijfers gaan over andere periodes.")
            )
        if len(of_one_kind) > MOST_AREAS:
            wrong.append(_("Kies hoogstens %(most)s gebieden.") % {"most": MOST_AREAS})
        if wrong:
            raise ValidationError(" ".join(wrong))
        return found


def chosen_period(
    asked: dt.date | None, periods: Sequence[tuple[dt.date, dt.date]], otherwise: int = 0
) -> tuple[dt.date, dt.date] | None:
    """Return the period (newest first) that begins on a day; without a day one by its place in the list."""
    if asked is None:
        return periods[min(otherwise, len(periods) - 1)] if periods else None
    return next((period for period in periods if period[0] == asked), None)
