"""A list of residents: for the desk of the catchment in which they live."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods.addresses import whereabouts_of
from neighbourhoods.models import Neighbourhood
from residents import address
from residents.models import Resident, desk_catchment
from residents.registering import OLDEST, NewResident, birth_faults, register_many
from sheets import cells
from sheets.columns import Column, Row
from sheets.faults import Reason
from sheets.files import Table
from sheets.lines import Bringing, Checked, Line
from sheets.places import Places
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

NAME = 200


class Residents:
    """Who lives in the catchment and is not known here yet."""

    roles: frozenset[str] = frozenset({Membership.Role.CENTRE_STAFF})
    most = 10_000
    columns: Sequence[Column] = (
        Column("first_name", gettext_lazy("Voornaam"), cells.text(NAME), True),
        Column("last_name", gettext_lazy("Achternaam"), cells.text(NAME), True),
        Column(
            "birth_date",
            gettext_lazy("Geboortedatum"),
            cells.date,
            True,
            instead=OLDEST,
            about=gettext_lazy("zoals 17-03-1956"),
        ),
        Column("street", gettext_lazy("Straat"), cells.text(NAME)),
        Column(
            "house_number",
            gettext_lazy("Huisnummer"),
            cells.house_number,
            about=gettext_lazy("als tekst, zoals 12 of 12-b"),
        ),
        Column("postcode", gettext_lazy("Postcode"), cells.postcode, about=gettext_lazy("zoals 1234 AB")),
        Column(
            "phone",
            gettext_lazy("Telefoon"),
            cells.phone,
            about=gettext_lazy("als tekst, met de nul vooraan"),
        ),
        Column(
            "place",
            gettext_lazy("Buurt"),
            cells.text(NAME),
            about=gettext_lazy("naam of code; mag leeg als de postcode er staat"),
        ),
    )

    def check(self, desk: Desk, table: Table) -> Checked:
        """Read every row, find its neighbourhood, and find who is known or stands in the list already."""
        municipality = desk.municipality
        assert municipality is not None, "who has a role works somewhere"
        found, today = Checked(), municipality.day_of(desk.now)
        rows = [Row(self.columns, number, read, found.faults) for number, read in table.rows]
        own = desk_catchment(desk).values("neighbourhood_id")
        places = Places(municipality, Neighbourhood.objects.filter(pk__in=own))
        where = whereabouts_of(municipality, {row.said["postcode"] for row in rows} - {""})
        people: list[tuple[Row, NewResident]] = []
        for row in rows:
            self._look(row, today)
            home = where(row.said["postcode"], row.said["house_number"])
            place = places.of(row, (home.neighbourhood,) if home.neighbourhood else home.among)
            if place is not None and not row.wrong:
                said = {key: value for key, value in row.said.items() if key != "place"}
                people.append((row, NewResident(neighbourhood=place, **said)))
        known = _Known(desk, [who for _row, who in people])
        met = _Met()
        for row, who in people:
            if first := met.same(row.number, who):
                row.refuse("last_name", Reason.TWICE, first=str(first))
                continue
            one = known.like(who)
            if one is not None:
                found.seen.add(one.pk)
            double = ", ".join(filter(None, (_of(one) if one else "", met.like(row.number, who))))
            name = f"{who.first_name} {who.last_name}"
            lives = address.line(who.street, who.house_number, who.postcode)
            about = " · ".join(filter(None, (_day(who.birth_date), lives, who.phone, who.neighbourhood.name)))
            found.lines.append(Line(row.number, name, about, who, double))
        return found

    def bring_in(self, lines: Collection[Line], how: Bringing) -> int:
        """Register them, all at once."""
        municipality = how.desk.municipality
        assert municipality is not None, "who has a role works somewhere"
        made = register_many(
            actor=how.actor,
            municipality=municipality,
            people=[line.item for line in lines],
            now=how.desk.now,
        )
        return len(made)

    def _look(self, row: Row, today: dt.date) -> None:
        """Say what is wrong between the columns of a row, and with the day of a birth."""
        for key, why in birth_faults(row.said["birth_date"], today).items():
            row.refuse(key, Reason.SAID, said=str(why))
        nowhere = not (row.said["street"] or row.said["postcode"])
        if row.said["house_number"] and nowhere and not row.wrong & {"street", "postcode"}:
            row.refuse("street", Reason.SAID, said=_("Vul ook de straat in, of de postcode."))


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")


def _of(one: Resident) -> str:
    return _("%(who)s, %(day)s, staat er al") % {"who": one.name, "day": _day(one.birth_date)}


def _born(who: NewResident | Resident) -> tuple[object, ...]:
    return who.last_name.lower(), who.birth_date


def _house(who: NewResident | Resident) -> tuple[object, ...] | None:
    """Return who lives in which house, by name: in one house live several of one family."""
    if not (who.postcode and who.house_number):
        return None
    number = "".join(who.house_number.split()).lower()
    return who.first_name.lower(), who.last_name.lower(), who.postcode, number


class _Known:
    """The residents of the catchment whom somebody in a list may be: of the same surname and birth date, or house."""

    def __init__(self, desk: Desk, people: Collection[NewResident]) -> None:
        names = {who.last_name.lower() for who in people}
        days, codes = {who.birth_date for who in people}, {who.postcode for who in people} - {""}
        rows = Resident.objects.at_desk(desk).annotate(lower_name=Lower("last_name"))
        alike = rows.filter(Q(birth_date__in=days) | Q(postcode__in=codes), lower_name__in=names)
        self._by: dict[tuple[object, ...], Resident] = {}
        for one in alike.order_by("-pk") if people else ():
            self._by[_born(one)] = one
            if (house := _house(one)) is not None:
                self._by[house] = one

    def like(self, who: NewResident) -> Resident | None:
        """Return whom somebody may be."""
        return self._by.get(_born(who)) or self._by.get(_house(who) or ())


class _Met:
    """Who stood in the list before."""

    def __init__(self) -> None:
        self._by: dict[tuple[object, ...], int] = {}

    def same(self, number: int, who: NewResident) -> int | None:
        """Return the row on which the very same stood."""
        return self._first(number, (*_born(who), who.first_name.lower()))

    def like(self, number: int, who: NewResident) -> str:
        """Say on which row somebody stood who may be the same."""
        house = _house(who)
        first = self._first(number, _born(who)) or (self._first(number, house) if house else None)
        return _("lijkt op rij %(row)s") % {"row": first} if first else ""

    def _first(self, number: int, key: tuple[object, ...]) -> int | None:
        first = self._by.setdefault(key, number)
        return first if first != number else None
