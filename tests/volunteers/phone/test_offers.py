"""What is asked of a volunteer: what they see before they say yes, and each thing that a yes or a no can meet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from tests.cases.screens import words_of
from tests.conftest import Place, make_case, make_member
from tests.pages import read
from tests.volunteers.conftest import NOW, Ask, Neighbour, days, offered
from tests.volunteers.phone.conftest import START, TASKS, WEEK, asked, taken, telephone_of
from volunteers import filing, offering
from volunteers.models import Block, Offer, Task, Volunteer
from wijkzorg.accounts.models import Membership, User
from wijkzorg.outbox.models import Letter

pytestmark = pytest.mark.django_db


def yes(phone: Client, offer: Offer) -> Any:
    return phone.post(f"{START}vragen/{offer.pk}/ja/", follow=True)


def no(phone: Client, offer: Offer) -> Any:
    return phone.post(f"{START}vragen/{offer.pk}/nee/", follow=True)


def test_a_volunteer_lands_on_their_own_start_page(phone: Client) -> None:
    answer = phone.get("/", follow=True)
    assert answer.redirect_chain == [(START, 302)]
    assert "Nu vraagt niemand iets" in words_of(answer)
    assert [link.words for link in read(answer).one("nav", css="wz-menu").every("a")] == [
        "Vragen",
        "Mijn taken",
        "Mijn week",
    ]


def test_before_a_yes_one_sees_what_where_about_how_far_and_when_and_nothing_else(
    phone: Client, question: Offer
) -> None:
    page = phone.get(START)
    words = words_of(page)
    for said in ("Boodschappen", "Lindenhof", "500 m", "Morgen, donderdag 26 november om 11.00 uur", "1 uur"):
        assert said in words
    for secret in ("Wit", "Geheimstraat", "1892", "612345678", "Melk"):
        assert secret not in page.content.decode()


def test_it_says_why_they_are_asked_and_until_when_it_is_held(
    phone: Client, me: Volunteer, stored: Ask
) -> None:
    Volunteer.objects.filter(pk=me.pk).update(languages=["nl", "tr"], skills=["cooking", "dementia"])
    asked(stored(language="tr", skills=["cooking", "dementia"]), me)
    words = words_of(phone.get(START))
    for said in (
        "Je zei dat je dit wilt doen.",
        "Je zei dat je dan kunt.",
        "Je spreekt Turks.",
        "Je kunt koken.",
    ):
        assert said in words
    assert "tot vandaag om 14.00 uur" in words
    assert "ementie" not in words, "that says something of somebody's health"


def test_one_tap_says_yes_and_the_address_is_there(phone: Client, question: Offer) -> None:
    answer = yes(phone, question)
    (task,) = Task.objects.all()
    assert answer.redirect_chain[-1] == (f"{TASKS}{task.pk}/", 302)
    words = words_of(answer)
    for said in (
        "Afgesproken. Dank je wel.",
        "Mevrouw de Wit",
        "Geheimstraat 12",
        "06 12 34 56 78",
        "Melk en brood",
    ):
        assert said in words
    assert Offer.objects.get().state == "accepted"


def test_one_tap_says_no_and_nothing_is_held_against_them(phone: Client, question: Offer) -> None:
    words = words_of(no(phone, question))
    assert "Dat is goed. Dank je dat je het zegt." in words
    question.request.refresh_from_db()
    assert (Offer.objects.get().state, question.request.state) == ("declined", "open")
    assert "Je zei nee. Dat is goed." in words, "and who thinks better of it still may"
    assert "Afgesproken" in words_of(yes(phone, question))


def test_whoever_is_later_reads_that_it_is_solved_and_is_thanked(
    phone: Client, question: Offer, other: Volunteer
) -> None:
    offering.accept(actor=other.user, offer=offered(question.request, other), now=NOW)
    assert "Al opgelost, dank je." in words_of(phone.get(START))
    page = yes(phone, question)
    assert "Al opgelost, dank je." in words_of(page)
    assert "is-warn" not in page.content.decode(), "nothing went wrong"
    assert [task.volunteer for task in Task.objects.all()] == [other]


def test_a_late_yes_on_what_is_still_open_is_welcome(
    phone: Client, question: Offer, clock: Traveller
) -> None:
    clock.move_to(NOW + dt.timedelta(hours=5))
    offering.expire(offer=question, now=NOW + dt.timedelta(hours=5))
    assert "Deze vraag is nog open. Je kunt nog ja zeggen." in words_of(phone.get(START))
    assert "Afgesproken" in words_of(yes(phone, question))
    assert Task.objects.count() == 1


def test_two_tabs_count_once(phone: Client, question: Offer) -> None:
    yes(phone, question)
    assert "Je zei al ja. Het is één keer afgesproken." in words_of(yes(phone, question))
    assert Task.objects.count() == 1


def test_a_no_in_one_tab_after_a_yes_in_the_other_changes_nothing_and_says_what_to_do(
    phone: Client, question: Offer
) -> None:
    yes(phone, question)
    assert "Je zei al ja. Kan het toch niet? Geef de taak dan terug." in words_of(no(phone, question))
    assert Task.objects.get().state == "accepted"


def test_two_that_overlap_in_two_tabs_are_not_both_promised(
    phone: Client, question: Offer, me: Volunteer, stored: Ask
) -> None:
    at_once = asked(
        stored(starts_at=dt.time(11, 30), phone="+31612345679", parties=["phone:+31612345679"]), me
    )
    yes(phone, question)
    assert "Je hebt dan al iets anders afgesproken." in words_of(yes(phone, at_once))
    assert Task.objects.count() == 1


def test_a_question_that_is_withdrawn_says_so(phone: Client, question: Offer) -> None:
    filing.withdraw(actor=None, request=question.request, now=NOW)
    assert "Deze vraag is ingetrokken. Dank je dat je klaarstond." in words_of(phone.get(START))
    assert "Deze vraag is ingetrokken. Dank je dat je wilde helpen." in words_of(yes(phone, question))
    assert not Task.objects.exists()


def test_a_block_is_never_told(phone: Client, question: Offer, me: Volunteer, worker: User) -> None:
    Block.objects.create(
        municipality=me.municipality,
        volunteer=me,
        parties=list(question.request.parties),
        wished_by="requester",
        made_by=worker,
        made_at=NOW,
    )
    assert "Al opgelost, dank je." in words_of(yes(phone, question))
    assert not Task.objects.exists()


def test_who_is_away_reads_until_when_and_is_back_with_one_tap(
    phone: Client, question: Offer, me: Volunteer
) -> None:
    me.away.create(municipality=me.municipality, first_day=days(0), last_day=days(3))
    assert "Je bent weg tot en met 28 november." in words_of(phone.get(START))
    assert "Je bent weg tot en met 28 november. Verander dat eerst." in words_of(yes(phone, question))
    assert "Welkom terug." in words_of(phone.post("/vrijwilliger/week/weg/terug/", follow=True))
    assert "Afgesproken" in words_of(yes(phone, question))


def test_the_question_of_another_is_not_there_for_anybody_else(
    phone: Client, stored: Ask, other: Volunteer, worker: User, question: Offer, place: Place, stranger: User
) -> None:
    theirs = asked(stored(), other)
    for word in ("ja", "nee"):
        assert phone.post(f"{START}vragen/{theirs.pk}/{word}/").status_code == 404
        for user in (worker, stranger, other.user):
            answer = telephone_of(user).post(f"{START}vragen/{question.pk}/{word}/")
            assert answer.status_code == 404
    assert set(Offer.objects.values_list("state", flat=True)) == {"open"}
    assert telephone_of(worker).get(START).status_code == 404


def test_a_coordinator_who_helps_too_answers_for_nobody_else(
    neighbour: Neighbour, question: Offer, place: Place
) -> None:
    user = make_member(place, "beide@voorbeeldstad.example", Membership.Role.COORDINATOR)
    Membership.objects.create(
        municipality=place.municipality, user=user, role=Membership.Role.VOLUNTEER, starts_on=days(-10)
    )
    neighbour(user=user)
    assert telephone_of(user).post(f"{START}vragen/{question.pk}/ja/").status_code == 404
    assert not Task.objects.exists()


def test_a_yes_is_a_form_that_is_posted_and_needs_no_script(phone: Client, question: Offer) -> None:
    for word in ("ja", "nee"):
        assert phone.get(f"{START}vragen/{question.pk}/{word}/").status_code == 405
    page = phone.get(START)
    forms = [form.attrs["action"] for form in read(page).one("main").every("form")]
    assert forms == [f"{START}vragen/{question.pk}/{word}/" for word in ("ja", "nee")]
    assert "<script" not in page.content.decode()


def test_who_asked_and_who_helped_both_hear_of_it(phone: Client, me: Volunteer, stored: Ask) -> None:
    request = stored(email="wit@thuis.example")
    offer = offering.offer(request=request, volunteer=me, now=NOW)
    yes(phone, offer)
    told = list(Letter.objects.order_by("pk").values_list("template", "recipient", "address"))
    assert told == [("offer_new", me.user_id, ""), ("help_accepted", None, "wit@thuis.example")]


def test_fifty_questions_cost_as_many_queries_as_one(phone: Client, me: Volunteer, stored: Ask) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            assert phone.get(START).status_code == 200
        return len(made)

    asked(stored(), me)
    queries()
    one = queries()
    for number in range(50):
        state = ("open", "expired", "void")[number % 3]
        more = {} if state == "open" else {"answered_at": NOW}
        asked(stored(), me, state=state, **more)
    assert queries() == one


def test_who_stopped_reads_thanks_and_whom_to_call(phone: Client, me: Volunteer) -> None:
    Volunteer.objects.filter(pk=me.pk).update(active=False, left_on=days(0))
    assert "Je bent gestopt" in words_of(phone.get(START))


def test_who_was_there_two_weeks_without_a_task_hears_something_honest(
    phone: Client, me: Volunteer, stored: Ask
) -> None:
    said = "Je had nog geen taak. Dat ligt niet aan jou."
    Volunteer.objects.filter(pk=me.pk).update(joined_on=days(-13))
    assert said not in words_of(phone.get(START))
    Volunteer.objects.filter(pk=me.pk).update(joined_on=days(-14))
    assert said in words_of(phone.get(START))
    taken(stored(state="accepted"), me)
    assert said not in words_of(phone.get(START))


def test_who_has_a_question_now_does_not_read_that_they_wait(
    phone: Client, me: Volunteer, question: Offer
) -> None:
    Volunteer.objects.filter(pk=me.pk).update(joined_on=days(-20))
    for page in (START, WEEK):
        assert "Je had nog geen taak." not in words_of(phone.get(page))
    phone.post(f"/vrijwilliger/vragen/{question.pk}/nee/")
    assert "Je had nog geen taak." in words_of(phone.get(START))


def test_a_worker_who_helps_too_keeps_vandaag_and_finds_their_help_beside_it(
    place: Place, worker: User, neighbour: Neighbour
) -> None:
    make_case(place, worker, days(-30))
    Membership.objects.create(
        municipality=place.municipality, user=worker, role=Membership.Role.VOLUNTEER, starts_on=days(-10)
    )
    neighbour(user=worker)
    client = telephone_of(worker)
    assert "Mijn hulp aan buren" in words_of(client.get("/"))
    ways = read(client.get(START)).one("main").one("nav")
    assert [link.words for link in ways.every("a")] == [
        "Vragen",
        "Mijn taken",
        "Mijn week",
    ]
