"""A folder as CBS and PDOK give it, of the municipality of the tests and of its neighbour."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SQUARE = [[5.40, 52.15], [5.41, 52.15], [5.41, 52.16], [5.40, 52.16], [5.40, 52.15]]
HOLE = [[5.404, 52.154], [5.404, 52.156], [5.406, 52.156], [5.406, 52.154], [5.404, 52.154]]
NEXT = [[5.41, 52.15], [5.42, 52.15], [5.42, 52.16], [5.41, 52.16], [5.41, 52.15]]
WIJK = "Wijk{year};Wijknaam{year}\n999900;Oost\n999800;Buurstad\n"
BUURT = "Buurt{year};Buurtnaam{year}\n99990001;Lindenhof\n9999000K;Haven\n99980000;Buurstad\n"
HOUSES = (
    "PC6;Huisnummer;Buurt{year};Wijk{year};Gemeente{year}\n"
    "1892AB;1;99990001;999900;9999\n1892AB;3;99990001;999900;9999\n"
    "1892AC;1;99990001;999900;9999\n1892AC;2;9999000K;999900;9999\n1892AC;3;9999000K;999900;9999\n"
    "1899AA;1;99980000;999800;9998\n"
)


def feature(code: str, rings: Any, **properties: Any) -> dict[str, Any]:
    """Return a feature as PDOK serves it."""
    told = {"buurtcode": code, "gemeentecode": f"GM{code[2:6]}", "water": "NEE"} | properties
    return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": rings}}


def geojson(*features: dict[str, Any]) -> str:
    """Return a file of features, a line each."""
    lines = ",\n".join(json.dumps(one) for one in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


DRAWN = geojson(
    feature("BU99990001", [SQUARE, HOLE]),
    feature("BU9999000K", [NEXT]),
    feature("BU99980000", [[]]),
)


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder of a year; a file that is given takes the place of the right one, None leaves it out."""

    def make(year: int = 2026, **files: str | None) -> Path:
        made = tmp_path / str(year)
        made.mkdir(exist_ok=True)
        right = {
            f"wijk_{year}.csv": WIJK,
            f"buurt_{year}.csv": BUURT,
            f"buurten_{year}.geojson": DRAWN,
            f"pc6hnr{year}0801_gwb.csv": HOUSES,
        }
        for name, text in right.items():
            given = next((value for key, value in files.items() if name.startswith(key)), text)
            if given is None:
                (made / name).unlink(missing_ok=True)
            else:
                (made / name).write_text(given.replace("{year}", str(year)), encoding="utf-8")
        return made

    return make
