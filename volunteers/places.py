"""Where something is: a postcode in, a neighbourhood and a point out. No map, and nobody outside is asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

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


Where = Callable[[Municipality, str, Neighbourhood | None], Spot]
_Middle = tuple[int | None, int | None]


def spot(municipality: Municipality, postcode: str, neighbourhood: Neighbourhood | None = None) -> Spot:
    """Return where a postcode is; raises ValidationError for one outside the municipality, and for none at all.

    Without a postcode, or where the municipality's postcodes are not there, it is the middle of the neighbourhood.
    """
    here = Postcode.objects.filter(municipality=municipality)

    def middle(place: Neighbourhood) -> _Middle:
        return _rounded(here.filter(neighbourhood=place).aggregate(x=Avg("x"), y=Avg("y")))

    return _spot(
        municipality,
        postcode,
        neighbourhood,
        lambda code: here.filter(code=code).select_related("neighbourhood").first(),
        here.exists,
        middle,
    )


def spots(municipality: Municipality, postcodes: Collection[str]) -> Where:
    """Return what says the same as `spot` for each of these postcodes, in three queries for all of them."""
    here = Postcode.objects.filter(municipality=municipality)
    known = {row.code: row for row in here.filter(code__in=postcodes).select_related("neighbourhood")}
    has_any = bool(known) or here.exists()
    rows = here.values("neighbourhood_id").annotate(x=Avg("x"), y=Avg("y"))
    middles = {row["neighbourhood_id"]: _rounded(row) for row in rows}

    def where(place: Municipality, postcode: str, neighbourhood: Neighbourhood | None = None) -> Spot:
        return _spot(
            place,
            postcode,
            neighbourhood,
            known.get,
            lambda: has_any,
            lambda at: middles.get(at.pk, (None, None)),
        )

    return where


def _spot(
    municipality: Municipality,
    postcode: str,
    neighbourhood: Neighbourhood | None,
    find: Callable[[str], Postcode | None],
    has_any: Callable[[], bool],
    middle: Callable[[Neighbourhood], _Middle],
) -> Spot:
    try:
        code = address.postcode(postcode)
    except address.NotAnAddress as error:
        raise ValidationError({"postcode": _("Een postcode is zoiets als 1234 AB.")}) from error
    found = find(code) if code else None
    if found is not None:
        return Spot(found.neighbourhood, found.x, found.y, code)
    if code and has_any():
        words = {"place": municipality.name}
        raise ValidationError({"postcode": _("Deze postcode ligt niet in %(place)s.") % words})
    if neighbourhood is None:
        raise ValidationError({"postcode": _("Vul de postcode in. Dan weten we waar het is.")})
    return Spot(neighbourhood, *middle(neighbourhood), code)


def _rounded(at: Mapping[str, Any]) -> _Middle:
    return (None, None) if at["x"] is None else (round(at["x"]), round(at["y"]))


def metres(x: int | None, y: int | None, other_x: int, other_y: int) -> int:
    """Return the straight distance between two points in whole metres; 0 where one of them is not known."""
    return points.metres(Point(x, y), Point(other_x, other_y)) if x is not None and y is not None else 0
