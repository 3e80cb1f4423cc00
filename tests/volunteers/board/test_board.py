"""The board: what waits, in which order, why nobody comes yet, and whom to ask with one click."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from neighbourhoods.models import Neighbourhood
from tests.centres.conftest import make_centre
from tests.conftest import Place, make_case
from tests.volunteers.conftest import NOW, Ask, Neighbour, again, days, offered
from volunteers import escalating
from volunteers.models import EscalationStep, HelpRequest, MatchRound, Offer
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
HTMX = {"HX-Request": "true"}


def text_of(answer: object) -> str:
    """Return what is read on a page, with its spaces as one."""
    content: bytes = answer.content  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content.decode())))


def test_what_presses_most_stands_first_and_then_the_oldest(at_the_board: Client, stored: Ask) -> None:
    stored(name="Jong", opened_at=NOW - HOUR)
    stored(name="Oud", opened_at=NOW - 30 * HOUR)
    stored(name="Alleen", no_network=True)
    stored(name="Dringend en alleen", urgent=True, no_network=True)
    said = text_of(at_the_board.get("/hulpvragen/"))
    places = [said.index(f" {name} ") for name in ("Dringend en alleen", "Alleen", "Oud", "Jong")]
    assert places == sorted(places)
    assert "al 30 uur" in said and "Nog niemand gevraagd." in said


def test_it_says_in_words_and_counts_why_nobody_can(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    stored(needs_vog=True)
    for name in ("an", "bea"):
        neighbour(name)
    away = neighbour("cor", vog_on=days(-10), vog_outcome="given")
    away.away.create(municipality=away.municipality, first_day=days(0), last_day=days(5))
    said = text_of(at_the_board.get("/hulpvragen/"))
    assert "3 dichtbij: 2 zonder VOG, 1 weg." in said


def test_a_row_that_is_opened_shows_the_best_three_with_reasons_and_one_click_asks(
    at_the_board: Client, coordinator: User, stored: Ask, neighbour: Neighbour
) -> None:
    request = stored(language="tr")
    near = neighbour("ans", languages=["nl", "tr"])
    for name in ("bea", "cor", "dirk"):
        neighbour(name, x=near.x + 900)
    url = reverse("help-candidates", args=[request.pk])
    answer = at_the_board.get(url, headers=HTMX)
    said = text_of(answer)
    assert "500 m · spreekt Turks" in said and "Vraag aan Ans" in said
    assert answer.content.decode().count("Vraag aan") == 3
    assert at_the_board.get(url)["Location"] == reverse("help-request", args=[request.pk])
    at_the_board.post(reverse("help-offer", args=[request.pk]), {"volunteer": near.pk})
    (made,) = Offer.objects.all()
    assert (made.volunteer, made.offered_by) == (near, coordinator)
    assert made.why.startswith("Voorstel: 500 m · spreekt Turks") and made.reasons["distance"] > 0
    assert again(request).state == "offered"
    assert "Ans kan antwoorden tot vandaag om 14:00." in text_of(at_the_board.get("/hulpvragen/"))


def test_who_asks_somebody_else_says_why(at_the_board: Client, stored: Ask, neighbour: Neighbour) -> None:
    request = stored()
    for name in ("ans", "bea", "cor"):
        neighbour(name)
    far = neighbour("verweg", x=155_000 + 1900, y=463_000)
    url = reverse("help-offer", args=[request.pk])
    answer = at_the_board.post(url, {"volunteer": far.pk, "why": " "})
    assert answer.status_code == 422 and "waarom je deze vrijwilliger vraagt" in text_of(answer)
    assert not Offer.objects.exists()
    at_the_board.post(url, {"volunteer": far.pk, "why": "Ze kennen elkaar"})
    assert Offer.objects.get().why == "Ze kennen elkaar"


def test_who_is_looked_up_shows_every_reason_why_not(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    request = stored(needs_vog=True)
    neighbour("zara", kinds=["cards"])
    said = text_of(at_the_board.get(reverse("help-request", args=[request.pk]), {"vrijwilliger": "zar"}))
    assert "Heeft geen VOG, en die is hier nodig" in said and "doet dit niet: boodschappen" in said


def test_what_came_to_me_stands_on_top_and_the_clock_goes_on_when_i_am_at_it(
    at_the_board: Client, coordinator: User, ask: Ask
) -> None:
    request = ask(now=NOW - 50 * HOUR, first_on=days(4))
    escalating.call_due(request=request, now=NOW)
    page = at_the_board.get("/hulpvragen/")
    assert "Dit kwam naar jou" in text_of(page) and "Verder wacht er niets." in text_of(page)
    assert page.content.decode().count(f'id="hulpvraag-{request.pk}"') == 1, "nobody stands on it twice"
    at_the_board.post(reverse("help-at-it", args=[request.pk]))
    page = at_the_board.get("/hulpvragen/")
    assert "Dit kwam naar jou" not in text_of(page)
    assert page.content.decode().count(f'id="hulpvraag-{request.pk}"') == 1
    step = EscalationStep.objects.get(request=request, kind="duty")
    assert step.done_at is None and step.due_at == NOW + 22 * HOUR


def test_doubles_are_offered_and_merging_keeps_the_earliest_date(at_the_board: Client, ask: Ask) -> None:
    first = ask(now=NOW - 5 * HOUR, first_on=days(3))
    second = ask(now=NOW - HOUR, first_on=days(1))
    assert "Lijkt dubbel" in text_of(at_the_board.get("/hulpvragen/"))
    at_the_board.post(reverse("help-merge", args=[second.pk]), {"into": first.pk})
    kept = again(first)
    assert (kept.first_on, kept.opened_at) == (days(1), first.opened_at)
    assert again(second).merged_into == first
    assert "Lijkt dubbel" not in text_of(at_the_board.get("/hulpvragen/"))


def test_the_board_asks_as_much_of_the_database_for_fifty_as_for_one(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    people = [neighbour(f"buur{number}") for number in range(4)]

    def asked(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert (
                at_the_board.get(url, headers=HTMX if "wie" in url or "aandacht" in url else {}).status_code
                == 200
            )
        return len(captured)

    offered(stored(phone="", parties=["resident:1"], state="offered"), people[0])
    stored(phone="", parties=["resident:100"])
    one = {url: asked(url) for url in ("/hulpvragen/", "/hulpvragen/aandacht/", "/vrijwilligers/")}
    for number in range(50):
        request = stored(phone="", parties=[f"resident:{number + 2}"], urgent=number % 2 == 0)
        if number < 20:
            request.state = "offered"
            request.save()
            offered(request, people[number % 4])
    for number in range(50):
        neighbour(f"nog{number}", vog_on=days(-1080), vog_outcome="given")
    for url, number in one.items():
        assert asked(url) == number, url
    page = text_of(at_the_board.get("/hulpvragen/"))
    assert "bladzijde 1 van 3" in page
    assert "bladzijde 3 van 3" in text_of(at_the_board.get("/hulpvragen/?pagina=3"))


def test_a_worker_sees_own_requests_and_no_volunteers_and_a_volunteer_nothing(
    client: Client, place: Place, worker: User, volunteer: User, stored: Ask, neighbour: Neighbour
) -> None:
    case = make_case(place, worker, days(-90))
    own = stored(name="Eigen", case=case, state="offered")
    stored(name="Vreemd")
    offered(own, neighbour("geheimpje"))
    client.force_login(worker)
    for url in ("/hulpvragen/", reverse("help-request", args=[own.pk])):
        said = text_of(client.get(url))
        assert "Eigen" in said and "Vreemd" not in said and "Geheimpje" not in said
    for url in ("/vrijwilligers/", reverse("help-candidates", args=[own.pk]), "/hulpvragen/aandacht/"):
        assert client.get(url).status_code == 404
    client.force_login(volunteer)
    for url in ("/hulpvragen/", "/vrijwilligers/", reverse("help-request", args=[own.pk])):
        assert client.get(url).status_code == 404


def test_what_is_another_coordinators_is_not_there_and_of_their_volunteers_only_how_many(
    at_the_board: Client, place: Place, stored: Ask, neighbour: Neighbour
) -> None:
    there = Neighbourhood.objects.create(
        municipality=place.municipality,
        district=place.neighbourhood.district,
        code="BU99990002",
        name="Beukenhof",
        reference_year=2026,
    )
    make_centre(Place(place.municipality, there, place.team), "De Beuk")
    theirs = stored(name="Meneer Elders", neighbourhood=there)
    helper, own = neighbour("elders", neighbourhood=there), stored()
    said = text_of(at_the_board.get("/hulpvragen/"))
    assert "1 persoon kan het doen." in said and "Meneer Elders" not in said
    said = text_of(at_the_board.get(reverse("help-request", args=[own.pk])))
    assert "Nog 1 persoon uit een andere buurt kan het doen." in said and "Vraag aan" not in said
    assert at_the_board.get(reverse("help-request", args=[theirs.pk])).status_code == 404
    assert at_the_board.get(reverse("volunteer", args=[helper.pk])).status_code == 404
    asked = {"volunteer": helper.pk, "why": "Toch"}
    assert at_the_board.post(reverse("help-offer", args=[own.pk]), asked).status_code == 404


def test_who_is_no_professional_does_not_learn_that_there_is_a_case(
    client: Client, place: Place, worker: User, coordinator: User, desk_clerk: User, ask: Ask, shift: object
) -> None:
    case = make_case(place, worker, days(-90), ref="D77777")
    request = ask(now=NOW - 3 * HOUR, case=case, urgent=True)
    escalating.call_due(request=request, now=NOW)
    escalating.take_up(actor=worker, request=request, now=NOW)
    token = request.token
    escalating.note(actor=worker, request=request, text="Heeft een zware depressie", token=token, now=NOW)
    for user in (coordinator, desk_clerk):
        client.force_login(user)
        said = text_of(client.get(reverse("help-request", args=[request.pk])))
        assert again(request).who in said and "Farida" in said
        assert "D77777" not in said and "depressie" not in said
        assert "eigen werker" not in said.lower() and "ossier" not in said
        assert client.get(reverse("case", args=[case.pk])).status_code == 404
    client.force_login(worker)
    said = text_of(client.get(reverse("help-request", args=[request.pk])))
    assert "D77777" in said and "depressie" in said


def test_it_shows_when_the_solver_failed(at_the_board: Client, place: Place) -> None:
    row = MatchRound.objects.create(
        municipality=place.municipality,
        district=place.neighbourhood.district,
        at=NOW,
        requests=3,
        offered=2,
        unmatched=1,
    )
    words = "Het verdelen van vragen ging de laatste keer niet goed."
    assert words not in text_of(at_the_board.get("/hulpvragen/"))
    row.greedy = True
    row.save()
    assert words in text_of(at_the_board.get("/hulpvragen/"))


def test_reading_the_board_and_a_request_is_logged(
    at_the_board: Client, coordinator: User, stored: Ask
) -> None:
    request = stored()
    at_the_board.get("/hulpvragen/")
    at_the_board.get(reverse("help-request", args=[request.pk]))
    rows = AccessEntry.objects.filter(object_kind="help_request", user_id=coordinator.pk)
    assert sorted(rows.values_list("action", flat=True)) == ["list", "read"]
    assert HelpRequest.objects.count() == 1
