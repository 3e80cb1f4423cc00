"""A volunteer's week: how full it is, in words; that it is too much; away; what they give; a VOG; stopping."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from time_machine import Traveller

from neighbourhoods.models import Postcode
from tests.cases.screens import words_of
from tests.conftest import Place
from tests.volunteers.conftest import HOME, NOW, WEDNESDAY, Ask, Neighbour, at, days
from tests.volunteers.phone.conftest import START, WEEK, asked, taken, telephone_of
from volunteers import volunteering
from volunteers.models import Away, Hours, Offer, Task, TooMuch, Volunteer
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db
GIVES, AWAY, STOP = f"{WEEK}kan/", f"{WEEK}weg/", f"{WEEK}stoppen/"


def busy(me: Volunteer, stored: Ask, minutes: int, weeks: int) -> None:
    """Let a volunteer have done so many minutes in each of some weeks before this one."""
    for week in range(1, weeks + 1):
        request = stored(state="done", closed_at=NOW, minutes=minutes)
        taken(request, me, at(WEDNESDAY - week * dt.timedelta(days=7)), state="done", ended_at=NOW)


def test_with_room_it_says_so_in_one_word_and_a_sentence(phone: Client) -> None:
    words = words_of(phone.get(WEEK))
    assert "Ruim" in words and "Je hebt nog ruimte." in words
    assert "0 van je 4 uur" in words


def test_after_heavy_weeks_it_says_to_take_care_and_then_rest(
    phone: Client, me: Volunteer, stored: Ask
) -> None:
    busy(me, stored, 240, 3)
    words = words_of(phone.get(WEEK))
    assert "Let op" in words and "We vragen je nu minder." in words
    busy(me, stored, 480, 0)
    for request in (task.request for task in Task.objects.all()):
        request.minutes = 480
        request.save(update_fields=["minutes"])
    Task.objects.update(minutes=480)
    words = words_of(phone.get(WEEK))
    assert "Rust" in words and "We vragen je nu niets nieuws." in words


def test_nothing_there_compares_with_others_or_counts_them(
    phone: Client, me: Volunteer, other: Volunteer, stored: Ask
) -> None:
    taken(stored(state="accepted"), other)
    page = phone.get(WEEK).content.decode()
    assert "0 van je 4 uur" in page and "Ander" not in page
    assert not re.search(r"%|gemiddeld|anderen|punten|score", page.partition("<main")[2])


def test_hours_of_this_week_stand_beside_mine_and_a_full_week_is_full(
    phone: Client, me: Volunteer, stored: Ask
) -> None:
    for number in range(2):
        request = stored(state="accepted", minutes=120)
        taken(request, me, at(days(number), 14))
        assert f"{2 * (number + 1)} van je 4 uur" in words_of(phone.get(WEEK))
    assert "Je week is vol. We vragen je deze week niets meer." in words_of(phone.get(WEEK))
    assert "Dat is meer dan je zei." not in words_of(phone.get(WEEK))
    Volunteer.objects.filter(pk=me.pk).update(minutes_a_week=180)
    assert "Dat is meer dan je zei. Pas goed op jezelf." in words_of(phone.get(WEEK))


def test_it_is_too_much_in_one_tap_and_may_be_taken_back(
    phone: Client, me: Volunteer, clock: Traveller
) -> None:
    for _twice in range(2):
        assert "Goed dat je het zegt." in words_of(phone.post(f"{WEEK}te-veel/", follow=True))
    assert TooMuch.objects.count() == 1
    assert "We vragen je minder tot en met dinsdag 8 december." in words_of(phone.get(WEEK))
    clock.move_to(NOW + dt.timedelta(days=1))
    assert "Fijn. We vragen je weer" in words_of(phone.post(f"{WEEK}gaat-weer/", follow=True))
    assert "Je zei dat het te veel is." not in words_of(phone.get(WEEK))
    assert TooMuch.objects.get().taken_back_at == NOW + dt.timedelta(days=1), "that it was tapped stays known"


def test_a_tap_ends_by_itself_after_two_weeks(phone: Client, me: Volunteer, clock: Traveller) -> None:
    phone.post(f"{WEEK}te-veel/")
    clock.move_to(NOW + dt.timedelta(days=13))
    said = words_of(telephone_of(me.user).get(WEEK))
    assert "Je zei dat het te veel is." in said and "Rustig aan" in said and "Je hebt nog ruimte." not in said
    clock.move_to(NOW + dt.timedelta(days=14))
    assert "Je zei dat het te veel is." not in words_of(telephone_of(me.user).get(WEEK))


def test_away_from_a_day_until_another_ends_by_itself(phone: Client, me: Volunteer, clock: Traveller) -> None:
    form = {"first_day": days(2).isoformat(), "last_day": days(9).isoformat()}
    saved = words_of(phone.post(AWAY, form, follow=True))
    assert "We vragen je niets van vrijdag 27 november tot en met vrijdag 4 december." in saved
    assert "Je bent weg: vrijdag 27 november tot en met vrijdag 4 december." in words_of(phone.get(WEEK))
    clock.move_to(at(days(10)))
    assert "Je bent weg" not in words_of(telephone_of(me.user).get(WEEK))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "Kies de eerste dag."),
        ("x", "2026-12-01", "Dit is geen datum."),
        ("2026-12-02", "2026-12-01", "De laatste dag is voor de eerste."),
        ("2026-11-01", "2026-11-02", "Deze dagen zijn voorbij."),
        ("2026-12-01", "2028-12-01", "Kies een dag binnen een jaar."),
    ],
)
def test_days_that_cannot_be_are_refused_with_what_to_do(
    phone: Client, first: str, last: str, said: str
) -> None:
    answer = phone.post(AWAY, {"first_day": first, "last_day": last})
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not Away.objects.exists()


def test_over_what_was_promised_it_asks_of_each_task_whether_it_stays(
    phone: Client, me: Volunteer, stored: Ask
) -> None:
    kept, given_back = (
        taken(stored(state="accepted", first_on=days(n), kind=kind), me, at(days(n), 11))
        for n, kind in ((3, "dog"), (4, "cards"))
    )
    form: dict[str, Any] = {"first_day": days(2).isoformat(), "last_day": days(9).isoformat()}
    answer = phone.post(AWAY, form)
    words = words_of(answer)
    assert answer.status_code == 422 and "Houd je die taken, of geef je ze terug?" in words
    assert "De hond uitlaten, zaterdag 28 november om 11.00 uur" in words
    assert phone.post(AWAY, form | {f"taak-{kept.pk}": "houden"}).status_code == 422, (
        "the other is not answered"
    )
    assert Task.objects.going().count() == 2 and not Away.objects.exists()
    phone.post(AWAY, form | {f"taak-{kept.pk}": "houden", f"taak-{given_back.pk}": "terug"})
    states = dict(Task.objects.values_list("pk", "state"))
    assert states == {kept.pk: "accepted", given_back.pk: "handed_back"}
    given_back.request.refresh_from_db()
    assert (given_back.request.state, given_back.request.opened_at) == ("open", NOW), "as old as it was"


def gives(**more: Any) -> dict[str, Any]:
    return {
        "minutes_a_week": "120",
        "radius_m": "3000",
        "kinds": ["cards", "dog"],
        "available": ["0", "4"],
        "skills": ["dogs"],
        "languages": ["nl", "pl"],
        "postcode": "1892ab",
        "house_number": "12",
        "phone": "06-12345678",
        **more,
    }


def test_what_i_give_is_changed_from_today(phone: Client, me: Volunteer, postcode: Postcode) -> None:
    assert "Bewaard. Dank je wel." in words_of(phone.post(GIVES, gives(), follow=True))
    me.refresh_from_db()
    assert (me.minutes_a_week, me.radius_m, me.kinds, me.available) == (120, 3000, ["cards", "dog"], [0, 4])
    assert (me.skills, me.languages, me.postcode, me.phone) == (
        ["dogs"],
        ["nl", "pl"],
        "1892 AB",
        "+31612345678",
    )
    assert Hours.objects.get(volunteer=me, valid_from=WEDNESDAY).minutes_a_week == 120
    words = words_of(phone.get(WEEK))
    for said in (
        "2 uur per week",
        "tot 3 km",
        "Kaarten of een spelletje De hond uitlaten",
        "Ochtend maandag",
    ):
        assert said in words


def test_all_faults_stand_there_at_once_and_what_was_typed_stays(phone: Client, postcode: Postcode) -> None:
    form = gives(
        radius_m="0", minutes_a_week="0", kinds=[], available=["99"], postcode="9999 ZZ", phone="nul"
    )
    answer = phone.post(GIVES, form)
    assert answer.status_code == 422
    words = words_of(answer)
    for said in (
        "meer dan 0, tot 50 kilometer",
        "Kies een half uur tot 40 uur per week.",
        "Kies wat je wilt doen.",
        "Kies uit de lijst.",
        "Deze postcode ligt niet in Voorbeeldstad.",
        "Dit is geen telefoonnummer",
    ):
        assert said in words
    assert 'value="9999 ZZ"' in answer.content.decode()


def test_of_two_who_change_it_at_once_the_second_is_told(
    phone: Client, me: Volunteer, postcode: Postcode
) -> None:
    seen = volunteering.version_of(me)
    assert f'name="seen" value="{seen}"' in phone.get(GIVES).content.decode()
    phone.post(GIVES, gives(seen=seen))
    answer = phone.post(GIVES, gives(seen=seen, minutes_a_week="60"))
    assert answer.status_code == 422
    assert "Iemand anders heeft dit net veranderd." in words_of(answer)
    me.refresh_from_db()
    assert me.minutes_a_week == 120


def test_who_was_invited_says_first_what_they_can_do_and_is_a_volunteer_then(
    client: Client, volunteer: User, place: Place, postcode: Postcode
) -> None:
    client.force_login(volunteer)
    answer = client.get(START, follow=True)
    assert answer.redirect_chain == [(GIVES, 302)]
    assert "Welkom. Wat wil je doen?" in words_of(answer)
    assert "Welkom. We vragen je als er iets is." in words_of(client.post(GIVES, gives(), follow=True))
    assert Volunteer.objects.get().user == volunteer


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (0, "Je VOG geldt tot en met 25 november 2029."),
        (1005, "Je VOG geldt tot en met 24 februari 2027."),
        (1006, "Je VOG geldt tot en met 23 februari 2027. Vraag op tijd een nieuwe aan."),
        (1097, "Je VOG is verlopen op 24 november 2026. Vraag een nieuwe aan."),
    ],
)
def test_a_vog_says_until_when_and_warns_ninety_days_ahead(
    phone: Client, me: Volunteer, ago: int, said: str
) -> None:
    Volunteer.objects.filter(pk=me.pk).update(vog_on=days(-ago), vog_outcome="given")
    words = words_of(phone.get(WEEK))
    assert said in words
    assert ("Vraag" in words) == ("Vraag" in said) or "Vragen" in words


def test_without_a_vog_it_says_so(phone: Client) -> None:
    assert "Je hebt geen VOG. Voor sommige taken is die nodig." in words_of(phone.get(WEEK))


def test_stopping_says_what_it_means_and_hands_back_what_was_promised(
    phone: Client, me: Volunteer, stored: Ask
) -> None:
    task = taken(stored(state="accepted"), me)
    asked(stored(phone="", parties=[]), me)
    assert "Je hebt nog 1 taak. Daarvoor zoeken wij iemand anders." in words_of(phone.get(STOP))
    assert "Je bent gestopt. Dank je wel voor alles wat je deed." in words_of(phone.post(STOP, follow=True))
    task.refresh_from_db()
    me.refresh_from_db()
    assert (me.active, me.left_on, task.state) == (False, WEDNESDAY, "handed_back")
    assert not Offer.objects.open().exists()
    assert "Ik wil stoppen" not in words_of(phone.get(WEEK))


def test_the_week_is_nobody_elses(me: Volunteer, worker: User, stranger: User, neighbour: Neighbour) -> None:
    for user in (worker, stranger):
        for path in (WEEK, GIVES, AWAY, STOP):
            assert telephone_of(user).get(path).status_code == 404
    theirs = neighbour("ander", minutes_a_week=600, x=HOME[0], y=HOME[1])
    assert "van je 10 uur" in words_of(telephone_of(theirs.user).get(WEEK))
