"""Offering help without an account: an application, an invitation by a coordinator, a volunteer with what was said."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.screens import words_of
from tests.centres.conftest import employ, make_centre
from tests.conftest import Place, make_member, signed_in, stay_inside
from tests.volunteers.public.conftest import OFFER, OPENED, SENT, offering, send, told_beside, told_first
from volunteers.applying import come_in, forget
from volunteers.models import Application, Volunteer
from volunteers.tasks import forget_applications
from wijkzorg.accounts.models import Membership, User
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.wall import inside

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("postcode")]
LIST = "/aanmeldingen/"


def test_somebody_offers_help_and_reads_what_happens_next(client: Client, place: Place) -> None:
    form = offering()
    for _twice in range(2):
        assert "Dank u. Uw aanmelding is binnen." in words_of(send(client, OFFER, form))
    made = Application.objects.get()
    assert (made.name, made.email, made.phone, made.postcode) == (
        "Ayşe Yılmaz",
        "ayse@voorbeeld.example",
        "+31612345678",
        "1892 AB",
    )
    assert (made.state, made.minutes_a_week, made.radius_m, sorted(made.kinds)) == (
        "new",
        120,
        2000,
        ["dog", "groceries"],
    )
    assert made.available == [0, 3, 6, 9, 12, 15, 16, 18, 19]  # workday mornings, and the weekend by day
    assert [letter.template for letter in Letter.objects.all()] == ["application_received"]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"kinds": []}, "Kies wat u wilt doen."),
        ({"when": []}, "Kies wanneer u kunt."),
        ({"radius_m": "0"}, "Kies uit de lijst."),
        ({"minutes_a_week": "-5"}, "Kies uit de lijst."),
        ({"email": "geen adres"}, "Dit is geen e-mailadres."),
        ({"name": ""}, "Vul uw naam in."),
        ({"postcode": "9999 ZZ"}, "Deze postcode ligt niet in Voorbeeldstad."),
        ({"phone": "bel maar"}, "Dit is geen telefoonnummer"),
        ({"website": "https://koop.example"}, "Dit vak is voor robots."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    client: Client, place: Place, changed: dict[str, Any], fault: str
) -> None:
    answer = send(client, OFFER, offering(text="Dit typte ik") | changed)
    assert answer.status_code == 422 and fault in words_of(answer)
    page = answer.content.decode()
    assert "Dit typte ik" in page
    if "kinds" not in changed:
        assert len(re.findall(r'name="kinds" value="\w+" checked', page)) == 2
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            {
                "when": "Kies wanneer u kunt.",
                "name": "Vul uw naam in.",
                "email": "Dit is geen e-mailadres. Kijk of het klopt.",
                "phone": "Dit is geen telefoonnummer, zoals 06 1234 5678.",
                "postcode": "Deze postcode ligt niet in Voorbeeldstad.",
            },
        ),
        (
            "en",
            {
                "when": "Choose when you can help.",
                "name": "Fill in your name.",
                "email": "This is not an e-mail address. Check if it is right.",
                "phone": "This is not a telephone number, such as 06 1234 5678.",
                "postcode": "This postcode is not in Voorbeeldstad.",
            },
        ),
    ],
)
def test_what_only_we_can_know_to_be_wrong_is_told_together_with_what_was_not_filled_in(
    client: Client, place: Place, language: str, said: dict[str, str]
) -> None:
    typed = {"phone": "bel maar aan", "postcode": "9999 ZZ", "email": "geen adres"}
    form = offering(when=[], name="", text="Dit typte ik", minutes_a_week="240", **typed)
    answer = send(client, f"{OFFER}?taal={language}", form)
    page, words = answer.content.decode(), words_of(answer)
    assert answer.status_code == 422 and not Application.objects.exists()
    for name, fault in said.items():
        assert words.count(fault) == 2, f"above the form and beside {name}"
        assert re.search(rf'id="id_{name}_fout">.*?{re.escape(fault)}', page), name
    assert set(told_beside(page)) == set(said), "and of nothing else is said that it is wrong"
    assert told_first(page) == told_beside(page), "in the order of the page"
    for value in typed.values():
        assert f'value="{value}"' in page, value
    assert "Dit typte ik</textarea>" in page and 'value="240" selected' in page


def test_a_form_that_was_open_too_long_keeps_all_that_was_ticked(client: Client, place: Place) -> None:
    answer = send(client, OFFER, offering(stamp="verzonnen"))
    assert answer.status_code == 422
    assert len(re.findall(r'name="kinds" value="\w+" checked', answer.content.decode())) == 2


def test_a_robot_that_posts_five_hundred_times_is_held_off(client: Client, place: Place) -> None:
    codes = []
    for _number in range(500):
        form = offering()
        with time_machine.travel(SENT, tick=False):
            codes.append(client.post(OFFER, form).status_code)
    assert Application.objects.count() == 10 and codes.count(429) == 490


def _apply(client: Client, **changed: Any) -> Application:
    send(client, OFFER, offering(**changed))
    return Application.objects.latest("pk")


def test_a_coordinator_invites_and_who_comes_in_is_a_volunteer_with_what_they_said(
    client: Client, place: Place, coordinator: User, django_capture_on_commit_callbacks: Any
) -> None:
    application = _apply(client)
    desk = signed_in(Client(), coordinator)
    assert "Ayşe Yılmaz" in words_of(desk.get(LIST))
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{LIST}{application.pk}/", {"antwoord": "ja"})
    (letter,) = mail.outbox
    assert letter.to == ["ayse@voorbeeld.example"] and "/uitnodiging/" in letter.body
    assert "Ayşe Yılmaz" not in words_of(desk.get(LIST))
    user = make_member(place, "ayse@voorbeeld.example", Membership.Role.VOLUNTEER)
    assert signed_in(Client(), user).get("/vrijwilliger/").status_code == 200, "the first visit is enough"
    stay_inside(place.municipality.pk)
    volunteer = Volunteer.objects.get(user=user)
    assert (volunteer.minutes_a_week, volunteer.radius_m, volunteer.languages) == (120, 2000, ["nl", "tr"])
    assert (volunteer.x, volunteer.y) == (155_000, 463_000)
    assert not Application.objects.exists(), "what is known of a volunteer stands with the volunteer"
    assert come_in(user=user, municipality=place.municipality, now=SENT) is None
    assert Volunteer.objects.count() == 1


def test_who_is_refused_hears_it_and_of_two_coordinators_the_second_is_told(
    client: Client, place: Place, coordinator: User
) -> None:
    application = _apply(client)
    desk = signed_in(Client(), coordinator)
    assert "Afgewezen." in words_of(desk.post(f"{LIST}{application.pk}/", {"antwoord": "nee"}, follow=True))
    again = desk.post(f"{LIST}{application.pk}/", {"antwoord": "ja"}, follow=True)
    assert "Een collega was je net voor" in words_of(again)
    assert Letter.objects.filter(template="application_refused").count() == 1
    assert forget(now=SENT) == 0
    later = Application.objects.get().handled_at
    assert later is not None
    assert forget(now=later + dt.timedelta(weeks=3, days=6)) == 0
    with time_machine.travel(later + dt.timedelta(weeks=4, seconds=1), tick=False):
        assert (forget_applications(), forget_applications()) == (1, 0)


def test_a_coordinator_sees_who_applied_near_their_own_centres_and_nobody_else_sees_it(
    client: Client, place: Place, coordinator: User, worker: User, volunteer: User, stranger: User
) -> None:
    application = _apply(client)
    other = make_member(place, "ander@voorbeeldstad.example", Membership.Role.COORDINATOR)
    centre = make_centre(place)
    employ(centre, other, "coordinator")
    assert "Ayşe" in words_of(signed_in(Client(), other).get(LIST))
    # Now that the neighbourhood has a coordinator, it is theirs.
    desk = signed_in(Client(), coordinator)
    assert "Ayşe" not in words_of(desk.get(LIST))
    assert desk.post(f"{LIST}{application.pk}/", {"antwoord": "ja"}).status_code == 404
    for user in (worker, volunteer, stranger):
        stay_inside(place.municipality.pk)
        browser = signed_in(Client(), user)
        assert browser.get(LIST).status_code == 404
        assert browser.post(f"{LIST}{application.pk}/", {"antwoord": "ja"}).status_code == 404
    stay_inside(place.municipality.pk)
    assert Application.objects.get().state == "new"


def test_the_list_costs_as_many_queries_for_fifty_as_for_one(
    client: Client, place: Place, coordinator: User
) -> None:
    desk = signed_in(Client(), coordinator)
    counts = []
    for more in (1, 49):
        for number in range(more):
            _apply(Client(REMOTE_ADDR=f"203.0.113.{number}"))
        with CaptureQueriesContext(connection) as found:
            desk.get(LIST)
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert OPENED < SENT
    with inside(place.municipality.pk):
        assert Application.objects.count() == 50
