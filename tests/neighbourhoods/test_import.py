"""The list of CBS, boundaries and addresses: as they are published, all of it or nothing, and next year's after it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases.demo import homes, places
from neighbourhoods.addresses import neighbourhood_of
from neighbourhoods.importing.errors import Problems
from neighbourhoods.importing.features import boundaries
from neighbourhoods.importing.tables import areas, houses
from neighbourhoods.management.commands.load_demo_areas import SAMPLE
from neighbourhoods.models import Boundary, District, HouseNumber, Neighbourhood, Postcode
from residents.models import Resident
from tests.conftest import Place, make_case
from tests.neighbourhoods.conftest import HOUSES, SQUARE, feature, geojson

pytestmark = pytest.mark.django_db
Folder = Callable[..., Path]


def run(folder: Path, year: int = 2026, code: str = "GM9999") -> str:
    """Import, and return what the command says."""
    said = io.StringIO()
    call_command("import_areas", str(folder), municipality=code, year=year, stderr=said)
    return said.getvalue()


def refused(folder: Path, year: int = 2026) -> list[str]:
    """Return what is wrong with a folder, of which nothing is imported."""
    before = _stored()
    said = io.StringIO()
    with pytest.raises(CommandError, match="nothing was imported"):
        call_command("import_areas", str(folder), municipality="GM9999", year=year, stderr=said)
    assert _stored() == before
    return said.getvalue().splitlines()


def _stored() -> list[Any]:
    models = (District, Neighbourhood, Boundary, Postcode, HouseNumber)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_a_folder_is_read_and_the_same_again_changes_nothing(place: Place, folder: Folder) -> None:
    said = run(folder())
    assert "buurten: 1 new, 0 changed, 1 unchanged" in said, "Lindenhof stood there already"
    assert set(Neighbourhood.objects.values_list("code", flat=True)) == {"BU99990001", "BU9999000K"}
    assert Boundary.objects.count() == 2 and Postcode.objects.count() == 2
    before = _stored()
    assert "buurten: 0 new, 0 changed, 2 unchanged" in run(folder())
    assert before == _stored()


def test_a_boundary_keeps_its_hole(place: Place, folder: Folder) -> None:
    run(folder())
    rows = {row.neighbourhood.code: row for row in Boundary.objects.select_related("neighbourhood")}
    assert len(rows["BU99990001"].polygons[0]) == 2 and len(rows["BU99990001"].outline) == 2
    assert len(rows["BU9999000K"].polygons[0]) == 1


def test_next_year_s_list_adds_renames_and_ends_and_what_ended_stays(place: Place, folder: Folder) -> None:
    run(folder())
    haven = Neighbourhood.objects.get(code="BU9999000K")
    later = folder(
        2027,
        buurt_="Buurt2027;Buurtnaam2027\n99990001;Lindehof\n99990002;Kade\n",
        buurten_=geojson(feature("BU99990001", [SQUARE])),
        pc6hnr=HOUSES.replace("9999000K", "99990002"),
    )
    assert "buurten: 1 new, 1 changed, 1 ended, 0 unchanged" in run(later, 2027)
    haven.refresh_from_db()
    assert (haven.ended_year, haven.reference_year, haven.name) == (2027, 2026, "Haven")
    linden = Neighbourhood.objects.get(code="BU99990001")
    assert (linden.name, linden.reference_year) == ("Lindehof", 2027)
    assert [event.name for event in linden.events.all()] == ["Lindenhof"]  # type: ignore[attr-defined]
    assert Boundary.objects.filter(neighbourhood=linden).count() == 2, "of each year its own"
    assert set(Neighbourhood.objects.current()) == {linden, Neighbourhood.objects.get(code="BU99990002")}
    assert refused(folder(2026)) == ["2026: the list of 2027 stands already; 2026 is older"]


def test_who_lives_where_a_buurt_ends_follows_their_address(
    place: Place, folder: Folder, resident: Resident
) -> None:
    run(folder())
    haven = Neighbourhood.objects.get(code="BU9999000K")
    Resident.objects.filter(pk=resident.pk).update(
        neighbourhood=haven, postcode="1892 AC", house_number="2-a"
    )
    other = Resident.objects.create(
        municipality=place.municipality,
        ref="R2",
        first_name="Ria",
        last_name="Bos",
        birth_date="1950-01-01",
        neighbourhood=haven,
    )
    later = folder(
        2027,
        buurt_="Buurt2027;Buurtnaam2027\n99990001;Lindenhof\n99990002;Kade\n",
        buurten_=None,
        pc6hnr=HOUSES.replace("9999000K", "99990002"),
    )
    assert "1 moved by their address, 1 left there" in run(later, 2027)
    resident.refresh_from_db()
    other.refresh_from_db()
    assert (resident.neighbourhood.code, other.neighbourhood.code) == ("BU99990002", "BU9999000K")


def test_a_postcode_that_spans_two_buurten_asks_for_the_house_number_or_a_choice(
    place: Place, folder: Folder
) -> None:
    run(folder())

    def found(postcode: str, number: str) -> tuple[str, list[str]]:
        at = neighbourhood_of(place.municipality, postcode, number)
        return str(at.neighbourhood or ""), [str(one) for one in at.among]

    assert found("1892 AB", "999")[0] == "Lindenhof"
    assert found("1892 AC", "1")[0] == "Lindenhof"
    assert found("1892 AC", "2 bis")[0] == "Haven"
    assert found("1892 AC", "") == ("", ["Haven", "Lindenhof"])
    assert found("1892 AC", "99") == ("", ["Haven", "Lindenhof"])
    assert found("1899 AA", "1") == ("", [])
    assert HouseNumber.objects.count() == 3, "a postcode with one buurt needs no house numbers"


def test_all_that_is_wrong_is_said_at_once_with_file_line_and_column(place: Place, folder: Folder) -> None:
    said = refused(
        folder(
            wijk_="Wijk2026;Wijknaam2026\n999900;Oost\n999900;Oost\n",
            buurt_="Buurt2026;Buurtnaam2026\n99990001;\n9999X;Krom\n99990100;Kade;te veel\n99990101;West\n",
            buurten_=geojson(
                feature("BU99990001", [SQUARE[:4]]),
                feature("BU9999000K", [[SQUARE[0]] * 4]),
                feature(
                    "BU99990101", [[[155000, 463000], [155100, 463000], [155100, 463100], [155000, 463000]]]
                ),
            ),
            pc6hnr="PC6;Huisnummer;Buurt2026;Wijk2026;Gemeente2026\n1892A;1;99990001;999900;9999\n1892AB;x;99990001;999900;9999\n",
        )
    )
    assert said == [
        "wijk_2026.csv:3: Wijk2026: WK999900 stands on line 2 too",
        "buurt_2026.csv:2: Buurtnaam2026: '' is no name",
        "buurt_2026.csv:3: Buurt2026: '9999X' is no buurtcode of CBS",
        "buurt_2026.csv:4: 3 values, not 2",
        "buurt_2026.csv:5: BU99990101 is of WK999901, which wijk_2026.csv does not have",
        "buurten_2026.geojson:2: geometry: BU99990001: a ring is not closed: it ends where it begins,"
        " after three points or more",
        "buurten_2026.geojson:3: geometry: BU9999000K: the boundary has no area",
        "buurten_2026.geojson:4: geometry: BU99990101: the points are not WGS 84 degrees;"
        " rijksdriehoek (EPSG:28992) cannot be read",
        "pc6hnr20260801_gwb.csv:2: PC6: '1892A' is no postcode",
        "pc6hnr20260801_gwb.csv:3: Huisnummer: 'x' is no house number",
    ]


def test_a_file_of_another_year_or_of_another_municipality_alone_is_refused(
    place: Place, folder: Folder
) -> None:
    assert refused(folder(2026, wijk_="Wijk2025;Wijknaam2025\n999900;Oost\n")) == [
        "wijk_2026.csv:1: Wijk2025: is of 2025, not of 2026",
        "wijk_2026.csv:1: Wijknaam2025: is of 2025, not of 2026",
    ]
    elsewhere = folder(
        buurt_="Buurt2026;Buurtnaam2026\n99980000;Buurstad\n",
        buurten_=geojson(feature("BU99980000", [SQUARE])),
        pc6hnr="PC6;Huisnummer;Buurt2026\n1899AA;1;99980000\n",
    )
    assert "buurt_2026.csv: has no buurt of GM9999; it has 1 of other municipalities" in refused(elsewhere)


def test_two_lists_in_a_folder_and_none_are_said(place: Place, folder: Folder, tmp_path: Path) -> None:
    made = folder()
    (made / "buurt_2025.csv").write_text("Buurt2025;Buurtnaam2025\n")
    assert "2026: there are 2 files buurt*.csv; of which year is meant?" in refused(made)
    (tmp_path / "leeg").mkdir()
    assert refused(tmp_path / "leeg") == [
        "leeg: there is no file wijk*.csv",
        "leeg: there is no file buurt*.csv",
    ]
    with pytest.raises(CommandError, match="there is no municipality GM0001"):
        run(made, code="GM0001")


def test_files_that_are_none_end_in_words(place: Place, folder: Folder) -> None:
    assert "buurten_2026.geojson: is no GeoJSON with features" in refused(folder(buurten_='{"a": 1}'))
    cut = folder(buurten_=geojson(feature("BU99990001", [SQUARE]))[:120])
    assert any(line.startswith("buurten_2026.geojson:2: is no JSON") for line in refused(cut))
    other = '{"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}, "features": []}'
    assert refused(folder(buurten_=other)) == [
        "buurten_2026.geojson: crs: is rijksdriehoek (EPSG:28992); WGS 84 is wanted"
    ]


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("wijk_", "Wijk2026;Wijknaam2026\n999900;Ha\0ven\n", "wijk_2026.csv:2: Wijknaam2026: "),
        (
            "pc6hnr",
            f"PC6;Huisnummer;Buurt2026\n1892AB;{'9' * 6000};99990001\n",
            "pc6hnr20260801_gwb.csv:2: Huisnummer: ",
        ),
        ("buurten_", '{"features": [\n' + "[" * 100_000, "buurten_2026.geojson:2: is no JSON"),
        ("buurten_", '{"features": [\n' + "9" * 6000 + "]}", "buurten_2026.geojson:2: is no JSON"),
        (
            "buurten_",
            geojson(feature("BU99990001", [[[10**400, 52]] * 4])),
            "buurten_2026.geojson:2: geometry: BU99990001: a point is not a longitude",
        ),
    ],
)
def test_what_no_computer_can_hold_is_said_at_its_line(
    place: Place, folder: Folder, file: str, content: str, said: str
) -> None:
    found = refused(folder(**{file: content}))
    assert any(line.startswith(said) for line in found), found


def test_commas_quotes_a_byte_order_mark_and_codes_with_their_letters_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "buurt.csv"
    path.write_text('﻿Buurtcode2025,Buurtnaam2025\r\nBU99990001,"Hof, de"\r\n', encoding="utf-8")
    problems = Problems()
    assert [(area.code, area.name) for area in areas(path, "BU", "9999", 2025, problems)] == [
        ("BU99990001", "Hof, de")
    ]
    assert problems.count == 0


def test_a_long_file_is_read_without_holding_it(tmp_path: Path) -> None:
    path = tmp_path / "pc6hnr.csv"
    with path.open("w") as file:
        file.write("PC6;Huisnummer;Buurt2026\n")
        file.writelines(f"1011AA;{n % 999 + 1};03630000\n" for n in range(200_000))
        file.write("1892AB;1;99990001\n")
    problems = Problems()
    assert len(list(houses(path, "9999", 2026, problems))) == 1 and not problems.count


def test_features_over_many_lines_are_found_wherever_a_read_ends(tmp_path: Path) -> None:
    path = tmp_path / "b.geojson"
    many = [feature("BU03630000", [SQUARE], name="x" * 5000) for _n in range(60)]
    path.write_text(geojson(*many, feature("BU99990001", [SQUARE])).replace('"type"', '\n"type"'))
    problems = Problems()
    (found,) = boundaries(path, "9999", 2026, problems)
    lines = path.read_text().splitlines()
    assert found.code == "BU99990001" and "{" in lines[found.line - 1] and not problems.count


def test_the_sample_files_are_those_of_the_fictional_municipality() -> None:
    problems = Problems()
    listed = areas(SAMPLE / "buurt_2026.csv", "BU", "9999", 2026, problems)
    assert {area.code: area.name for area in listed} == {
        code: name for district in places.DISTRICTS for code, name in district.neighbourhoods.items()
    }
    drawn = {one.code for one in boundaries(SAMPLE / "buurten_2026.geojson", "9999", 2026, problems)}
    assert drawn == {area.code for area in listed}
    there = {house.postcode for house in houses(SAMPLE / "pc6hnr20260801_gwb.csv", "9999", 2026, problems)}
    assert there == {code for code, _place, _street in homes.postcodes()}
    assert problems.count == 0


@pytest.fixture
def resident(place: Place) -> Resident:
    return make_case(place, None, dt.date(2026, 1, 5)).resident
