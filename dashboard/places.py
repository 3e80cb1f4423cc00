"""The areas for which there are figures: the municipality, its wijken and their buurten, found by code or name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from neighbourhoods.models import District, Neighbourhood
from wijkzorg.tenancy.models import Municipality

CITY, WIJK, BUURT = "gemeente", "wijk", "buurt"
LEVELS = (CITY, WIJK, BUURT)  # from the largest to the finest


@dataclass(frozen=True, slots=True)
class Area:
    """An area with its code; `within` is the code of the area that it is a part of."""

    code: str
    name: str
    level: str
    within: str = ""
    ended: int | None = None
    pk: int = 0

    @property
    def title(self) -> str:
        """The name; of an area that is no more, with the year."""
        return (
            _("%(name)s (vervallen in %(year)s)") % {"name": self.name, "year": self.ended}
            if self.ended
            else self.name
        )

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        return {CITY: _("gemeente"), WIJK: _("wijk"), BUURT: _("buurt")}[self.level]


class Areas:
    """All areas of a municipality, in the order of their names; read in two queries, however many there are."""

    def __init__(self, municipality: Municipality) -> None:
        self.top = Area(municipality.code, municipality.name, CITY)
        self.by_code: dict[str, Area] = {self.top.code: self.top}
        self._within: dict[str, list[Area]] = defaultdict(list)
        wijken = District.objects.filter(municipality=municipality).order_by("name", "code")
        for pk, code, name, ended in wijken.values_list("pk", "code", "name", "ended_year"):
            self._add(Area(code, name, WIJK, self.top.code, ended, pk))
        buurten = Neighbourhood.objects.filter(municipality=municipality).order_by("name", "code")
        for pk, code, name, ended, within in buurten.values_list(
            "pk", "code", "name", "ended_year", "district__code"
        ):
            self._add(Area(code, name, BUURT, within, ended, pk))

    def _add(self, area: Area) -> None:
        self.by_code[area.code] = area
        self._within[area.within].append(area)

    def of(self, level: str, within: Area | None = None) -> list[Area]:
        """Return the areas of a level, all or those within another: the wijken in which a buurt cannot be have none."""
        within = within or self.top
        return [area for area in self.by_code.values() if area.level == level and self._is_in(area, within)]

    def _is_in(self, area: Area, within: Area) -> bool:
        return within.code in {one.code for one in self.path(area)}

    def path(self, area: Area) -> list[Area]:
        """Return the area with all that it is in, the municipality first."""
        found = [area]
        while found[0].within:
            found.insert(0, self.by_code[found[0].within])
        return found

    def finer(self, area: Area) -> list[str]:
        """Return the levels below an area, from the largest to the finest."""
        return list(LEVELS[LEVELS.index(area.level) + 1 :])

    def find(self, words: str, most: int = 20) -> list[Area]:
        """Return the areas in whose name or code all of the words occur, accents and capitals aside."""
        wanted = _plain(words).split()
        return list(
            _first(
                most,
                (
                    a
                    for a in self.by_code.values()
                    if wanted and all(w in _plain(f"{a.name} {a.code}") for w in wanted)
                ),
            )
        )

    def __len__(self) -> int:
        return len(self.by_code)


def _first(most: int, areas: Iterator[Area]) -> Iterator[Area]:
    for _number, area in zip(range(most), areas, strict=False):
        yield area


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
