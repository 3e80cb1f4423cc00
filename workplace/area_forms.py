"""The form with which an administrator brings in the list of wijken and buurten of a year."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from wijkzorg.shell.form_fields import NumberField

LARGEST = 20_000_000  # bytes a file; what is of the whole country goes by the command
FIRST_YEAR = 1995  # of a list of CBS
# How the name of each begins that the import looks for, and what a screen calls it.
FILES = {
    "wijk": _("Wijken"),
    "buurt_": _("Buurten"),
    "grenzen": _("Grenzen"),
    "pc6hnr": _("Adressen"),
}


def _file(label: Any, hint: Any, accept: str, *, missing: Any = None) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=hint,
        required=missing is not None,
        widget=forms.FileInput(attrs={"accept": accept}),
        error_messages={
            "required": missing or "",
            "empty": _("Dit bestand is leeg."),
            "missing": _("Kies een bestand."),
            "invalid": _("Kies een bestand."),
        },
    )


class AreasForm(forms.Form):
    """The year, two lists that must be there, and two that may."""

    year = NumberField(
        label=_("Peiljaar"),
        help_text=_("Het jaar van de lijst, zoals het in de namen van de kolommen staat."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Vul het jaar van de lijst in."), "invalid": _("Vul een jaar in.")},
    )
    districts = _file(
        _("Wijken"),
        _("CSV van het CBS, met de kolommen Wijk en Wijknaam."),
        ".csv",
        missing=_("Kies het bestand met de wijken."),
    )
    neighbourhoods = _file(
        _("Buurten"),
        _("CSV van het CBS, met de kolommen Buurt en Buurtnaam."),
        ".csv",
        missing=_("Kies het bestand met de buurten."),
    )
    boundaries = _file(
        _("Grenzen"), _("GeoJSON van PDOK, in WGS 84. Daarmee tekenen we de kaart."), ".geojson,.json"
    )
    addresses = _file(
        _("Adressen"),
        _("CSV van het CBS: welk adres in welke buurt is. Hoogstens 20 MB: neem alleen de eigen gemeente."),
        ".csv",
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._last = today.year + 1
        self.fields["year"].initial = today.year

    def clean_year(self) -> int:
        """Refuse what is no year of a list."""
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= self._last:
            raise forms.ValidationError(
                _("Vul een jaar in van %(first)s tot en met %(last)s."),
                params={"first": FIRST_YEAR, "last": self._last},
            )
        return year

    def clean(self) -> dict[str, Any]:
        """Refuse files that are too large, each beside its field."""
        found = super().clean() or self.cleaned_data
        for name in ("districts", "neighbourhoods", "boundaries", "addresses"):
            file = found.get(name)
            if file is not None and (file.size or 0) > LARGEST:
                self.add_error(
                    name,
                    _(
                        "Dit bestand is groter dan 20 MB. Neem alleen de eigen gemeente, of vraag"
                        " de beheerder van de server: die leest grote bestanden in."
                    ),
                )
        return found

    def chosen(self) -> dict[str, UploadedFile[Any]]:
        """Return the files by the names that the import looks for."""
        year = self.cleaned_data["year"]
        named = {
            f"wijk_{year}.csv": self.cleaned_data["districts"],
            f"buurt_{year}.csv": self.cleaned_data["neighbourhoods"],
            "grenzen.geojson": self.cleaned_data["boundaries"],
            "pc6hnr.csv": self.cleaned_data["addresses"],
        }
        return {name: file for name, file in named.items() if file}
