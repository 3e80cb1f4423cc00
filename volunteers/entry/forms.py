"""The form of a request that somebody tells us, by telephone or at the desk: entered in under a minute."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import Neighbourhood
from reports.forms import neighbourhood_field
from residents.models import Resident
from volunteers.asked import Asked, Whom
from volunteers.models import Channel, Consent, DayPart
from volunteers.public.forms import ME, ONCE, OTHER, AskFields, choice

_CHANNELS = (Channel.PHONE, Channel.DESK, Channel.NEIGHBOUR, Channel.WORKER)
_WORDS = {
    "kind": _("Wat is er nodig?"),
    "language": _("Welke taal?"),
    "name": _("Voor wie?"),
    "phone": _("Telefoon"),
    "asker_name": _("Wie vraagt het?"),
    "consent": _("Mag dat?"),
}


class EnterForm(AskFields):
    """A request that staff enter; for a resident whom we know, who and where are known."""

    who = choice(
        _("Wie vraagt het?"),
        [(ME, _("Die persoon zelf")), (OTHER, _("Iemand anders"))],
        _("Kies wie het vraagt."),
    )
    channel = choice(
        _("Hoe kwam het binnen?"),
        [(one.value, one.label) for one in _CHANNELS],
        _("Kies hoe het binnenkwam."),
        radio=False,
    )
    field_order = [
        *("kind", "text", "first_on", "day_part", "channel"),
        *("name", "phone", "email", "postcode", "house_number", "street", "neighbourhood"),
        *(
            "who",
            "asker_name",
            "consent",
            "danger",
            "urgent",
            "no_network",
            "needs_vog",
            "repeat",
            "language",
        ),
    ]

    needs_vog = forms.BooleanField(label=_("VOG nodig"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        among: QuerySet[Neighbourhood],
        today: dt.date,
        resident: Resident | None = None,
        start: dict[str, Any] | None = None,
    ) -> None:
        first = {
            "first_on": today,
            "repeat": ONCE,
            "day_part": DayPart.ANY,
            "who": ME,
            "channel": Channel.PHONE,
            "token": uuid.uuid4(),
        }
        super().__init__(data, initial=first | (start or {}))
        self.resident = resident
        for name, label in _WORDS.items():
            self.fields[name].label = label
        self.fields["neighbourhood"] = neighbourhood_field(among, _("Buurt"), _("Kies een buurt."))
        self.fields["neighbourhood"].required = False
        self.order_fields(self.field_order)
        consent = self.fields["consent"]
        assert isinstance(consent, forms.ChoiceField)
        consent.choices = list(Consent.choices)
        if resident is not None:
            for name in ("name", "neighbourhood", "postcode", "street", "house_number"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask on what ground somebody asks for another, and where it is."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("who") == OTHER and not cleaned.get("consent") and "consent" not in self.errors:
            self.add_error("consent", _("Kies waarom iemand dit voor een ander mag vragen."))
        return cleaned

    @property
    def asked(self) -> Asked:
        """What is asked, for the action."""
        return replace(super().asked, needs_vog=self.cleaned_data["needs_vog"])

    @property
    def whom(self) -> Whom:
        """For whom it is, for the action."""
        data = self.cleaned_data
        if self.resident is None:
            return super().whom
        return Whom(
            resident=self.resident,
            phone=data.get("phone", ""),
            email=data.get("email", ""),
            on_behalf=self.on_behalf,
            asker_name=data.get("asker_name", ""),
            consent=data.get("consent", ""),
        )
