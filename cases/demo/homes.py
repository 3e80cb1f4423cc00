"""Where the residents of Voorbeeldstad live and how they are called: no street is real, and no telephone rings.

Drawn apart from who they are and what happens to them, so that neither changes with it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

# By neighbourhood: the four digits of its postcodes, which are given out nowhere in the Netherlands, and its streets.
_STREETS = {
    "BU99990100": ("1891", "Lange Kruisstraat, Korte Kruisstraat, Grote Markt, Torensteeg, Jorisstraat, 1e Walstraat"),
    "BU99990101": ("1891", "Botermarkt, Kaasmarkt, Waagstraat, Hoogstraat, Achter de Waag, Pakhuissteeg"),
    "BU9999010K": ("1891", "Noordersingel, Oostersingel, Singelstraat, Bolwerk, Poortlaan, Van der Ploegsingel"),
    "BU99990200": ("1892", "Lindenlaan, Beukenhof, Kastanjeplein, Essenstraat, Iepenlaan, Wilgenpad"),
    "BU99990201": ("1892", "Havenkade, Scheepmakerskade, Kraanspoor, Zeilmakersstraat, Sluisweg, Loodsplein"),
    "BU99990202": ("1892", "Gaardeweg, Moestuinpad, Kruidenlaan, Bessenhof, Tuinderslaan, Kasstraat"),
    "BU9999020M": ("1892", "Molenweg, Wiekstraat, Molenaarsplein, Korenstraat, Maalderij, Windmolenlaan"),
    "BU99990300": ("1893", "Merelstraat, Vinkenlaan, Koolmeesstraat, Spechtplein, IJsvogelstraat, Zwaluwhof"),
    "BU99990301": ("1893", "Tuindorpstraat, Rozenhof, Dahliastraat, Sering, Irisplein, Anjerstraat"),
    "BU99990302": ("1893", "Beethovenlaan, Mozartstraat, Clara Schumannhof, Bachplein, Chopinlaan, Van Wassenaerlaan"),
    "BU9999030A": ("1893", "Westerweide, Graslaan, Klaverstraat, Boterbloemweg, Veldzicht, Hooiland"),
    "BU99990A00": ("1894", "Smidsstraat, Kuiperstraat, Weverslaan, Touwslagersbaan, Leerlooiersplein, Drukkerstraat"),
    "BU99990A01": ("1894", "Zuiderhof, Zonnelaan, Middagstraat, Zuiderplein, Schaduwpad, Zomerstraat"),
    "BU99990A0B": ("1894", "Appelgaard, Perenlaan, Kersenstraat, Pruimenhof, Kweepad, Notenplein"),
}  # fmt: skip
_LETTERS = "ABCDEGHJKLMNPRTVWXZ"
_ADDITIONS = ("", "", "", "", "", "-a", "-b", " bis")


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives, and the number under which they would be called."""

    street: str
    house_number: str
    postcode: str
    phone: str


def home(seed: str, number: int, neighbourhood_code: str) -> Home:
    """Return the home of a resident; `number` is theirs alone."""
    rng = random.Random(f"{seed} home {number}")
    _digits, streets = _STREETS[neighbourhood_code]
    names = streets.split(", ")
    place = rng.randrange(len(names))
    return Home(
        street=names[place],
        house_number=f"{rng.randint(1, 148)}{rng.choice(_ADDITIONS)}",
        postcode=_postcode(neighbourhood_code, place),
        phone=f"06-00000{number:03}",
    )


def postcodes() -> list[tuple[str, str, int]]:
    """Return every postcode of the municipality: the code, its neighbourhood, and the number of its street there."""
    return [
        (_postcode(code, place), code, place)
        for code, (_digits, streets) in _STREETS.items()
        for place in range(len(streets.split(", ")))
    ]


def street(neighbourhood_code: str, place: int) -> str:
    """Return the name of a street by its number."""
    return _STREETS[neighbourhood_code][1].split(", ")[place]


def _postcode(neighbourhood_code: str, place: int) -> str:
    digits, _streets = _STREETS[neighbourhood_code]
    return f"{digits} {_LETTERS[int(neighbourhood_code[-1], 36) % len(_LETTERS)]}{_LETTERS[place]}"
