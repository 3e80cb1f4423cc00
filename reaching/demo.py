"""Who of the fictional municipality comes to one centre alone, and for whom another way was found. Plain Python."""

from __future__ import annotations

from typing import NamedTuple


class Regular(NamedTuple):
    """The n-th resident of the neighbourhoods of a centre; with how they are reached, where that is arranged."""

    centre: str
    place: int
    noted_by: str
    how: str = ""
    note: str = ""


REGULARS = (
    Regular("Het Dok", 2, "Wil Jansma"),
    Regular("Het Dok", 5, "Wil Jansma"),
    Regular(
        "Het Dok",
        9,
        "Wil Jansma",
        "other_centre",
        "Komt op dinsdag eten in De Linde. Ruben haalt hem thuis op.",
    ),
    Regular("Het Dok", 14, "Wil Jansma"),
    Regular("Het Dok", 21, "Wil Jansma", "people", "De buurvrouw belt ons op vrijdag."),
    Regular("Buurthuis De Linde", 3, "Ruben Visser"),
    Regular("Buurthuis De Linde", 8, "Ruben Visser"),
    Regular("De Waag", 4, "Aisha Daoudi"),
    Regular("Het Zuiderhuis", 6, "Mei Ling Tan"),
)
NOTED_DAYS_AGO = 60
ARRANGED_DAYS_AGO = 12
