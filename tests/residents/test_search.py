"""Finding somebody by a name that is typed with errors, or by a birth date: the right person first, inside the wall."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from cases.models import Case
from residents import search
from residents.models import Resident
from tests.cases.screens import words_of
from tests.conftest import Place, make_case, stay_inside
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.wall import inside

NAMES = [
    ("Jan", "Jansen"),
    ("Jan", "Janssen"),
    ("Janneke", "de Vries"),
    ("Annelies", "van der Meer"),
    ("Pieter", "van der Meij"),
    ("Zoë", "Dijkstra"),
    ("Zoltan", "Dykman"),
    ("IJsbrand", "Wijngaarden"),
    ("Sevgi", "Yılmaz"),
    ("Ayşe", "Öztürk"),
    ("Renée", "van 't Hof"),
    ("Youssef", "El-Amrani"),
    ("Mohamed", "El Amrani"),
    ("Kees", "de Jong-Visser"),
    ("Ans", "Bos"),
    ("Cor", "Vos"),
    ("Łukasz", "Kowalski"),
    ("Dennis", "Hoekstra"),
]


def make_resident(place: Place, number: int, first: str, last: str, born: dt.date | None = None) -> Resident:
    return Resident.objects.create(
        municipality=place.municipality,
        ref=f"R{number}",
        first_name=first,
        last_name=last,
        birth_date=born or dt.date(1950 + number, 3, 4),
        neighbourhood=place.neighbourhood,
    )


@pytest.fixture
def street(place: Place) -> dict[int, str]:
    """People of a street, by their id."""
    made = [make_resident(place, number, first, last) for number, (first, last) in enumerate(NAMES)]
    return {resident.pk: resident.name for resident in made}


@pytest.mark.parametrize("among", ["all", "some"])
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("jansen", "Jan Jansen"),
        ("Janssen", "Jan Janssen"),
        ("jan jansen", "Jan Jansen"),
        ("JANSSEN, JAN", "Jan Janssen"),
        ("jannsen", "Jan Jansen"),
        ("de vries", "Janneke de Vries"),
        ("vreis", "Janneke de Vries"),
        ("van der meer", "Annelies van der Meer"),
        ("vd meer annelies", "Annelies van der Meer"),
        ("v/d meij", "Pieter van der Meij"),
        ("meer van der", "Annelies van der Meer"),
        ("van der mey", "Pieter van der Meij"),
        ("zoe dijkstra", "Zoë Dijkstra"),
        ("dykstra", "Zoë Dijkstra"),
        ("ysbrand wyngaarden", "IJsbrand Wijngaarden"),
        ("IJSBRAND", "IJsbrand Wijngaarden"),
        ("wijngarden", "IJsbrand Wijngaarden"),
        ("yilmaz", "Sevgi Yılmaz"),
        ("Yilmas", "Sevgi Yılmaz"),
        ("ozturk ayse", "Ayşe Öztürk"),
        ("renee van t hof", "Renée van 't Hof"),
        ("van 't hof", "Renée van 't Hof"),
        ("youssef elamrani", "Youssef El-Amrani"),
        ("el amrani youssef", "Youssef El-Amrani"),
        ("mohammed el-amrani", "Mohamed El Amrani"),
        ("visser kees", "Kees de Jong-Visser"),
        ("bos", "Ans Bos"),
        ("vos", "Cor Vos"),
        ("lukasz", "Łukasz Kowalski"),
        ("kowalsky", "Łukasz Kowalski"),
        ("heokstra", "Dennis Hoekstra"),
        ("hoekstar denis", "Dennis Hoekstra"),
        ("hoek", "Dennis Hoekstra"),
        ("4-3-1967", "Dennis Hoekstra"),
        ("04-03-1967", "Dennis Hoekstra"),
        ("4/3/1967 hoekstra", "Dennis Hoekstra"),
        ("1967-03-04", "Dennis Hoekstra"),
        ("hoekstra 05-03-1967", None),
        ("19670304", "Dennis Hoekstra"),
        ("qqqqqq", None),
        ("", None),
        ("%", None),
        ("'; DROP TABLE residents_resident; --", None),
        ("& | ! ( ) :* <->", None),
    ],
)
def test_the_right_person_comes_first(
    street: dict[int, str], asked: str, first: str | None, among: str
) -> None:
    found = search.alike(asked, list(street) if among == "some" else None)
    assert (street[found[0]] if found else None) == first


def test_who_is_typed_right_comes_before_who_is_not(street: dict[int, str]) -> None:
    found = [street[pk] for pk in search.alike("jansen", None)]
    assert found[:2] == ["Jan Jansen", "Jan Janssen"]
    assert [street[pk] for pk in search.alike("jan", None)][:2] == ["Jan Jansen", "Jan Janssen"]
    assert "Janneke de Vries" in [street[pk] for pk in search.alike("jan", None)]


def test_nobody_is_found_across_the_wall_or_without_one(
    street: dict[int, str], place: Place, elsewhere: Place
) -> None:
    with inside(elsewhere.municipality.pk):
        theirs = make_resident(elsewhere, 99, "Guusje", "Grootveld")
        assert search.alike("Grotveld", None) == [theirs.pk]
    assert search.alike("Grootveld", None) == search.alike("Grootveld", [theirs.pk]) == []
    assert search.alike("Grotveld", None) == []
    stay_inside(None)
    assert search.alike("Hoekstra", None) == search.alike("Hoekstra", list(street)) == []


def test_a_name_that_changes_is_found_as_it_is_now(street: dict[int, str]) -> None:
    (hoekstra,) = search.alike("hoekstra", None)
    Resident.objects.filter(pk=hoekstra).update(last_name="Terpstra")
    assert search.alike("hoekstra", None) == []
    assert search.alike("terpsrta", None) == [hoekstra]
    Resident.objects.filter(pk=hoekstra).delete()
    assert search.alike("terpsrta", None) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM residents_word WHERE word IN ('terpstra', 'hoekstra', 'jansen', 'van')"
        )
        assert {row[0] for row in cursor.fetchall()} == {"jansen", "van"}


def test_the_words_that_are_compared_are_written_by_the_database_alone(street: dict[int, str]) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Resident.objects.raw("DELETE FROM residents_word RETURNING 1 AS id")[0]


@pytest.fixture
def cases(place: Place, worker: User) -> dict[str, Case]:
    """A case for some people of the street."""
    made = {}
    for number, (first, last) in enumerate(NAMES[:8]):
        case = make_case(
            place, worker, dt.date(2026, 1, 5), ref=f"D{number}", first_name=first, last_name=last
        )
        made[case.resident.name] = case
    return made


def listed(client: Client, asked: str) -> list[str]:
    page = client.get("/dossiers/", {"q": asked})
    assert page.status_code == 200
    return [row.case.resident.name for row in page.context["page"].rows]


def test_the_list_shows_the_likest_first_and_the_file_number_before_all(
    client: Client, worker: User, cases: dict[str, Case]
) -> None:
    client.force_login(worker)
    assert listed(client, "jansen")[0] == "Jan Jansen"
    assert listed(client, "jannsen jan")[0] == "Jan Jansen"
    assert listed(client, "zoe dykstra") == ["Zoë Dijkstra"]
    assert listed(client, "d5") == ["Zoë Dijkstra"]
    assert listed(client, "grootveld") == []
    assert "Geen dossier gevonden" in words_of(client.get("/dossiers/", {"q": "grootveld"}))


def test_the_list_shows_only_what_one_may_see_however_it_is_searched(
    client: Client, outsider: User, stranger: User, cases: dict[str, Case]
) -> None:
    for who in (outsider, stranger):
        client.force_login(who)
        for asked in ("jansen", "D5", "01-02-2003"):
            assert listed(client, asked) == []


def test_a_search_goes_on_on_a_next_page_and_costs_no_more_for_fifty_than_for_one(
    client: Client, place: Place, worker: User
) -> None:
    for number in range(60):
        make_case(place, worker, dt.date(2026, 1, 5), ref=f"D{number}", first_name="Jan", last_name="Jansen")
    client.force_login(worker)
    first = client.get("/dossiers/", {"q": "jansen"}).context["page"]
    assert len(first.rows) == 50
    rest = client.get(f"/dossiers/?{first.next_query}").context["page"]
    assert len(rest.rows) == 10
    assert not {row.case.pk for row in first.rows} & {row.case.pk for row in rest.rows}
    assert not rest.next_query


def test_where_very_many_may_be_seen_the_index_of_all_serves(
    client: Client, worker: User, cases: dict[str, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.case_list.FEW", 3)
    client.force_login(worker)
    assert listed(client, "jannsen jan")[0] == "Jan Jansen"
    assert Membership.objects.filter(user=worker).count() == 1
