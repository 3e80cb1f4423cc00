"""The forms of whoever seeks another way, and of the desk that notes who comes here alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from centres.models import Centre
from reaching.models import NOTE_LENGTH, Reach
from reaching.querysets import of_desk
from residents.models import Resident
from wijkzorg.accounts.middleware import Desk
from wijkzorg.shell.form_fields import DayField


class ReachedForm(forms.Form):
    """How somebody is reached while the door is shut."""

    how = forms.ChoiceField(
        label=_("Hoe bereiken we deze persoon dan wel?"),
        choices=Reach.How.choices,
        error_messages={"required": _("Kies hoe we deze persoon nu bereiken.")},
    )
    note = forms.CharField(
        label=_("Wat is afgesproken?"),
        help_text=_("Alleen wat nodig is: waar en wanneer. De bewoner mag dit lezen."),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OnlyHereForm(forms.Form):
    """Note who can be reached through a centre alone: by surname and birth date, as at the desk itself."""

    centre = forms.ModelChoiceField(label=_("Buurtcentrum"), queryset=Centre.objects.none(), empty_label=None)
    last_name = forms.CharField(label=_("Achternaam"), max_length=200)
    birth_date = DayField(label=_("Geboortedatum"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, desk: Desk, centres: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.resident: Resident | None = None
        chosen: Any = self.fields["centre"]
        chosen.queryset = centres

    def clean(self) -> dict[str, Any]:
        """Find the one resident of the own neighbourhoods who is meant."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"last_name", "birth_date"} <= cleaned.keys():
            return cleaned
        meant = list(
            of_desk(self.desk)
            .filter(last_name__iexact=cleaned["last_name"].strip(), birth_date=cleaned["birth_date"])
            .distinct()[:2]
        )
        if not meant:
            self.add_error(
                None, _("Met deze naam en geboortedatum staat hier niemand in de buurten van je centrum.")
            )
        elif len(meant) > 1:
            self.add_error(None, _("Er zijn er twee met deze naam en geboortedatum. Vraag het de beheerder."))
        else:
            self.resident = meant[0]
        return cleaned
