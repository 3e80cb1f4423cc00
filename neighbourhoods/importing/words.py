"""What is wrong with a list of areas, as a screen says it: where, what, and what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods.geometry import Flaw
from neighbourhoods.importing.errors import Fault, Problem

FAULTS: dict[Fault, Any] = {
    Fault.MISSING: gettext_lazy("Dit bestand ontbreekt."),
    Fault.SEVERAL: gettext_lazy("Er zijn %(count)s bestanden. Kies er één."),
    Fault.OLDER: gettext_lazy("De lijst van %(stands)s staat er al; %(year)s is ouder."),
    Fault.EMPTY: gettext_lazy("Het bestand is leeg."),
    Fault.NOT_UTF8: gettext_lazy("Het bestand is geen UTF-8. Sla het opnieuw op als UTF-8."),
    Fault.LINE_NOT_UTF8: gettext_lazy("Deze regel is geen UTF-8. Sla het bestand opnieuw op als UTF-8."),
    Fault.LINE_TOO_LONG: gettext_lazy("Deze regel is langer dan 10 kB. Is dit het goede bestand?"),
    Fault.QUOTES: gettext_lazy("De aanhalingstekens kloppen niet."),
    Fault.WIDTH: gettext_lazy("Hier staan %(count)s waarden; de eerste regel heeft er %(wanted)s."),
    Fault.NO_COLUMN: gettext_lazy("De kolom “%(name)s%(year)s” ontbreekt."),
    Fault.COLUMN_OF_OTHER_YEAR: gettext_lazy("Deze kolom is van %(stated)s, niet van %(year)s."),
    Fault.NO_WIJK_CODE: gettext_lazy("%(value)s is geen wijkcode van het CBS."),
    Fault.NO_BUURT_CODE: gettext_lazy("%(value)s is geen buurtcode van het CBS."),
    Fault.NO_NAME: gettext_lazy("Hier hoort een naam, van hoogstens 200 tekens."),
    Fault.NO_POSTCODE: gettext_lazy("%(value)s is geen postcode."),
    Fault.NO_NUMBER: gettext_lazy("%(value)s is geen huisnummer."),
    Fault.TWICE: gettext_lazy("%(code)s staat ook op regel %(first)s."),
    Fault.NO_WIJK_HERE: gettext_lazy(
        "Er staat geen wijk van GM%(municipality)s in, wel %(others)s van andere gemeenten."
    ),
    Fault.NO_BUURT_HERE: gettext_lazy(
        "Er staat geen buurt van GM%(municipality)s in, wel %(others)s van andere gemeenten."
    ),
    Fault.NO_ADDRESS_HERE: gettext_lazy(
        "Er staat geen adres van GM%(municipality)s in, wel %(others)s van andere gemeenten."
    ),
    Fault.WIJK_NOT_LISTED: gettext_lazy("%(code)s hoort bij %(wijk)s. Die wijk staat niet bij de wijken."),
    Fault.NOT_LISTED: gettext_lazy("%(code)s staat niet bij de buurten."),
    Fault.ADDRESSES_NOT_LISTED: gettext_lazy(
        "%(times)s adressen zijn in %(code)s. Die buurt staat niet bij de buurten."
    ),
    Fault.NO_GEOJSON: gettext_lazy("Dit is geen GeoJSON met gebieden. Kies bij PDOK voor GeoJSON."),
    Fault.NO_JSON: gettext_lazy("Dit is geen geldige JSON. Is het bestand helemaal binnen?"),
    Fault.RIJKSDRIEHOEK: gettext_lazy(
        "Dit zijn coördinaten van de rijksdriehoek (EPSG:28992). Kies bij PDOK voor WGS 84 (EPSG:4326)."
    ),
    Fault.OF_OTHER_YEAR: gettext_lazy("%(code)s is van %(stated)s, niet van %(year)s."),
    Fault.NO_BOUNDARY: gettext_lazy("%(code)s: %(why)s"),
}
FLAWS: dict[Flaw, Any] = {
    Flaw.NONE: gettext_lazy("er is geen grens."),
    Flaw.NO_POLYGON: gettext_lazy("de grens is geen vlak (Polygon of MultiPolygon)."),
    Flaw.NO_RING: gettext_lazy("een vlak heeft geen rand."),
    Flaw.NO_AREA: gettext_lazy("het gebied heeft geen oppervlakte."),
    Flaw.NO_LISTS: gettext_lazy("de coördinaten zijn geen lijsten van randen."),
    Flaw.NOT_CLOSED: gettext_lazy("een rand is niet gesloten: die eindigt waar hij begint."),
    Flaw.NO_POINT: gettext_lazy("een punt is geen lengte en breedte."),
    Flaw.NO_DEGREES: gettext_lazy(
        "de punten zijn geen graden. Kies bij PDOK voor WGS 84 (EPSG:4326), niet voor de rijksdriehoek."
    ),
    Flaw.ELSEWHERE: gettext_lazy("een punt ligt buiten Nederland. In GeoJSON staat de lengte voorop."),
}


def said(problem: Problem) -> str:
    """Say what is wrong."""
    return str(FAULTS[problem.fault]) % {name: _shown(name, value) for name, value in problem.values.items()}


def _shown(name: str, value: object) -> object:
    if isinstance(value, Flaw):
        return FLAWS[value]
    return (
        f"“{str(value)[1:-1]}”" if name == "value" else value
    )  # in the quotes of a screen, not of a terminal


def where(problem: Problem, files: dict[str, Any]) -> tuple[str, str]:
    """Say in which of the files it is (`files` names them by how their names begin), and where in it."""
    named = next((str(name) for begins, name in files.items() if problem.file.startswith(begins)), "")
    if problem.fault is Fault.MISSING:
        pattern = str(problem.values["pattern"])
        named = next((str(name) for begins, name in files.items() if pattern.startswith(begins)), "")
    place = _("regel %(line)s") % {"line": problem.line} if problem.line else _("het hele bestand")
    return named or _("Alle"), ", ".join(part for part in (place, problem.column) if part)
