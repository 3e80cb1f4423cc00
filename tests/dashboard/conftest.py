"""A town with published figures, made through the models: what stands in an edition, not how it was counted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from html import unescape

import pytest
from django.test import Client

from cases.models import Policy
from municipalities.definitions import DEFINITIONS, Level, Nature
from municipalities.models import Edition, Published
from neighbourhoods.models import Boundary, District, Neighbourhood
from tests.conftest import ZONE, Place, make_member
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.models import Municipality

LEVELS = {"GM": Level.MUNICIPALITY, "WK": Level.DISTRICT, "BU": Level.NEIGHBOURHOOD}
THROUGH = dt.date(2026, 11, 23)  # the Monday as which the newest figures are taken


@pytest.fixture
def officer(place: Place) -> User:
    """A policy officer."""
    return make_member(place, "bela@voorbeeldstad.example", Membership.Role.POLICY_OFFICER)


@pytest.fixture
def at_figures(client: Client, officer: User) -> Client:
    """The browser of a policy officer."""
    client.force_login(officer)
    return client


def words_of(answer: object) -> str:
    """Return what a page says, without its marks."""
    html = answer.content.decode()  # type: ignore[attr-defined]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<main")[2])).split())


def make_edition(place: Place, number: int = 1, *, through: dt.date = THROUGH, corrects: str = "") -> Edition:
    """Make an edition without figures; `corrects` says what it puts right."""
    return Edition.objects.create(
        municipality=place.municipality,
        number=number,
        kind=Edition.Kind.CORRECTION if corrects else Edition.Kind.REGULAR,
        reason=corrects,
        since=through - dt.timedelta(weeks=104),
        through=through,
        published_at=dt.datetime.combine(through, dt.time(6), tzinfo=ZONE),
        open_from=through - dt.timedelta(weeks=13),
    )


def publish(
    edition: Edition,
    indicator: str,
    values: dict[str, int | None],
    *,
    part: str = "",
    begins: dt.date | None = None,
    ends: dt.date | None = None,
) -> None:
    """Publish a figure of some areas, by code; of a stock without days of its own that of the newest Monday."""
    first = begins or edition.through
    Published.objects.bulk_create(
        _row(edition, indicator, part, code, first, ends or first, value) for code, value in values.items()
    )


def _row(
    edition: Edition, indicator: str, part: str, code: str, begins: dt.date, ends: dt.date, value: int | None
) -> Published:
    return Published(
        municipality=edition.municipality,
        edition=edition,
        indicator=indicator,
        part=part,
        area_code=code,
        level=LEVELS[code[:2]],
        begins=begins,
        ends=ends,
        value=value,
    )


def correct(edition: Edition, indicator: str, area: str, value: int | None, *, part: str = "") -> None:
    """Say a number of the newest Monday anew in a later edition."""
    Published.objects.filter(
        indicator=indicator,
        area_code=area,
        part=part,
        begins=edition.through,
        ends=edition.through,
        latest=True,
    ).update(latest=False, replaced_in=edition.number)
    publish(edition, indicator, {area: value}, part=part)


def periods_of(level: str, weeks: int = 26) -> list[tuple[dt.date, dt.date]]:
    """Return the whole periods of the flows of a level before the newest Monday, the first first."""
    if level == Level.MUNICIPALITY:
        mondays = [THROUGH - dt.timedelta(weeks=back) for back in range(weeks, 0, -1)]
        return [(monday, monday + dt.timedelta(days=7)) for monday in mondays]
    months = 1 if level == Level.DISTRICT else 3
    found, end = (
        list[tuple[dt.date, dt.date]](),
        dt.date(2026, 11, 1) if months == 1 else dt.date(2026, 10, 1),
    )
    while end > THROUGH - dt.timedelta(weeks=max(weeks, 52)):
        begin = _months_before(end, months)
        found.insert(0, (begin, end))
        end = begin
    return found


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


def fill(
    edition: Edition, areas: Sequence[str], *, weeks: int = 26, hidden: Iterable[str] = (), size: int = 40
) -> None:
    """Publish every figure of some areas for all periods; of the hidden ones all is hidden."""
    veiled, rows = set(hidden), list[Published]()
    for code in areas:
        level = LEVELS[code[:2]]
        for definition in DEFINITIONS.values():
            if level not in definition.levels:
                continue
            mondays = [(THROUGH - dt.timedelta(weeks=back),) * 2 for back in range(weeks - 1, -1, -1)]
            stretches = mondays if definition.nature is Nature.STOCK else periods_of(level, weeks)
            rows += [
                _row(
                    edition,
                    definition.code,
                    part,
                    code,
                    *days,
                    None if code in veiled else _value(definition.code, nth, step, size),
                )
                for nth, part in enumerate(definition.names)
                for step, days in enumerate(stretches)
            ]
    Published.objects.bulk_create(rows, batch_size=5000)


def _value(code: str, place: int, step: int, size: int) -> int:
    if code.startswith("punten"):
        return 5 * (size * (20 - 5 * place) - step * place)
    if code.startswith(("aandeel", "dagen", "uren")):
        return 10 + step % 30
    return 5 * (size // 5 + step % 4 - place)


def more_areas(place: Place, wijken: int, buurten: int) -> list[str]:
    """Add wijken, each with buurten; return the codes of all areas of the municipality."""
    own = {"municipality": place.municipality, "reference_year": 2026}
    districts = District.objects.bulk_create(
        District(code=f"WK9999{number:02d}", name=f"Wijk {number}", **own) for number in range(1, wijken + 1)
    )
    Neighbourhood.objects.bulk_create(
        Neighbourhood(
            district=district,
            code=f"BU9999{district.code[-2:]}{number:02d}",
            name=f"Buurt {district.code[-2:]}.{number}",
            **own,
        )
        for district in districts
        for number in range(1, buurten + 1)
    )
    return codes_of(place.municipality)


def codes_of(municipality: Municipality) -> list[str]:
    """Return the codes of the municipality, its wijken and its buurten."""
    found = [municipality.code]
    for model in (District, Neighbourhood):
        rows = model._default_manager.filter(municipality=municipality)
        found += rows.order_by("code").values_list("code", flat=True)
    return found


def bound(place: Place) -> None:
    """Give each buurt a square as its boundary."""
    rows = Neighbourhood.objects.filter(municipality=place.municipality).order_by("code")
    made = []
    for number, buurt in enumerate(rows):
        x, y = 1000 * (number % 12), 1000 * (number // 12)
        ring = [[x, y], [x + 1000, y], [x + 1000, y + 1000], [x, y + 1000], [x, y]]
        made.append(
            Boundary(
                municipality=place.municipality,
                neighbourhood=buurt,
                reference_year=2026,
                polygons=[],
                outline=[ring],
            )
        )
    Boundary.objects.bulk_create(made)


@pytest.fixture
def policy(place: Place) -> Policy:
    """A policy that changed in the middle of what is shown."""
    Policy.objects.create(municipality=place.municipality, valid_from=dt.date(2024, 1, 1), reason="Het begin")
    return Policy.objects.create(
        municipality=place.municipality,
        valid_from=dt.date(2026, 9, 7),
        threshold_percent=60,
        reason="Wij willen het eerder weten",
    )


@pytest.fixture
def edition(place: Place, policy: Policy) -> Edition:
    """An edition in which every figure of the municipality, its wijk and its buurt stands, for a year."""
    made = make_edition(place)
    fill(made, codes_of(place.municipality), weeks=16)
    return made
