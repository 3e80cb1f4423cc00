"""Whoever reads the demo's figures in every format that there is reads the same, and narrows nothing that is hidden."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from municipalities.api import exporting
from municipalities.api.models import Export
from municipalities.definitions import DEFINITIONS, Basis
from municipalities.models import Edition, Fact
from municipalities.publishing import correct, publish_week
from municipalities.relations import Cell, Period
from municipalities.series import WEEK, monday_of
from neighbourhoods.models import Neighbourhood
from reports.models import StreetRound
from tests.api.conftest import BASE, MakeSystem, System, make_system  # noqa: F401
from tests.conftest import Place, stay_inside
from tests.municipalities.attacker import Attack, Read
from wijkzorg.accounts.models import Team, User
from wijkzorg.clients.scopes import Scope
from wijkzorg.tenancy.models import Municipality

DAY = dt.timedelta(days=1)
Row = dict[str, Any]
RULES = ("afgeschaald", "sluipendAfgeschaald", "uitBeeld", "onvindbaar")


@pytest.fixture
def reader(town: Municipality, on: dt.date, make_system: MakeSystem) -> System:  # noqa: F811
    """A system that may read figures, of a town whose last two weeks are published."""
    for monday in (monday_of(on) - WEEK, monday_of(on)):
        publish_week(municipality=town, monday=monday, now=timezone.now())
    place = Place(town, Neighbourhood.objects.all()[0], Team.objects.all()[0])
    return make_system(place, scopes=[Scope.FIGURES, Scope.EXPORTS])


def pages(system: System, path: str, name: str, **asked: Any) -> Iterator[Row]:
    """Read all pages of a list."""
    address: str | None = f"{BASE}/{path}"
    query: Any = {"limit": 10_000, **asked}
    while address:
        answer = system.get(address, query)
        assert answer.status_code == 200
        yield from answer.json()[name]
        following = [part for part in answer["Link"].split(",") if 'rel="next"' in part]
        address, query = (following[0].split("<")[1].split(">")[0] if following else None), None


def key_of(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("gebiedCode", "indicator", "onderdeel", "beginDatum", "eindDatum"))


def plain(row: Row) -> Row:
    """A row of a table as JSON has it."""
    value = int(row["waarde"]) if row["waarde"] else None
    return {
        **row,
        "waarde": value,
        "afgeschermd": row["afgeschermd"] == "true",
        "onderdeel": row["onderdeel"] or None,
        "onderdeelTitel": row["onderdeelTitel"] or None,
        "editie": int(row["editie"]),
    }


def exported(system: System, form: str) -> list[Row]:
    where = system.post(f"{BASE}/exports", json.dumps({"formaat": form}), content_type="application/json")[
        "Location"
    ]
    exporting.make(export_id=Export.objects.latest("pk").pk, now=timezone.now())
    answer: Any = system.get(f"{where}/bestand")
    text = b"".join(answer.streaming_content).decode()
    if form == "csv":
        return [plain(row) for row in csv.DictReader(io.StringIO(text))]
    return [json.loads(line) for line in text.splitlines()]


def test_every_format_says_the_same(reader: System, town: Municipality) -> None:
    rows = list(pages(reader, "statistieken", "statistieken"))
    assert {row["niveau"] for row in rows} == {"gemeente", "wijk", "buurt"}
    table = reader.ask("statistieken", {"limit": 10_000}, Accept="text/csv").content.decode()
    assert [plain(row) for row in csv.DictReader(io.StringIO(table))] == rows[:10_000]
    assert exported(reader, "ndjson") == rows
    assert exported(reader, "csv") == rows
    changes = list(pages(reader, "wijzigingen", "wijzigingen"))
    told = {key_of(one["statistiek"]): one["statistiek"] for one in changes if one["soort"] == "statistiek"}
    assert told == {key_of(row): row for row in rows}
    last = Edition.objects.of(town).order_by("-number")[0]
    assert list(pages(reader, "statistieken", "statistieken", editie=last.number)) == rows


def cell_of(row: Row) -> Cell:
    begins, ends = (dt.date.fromisoformat(row[name]) for name in ("beginDatum", "eindDatum"))
    name = f"{row['indicator']}.{row['onderdeel']}" if row["onderdeel"] else row["indicator"]
    return Cell(name, row["gebiedCode"], Period(begins, ends if begins == ends else ends + DAY))


def known(cells: Iterable[Cell], tree: dict[str, list[str]]) -> list[dict[Any, int]]:
    """What anybody may reckon: areas and kinds add up; who has a flag has a case, who has no answer has a flag."""
    there, found = set(cells), list[dict[Any, int]]()
    for cell in there:
        figure, _, part = cell.figure.partition(".")
        parts = [cell._replace(area=area) for area in tree.get(cell.area, ())]
        if parts and there.issuperset(parts):
            found.append({cell: 1, **dict.fromkeys(parts, -1)})
        kinds = [cell._replace(figure=f"{figure}.{one}") for one in DEFINITIONS[figure].parts]
        if not part and kinds and there.issuperset(kinds):
            found.append({cell: 1, **dict.fromkeys(kinds, -1)})
        if figure == "signaleringenOpen" and part:
            found.append({cell._replace(figure="openDossiers"): 1, cell: -1, ("zonder", cell): -1})
        if figure == "signaleringenOnbeantwoord":
            whole = f"signaleringenOpen.{part}" if part else "signaleringenOpen"
            found.append({cell._replace(figure=whole): 1, cell: -1, ("zonder", cell): -1})
    return found


def narrowed(reads: list[list[Row]], town: Municipality, monday: dt.date) -> list[tuple[Cell, float, float]]:
    """Read what editions say of one Monday and the week and month before it; list what is narrower than five."""
    tree: dict[str, list[str]] = {town.code: []}
    for code, district in Neighbourhood.objects.values_list("code", "district__code"):
        tree.setdefault(district, []).append(code)
    tree[town.code] = sorted(set(tree) - {town.code})
    said: list[Read] = []
    for rows in reads:
        cells = {
            cell_of(row): row["waarde"]
            for row in rows
            if DEFINITIONS[row["indicator"]].basis in (Basis.EVENTS, Basis.MEASURE)
        }
        near = {
            cell: value
            for cell, value in cells.items()
            if cell.period.begins == monday or cell.period.ends == monday
        }
        measures = frozenset(
            cell for cell in near if DEFINITIONS[cell.figure.partition(".")[0]].basis is Basis.MEASURE
        )
        relations = known(near, tree)
        # Somebody tells what the correction left alone.
        same = {key: 0 for one in [near, *relations] for key in one if said and "rondes" not in str(key)}
        said.append(Read(answers=near, relations=relations, no_persons=measures, same_as=same))
    attack = Attack(said)
    found = []
    for at, read in enumerate(said):
        for cell in sorted(cell for cell, value in read.answers.items() if value is None):
            if at and attack.first(cell, at) == 0:
                continue
            low, high = attack.narrow(cell, attack.first(cell, at))
            truth = Fact.objects.filter(
                figure=cell.figure, area_code=cell.area, begins=cell.period.begins, ends=cell.period.ends
            ).exclude(fate=Fact.Fate.UNSEEN)
            assert any(low - 1e-6 <= fact.value <= high + 1e-6 for fact in truth), "the attacker is wrong"
            if high - low < 5 - 1e-6:
                found.append((cell, low, high))
    return found


def test_who_reads_all_of_it_narrows_nothing_also_after_a_correction(
    reader: System, town: Municipality, on: dt.date
) -> None:
    before = list(pages(reader, "statistieken", "statistieken"))
    monday = monday_of(on)
    assert narrowed([before], town, monday) == []
    walker = User.objects.order_by("pk")[0]
    ended = dt.datetime.combine(monday - 3 * DAY, dt.time(12), town.zone)
    for number in range(12):
        StreetRound.objects.create(
            municipality=town,
            neighbourhood=Neighbourhood.objects.order_by("pk")[number % 3],
            walked_by=walker,
            ended_at=ended,
            minutes=30,
            token=uuid.uuid4(),
        )
    stay_inside(town.pk)
    made = correct(municipality=town, since=monday - WEEK, reason="Rondes vergeten", now=timezone.now())
    assert made is not None
    after = list(pages(reader, "statistieken", "statistieken"))
    rounds = {
        key_of(row): row for row in after if row["indicator"] == "rondes" and row["niveau"] == "gemeente"
    }
    assert {row["editie"] for row in rounds.values()} > {made.number}
    assert narrowed([before, after], town, monday) == []
    assert list(pages(reader, "statistieken", "statistieken", editie=made.number - 1)) == before
