"""Where something is: a postcode in, a neighbourhood and a point out. No map, and nobody outside is asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Avg
from django.utils.translation import gettext as _

from neighbourhoods import points
from neighbourhoods.models import Neighbourhood, Postcode
from neighbourhoods.points import Point
from residents import address
from wijkzorg.tenancy.models import Municipality


@dataclass(frozen=True, slots=True)
class Spot:
    """A neighbourhood and a point in it, in rijksdriehoek metres; no point where none is known."""

    neighbourhood: Neighbourhood
    x: int | None
    y: int | None
    postcode: str = ""


def spot(municipality: Municipality, postcode: str, neighbourhood: Neighbourhood | None = None) -> Spot:
    """Return where a postcode is; raises ValidationError for one outside the municipality, and for none at all.

    Without a postcode, or where the municipality's postcodes are not there, it is the middle of the neighbourhood.
    """
    try:
        code = address.postcode(postcode)
    except address.NotAnAddress as error:
        raise ValidationError({"postcode": _("Een postcode is zoiets als 1234 AB.")}) from error
    here = Postcode.objects.filter(municipality=municipality)
    found = here.filter(code=code).select_related("neighbourhood").first() if code else None
    if found is not None:
        return Spot(found.neighbourhood, found.x, found.y, code)
    if code and here.exists():
        words = {"place": municipality.name}
        raise ValidationError({"postcode": _("Deze postcode ligt niet in %(place)s.") % words})
    if neighbourhood is None:
        raise ValidationError({"postcode": _("Vul de postcode in. Dan weten we waar het is.")})
    middle = here.filter(neighbourhood=neighbourhood).aggregate(x=Avg("x"), y=Avg("y"))
    known = middle["x"] is not None
    return Spot(
        neighbourhood, round(middle["x"]) if known else None, round(middle["y"]) if known else None, code
    )


def metres(x: int | None, y: int | None, other_x: int, other_y: int) -> int:
    """Return the straight distance between two points in whole metres; 0 where one of them is not known."""
    return points.metres(Point(x, y), Point(other_x, other_y)) if x is not None and y is not None else 0
