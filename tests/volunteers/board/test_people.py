"""Volunteers for their coordinator: how each is in words, who needs a word, and what is noted for them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from neighbourhoods.models import Postcode
from tests.volunteers.board.test_board import HTMX, text_of
from tests.volunteers.conftest import NOW, Ask, Neighbour, again, at, days, offered, promised
from volunteers.models import Away, Offer, Task, Volunteer
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


def did(request_of: Ask, volunteer: Volunteer, day: dt.date, minutes: int = 60, state: str = "done") -> Task:
    """Store a task that was done, or was not."""
    request = request_of(state="done", closed_at=NOW, phone="", parties=["resident:9"], first_on=day)
    held = offered(request, volunteer, now=at(day, 8), state=Offer.State.ACCEPTED, answered_at=at(day, 9))
    ended = at(day, 14)
    return promised(held, at(day, 11), minutes, state=state, ended_at=ended, accepted_at=at(day, 9))


def test_the_list_says_in_words_how_full_each_is_and_never_ranks(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    neighbour("wim", vog_on=days(-3 * 365 + 5), vog_outcome="given")
    full = neighbour("ans", minutes_a_week=60)
    for week in range(8):
        did(stored, full, days(-7 * week - 7), minutes=300)
    said = text_of(at_the_board.get("/vrijwilligers/"))
    assert said.index("Ans") < said.index("Wim")  # by name
    assert "Rust" in said and "Ruim" in said and "0 van 1 uur" in said
    said = text_of(at_the_board.get("/vrijwilligers/?toon=vol"))
    assert "Ans" in said and "Wim" not in said
    said = text_of(at_the_board.get("/vrijwilligers/?toon=vog"))
    assert "Wim" in said and "VOG nog" in said and "Ans" not in said


def test_the_board_says_who_needs_a_word(at_the_board: Client, stored: Ask, neighbour: Neighbour) -> None:
    neighbour("nooit")
    missed = neighbour("gemist")
    for ago in (5, 20):
        did(stored, missed, days(-ago), state="no_show")
    said = text_of(at_the_board.get("/hulpvragen/aandacht/", headers=HTMX))
    assert "Even bellen (1) Gemist" in said and "Lang geen taak (2)" in said
    assert at_the_board.get("/hulpvragen/aandacht/")["Location"] == "/vrijwilligers/"


def test_a_volunteer_is_found_by_name_and_that_is_logged_without_it(
    at_the_board: Client, coordinator: User, neighbour: Neighbour
) -> None:
    neighbour("ans")
    neighbour("bea")
    said = text_of(at_the_board.get("/vrijwilligers/?q=an"))
    assert "Ans" in said and "Bea" not in said
    row = AccessEntry.objects.filter(object_kind="volunteer", user_id=coordinator.pk).get()
    assert (row.action, row.reason) == ("search", "")


def test_away_over_a_promise_asks_what_becomes_of_it(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    ans = neighbour("ans")
    request = stored(state="accepted", first_on=days(3))
    held = offered(request, ans, state=Offer.State.ACCEPTED, answered_at=NOW)
    task = promised(held, at(days(3), 11))
    url = reverse("volunteer-away", args=[ans.pk])
    form = {"first_day": days(2).isoformat(), "last_day": days(5).isoformat()}
    answer = at_the_board.post(url, form)
    assert answer.status_code == 422 and "Kies wat er met die taken gebeurt." in text_of(answer)
    assert f'value="{days(5).isoformat()}"' in answer.content.decode()
    at_the_board.post(url, form | {"tasks": "hand_back"})
    assert Away.objects.get().last_day == days(5)
    assert again(task).state == "handed_back" and again(request).state == "open"
    at_the_board.post(reverse("volunteer-back", args=[ans.pk]))
    assert not Away.objects.exists()


def test_a_vog_is_a_date_and_an_outcome(at_the_board: Client, neighbour: Neighbour) -> None:
    ans = neighbour("ans")
    url = reverse("volunteer-vog", args=[ans.pk])
    answer = at_the_board.post(url, {"on": days(2).isoformat(), "outcome": "given"})
    assert answer.status_code == 422 and "Deze dag moet nog komen." in text_of(answer)
    at_the_board.post(url, {"on": days(-2).isoformat(), "outcome": "given"})
    assert (again(ans).vog_on, again(ans).vog_outcome) == (days(-2), "given")


def test_what_somebody_gives_is_changed_with_all_faults_at_once(
    at_the_board: Client, postcode: Postcode, neighbour: Neighbour
) -> None:
    ans = neighbour("ans", postcode="1892 AB")
    url = reverse("volunteer-change", args=[ans.pk])
    page = at_the_board.get(url).content.decode()
    assert 'value="4"' in page and 'value="2"' in page
    form: dict[str, object] = {"hours": "0", "km": "0", "kinds": ["cards"], "available": ["3"]}
    form |= {"postcode": "1892 AB"}
    answer = at_the_board.post(url, form | {"kinds": [], "phone": "bel maar", "postcode": "9999 ZZ"})
    said = text_of(answer)
    assert "Kies wat iemand wil doen." in said and said.count("Kies wat je wilt doen.") == 0
    assert "Dit is geen telefoonnummer" in said and "ligt niet in Voorbeeldstad." in said
    assert answer.status_code == 422
    assert "Kies een half uur tot 40 uur" in said and "meer dan 0, tot 50 kilometer" in said
    at_the_board.post(url, form | {"hours": "1,5", "km": "2,5"})
    assert (again(ans).minutes_a_week, again(ans).radius_m, again(ans).available) == (90, 2500, [3])


def test_who_stops_gives_back_what_was_promised(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    ans = neighbour("ans")
    request = stored(state="accepted", first_on=days(3))
    held = offered(request, ans, state=Offer.State.ACCEPTED, answered_at=NOW)
    promised(held, at(days(3), 11))
    assert "Mevrouw de Wit" in text_of(at_the_board.get(reverse("volunteer", args=[ans.pk])))
    at_the_board.post(reverse("volunteer-stop", args=[ans.pk]))
    assert not again(ans).active and again(request).state == "open"
    assert "Ans" in text_of(at_the_board.get("/vrijwilligers/?toon=gestopt"))
    assert "Ans" not in text_of(at_the_board.get("/vrijwilligers/"))


def test_a_volunteer_and_a_worker_get_404(
    client: Client, worker: User, volunteer: User, neighbour: Neighbour
) -> None:
    own = neighbour("buur2", user=volunteer)
    for user in (worker, volunteer):
        client.force_login(user)
        assert client.get(reverse("volunteer", args=[own.pk])).status_code == 404
        for name in ("away", "back", "vog", "stop", "unblock", "change"):
            assert client.post(reverse(f"volunteer-{name}", args=[own.pk])).status_code == 404
    assert again(own).active
