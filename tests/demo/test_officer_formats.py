"""Whatever a policy officer gets of the demo says what the API says, hides what it hides, and holds nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from django.test import Client

from dashboard import words
from dashboard.drawing import top_of
from municipalities.definitions import DEFINITIONS, OF_DECISIONS
from municipalities.relations import Cell, Period
from neighbourhoods.models import District, Neighbourhood
from tests.api.conftest import System, make_system  # noqa: F401
from tests.conftest import signed_in
from tests.demo import officer_reads as reads
from tests.demo.test_formats import cell_of, pages, reader  # noqa: F401
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

SALAMI = "puntenPerWeek"
OFFICER = "bela.szabo@voorbeeldstad.example"
Cells = dict[Cell, int | None]


@pytest.fixture
def officer(town: Municipality) -> Client:
    """The browser of the policy officer of the demo."""
    return signed_in(Client(), User.objects.get(email=OFFICER))


@pytest.fixture
def told(reader: System) -> Cells:  # noqa: F811
    """Every published number, as the API has it."""
    return {cell_of(row): row["waarde"] for row in pages(reader, "statistieken", "statistieken")}


@pytest.fixture
def names(town: Municipality) -> dict[str, str]:
    """The names of the areas by their code, the municipality first."""
    found = {town.code: town.name}
    for model in (District, Neighbourhood):
        found |= dict(model._default_manager.order_by("name").values_list("code", "name"))
    return found


def periods(told: Cells) -> dict[str, Period]:
    return {words.short(cell.period.begins, cell.period.ends): cell.period for cell in told}


def of_area(told: Cells, area: str) -> Cells:
    """What belongs in the tables of an area: all but decisions, which have a table of their own."""
    return {
        cell: value
        for cell, value in told.items()
        if cell.area == area and cell.figure.partition(".")[0] not in OF_DECISIONS
    }


def axes(told: Cells) -> set[str]:
    """What may stand beside an axis: parts of a round number above a shown one, a week's points too."""
    shown = {value for value in told.values() if value is not None}
    tops = {top_of([value]) for value in shown | {round(value / 4.3) for value in shown}}
    return {f"{top * part // 4:,}".replace(",", ".") for top in tops for part in range(1, 5)}


def newest(told: Cells, area: str) -> Iterator[tuple[str, str]]:
    """Each figure of an area with its newest number in words."""
    last: dict[str, Cell] = {}
    for cell in sorted(of_area(told, area), key=lambda one: one.period):
        last[cell.figure] = cell
    for figure, cell in last.items():
        code, _, part = figure.partition(".")
        if code == SALAMI:
            continue  # has a paper of its own
        definition = DEFINITIONS[code]
        title = definition.titled(definition.parts[part] if part else "")
        yield title, words.with_unit(told[cell], definition.unit).replace(words.NO_BREAK, " ")


def test_pages_workbooks_and_papers_say_of_each_area_what_the_api_says_and_nothing_else(
    officer: Client, told: Cells, names: dict[str, str]
) -> None:
    said = periods(told)
    assert None in told.values() and any(told.values())
    for area in names:
        asked = {"gebied": area, "weken": "104"}
        page = officer.get("/cijfers/", asked)
        read = reads.page(page)
        assert reads.of_page(read, area, said) == of_area(told, area), area
        assert read.comments == []
        book, in_book = reads.of_workbook(officer.get("/cijfers/overzicht.xlsx", asked), area, said)
        assert book == of_area(told, area), area
        if len(area) == 10 and area != next(reversed(names)):
            continue  # of one buurt the paper is read too
        paper = reads.of_paper(officer.get("/cijfers/overzicht.pdf", asked))
        for title, number in newest(told, area):
            assert f"{title} {number} " in paper, (area, title)
        slices = reads.of_paper(officer.get("/cijfers/plakjes.pdf", {"gebied": area}))
        for part, title in DEFINITIONS[SALAMI].parts.items():
            value = max(
                (cell.period, words.with_unit(number, DEFINITIONS[SALAMI].unit))
                for cell, number in told.items()
                if (cell.area, cell.figure) == (area, f"{SALAMI}.{part}")
            )[1]
            assert f"{words.capital(title)} {value} ".replace(words.NO_BREAK, " ") in slices
        on_page = page.content.decode().partition("<main")[2]
        more = reads.tokens(paper) - reads.tokens(in_book) - reads.tokens(on_page) - axes(told)
        assert {token for token in more if int(token) > paper.count("Bladzijde")} == set(), area


def test_the_map_tells_of_each_area_what_the_api_tells_in_words_shade_and_order(
    officer: Client, told: Cells, names: dict[str, str]
) -> None:
    looked = 0
    for level, length in (("wijk", 8), ("buurt", 10)):
        for code, definition in DEFINITIONS.items():
            for part in definition.names:
                figure = f"{code}.{part}" if part else code
                cells = [cell for cell in told if cell.figure == figure and len(cell.area) == length]
                if not cells:
                    continue
                period = max(cell.period for cell in cells)
                read = reads.page(officer.get("/cijfers/kaart/", {"cijfer": figure, "niveau": level}))
                table = next(one for one in read.tables if one.rows[0][-2] in ("Wijk", "Buurt"))
                rows = [(row[-2], row[-1]) for row in table.rows[1:]]
                expected = {
                    names[cell.area]: words.with_unit(told[cell], definition.unit)
                    for cell in cells
                    if cell.period == period
                }
                assert {name: number.replace(words.NO_BREAK, " ") for name, number in rows} == {
                    name: number.replace(words.NO_BREAK, " ") for name, number in expected.items()
                }
                assert [name for name, _number in rows] == sorted(expected), "in the order of their names"
                shades: dict[str, set[int | None]] = {}
                for look, title in read.shapes:
                    name, _, number = title.rpartition(": ")
                    assert number == expected.get(name, words.unpublished()), figure
                    assert (look == "is-hidden") == (number == reads.HIDDEN)
                    shades.setdefault(look, set()).add(reads.number(number) if name in expected else None)
                several = [look for look in shades if look.startswith("is-") and look[-1].isdigit()]
                ranges = sorted((min(shades[look]), max(shades[look])) for look in several)  # type: ignore[type-var]
                assert all(one[1] < other[0] for one, other in itertools.pairwise(ranges))  # type: ignore[operator]
                looked += 1
    assert looked > 30, "the stocks at least"


def test_a_difference_and_a_share_say_no_more_than_the_two_numbers_beside_them(
    officer: Client, told: Cells, names: dict[str, str], town: Municipality
) -> None:
    """The same two numbers have the same words between them, whoever they are about; with a hidden one none."""
    seen: dict[tuple[str, str, str], set[str]] = {}
    numbers = {
        words.with_unit(value, DEFINITIONS[cell.figure.partition(".")[0]].unit)
        for cell, value in told.items()
    }
    for chosen in ([town.code], [code for code in names if len(code) == 8][:6]):
        read = reads.page(officer.get("/cijfers/vergelijken/", {"naast": chosen}))
        for table in read.tables:
            if table.rows[0][0] != "Cijfer":
                continue
            for title, *cells in table.rows[1:]:
                for cell in cells:
                    before, arrow, rest = cell.partition(" → ")
                    if not arrow:
                        assert cell in {one.replace(words.NO_BREAK, " ") for one in numbers} | {reads.ABSENT}
                        continue
                    after = next(
                        one.replace(words.NO_BREAK, " ")
                        for one in sorted(numbers | {reads.ABSENT}, key=len, reverse=True)
                        if rest.startswith(one.replace(words.NO_BREAK, " "))
                    )
                    said = rest.removeprefix(after).strip()
                    if reads.ABSENT in (before, after):
                        assert said == ""
                    elif reads.HIDDEN in (before, after):
                        assert said == "verschil niet te zeggen"
                    unrounded = "buurtcentra" in title
                    seen.setdefault((before, after, str(unrounded)), set()).add(said)
    assert seen and all(len(said) == 1 for said in seen.values())


def test_areas_of_which_something_is_hidden_stand_in_the_order_of_their_names(
    officer: Client,
    reader: System,  # noqa: F811
) -> None:
    for level in ("wijk", "buurt"):
        answer = officer.get("/cijfers/", {"niveau": level, "volgorde": "gegeven"})
        hidden = [panel.area.name for panel in answer.context["within"].panels if "%" not in panel.given]
        assert hidden == sorted(hidden)
