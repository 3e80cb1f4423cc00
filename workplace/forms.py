"""The forms of the desk: who somebody is who is not known here yet."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from neighbourhoods.addresses import Whereabouts, neighbourhood_of
from neighbourhoods.models import Neighbourhood
from reports.forms import neighbourhood_field
from residents.forms import AddressForm
from residents.registering import NewResident
from wijkzorg.shell.form_fields import DayField
from wijkzorg.tenancy.models import Municipality

_DATES = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d-%m-%y", "%d %m %Y", "%d%m%Y"]
_TOO_LONG = _("Dit is te lang: hoogstens %(limit_value)d tekens, het zijn er %(show_value)d.")


def _name(label: Any, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, error_messages={"required": missing, "max_length": _TOO_LONG}
    )


class RegisterForm(AddressForm):
    """Who came to the desk for the first time: four things that must be known, and what somebody knows more."""

    first_name = _name(_("Voornaam"), _("Vul de voornaam in."))
    last_name = _name(_("Achternaam"), _("Vul de achternaam in."))
    birth_date = DayField(
        label=_("Geboortedatum"),
        input_formats=_DATES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": _("dd-mm-jjjj")}),
        error_messages={
            "required": _("Vul de geboortedatum in."),
            "invalid": _("Vul een datum in, bijvoorbeeld 17-03-1956."),
        },
    )
    neighbourhood: forms.ModelChoiceField[Neighbourhood]
    other = forms.BooleanField(label=_("Dit is iemand anders"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ["first_name", "last_name", "birth_date", "neighbourhood", "phone", "street"]

    def __init__(
        self,
        data: Any = None,
        *,
        among: QuerySet[Neighbourhood],
        municipality: Municipality,
        today: dt.date,
        start: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"token": uuid.uuid4(), **(start or {})})
        self._today, self._municipality, self._served = today, municipality, among
        self.fields["neighbourhood"] = neighbourhood_field(among, _("Buurt"), _("Kies een buurt."))
        self.fields["neighbourhood"].required = False
        self.order_fields(self.field_order)

    def clean_birth_date(self) -> dt.date:
        """Read a year of two digits as one that has been."""
        found: dt.date = self.cleaned_data["birth_date"]
        typed = str(self.data.get("birth_date", "")).strip()
        if found > self._today and len(typed) <= 8:
            return found.replace(year=found.year - 100)
        return found

    def clean(self) -> dict[str, Any]:
        """Find the neighbourhood of the address where none was chosen; what somebody chose stays."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("neighbourhood") is None and "neighbourhood" not in self.errors:
            found = neighbourhood_of(
                self._municipality, cleaned.get("postcode", ""), cleaned.get("house_number", "")
            )
            if found.neighbourhood is not None and self._served.filter(pk=found.neighbourhood.pk).exists():
                cleaned["neighbourhood"] = found.neighbourhood
            else:
                self.add_error("neighbourhood", self._where(found))
        return cleaned

    def _where(self, found: Whereabouts) -> forms.ValidationError:
        """Say why the address does not tell in which neighbourhood it is."""
        if found.neighbourhood is not None:
            said = _("Dit adres ligt in %(place)s. Dat hoort niet bij dit centrum.")
            return forms.ValidationError(said, params={"place": found.neighbourhood.name})
        if found.among:
            said = _("Deze postcode ligt in %(places)s. Kies een buurt.")
            return forms.ValidationError(said, params={"places": " / ".join(one.name for one in found.among)})
        return forms.ValidationError(_("Kies een buurt."))

    @property
    def who(self) -> NewResident:
        """Who is written down, for the action."""
        names = ("first_name", "last_name", "birth_date", "neighbourhood")
        where = ("street", "house_number", "postcode", "phone")
        return NewResident(**{name: self.cleaned_data[name] for name in (*names, *where)})
