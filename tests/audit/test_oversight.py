"""The privacy officer's pages: who looked at a resident, what a colleague did, break-glass, the list on paper."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.models import Case
from tests.cases.screens import words_of
from tests.conftest import Place, add_contact, make_case, make_member
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.actions import log_access, log_event, log_list
from wijkzorg.audit.models import AccessEntry, Action, Result

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(place: Place) -> dt.date:
    """The day that it is in the municipality."""
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def case(place: Place, worker: User, today: dt.date) -> Case:
    """A case of the worker."""
    return make_case(place, worker, today - dt.timedelta(days=60))


@pytest.fixture
def officer(place: Place) -> User:
    """The privacy officer of the municipality."""
    return make_member(place, "fleur@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)


@pytest.fixture
def at_work(client: Client, officer: User) -> Client:
    """A browser in which the privacy officer is signed in."""
    client.force_login(officer)
    return client


@pytest.fixture
def glass(case: Case, outsider: User, team_lead: User) -> None:
    """Somebody of another team took break-glass and read the case."""
    for action in (Action.BREAK_GLASS, Action.READ):
        log_access(
            action=action,
            user_id=outsider.pk,
            case=case,
            reason="De huisarts belde: valgevaar, collega op vakantie",
            responsible_user_id=team_lead.pk,
        )


def asked(client: Client, **values: str) -> str:
    """Post the form that finds a resident, and return where it leads."""
    fields = {f"bewoner-{name}": value for name, value in values.items()}
    answer = client.post("/logboek/", {"ask": "resident", **fields})
    return answer["Location"] if answer.status_code == 302 else words_of(answer)


def test_a_resident_is_found_by_number_or_by_surname_and_birth_date_and_not_by_less(
    at_work: Client, case: Case
) -> None:
    page = f"/logboek/bewoner/{case.resident_id}/"
    assert asked(at_work, number="r-d00001") == page
    assert asked(at_work, last_name="hoekstra", birth_date="2003-02-01") == page
    assert asked(at_work, last_name="hoekstra", birth_date="01-02-2003") == page
    assert "Niemand." in asked(at_work, last_name="hoekstra", birth_date="2003-02-02")
    assert "Vul een bewonernummer in" in asked(at_work, last_name="hoekstra")
    assert "Dennis" not in asked(at_work, last_name="Hoek", birth_date="2003-02-01")


def test_the_page_of_a_resident_says_who_looked_in_which_role_at_what_and_why(
    at_work: Client, case: Case, worker: User, glass: None
) -> None:
    log_list(user_id=worker.pk, municipality_id=case.municipality_id, cases=[case])
    page = words_of(at_work.get(f"/logboek/bewoner/{case.resident_id}/"))
    assert "Wie keek bij Dennis Hoekstra" in page
    assert "Farida" in page and "in een lijst gezien" in page
    assert "Buiten" in page and "namens Joke" in page and "valgevaar" in page


def test_break_glass_is_marked_in_red_and_stands_on_the_first_page(
    at_work: Client, case: Case, glass: None
) -> None:
    for path in ("/logboek/", f"/logboek/bewoner/{case.resident_id}/"):
        page = at_work.get(path).content.decode()
        assert page.count('class="wz-chip is-alarm"') == 2
        assert "valgevaar" in page


def test_nothing_of_what_stands_in_a_case_is_shown(
    at_work: Client, case: Case, worker: User, today: dt.date
) -> None:
    contact = add_contact(case, worker, today)
    contact.note = "zeer geheim"
    contact.save()
    for path in ("/logboek/", f"/logboek/bewoner/{case.resident_id}/", f"/logboek/medewerker/{worker.pk}/"):
        assert "geheim" not in words_of(at_work.get(path))
    assert at_work.get(f"/dossiers/{case.pk}/").status_code == 404


def test_the_page_of_a_colleague_says_at_whom_they_looked_and_what_they_were_refused(
    at_work: Client, case: Case, outsider: User, glass: None, place: Place
) -> None:
    log_event(
        action=Action.OPEN,
        result=Result.REFUSED,
        municipality_id=place.municipality.pk,
        user_id=outsider.pk,
        object_kind="case",
        object_id=7,
    )
    answer = at_work.post("/logboek/", {"ask": "user", "medewerker-who": "buiten"})
    assert answer["Location"] == f"/logboek/medewerker/{outsider.pk}/"
    page = words_of(at_work.get(answer["Location"]))
    assert "Dennis Hoekstra" in page and "geweigerd" in page


def test_each_look_at_the_log_is_a_line_of_the_log(
    at_work: Client, case: Case, officer: User, worker: User
) -> None:
    at_work.get("/logboek/")
    at_work.get(f"/logboek/bewoner/{case.resident_id}/")
    at_work.get(f"/logboek/medewerker/{worker.pk}/")
    at_work.get(f"/logboek/bewoner/{case.resident_id}/lijst.pdf")
    lines = AccessEntry.objects.exclude(action=Action.SIGN_IN).order_by("at")
    assert [(line.action, line.resident_id, line.object_id) for line in lines] == [
        ("log", None, ""),
        ("log", case.resident_id, ""),
        ("log", None, str(worker.pk)),
        ("print", case.resident_id, ""),
    ]
    assert {(line.user_id, line.role) for line in lines} == {(officer.pk, "privacy_officer")}
    assert "in het logboek gekeken" in words_of(at_work.get(f"/logboek/bewoner/{case.resident_id}/"))


def test_the_list_for_the_resident_is_a_pdf_that_a_screen_reader_can_read(
    at_work: Client, case: Case, glass: None
) -> None:
    answer = at_work.get(f"/logboek/bewoner/{case.resident_id}/lijst.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    # Tagged, in Dutch, and said to be PDF/UA-1.
    assert b"/StructTreeRoot" in answer.content and b"/Lang" in answer.content
    assert b"pdfuaid" in answer.content
    assert at_work.get(
        f"/logboek/bewoner/{case.resident_id}/lijst.pdf?first=2020-01-01&last=2020-02-01"
    ).content.startswith(b"%PDF-")


def test_a_long_list_is_read_a_page_at_a_time_and_no_line_is_left_out_or_shown_twice(
    at_work: Client, case: Case, worker: User
) -> None:
    for number in range(120):
        log_access(action=Action.READ, user_id=worker.pk, case=case, reason=f"keer {number:03}")
    seen: list[str] = []
    query = "first=2020-01-01&last=2199-01-01"
    path = f"/logboek/bewoner/{case.resident_id}/"
    while query:
        answer = at_work.get(f"{path}?{query}")
        seen += [look.why for look in answer.context["page"].looks if look.why]
        query = answer.context["older_query"]
    assert seen == [f"keer {number:03}" for number in reversed(range(120))]


def test_a_page_of_many_lines_asks_as_many_questions_as_one_of_few(
    at_work: Client, case: Case, worker: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    path = f"/logboek/medewerker/{worker.pk}/"

    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            at_work.get(path)
        return len(counted)

    log_access(action=Action.READ, user_id=worker.pk, case=case)
    few = queries()
    for _ in range(49):
        log_list(user_id=worker.pk, municipality_id=case.municipality_id, cases=[case])
    assert queries() == few


@pytest.mark.parametrize(
    "query",
    [
        "na=onzin",
        "na=2026-01-01T00:00:00_1",
        "na=2026-01-01T00:00:00%2B00:00_99999999999999999999",
        "na=2026-01-01T00:00:00%2B00:00_-99999999999999999999",
        "na=9999-12-31T23:59:59%2B00:00_1",
        "first=gisteren",
        "first=0001-01-01&last=9999-12-31",
        "first=2026-02-01&last=2026-01-01",
    ],
)
def test_a_period_or_a_place_that_makes_no_sense_breaks_nothing(
    at_work: Client, case: Case, query: str
) -> None:
    for path in ("/logboek/", f"/logboek/bewoner/{case.resident_id}/"):
        assert at_work.get(f"{path}?{query}").status_code == 200


def test_a_resident_or_colleague_of_another_municipality_is_not_there(
    at_work: Client, elsewhere: Place, stranger: User, today: dt.date
) -> None:
    theirs = make_case(elsewhere, stranger, today, first_name="Vera")
    for path in (f"bewoner/{theirs.resident_id}/", f"bewoner/{theirs.resident_id}/lijst.pdf"):
        assert at_work.get(f"/logboek/{path}").status_code == 404
    assert at_work.get(f"/logboek/medewerker/{stranger.pk}/").status_code == 404
    assert "Niemand." in asked(at_work, last_name="Hoekstra", birth_date="2003-02-01")
    refused = AccessEntry.objects.filter(result=Result.REFUSED)
    assert {line.object_id for line in refused} == {str(theirs.resident_id), str(stranger.pk)}


@pytest.mark.parametrize("who", ["worker", "team_lead", "outsider", "stranger", "volunteer"])
@pytest.mark.parametrize(
    "path", ["", "bewoner/{case.resident_id}/", "bewoner/{case.resident_id}/lijst.pdf", "medewerker/1/"]
)
def test_for_everybody_else_there_is_no_log(
    client: Client, case: Case, request: pytest.FixtureRequest, who: str, path: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/logboek/{path.format(case=case)}").status_code == 404
    assert "Logboek" not in words_of(client.get("/"))


@pytest.mark.parametrize("path", ["", "bewoner/1/", "bewoner/1/lijst.pdf", "medewerker/1/"])
def test_who_is_not_signed_in_is_sent_to_sign_in_and_a_wrong_method_is_refused(
    at_work: Client, path: str
) -> None:
    assert Client().get(f"/logboek/{path}")["Location"].startswith("/inloggen/")
    assert at_work.put(f"/logboek/{path}").status_code == 405
    if path:
        assert at_work.post(f"/logboek/{path}").status_code == 405


def test_the_menu_leads_the_privacy_officer_to_the_log(at_work: Client) -> None:
    assert "Logboek" in words_of(at_work.get("/logboek/"))
