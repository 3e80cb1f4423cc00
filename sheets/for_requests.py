"""A list of help requests: for the desk and the coordinator of the neighbourhoods in which they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from neighbourhoods.models import Neighbourhood
from sheets import cells
from sheets.cells import Cell
from sheets.columns import Column, Row
from sheets.files import Table
from sheets.lines import Bringing, Checked, Line
from sheets.places import Places
from volunteers.asked import Asked, Whom, columns
from volunteers.filing import doubles_of, file_request
from volunteers.models import Channel, Consent, DayPart, Kind, Language
from volunteers.places import spots
from volunteers.querysets import own_places
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

TEXT = 1000
_KEYS = {"neighbourhood": "place"}
_ON_PAPER = {"ja": Consent.KNOWS, "wettelijk": Consent.REPRESENTATIVE, "kan niet": Consent.UNABLE}


def own_neighbourhoods(desk: Desk) -> Any:
    """Return the neighbourhoods in which somebody works with requests and volunteers."""
    return Neighbourhood.objects.annotate(neighbourhood_id=F("pk")).filter(own_places(desk))


def _one_of(choices: Any) -> Any:
    """Read one of our choices, by its Dutch word; in the language of who reads, when it is read."""

    def read(cell: Cell) -> object:
        return cells.choice({str(label): value for value, label in choices.choices})(cell)

    return read


def _minutes(cell: Cell) -> int:
    return int(Decimal(str(cells.number(Decimal(15), Decimal(480))(cell))))


class Requests:
    """What somebody needs, once; a series is entered on the screen."""

    roles: frozenset[str] = frozenset({Membership.Role.CENTRE_STAFF, Membership.Role.COORDINATOR})
    most = 300
    columns: Sequence[Column] = (
        Column(
            "kind",
            gettext_lazy("Wat"),
            _one_of(Kind),
            True,
            about=", ".join(str(label) for label in Kind.labels),
            instead=Kind.OTHER.value,
        ),
        Column("name", gettext_lazy("Voor wie"), cells.text(200), True, instead="?"),
        Column(
            "phone",
            gettext_lazy("Telefoon"),
            cells.phone,
            True,
            about=gettext_lazy("als tekst, met de nul vooraan"),
            instead="0612345678",
        ),
        Column(
            "first_on",
            gettext_lazy("Wanneer"),
            cells.date,
            True,
            about=gettext_lazy("vandaag of later, zoals 17-03-2027"),
            instead=None,
        ),
        Column(
            "day_part",
            gettext_lazy("Dagdeel"),
            _one_of(DayPart),
            empty=DayPart.ANY.value,
            about=", ".join(str(label) for label in DayPart.labels),
            instead=DayPart.ANY.value,
        ),
        Column(
            "starts_at",
            gettext_lazy("Tijd"),
            cells.time,
            empty=None,
            about=gettext_lazy("zoals 14:30"),
            instead=None,
        ),
        Column(
            "minutes",
            gettext_lazy("Minuten"),
            _minutes,
            empty=60,
            about=gettext_lazy("leeg is een uur"),
            instead=60,
        ),
        Column("street", gettext_lazy("Straat"), cells.text(200)),
        Column("house_number", gettext_lazy("Huisnummer"), cells.house_number),
        Column("postcode", gettext_lazy("Postcode"), cells.postcode, about=gettext_lazy("zoals 1234 AB")),
        Column(
            "place",
            gettext_lazy("Buurt"),
            cells.text(200),
            about=gettext_lazy("mag leeg als de postcode er staat"),
        ),
        Column(
            "urgent",
            gettext_lazy("Dringend"),
            cells.yes,
            empty=False,
            about=gettext_lazy("ja of nee"),
            instead=False,
        ),
        Column(
            "no_network",
            gettext_lazy("Heeft niemand anders"),
            cells.yes,
            empty=False,
            about=gettext_lazy("ja of nee"),
            instead=False,
        ),
        Column(
            "needs_vog",
            gettext_lazy("VOG nodig"),
            cells.yes,
            empty=False,
            about=gettext_lazy("ja of nee"),
            instead=False,
        ),
        Column("language", gettext_lazy("Taal"), _one_of(Language), about=gettext_lazy("zoals Turks")),
        Column(
            "text",
            gettext_lazy("Toelichting"),
            cells.words(TEXT),
            about=gettext_lazy("niets over gezondheid of zorg"),
        ),
        Column("asker_name", gettext_lazy("Gevraagd door"), cells.text(200)),
        Column(
            "consent",
            gettext_lazy("Mag dat"),
            cells.choice({word: code.value for word, code in _ON_PAPER.items()}),
            about=gettext_lazy("als een ander het vraagt: ja, wettelijk of kan niet"),
            instead=Consent.KNOWS.value,
        ),
    )

    def check(self, desk: Desk, table: Table) -> Checked:
        """Read every row as the form would, and find which requests seem to be there already."""
        municipality = desk.municipality
        assert municipality is not None, "who has a role works somewhere"
        found = Checked()
        today = municipality.day_of(desk.now)
        rows = [Row(self.columns, number, read, found.faults) for number, read in table.rows]
        places = Places(municipality, own_neighbourhoods(desk))
        where = spots(municipality, {row.said["postcode"] for row in rows} - {""})
        right: list[tuple[int, Asked, Whom, dict[str, Any]]] = []
        for row in rows:
            place = places.named(row)
            if "place" in row.wrong:
                place = next(iter(places.mine), None)  # any: so that the rest of the row is looked at
            asked, whom = _read(row.said, place, today)
            try:
                fields = columns(municipality, asked, whom, desk.now, where_is=where)
            except ValidationError as error:
                row.refuse_all(error, _KEYS)
                continue
            places.ours(row, fields["neighbourhood"], "postcode" if place is None else "place")
            if not row.wrong:
                right.append((row.number, asked, whom, fields))
        same = doubles_of(
            municipality.pk, [(asked.kind, fields["parties"]) for _n, asked, _w, fields in right]
        )
        met: dict[tuple[str, str], int] = {}
        for (number, asked, whom, fields), stored in zip(right, same, strict=True):
            people = [party for party in fields["parties"] if not party.startswith("home:")]
            first = min(met.setdefault((asked.kind, party), number) for party in people)
            double = _("staat er al, en is nog open") if stored else ""
            if first != number:
                double = _("lijkt op rij %(row)s") % {"row": first}
            about = f"{capfirst(Kind(asked.kind).label)} · {_day(asked.first_on)} · {fields['neighbourhood'].name}"
            found.lines.append(Line(number, whom.name, about, (asked, whom), double))
        return found

    def bring_in(self, lines: Collection[Line], how: Bringing) -> int:
        """File them one by one: each has its clock, and volunteers are asked in the next round."""
        municipality = how.desk.municipality
        assert municipality is not None, "who has a role works somewhere"
        for line in lines:
            asked, whom = line.item
            file_request(
                municipality=municipality,
                asked=asked,
                whom=whom,
                channel=Channel.DESK,
                token=how.token_of(line),
                now=how.desk.now,
                actor=how.actor,
                ask_at_once=False,
            )
        return len(lines)


def _read(said: dict[str, Any], place: Neighbourhood | None, today: dt.date) -> tuple[Asked, Whom]:
    asked = Asked(
        kind=Kind(said["kind"]),
        first_on=said["first_on"] or today,
        day_part=DayPart(said["day_part"]),
        **{name: said[name] for name in _ASKED},
    )
    whom = Whom(
        neighbourhood=place,
        on_behalf=bool(said["asker_name"] or said["consent"]),
        **{name: said[name] for name in _WHOM},
    )
    return asked, whom


_ASKED = ("text", "starts_at", "minutes", "urgent", "no_network", "needs_vog", "language")
_WHOM = ("name", "phone", "street", "house_number", "postcode", "asker_name", "consent")


def _day(day: dt.date) -> str:
    return date_format(day, "j F Y")
