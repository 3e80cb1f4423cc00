"""A list of volunteers: for the coordinator of the neighbourhoods in which they live. Each is invited, and says yes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sheets import cells
from sheets.cells import Cell
from sheets.columns import Column, Row
from sheets.faults import Reason, Wrong
from sheets.files import Table
from sheets.for_requests import own_neighbourhoods
from sheets.lines import Bringing, Checked, Line
from sheets.places import Places
from volunteers.applying import invite_listed, known_addresses
from volunteers.board.people_forms import DAYS, PARTS
from volunteers.dayparts import ALL_WEEK
from volunteers.models import Kind, Language, Skill
from volunteers.places import spots
from volunteers.volunteering import Gives, checked
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

_KEYS = {"minutes_a_week": "hours", "radius_m": "km"}


def _some_of(choices: Any) -> Any:
    """Read several of our choices, by their Dutch words."""

    def read(cell: Cell) -> list[str]:
        found: list[str] = cells.several({str(label): value for value, label in choices.choices})(cell)  # type: ignore[assignment]
        return found

    return read


def _email(cell: Cell) -> str:
    said = cell.text.lower()
    try:
        validate_email(said)
    except ValidationError:
        raise Wrong(Reason.NOT_AN_EMAIL, value=cell.text) from None
    return said


def _week(cell: Cell) -> list[int]:
    """Read parts of a week: "maandag ochtend, dinsdag"."""
    slots = {f"{DAYS[slot // 3]} {PARTS[slot % 3]}": str(slot) for slot in ALL_WEEK}
    days = {str(day): f"d{number}" for number, day in enumerate(DAYS)}
    chosen: list[str] = cells.several(days | slots)(cell)  # type: ignore[assignment]
    found: set[int] = set()
    for one in chosen:
        found |= {3 * int(one[1:]) + part for part in range(3)} if one.startswith("d") else {int(one)}
    return sorted(found)


class Volunteers:
    """Who wants to help and is not known here yet."""

    roles: frozenset[str] = frozenset({Membership.Role.COORDINATOR})
    most = 200
    columns: Sequence[Column] = (
        Column("name", gettext_lazy("Naam"), cells.text(200), True),
        Column("email", gettext_lazy("E-mail"), _email, True),
        Column(
            "phone",
            gettext_lazy("Telefoon"),
            cells.phone,
            about=gettext_lazy("als tekst, met de nul vooraan"),
        ),
        Column(
            "postcode", gettext_lazy("Postcode"), cells.postcode, True, about=gettext_lazy("zoals 1234 AB")
        ),
        Column("house_number", gettext_lazy("Huisnummer"), cells.house_number),
        Column(
            "hours",
            gettext_lazy("Uren per week"),
            cells.number(Decimal("0.5"), Decimal(40)),
            True,
            instead=Decimal(2),
        ),
        Column(
            "km",
            gettext_lazy("Kilometer"),
            cells.number(Decimal("0.1"), Decimal(50)),
            empty=Decimal(2),
            about=gettext_lazy("hoe ver van huis; leeg is 2"),
            instead=Decimal(2),
        ),
        Column(
            "kinds",
            gettext_lazy("Wil doen"),
            _some_of(Kind),
            True,
            about=gettext_lazy("met een komma ertussen: ") + ", ".join(str(label) for label in Kind.labels),
            instead=(Kind.OTHER.value,),
        ),
        Column(
            "skills",
            gettext_lazy("Kan"),
            _some_of(Skill),
            empty=(),
            about=", ".join(str(label) for label in Skill.labels),
            instead=(),
        ),
        Column(
            "languages",
            gettext_lazy("Talen"),
            _some_of(Language),
            empty=(),
            about=gettext_lazy("zoals Nederlands, Turks"),
            instead=(),
        ),
        Column(
            "available",
            gettext_lazy("Wanneer"),
            _week,
            empty=ALL_WEEK,
            about=gettext_lazy("zoals maandag ochtend, dinsdag; leeg is altijd"),
            instead=ALL_WEEK,
        ),
    )

    def check(self, desk: Desk, table: Table) -> Checked:
        """Read every row as the form would, and find who helps, applied or stands in the list already."""
        municipality = desk.municipality
        assert municipality is not None, "who has a role works somewhere"
        found = Checked()
        rows = [Row(self.columns, number, read, found.faults) for number, read in table.rows]
        places = Places(municipality, own_neighbourhoods(desk))
        where = spots(municipality, {row.said["postcode"] for row in rows} - {""})
        known = known_addresses(municipality, {row.said["email"] for row in rows})
        met: dict[str, int] = {}
        for row in rows:
            said = dict(row.said)
            name, email = said.pop("name"), said.pop("email")
            first = met.setdefault(email, row.number)
            if first != row.number:
                row.refuse("email", Reason.TWICE, first=str(first))
            gives = Gives(
                minutes_a_week=round(said.pop("hours") * 60), radius_m=round(said.pop("km") * 1000), **said
            )
            try:
                fields: dict[str, Any] = checked(municipality, gives, where)
            except ValidationError as error:
                row.refuse_all(error, _KEYS)
                continue
            places.ours(row, fields["neighbourhood"], "postcode")
            if row.wrong:
                continue
            double = _("doet al mee, of is al aangemeld") if email in known else ""
            about = f"{email} · {fields['neighbourhood'].name}"
            found.lines.append(
                Line(row.number, name, about, (name, email, gives), double, known=bool(double))
            )
        return found

    def bring_in(self, lines: Collection[Line], how: Bringing) -> int:
        """Invite them, each by a letter with a link of their own."""
        municipality = how.desk.municipality
        assert municipality is not None, "who has a role works somewhere"
        for line in lines:
            name, email, gives = line.item
            invite_listed(
                actor=how.actor,
                municipality=municipality,
                name=name,
                email=email,
                gives=gives,
                token=how.token_of(line),
                link=how.link,
                now=how.desk.now,
            )
        return len(lines)
