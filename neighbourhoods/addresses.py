"""In which neighbourhood an address is: by its postcode, and by the house number where a postcode spans several."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from neighbourhoods.models import HouseNumber, Neighbourhood, Postcode
from wijkzorg.tenancy.models import Municipality

_NUMBER = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an address is: in one neighbourhood, or in one of several among which somebody chooses; or unknown."""

    neighbourhood: Neighbourhood | None
    among: tuple[Neighbourhood, ...] = ()


def neighbourhood_of(municipality: Municipality, postcode: str, house_number: str) -> Whereabouts:
    """Return where an address is; `postcode` as it is stored (1234 AB), of the house number its digits count."""
    split = HouseNumber.objects.filter(municipality=municipality, postcode=postcode)
    rows = list(split.select_related("neighbourhood")) if postcode else []
    if rows:
        return _among(rows, house_number)
    known = Postcode.objects.filter(municipality=municipality, code=postcode).select_related("neighbourhood")
    return Whereabouts(next((row.neighbourhood for row in known), None))


def whereabouts_of(
    municipality: Municipality, postcodes: Collection[str]
) -> Callable[[str, str], Whereabouts]:
    """Return what says of each address with one of these postcodes where it is, in two queries for all of them."""
    split: dict[str, list[HouseNumber]] = {}
    numbers = HouseNumber.objects.filter(municipality=municipality, postcode__in=postcodes)
    for row in numbers.select_related("neighbourhood"):
        split.setdefault(row.postcode, []).append(row)
    codes = Postcode.objects.filter(municipality=municipality, code__in=postcodes)
    known = {row.code: row.neighbourhood for row in codes.select_related("neighbourhood")}

    def where(postcode: str, house_number: str) -> Whereabouts:
        if rows := split.get(postcode):
            return _among(rows, house_number)
        return Whereabouts(known.get(postcode))

    return where


def _among(rows: Collection[HouseNumber], house_number: str) -> Whereabouts:
    """Return where a house number of a postcode is that spans several neighbourhoods."""
    digits = _NUMBER.match(house_number.strip())
    exact = [row for row in rows if digits and row.number == int(digits[0])]
    found = {row.neighbourhood_id: row.neighbourhood for row in exact or rows}
    among = tuple(sorted(found.values(), key=lambda place: place.name))
    return Whereabouts(among[0]) if len(among) == 1 else Whereabouts(None, among)
