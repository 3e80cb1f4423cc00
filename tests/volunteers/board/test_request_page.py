"""The page of a request: what is typed stays, who comes second is told, and nothing is said that is secret."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.volunteers.board.test_board import text_of
from tests.volunteers.conftest import NOW, Ask, Neighbour, again, at, days, offered, promised
from volunteers import escalating
from volunteers.changing import version_of
from volunteers.models import Block, HelpRequest, Offer, Task
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


def form_of(request: HelpRequest, **more: object) -> dict[str, object]:
    """Return what the form sends that changes a request."""
    said: dict[str, object] = {
        "kind": request.kind,
        "text": request.text,
        "first_on": request.first_on.isoformat(),
        "day_part": request.day_part,
        "starts_at": "11:00",
        "minutes": request.minutes,
        "helpers": request.helpers,
        "name": request.name,
        "phone": request.phone,
        "postcode": request.postcode,
        "seen": version_of(request),
    }
    return said | more


def test_it_is_changed_and_who_was_asked_is_asked_no_more(
    at_the_board: Client, ask: Ask, neighbour: Neighbour
) -> None:
    request = ask()
    held = offered(request, neighbour())
    url = reverse("help-edit", args=[request.pk])
    assert "Mevrouw de Wit" in at_the_board.get(url).content.decode()
    at_the_board.post(url, form_of(request, minutes=90, text="De lift is stuk.", urgent="on"))
    changed = again(request)
    assert (changed.minutes, changed.text, changed.urgent) == (90, "De lift is stuk.", True)
    assert again(held).state == "void"


def test_all_faults_stand_at_their_fields_and_what_was_typed_stays(at_the_board: Client, ask: Ask) -> None:
    request = ask()
    url = reverse("help-edit", args=[request.pk])
    wrong = form_of(request, first_on=days(-1).isoformat(), phone="geen nummer", text="Dit bleef staan")
    wrong |= {"kind": "goud", "minutes": "lang"}
    answer = at_the_board.post(url, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Deze dag is voorbij." in page and "Dit is geen telefoonnummer" in page
    assert "Kies wat er nodig is." in page and "Vul een getal in." in page
    assert "Dit bleef staan" in page and "geen nummer" in page


def test_who_changes_what_a_colleague_changed_meanwhile_is_told(
    at_the_board: Client, coordinator: User, ask: Ask
) -> None:
    request = ask()
    form = form_of(request, text="Van de tweede")
    escalating.note(actor=coordinator, request=request, text="Gebeld", token=request.token, now=NOW)
    answer = at_the_board.post(reverse("help-edit", args=[request.pk]), form)
    assert answer.status_code == 422
    assert "Iemand anders heeft dit veranderd" in text_of(answer) and "Van de tweede" in text_of(answer)
    assert again(request).text == ""


def test_an_end_asks_how_and_the_desk_only_says_that_it_is_not_needed(
    client: Client, coordinator: User, desk_clerk: User, ask: Ask
) -> None:
    request, other = ask(), ask(phone="06 8765 4321")
    url = reverse("help-end", args=[request.pk])
    client.force_login(coordinator)
    answer = client.post(url, {"outcome": "not_solved", "seen": version_of(request)})
    assert answer.status_code == 422 and "Schrijf waarom het niet lukte" in text_of(answer)
    said = {"outcome": "not_solved", "text": "Er was niemand", "seen": version_of(request)}
    client.post(url, said)
    assert (again(request).state, again(request).outcome_text) == ("not_solved", "Er was niemand")
    client.force_login(desk_clerk)
    url = reverse("help-end", args=[other.pk])
    seen = version_of(other)
    assert client.post(url, {"outcome": "solved", "text": "Zo", "seen": seen}).status_code == 422
    client.post(url, {"outcome": "withdrawn", "seen": seen})
    assert again(other).state == "withdrawn"


def test_a_question_is_taken_back(at_the_board: Client, stored: Ask, neighbour: Neighbour) -> None:
    request = stored(state="offered")
    held = offered(request, neighbour("ans"))
    assert "Ans" in text_of(at_the_board.get(reverse("help-request", args=[request.pk])))
    at_the_board.post(reverse("help-take-back", args=[request.pk]), {"offer": held.pk})
    assert again(held).state == "void" and again(request).state == "open"
    other = stored()
    url = reverse("help-take-back", args=[other.pk])
    assert at_the_board.post(url, {"offer": held.pk}).status_code == 404


@pytest.mark.parametrize(
    ("hours", "what", "becomes", "request_is"),
    [
        (-3, "done", "done", "done"),
        (-3, "no_show", "no_show", "open"),
        (3, "hand_back", "handed_back", "open"),
    ],
)
def test_a_coordinator_says_on_behalf_of_a_volunteer_what_became_of_a_task(
    at_the_board: Client,
    stored: Ask,
    neighbour: Neighbour,
    hours: int,
    what: str,
    becomes: str,
    request_is: str,
) -> None:
    starts = NOW + dt.timedelta(hours=hours)
    request = stored(state="accepted", first_on=days(0), starts_at=starts.time())
    held = offered(request, neighbour(), state=Offer.State.ACCEPTED, answered_at=NOW)
    task = promised(held, starts)
    url = reverse("help-task", args=[request.pk])
    at_the_board.post(url, {"task": task.pk, "wat": what})
    assert (again(task).state, again(request).state) == (becomes, request_is)
    assert at_the_board.post(url, {"task": task.pk, "wat": "weg"}).status_code == 404


def test_two_are_kept_apart_in_secret_and_it_says_before_what_each_hears(
    at_the_board: Client, client: Client, stored: Ask, neighbour: Neighbour
) -> None:
    request = stored(state="offered")
    ans = neighbour("ans")
    held = offered(request, ans)
    url = f"{reverse('help-block', args=[request.pk])}?vrijwilliger={ans.pk}"
    said = text_of(at_the_board.get(url))
    assert "De vraag die nu wacht, verdwijnt zonder uitleg." in said
    assert at_the_board.post(url, {"scope": "pair"}).status_code == 422
    at_the_board.post(url, {"wished_by": "requester", "scope": "household", "why": "Oude ruzie"})
    assert Block.objects.in_force().between(ans, request).exists() and again(held).state == "void"
    said = text_of(at_the_board.get(reverse("help-request", args=[request.pk])))
    assert "ruzie" not in said
    assert "Oude ruzie" in text_of(at_the_board.get(reverse("volunteer", args=[ans.pk])))
    at_the_board.post(reverse("volunteer-unblock", args=[ans.pk]), {"block": Block.objects.get().pk})
    assert not Block.objects.in_force().exists()
    assert Task.objects.count() == 0


def test_the_clock_says_what_happens_when_if_nobody_answers(at_the_board: Client, ask: Ask) -> None:
    request = ask(now=at(days(0), 9), first_on=days(6))
    said = text_of(at_the_board.get(reverse("help-request", args=[request.pk])))
    assert "Morgen om 09:00 zoeken we verder weg" in said
    assert "vragen we de coördinator" in said and "gaat het naar wie dienst heeft" in said


def test_of_a_day_that_is_over_it_asks_for_a_new_day_and_puts_it_to_nobody(
    at_the_board: Client, stored: Ask, neighbour: Neighbour
) -> None:
    neighbour("an")
    request, ahead = stored(first_on=days(-1)), stored(first_on=days(1))
    url = reverse("help-request", args=[request.pk])
    page = at_the_board.get(url)
    assert "De dag is voorbij. Bel wie het vroeg." in text_of(page) and "Vraag aan" not in text_of(page)
    assert reverse("help-edit", args=[request.pk]) in page.content.decode()
    assert "Vraag aan" in text_of(at_the_board.get(reverse("help-request", args=[ahead.pk])))
