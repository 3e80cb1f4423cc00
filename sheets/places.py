"""In which of the own neighbourhoods a row is: by its name or code, or by its postcode."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from neighbourhoods.models import Neighbourhood
from sheets.columns import Row
from sheets.faults import Reason
from wijkzorg.tenancy.models import Municipality


class Places:
    """The neighbourhoods of a municipality, and which of them are one's own."""

    def __init__(self, municipality: Municipality, own: QuerySet[Neighbourhood]) -> None:
        here = list(Neighbourhood.objects.current().filter(municipality=municipality))
        self.own = set(own.values_list("pk", flat=True))
        # Two may have one name: of these an own one is meant.
        here.sort(key=lambda place: place.pk in self.own)
        self._named = {word: place for place in here for word in (place.name.lower(), place.code.lower())}
        self.mine = [place for place in here if place.pk in self.own]

    def of(self, row: Row, lives: Sequence[Neighbourhood]) -> Neighbourhood | None:
        """Return the own neighbourhood of a row; None where it has none, and then the row is wrong."""
        if row.said["place"]:
            place = self.named(row)
            return self.ours(row, place) if place else None
        if len(lives) == 1:
            return self.ours(row, lives[0], "postcode")
        if not lives and not row.said["postcode"] and len(self.mine) == 1:
            return self.mine[0]
        if not row.wrong & {"place", "postcode", "house_number"}:
            row.refuse("place", Reason.WHICH_PLACE)
        return None

    def named(self, row: Row) -> Neighbourhood | None:
        """Return the neighbourhood that a row names, if it names one that we know."""
        said = row.said["place"]
        place = self._named.get(said.lower()) if said else None
        if said and place is None:
            row.refuse("place", Reason.UNKNOWN_PLACE, value=said)
        return place

    def ours(self, row: Row, place: Neighbourhood, column: str = "place") -> Neighbourhood | None:
        """Return a neighbourhood that is one's own; of another one the row is wrong."""
        if place.pk in self.own:
            return place
        row.refuse(column, Reason.NOT_OURS, name=place.name)
        return None
