"""Finding somebody by their telephone number, however it is written, there and here."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client

from cases.models import Case
from residents import search
from residents.models import Resident
from tests.conftest import Place, make_case
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.wall import inside

CALLED = [
    ("Jan", "Jansen", "06-12345678", "Molenweg", "12"),
    ("Piet", "Jansen", "+31 6 87 65 43 21", "Molenweg", "6"),
    ("Nel", "Vos", "020 123 45 67", "", ""),
    ("Truus", "Bos", "0031 (0)30-7654321", "", ""),
    ("Luc", "Peeters", "+32 470 12 34 56", "", ""),
    ("Ans", "Blom", "", "Kerkstraat", "061"),
]


@pytest.fixture
def known(place: Place) -> dict[int, str]:
    """People with a telephone number, by their id."""
    made = {}
    for number, (first, last, phone, street, house) in enumerate(CALLED):
        row = Resident.objects.create(
            municipality=place.municipality, ref=f"R{number}", first_name=first, last_name=last, phone=phone,
            birth_date=dt.date(1967, 3, 4 + number), neighbourhood=place.neighbourhood, street=street,
            house_number=house,
        )  # fmt: skip
        made[row.pk] = first
    return made


@pytest.mark.parametrize("among", ["all", "some"])
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("0612345678", ["Jan"]),
        ("06-12345678", ["Jan"]),
        ("06 12 34 56 78", ["Jan"]),
        ("06 - 1234 5678", ["Jan"]),
        ("+31612345678", ["Jan"]),
        ("+31 (0)6 12345678", ["Jan"]),
        ("+31 0612345678", ["Jan"]),
        ("0031 6 12345678", ["Jan"]),
        ("00316-12.34.56.78", ["Jan"]),
        ("jansen 06-12345678", ["Jan"]),
        ("06 12345678 jan jansen", ["Jan"]),
        ("molenweg 12 0612345678", ["Jan"]),
        ("jannsen 0612", ["Jan"]),
        ("bos 06-12345678", []),
        ("0687654321", ["Piet"]),
        ("06-876", ["Piet"]),
        ("0201234567", ["Nel"]),
        ("(020) 123 45 67", ["Nel"]),
        ("020-1234567", ["Nel"]),
        ("030 765 43 21", ["Truus"]),
        ("+31307654321", ["Truus"]),
        ("+32470123456", ["Luc"]),
        ("0032 470 12 34 56", ["Luc"]),
        ("0612345679", []),
        ("0123456789012345", []),
        ("+", []),
        ("+31", []),
        ("04-03-1967", ["Jan"]),
        ("4-3-1967 molenweg 12", ["Jan"]),
        ("molenweg 6", ["Piet"]),
        ("kerkstraat 061", ["Ans"]),
    ],
)
def test_a_number_is_found_in_every_notation_and_is_no_date_or_house_number(
    known: dict[int, str], asked: str, found: list[str], among: str
) -> None:
    who = search.alike(asked, list(known) if among == "some" else None)
    assert [known[pk] for pk in who] == found


def test_a_number_that_changes_is_found_as_it_is_now_and_is_no_word_to_guess_from(
    known: dict[int, str],
) -> None:
    (jan,) = search.alike("0612345678", None)
    Resident.objects.filter(pk=jan).update(phone="06 99 99 99 99")
    assert search.alike("0612345678", None) == []
    assert search.alike("+31 6 99999999", None) == [jan]
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM residents_word WHERE word LIKE 'q2%'")
        assert cursor.fetchall() == []


def test_a_number_is_not_found_across_the_wall(known: dict[int, str], elsewhere: Place) -> None:
    with inside(elsewhere.municipality.pk):
        assert search.alike("0612345678", None) == []


def test_the_list_finds_a_case_by_the_number_of_its_resident(
    client: Client, place: Place, worker: User, outsider: User
) -> None:
    case = make_case(place, worker, dt.date(2026, 1, 5))
    Resident.objects.filter(pk=case.resident_id).update(phone="06-12345678")
    for user, expected in ((worker, [case]), (outsider, [])):
        client.force_login(user)
        page = client.get("/dossiers/", {"q": "+31 6 1234 5678"})
        assert [row.case for row in page.context["page"].rows] == expected
    assert Case.objects.count() == 1
