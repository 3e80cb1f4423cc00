"""The lists of daily work in the admin: whose they are, how one finds, what is done to many, and what it costs."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case
from neighbourhoods.models import Neighbourhood
from tests.cases.screens import days_ago, words_of
from tests.conftest import Place, make_case
from tests.volunteers import conftest as cast
from tests.volunteers.conftest import Ask, Neighbour, again
from tests.workplace.conftest import browser_of, lives
from volunteers.models import Away, HelpRequest, Offer
from wijkzorg.accounts import work_admin
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
stored, neighbour = cast.stored, cast.neighbour
RESIDENTS, REQUESTS, VOLUNTEERS = (
    "/beheer/residents/resident/",
    "/beheer/volunteers/helprequest/",
    "/beheer/volunteers/volunteer/",
)


@pytest.fixture
def at_board(coordinator: User) -> Client:
    """The browser of the coordinator."""
    return browser_of(coordinator)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """A Wednesday morning: at night nobody is asked anything."""
    monkeypatch.setattr("wijkzorg.accounts.middleware.timezone.now", lambda: cast.NOW)
    return cast.NOW


def act(browser: Client, path: str, action: str, rows: list[Any], **more: str) -> Any:
    sent = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return browser.post(path, sent, follow="bevestigd" in more)


def test_a_desk_lists_and_finds_the_residents_of_its_catchment_and_nothing_of_cases(
    at_desk: Client, place: Place, far: Neighbourhood, worker: User, today: dt.date, clerk: User
) -> None:
    case = make_case(place, worker, days_ago(today, 40))
    who = lives(place)
    lives(place, far, first_name="Verre")
    said = words_of(at_desk.get(RESIDENTS))
    assert "Zoë Müller" in said and "Dennis Hoekstra" in said and "Verre" not in said
    assert case.ref not in said and "Farida" not in said and "dossier" not in said.lower()
    log = AccessEntry.objects.filter(user_id=clerk.pk, action="list").latest("pk")
    assert log.resident_ids == sorted([who.pk, case.resident_id])
    said = words_of(at_desk.get(RESIDENTS, {"q": "mullre"}))
    assert "Zoë Müller" in said and "Hoekstra" not in said
    assert AccessEntry.objects.filter(user_id=clerk.pk, action="search").latest("pk").resident_ids == [who.pk]
    assert at_desk.get(f"{RESIDENTS}{who.pk}/change/")["Location"] == f"/balie/{who.pk}/"
    assert at_desk.get(f"{RESIDENTS}{who.pk}/history/").status_code == 404
    assert at_desk.get(f"{RESIDENTS}{who.pk}/delete/").status_code == 403
    assert at_desk.get(f"{RESIDENTS}add/").status_code == 403


def test_a_resident_of_elsewhere_is_not_there(
    at_desk: Client, place: Place, elsewhere: Place, far: Neighbourhood
) -> None:
    away = lives(place, far)
    with inside(elsewhere.municipality.pk):
        other = lives(elsewhere, first_name="Buurstads")
    for row in (away, other):
        assert at_desk.get(f"{RESIDENTS}{row.pk}/change/").status_code == 404
    for asked in ({}, {"q": "buurstads"}, {"id__exact": other.pk}, {"municipality__id__exact": 1}):
        assert "Buurstads Müller" not in words_of(at_desk.get(RESIDENTS, asked, follow=True))
    assert "Müller" not in words_of(at_desk.get(RESIDENTS, {"buurt": far.pk}))


def test_a_request_is_found_by_a_name_that_is_typed_wrong_and_by_nobody_of_elsewhere(
    at_board: Client, place: Place, elsewhere: Place, stored: Ask
) -> None:
    row = stored(name="Mevrouw Müller")
    stored(name="Meneer Bakker", token=uuid.uuid4())
    said = words_of(at_board.get(REQUESTS, {"q": "mullre"}))
    assert "Müller" in said and "Bakker" not in said

    def named(municipality: int) -> list[int]:
        with inside(municipality), connection.cursor() as cursor:
            cursor.execute("SELECT volunteers_requests_named('muller', 10)")
            return [found[0] for found in cursor.fetchall()]

    assert named(place.municipality.pk) == [row.pk] and named(elsewhere.municipality.pk) == []


def test_looking_a_resident_up_lists_nobody_untyped_and_is_logged(
    at_desk: Client, place: Place, far: Neighbourhood, clerk: User
) -> None:
    own = lives(place)
    lives(place, far, first_name="Verre")
    field = {"app_label": "cases", "model_name": "case", "field_name": "resident"}
    assert at_desk.get("/beheer/autocomplete/", field).json()["results"] == []
    found = at_desk.get("/beheer/autocomplete/", field | {"term": "muller"}).json()["results"]
    assert [row["id"] for row in found] == [str(own.pk)]
    assert AccessEntry.objects.filter(user_id=clerk.pk, action="search").latest("pk").resident_ids == [own.pk]


def test_a_list_is_counted_no_further_than_anybody_turns_its_pages(
    at_desk: Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_admin, "MOST", 5)
    for number in range(5):
        lives(place, first_name=f"A{number}")
    assert "5 bewoners" in words_of(at_desk.get(RESIDENTS))
    lives(place)
    assert "meer dan 5 bewoners: zoek of kies een filter" in words_of(at_desk.get(RESIDENTS))


def test_every_list_costs_as_many_queries_for_fifty_as_for_one(
    at_desk: Client, at_board: Client, place: Place, stored: Ask, neighbour: Neighbour
) -> None:
    def queries(browser: Client, path: str, **asked: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path, asked).status_code == 200
        return len(captured)

    def all_of_them() -> list[int]:
        return [
            queries(at_desk, RESIDENTS),
            queries(at_desk, RESIDENTS, q="muller"),
            queries(at_desk, REQUESTS),
            queries(at_board, REQUESTS),
            queries(at_board, REQUESTS, q="muller"),
            queries(at_board, VOLUNTEERS),
            queries(at_board, VOLUNTEERS, q="buur"),
        ]

    stored(resident=lives(place))
    neighbour("buur0")
    all_of_them()
    one = all_of_them()
    for number in range(1, 50):
        stored(resident=lives(place, first_name=f"A{number}"))
        neighbour(f"buur{number}")
    assert all_of_them() == one


def test_requests_are_found_by_name_with_a_typing_error_and_by_who_the_resident_is(
    at_board: Client, place: Place, stored: Ask
) -> None:
    stored(name="Mevrouw de Wit")
    stored(resident=lives(place), name="")
    assert "de Wit" in words_of(at_board.get(REQUESTS, {"q": "mevruow de wit"}))
    said = words_of(at_board.get(REQUESTS, {"q": "muller"}))
    assert "Zoë Müller" in said and "de Wit" not in said


def test_filters_keep_what_they_say_and_what_is_none_keeps_all(
    at_board: Client, place: Place, stored: Ask, far: Neighbourhood
) -> None:
    stored(name="Open")
    stored(name="Klaar", state="done", closed_at=cast.NOW)
    stored(name="Vandaag", first_on=place.municipality.day_of(timezone.now()))
    assert "Klaar" not in words_of(at_board.get(REQUESTS)).replace("Klaar om", "")
    for asked, there, away in (
        ({"stand": "klaar"}, "Klaar", "Vandaag"),
        ({"stand": "alles"}, "Klaar", "Niemand"),
        ({"wanneer": "vandaag"}, "Vandaag", "Klaar"),
    ):
        names = {row.name for row in at_board.get(REQUESTS, asked).context["cl"].result_list}
        assert there in names and away not in names
    for odd in ({"buurt": "x"}, {"buurt": "9" * 30}, {"wat": "'"}, {"stand": "?"}):
        assert at_board.get(REQUESTS, odd).status_code == 200


def test_the_best_three_are_shown_before_they_are_asked(
    at_board: Client, stored: Ask, neighbour: Neighbour, now: dt.datetime
) -> None:
    request, done = stored(), stored(name="Klaar", state="done", closed_at=now)
    for name in ("an", "bo", "cees", "door"):
        neighbour(name)
    page = act(at_board, f"{REQUESTS}?stand=alles", "ask_best", [request, done])
    said = words_of(page)
    assert "Dit gaat er gebeuren" in said and "Hiervoor wordt niemand meer gezocht." in said
    assert Offer.objects.count() == 0
    said = words_of(act(at_board, f"{REQUESTS}?stand=alles", "ask_best", [request, done], bevestigd="1"))
    assert "3 keer gedaan." in said and "1 keer niet gedaan" in said
    assert Offer.objects.filter(request=request).count() == 3
    assert again(request).state == "offered"


def test_closing_asks_why_and_joins_only_what_is_of_the_same_person(
    at_board: Client, stored: Ask, now: dt.datetime
) -> None:
    first, second = stored(), stored(received_at=now + dt.timedelta(hours=1))
    other = stored(parties=["phone:+31687654321"], phone="+31687654321", name="Ander")
    said = words_of(act(at_board, REQUESTS, "join", [first, second, other]))
    assert "Deze blijft." in said and "Gaat hierin op." in said and "van iemand anders" in said
    act(at_board, REQUESTS, "join", [first, second, other], bevestigd="1")
    assert again(second).merged_into_id == first.pk and again(other).merged_into_id is None
    assert act(at_board, REQUESTS, "close", [other], bevestigd="1").status_code == 422
    act(at_board, REQUESTS, "close", [other], bevestigd="1", why="De dochter doet het.")
    assert (again(other).state, again(other).outcome_text) == ("withdrawn", "De dochter doet het.")


def test_the_list_for_the_wall_names_nobody(at_desk: Client, stored: Ask, clerk: User) -> None:
    request = stored()
    said = words_of(act(at_desk, REQUESTS, "for_the_wall", [request]))
    assert "Boodschappen" in said and "Lindenhof" in said and "de Wit" not in said
    assert AccessEntry.objects.filter(action="print", user_id=clerk.pk).exists()


def test_a_desk_prints_and_does_no_more(at_desk: Client, stored: Ask) -> None:
    request = stored()
    for action in ("ask_best", "close", "join"):
        act(at_desk, REQUESTS, action, [request], bevestigd="1", why="Zomaar")
    assert again(request).state == "open"
    choices = at_desk.get(REQUESTS).context["action_form"].fields["action"].choices
    assert [name for name, _label in choices if name] == ["for_the_wall"]


def test_rest_is_given_until_a_day_and_what_was_agreed_goes_on(
    at_board: Client, neighbour: Neighbour, place: Place
) -> None:
    helper, stopped = neighbour("an"), neighbour("bo", active=False, left_on=cast.days(-1))
    last = place.municipality.day_of(timezone.now()) + dt.timedelta(days=14)
    assert "Krijgt geen vragen." in words_of(act(at_board, VOLUNTEERS, "pause", [helper]))
    assert act(at_board, VOLUNTEERS, "pause", [helper], bevestigd="1").status_code == 422
    act(at_board, VOLUNTEERS, "pause", [helper], bevestigd="1", last_day=last.isoformat())
    assert Away.objects.get().last_day == last
    assert stopped.pk not in {row.pk for row in at_board.get(VOLUNTEERS).context["cl"].result_list}


def test_a_row_of_somebody_else_is_passed_by_and_noted(
    at_board: Client, stored: Ask, place: Place, far: Neighbourhood
) -> None:
    centre = place.neighbourhood.centres.get()
    other = type(centre).objects.create(
        **{
            field.name: getattr(centre, field.name)
            for field in centre._meta.concrete_fields
            if field.name not in ("id", "uuid", "name")
        },
        name="Het Dok",
    )
    other.catchment.create(municipality=place.municipality, neighbourhood=far)
    request = stored(neighbourhood=far)
    act(at_board, REQUESTS, "close", [request], bevestigd="1", why="Zomaar")
    assert again(request).state == "open"
    assert AccessEntry.objects.filter(result="refused", object_id=str(request.pk)).exists()


def test_a_volunteer_is_found_by_a_name_with_a_typing_error_and_leads_to_the_own_page(
    at_board: Client, neighbour: Neighbour
) -> None:
    helper = neighbour("fatmagul")
    neighbour("bo")
    said = words_of(at_board.get(VOLUNTEERS, {"q": "fatmaglu"}))
    assert "Fatmagul" in said and "Bo " not in said
    assert at_board.get(f"{VOLUNTEERS}{helper.pk}/change/")["Location"] == f"/vrijwilligers/{helper.pk}/"


def test_whoever_has_a_case_is_shown_as_everybody_else(
    at_desk: Client, place: Place, worker: User, stored: Ask, today: dt.date
) -> None:
    case: Case = make_case(place, worker, days_ago(today, 40))
    stored(resident=case.resident, case=case, name="")
    stored(resident=lives(place), name="", token=uuid.uuid4())
    rows = at_desk.get(REQUESTS).content.decode()
    assert case.ref not in rows and "werker" not in rows.lower()
    assert HelpRequest.objects.count() == 2
