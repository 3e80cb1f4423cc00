"""Finding somebody by where they live; and how an address is written, on the form and in the database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from cases.models import Case
from residents import address, search
from residents.models import Resident
from tests.conftest import Place, make_case
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.wall import inside

# First name, last name, birth date, street, house number, postcode.
LIVES = [
    ("Jan", "Jansen", "1967-03-04", "Molenweg", "12", "1234 AB"),
    ("Piet", "Bos", "1950-05-06", "Molenweg", "12-b", "1234 AB"),
    ("Nel", "Vos", "1912-12-12", "Molenweg", "120", "1234 AC"),
    ("Truus", "de Vries", "1967-01-01", "van Goghstraat", "3 bis", "1967 DE"),
    ("Sevgi", "Molenaar", "1980-01-01", "Kerkstraat", "7", "4321 IJ"),
    ("Kees", "Kerk", "1981-01-01", "", "", ""),
    ("Ans", "Blom", "1982-01-01", "Vincent van Goghplein", "1", "2345 CD"),
    ("Ab", "Smit", "1983-01-01", "Burg. de Vlugtlaan", "99-2", "2345 XY"),
]


@pytest.fixture
def street(place: Place) -> dict[int, str]:
    """People with their addresses, by their id."""
    made = {}
    for number, (first, last, born, name, house, postcode) in enumerate(LIVES):
        row = Resident.objects.create(
            municipality=place.municipality,
            ref=f"R{number}",
            first_name=first,
            last_name=last,
            birth_date=dt.date.fromisoformat(born),
            neighbourhood=place.neighbourhood,
            street=name,
            house_number=house,
            postcode=postcode,
        )
        made[row.pk] = first
    return made


@pytest.mark.parametrize("among", ["all", "some"])
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Molenweg 12", ["Jan", "Piet", "Nel"]),
        ("molenweg 12-b", ["Piet"]),
        ("Molenweg 12 b", ["Piet"]),
        ("molenweg 12B", ["Piet"]),
        ("molenweg 120", ["Nel"]),
        ("molenweg 7", []),
        ("molenweg 19", []),
        ("jansen molenweg", ["Jan"]),
        ("Molenweg 12 jansen", ["Jan"]),
        ("molnweg 12", ["Jan", "Piet", "Nel"]),
        ("moelnweg 120", ["Nel"]),
        ("jannsen molenwge", ["Jan"]),
        ("1234AB", ["Jan", "Piet"]),
        ("1234 ab", ["Jan", "Piet"]),
        ("1234 AB 12b", ["Piet"]),
        ("1234ab 12", ["Jan", "Piet"]),
        ("1234 vos", ["Nel"]),
        ("1967 de", ["Truus"]),
        ("1967DE 3", ["Truus"]),
        ("1967 de vries", ["Truus"]),
        ("4321 ij", ["Sevgi"]),
        ("van goghstraat", ["Truus"]),
        ("vincent gogh", ["Ans"]),
        ("van goghstraat 3bis", ["Truus"]),
        ("Kerk", ["Kees", "Sevgi"]),
        ("molen", ["Sevgi", "Jan", "Piet", "Nel"]),
        ("burgemeester", []),
        ("de vlugtlaan 99-2", ["Ab"]),
        ("2345 cd", ["Ans"]),
        ("12", ["Jan", "Piet", "Nel"]),
    ],
)
def test_somebody_is_found_by_where_they_live_and_a_name_comes_before_a_street(
    street: dict[int, str], asked: str, found: list[str], among: str
) -> None:
    names = [street[pk] for pk in search.alike(asked, list(street) if among == "some" else None)]
    assert set(names) == set(found) and len(names) == len(found)
    assert names[:1] == found[:1]


def test_who_moves_is_found_where_they_live_now(street: dict[int, str]) -> None:
    (kees,) = search.alike("kees kerk", None)
    Resident.objects.filter(pk=kees).update(street="Spoorlaan", house_number="1")
    assert search.alike("spoorlaan", None) == [kees]
    assert search.alike("spoorlnaa", None) == [kees]
    Resident.objects.filter(pk=kees).update(street="Havenkade")
    assert search.alike("spoorlaan", None) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM residents_word WHERE word IN ('q0spoorlaan', 'q01', 'q11234ab')")
        assert cursor.fetchone() == (0,)


def test_nobody_is_found_by_an_address_across_the_wall(
    street: dict[int, str], place: Place, elsewhere: Place
) -> None:
    with inside(elsewhere.municipality.pk):
        assert search.alike("molenweg 12", None) == search.alike("molenweg", list(street)) == []
        assert search.alike("molnweg", None) == []


def test_the_list_finds_by_address_what_is_of_the_own_team_and_no_more(
    client: Client, place: Place, worker: User, outsider: User
) -> None:
    mine = make_case(place, worker, dt.date(2026, 1, 5))
    theirs = make_case(place, outsider, dt.date(2026, 1, 5), ref="D2", first_name="Nel", last_name="Bos")
    Case.objects.filter(pk=theirs.pk).update(team=outsider.memberships.get().team)
    Resident.objects.update(street="Molenweg", house_number="12", postcode="1234 AB")
    for who, case in ((worker, mine), (outsider, theirs)):
        client.force_login(who)
        for asked in ("molenweg 12", "1234ab", "molenwge"):
            page = client.get("/dossiers/", {"q": asked}).context["page"]
            assert [row.case.pk for row in page.rows] == [case.pk]
            found = client.get("/dossiers/nieuw/", {"q": asked}).context["residents"]
            assert [resident.pk for resident in found] == [case.resident_id]


@pytest.mark.parametrize("postcode", ["1234AB", "1234 ab", "0123 AB", "1234 SS", "1234 A", "x"])
def test_the_database_stores_a_postcode_in_one_form(street: dict[int, str], postcode: str) -> None:
    with pytest.raises(IntegrityError, match="resident_postcode"), transaction.atomic():
        Resident.objects.filter(first_name="Jan").update(postcode=postcode)


def test_a_longer_postcode_than_there_are_is_refused_too(street: dict[int, str]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Resident.objects.filter(first_name="Jan").update(postcode="1234 ABC")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("1234ab", "1234 AB"), (" 1234  AB ", "1234 AB"), ("1 2 3 4 a b", "1234 AB"), ("", ""), ("  ", "")],
)
def test_a_postcode_is_stored_in_one_form_however_it_is_typed(typed: str, stored: str) -> None:
    assert address.postcode(typed) == stored


@pytest.mark.parametrize(
    "typed", ["0123 AB", "1234 SA", "1234 SD", "1234 SS", "1234", "AB 1234", "1234 ÄB", "١٢٣٤ AB"]
)
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    with pytest.raises(address.NotAnAddress):
        address.postcode(typed)


@pytest.mark.parametrize("typed", ["12", "12b", "12-b", "12 bis", "3 a 2", "120-2hoog", ""])
def test_a_house_number_may_have_an_addition(typed: str) -> None:
    assert address.house_number(typed) == typed


@pytest.mark.parametrize("typed", ["b12", "twaalf", "12--b", "12;", "-1"])
def test_what_is_no_house_number_is_refused(typed: str) -> None:
    with pytest.raises(address.NotAnAddress):
        address.house_number(typed)


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("06-00000012", "0600000012"),
        ("+31 (0)10 000 0000", "+310100000000"),
        ("010 - 000 00 00", "0100000000"),
        ("", ""),
    ],
)
def test_a_telephone_number_keeps_how_it_was_typed_and_can_be_dialled(typed: str, dialled: str) -> None:
    assert address.dial(address.phone(typed)) == dialled


@pytest.mark.parametrize("typed", ["12345678", "0612", "bel maar", "06-00000012345678", "0612345678x"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(address.NotAnAddress):
        address.phone(typed)
