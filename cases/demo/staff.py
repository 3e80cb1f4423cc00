"""The people who work in Voorbeeldstad: twenty workers in three teams, their leads, and those with another task."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from centres.demo import CENTRE_STAFF, COORDINATORS


class Team(NamedTuple):
    """A team of an organisation: its lead, and its workers with how many open cases each has."""

    name: str
    organisation: str
    lead: str
    workers: dict[str, int]


# Ten weeks ago this organisation scaled down: its weekly visits became a call every two weeks.
SCALED_DOWN = "Stichting Naast de Deur"
HEADLINE = "Farida Bouzidi"
ADMINISTRATOR = "Bram van Rooij"
PRIVACY_OFFICER = "Fleur Haverkamp"
POLICY_OFFICER = "Bela Szabó"

TEAMS = (
    Team(
        "Team Oost",
        SCALED_DOWN,
        "Joke Verhulst",
        {
            HEADLINE: 20,
            "Jeroen Bakker": 20,
            "Marieke Postma": 18,
            "Kwame Asante": 22,
            "Tom Willemsen": 19,
            "Eline de Graaf": 21,
            "Radj Soekhoe": 18,
        },
    ),
    Team(
        "Team West",
        "Welzijn Voorbeeldstad",
        "Hennie Scholten",
        {
            "Nadia el Amrani": 20,
            "Gijs Kuipers": 22,
            "Tjitske Hiemstra": 18,
            "Emre Koç": 17,
            "Lotte van Dongen": 21,
            "Anita Ramlal": 19,
            "Bas Peeters": 20,
        },
    ),
    Team(
        "Team Zuid en Centrum",
        "Thuis in Voorbeeldstad",
        "Ruud Manuhutu",
        {
            "Magda Wójcik": 22,
            "Daniël Vos": 18,
            "Selam Tesfay": 20,
            "Ilse Brouwer": 19,
            "Mark ter Horst": 23,
            "Chantal Winklaar": 18,
        },
    ),
)


def email(name: str) -> str:
    """Return the address of someone who works here; a domain that nobody can own."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ı", "i").replace("ł", "l"))
    letters = "".join(letter for letter in plain if letter.isascii())
    return f"{letters.replace(' ', '.')}@voorbeeldstad.example"


def people() -> dict[str, str]:
    """Return everyone's address and role: the headline worker first, then one of each other role."""
    first = {
        HEADLINE: "worker",
        TEAMS[0].lead: "team_lead",
        COORDINATORS[0]: "coordinator",
        CENTRE_STAFF[0]: "centre_staff",
        PRIVACY_OFFICER: "privacy_officer",
        POLICY_OFFICER: "policy_officer",
        ADMINISTRATOR: "administrator",
    }
    leads = {team.lead: "team_lead" for team in TEAMS}
    workers = {name: "worker" for team in TEAMS for name in team.workers}
    at_centres = dict.fromkeys(COORDINATORS, "coordinator") | dict.fromkeys(CENTRE_STAFF, "centre_staff")
    return {email(name): role for name, role in (first | leads | workers | at_centres).items()}
