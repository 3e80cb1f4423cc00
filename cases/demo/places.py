"""The wijken and buurten of Voorbeeldstad, with codes in the form that CBS gives them (letters occur)."""

from __future__ import annotations

from typing import NamedTuple

MUNICIPALITY_CODE = "GM9999"
MUNICIPALITY_NAME = "Voorbeeldstad"
REFERENCE_YEAR = 2026  # of the list in neighbourhoods/sample


class District(NamedTuple):
    """A wijk and its buurten by code."""

    code: str
    name: str
    neighbourhoods: dict[str, str]


DISTRICTS = (
    District(
        "WK999901",
        "Centrum",
        {"BU99990100": "Binnenstad", "BU99990101": "Marktkwartier", "BU9999010K": "Singels"},
    ),
    District(
        "WK999902",
        "Oost",
        {
            "BU99990200": "Lindenhof",
            "BU99990201": "Havenkwartier",
            "BU99990202": "De Gaarde",
            "BU9999020M": "Molenwijk",
        },
    ),
    District(
        "WK999903",
        "West",
        {
            "BU99990300": "Vogelbuurt",
            "BU99990301": "Tuindorp",
            "BU99990302": "Componistenbuurt",
            "BU9999030A": "Westerweide",
        },
    ),
    District(
        "WK99990A",
        "Zuid",
        {"BU99990A00": "Ambachtsbuurt", "BU99990A01": "Zuiderhof", "BU99990A0B": "De Boomgaard"},
    ),
)

# Where the residents of a team live; a code that stands twice is twice as likely.
BY_TEAM = {
    "Team Oost": (*DISTRICTS[1].neighbourhoods, *DISTRICTS[1].neighbourhoods, "BU9999010K"),
    "Team West": (*DISTRICTS[2].neighbourhoods, *DISTRICTS[2].neighbourhoods, "BU99990101"),
    "Team Zuid en Centrum": (
        *DISTRICTS[3].neighbourhoods,
        *DISTRICTS[3].neighbourhoods,
        *DISTRICTS[0].neighbourhoods,
    ),
}
