"""The forms of this room: well-formed or not; what is allowed, the actions say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from residents.models import Resident
from rights.answering import DECISIONS
from rights.models import LeftOut, Review, SubjectRequest
from rights.retention import LEAST, MOST_YEARS, Periods
from wijkzorg.shell.form_fields import DayField, NumberField

_NEEDED = {"required": gettext_lazy("Vul dit in.")}
LONGEST = 4000


def _text(label: Any, *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=_NEEDED,
    )


class Day(forms.DateInput):
    """A day, as a browser asks for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HelperForm(forms.Form):
    """Whose data as a volunteer are asked: by the address to which their letters go."""

    email = forms.EmailField(
        label=gettext_lazy("E-mailadres"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Vul dit in."),
            "invalid": gettext_lazy("Dit is geen e-mailadres. Kijk of het klopt."),
        },
    )

    def clean_email(self) -> str:
        """Return the address as it is stored."""
        return str(self.cleaned_data["email"]).strip().lower()


class StartForm(forms.Form):
    """Who asks what: found by number, or by surname and birth date, exactly."""

    kind = forms.ChoiceField(label=gettext_lazy("Wat vraagt de bewoner?"), choices=SubjectRequest.Kind)
    ref = forms.CharField(label=gettext_lazy("Bewonernummer"), required=False, max_length=64)
    last_name = forms.CharField(label=gettext_lazy("Of: achternaam"), required=False, max_length=200)
    birth_date = DayField(label=gettext_lazy("en geboortedatum"), required=False, widget=Day())
    received_on = DayField(label=gettext_lazy("Binnengekomen op"), widget=Day(), error_messages=_NEEDED)
    statement = _text(gettext_lazy("Wat de bewoner zegt of vraagt"), required=False)

    def __init__(self, data: Any = None, *, municipality_id: int, today: dt.date) -> None:
        super().__init__(data, initial={"received_on": today}, auto_id="start-%s")
        self._municipality_id = municipality_id
        self.resident: Resident | None = None

    @property
    def searched(self) -> bool:
        """Whether what was typed asks for a person."""
        cleaned = getattr(self, "cleaned_data", {})
        return bool(cleaned.get("ref") or cleaned.get("last_name"))

    def clean(self) -> dict[str, Any]:
        """Find the one resident who is meant."""
        cleaned = super().clean() or self.cleaned_data
        ref, last_name, birth_date = (cleaned.get(name) for name in ("ref", "last_name", "birth_date"))
        here = Resident.objects.filter(municipality_id=self._municipality_id)
        if ref:
            found = list(here.filter(ref=ref.replace("\0", ""))[:2])
        elif last_name and birth_date:
            found = list(
                here.filter(last_name__iexact=last_name.replace("\0", "").strip(), birth_date=birth_date)[:2]
            )
        else:
            raise forms.ValidationError(_("Vul een bewonernummer in, of een achternaam en geboortedatum."))
        if not found:
            raise forms.ValidationError(_("Deze bewoner is hier niet bekend. Controleer wat je typte."))
        if len(found) > 1:
            raise forms.ValidationError(_("Dit zijn er meer dan één. Gebruik het bewonernummer."))
        (self.resident,) = found
        return cleaned


class LeaveOutForm(forms.Form):
    """Which part does not go out, and why."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    why = forms.ChoiceField(label=gettext_lazy("Waarom weglaten?"), choices=LeftOut.Why)
    reason = _text(gettext_lazy("Toelichting"), rows=2)


class DecisionForm(forms.Form):
    """What the team lead decides about a case."""

    reason = _text(gettext_lazy("Toelichting voor de bewoner"), required=False)

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data, auto_id="besluit-%s")
        choices = [(one.value, one.label) for one in Review.Decision if one in DECISIONS[kind]]
        self.fields["decision"] = forms.ChoiceField(label=gettext_lazy("Besluit"), choices=choices)
        self.order_fields(["decision", "reason"])


class CloseForm(forms.Form):
    """How a request was answered."""

    outcome = _text(gettext_lazy("Wat kreeg de bewoner te horen?"), required=False)


class TakeOffForm(forms.Form):
    """Why a case is kept longer, and until when."""

    item = NumberField(widget=forms.HiddenInput)
    reason = _text(gettext_lazy("Waarom langer bewaren?"), rows=2)
    until = DayField(label=gettext_lazy("Tot en met"), widget=Day(), error_messages=_NEEDED)


class PeriodsForm(forms.Form):
    """How long what is kept, in whole years."""

    reason = _text(gettext_lazy("Waarom deze termijnen?"))

    def __init__(self, data: Any = None, *, periods: Periods) -> None:
        super().__init__(data, auto_id="termijn-%s")
        labels = {
            "wmo": gettext_lazy("Wmo: jaren na het opschrijven"),
            "jeugdwet": gettext_lazy("Jeugdwet: jaren na het einde van de hulp"),
            "none_granted": gettext_lazy("Geen steun toegekend: jaren na sluiten"),
            "requests": gettext_lazy("Hulpvragen en meldingen: jaren"),
            "log": gettext_lazy("Logboek van inzage: jaren"),
            "roster": gettext_lazy("Rooster (afwezigheid, contracturen, dienst): jaren na afloop"),
        }
        for name, label in labels.items():
            self.fields[name] = NumberField(
                label=label,
                initial=getattr(periods, name),
                min_value=getattr(LEAST, name),
                max_value=MOST_YEARS,
                error_messages=_NEEDED,
            )
        self.order_fields([*labels, "reason"])

    @property
    def periods(self) -> Periods:
        """What was filled in."""
        return Periods(**{name: self.cleaned_data[name] for name in Periods.__slots__})
