"""What a volunteer promised: for whom and where as long as it is to be done, and what they can say of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from outreach.models import SignOfLife
from reports.models import Report
from tests.cases.screens import words_of
from tests.conftest import Place, make_case
from tests.volunteers.conftest import NOW, Ask, at, days, letters
from tests.volunteers.phone.conftest import TASKS, asked, taken, telephone_of
from volunteers import filing, offering
from volunteers.models import HelpRequest, Offer, RequestStep, Task, Volunteer
from volunteers.planning import open_date
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry, Action

pytestmark = pytest.mark.django_db
SECRETS = ("Wit", "Geheimstraat", "1892", "612345678", "Melk")
AFTER = NOW + dt.timedelta(days=1, hours=3)


def page_of(task: Task, more: str = "") -> str:
    return f"{TASKS}{task.pk}/{more}"


def test_the_address_is_there_as_long_as_the_task_is_to_be_done(phone: Client, task: Task) -> None:
    words = words_of(phone.get(page_of(task)))
    for said in ("Mevrouw de Wit", "Geheimstraat 12", "1892 AB Lindenhof", "06 12 34 56 78", "Melk en brood"):
        assert said in words
    assert "Morgen, donderdag 26 november om 11.00 uur" in words


@pytest.mark.parametrize("state", ["done", "cancelled", "handed_back", "no_show"])
def test_when_it_is_closed_name_address_and_number_are_gone(phone: Client, task: Task, state: str) -> None:
    Task.objects.filter(pk=task.pk).update(state=state, ended_at=NOW)
    for path in (TASKS, page_of(task), page_of(task, "terug/"), page_of(task, "zorgen/")):
        page = phone.get(path).content.decode()
        assert not [secret for secret in SECRETS if secret in page], path


def test_a_request_that_is_withdrawn_takes_the_address_away_and_frees_the_time(
    phone: Client, task: Task, me: Volunteer
) -> None:
    filing.withdraw(actor=None, request=task.request, now=NOW)
    words = words_of(phone.get(page_of(task)))
    assert "Deze taak gaat niet door. Je hebt die tijd weer vrij." in words
    assert "Wit" not in words
    assert [letter.recipient_id for letter in letters("task_cancelled")] == [me.user_id]


def test_what_a_professional_wrote_of_somebody_is_not_for_the_volunteer(
    phone: Client, me: Volunteer, stored: Ask, place: Place, worker: User
) -> None:
    case = make_case(place, worker, days(-30))
    request = stored(
        case=case, resident=case.resident, channel="worker", filed_by=worker, text="Dement", state="accepted"
    )
    words = words_of(phone.get(page_of(taken(request, me))))
    assert "Dennis Hoekstra" in words
    assert "Dement" not in words and "D00001" not in words and "dossier" not in words.lower()


def test_nor_is_it_on_one_date_of_a_series_that_another_takes(
    phone: Client, me: Volunteer, stored: Ask, place: Place, worker: User
) -> None:
    series = stored(channel="worker", filed_by=worker, text="Dement", rrule="FREQ=WEEKLY", state="accepted")
    date = open_date(series, days(8), NOW)
    task = taken(date, me, at(days(8), 11))
    for page in (page_of(task), TASKS):
        words = words_of(phone.get(page))
        assert "Mevrouw de Wit" in words and "Dement" not in words


def test_who_read_a_name_is_logged(
    phone: Client, me: Volunteer, stored: Ask, place: Place, worker: User
) -> None:
    case = make_case(place, worker, days(-30))
    task = taken(stored(resident=case.resident, state="accepted"), me)
    phone.get(TASKS)
    phone.get(page_of(task))
    lines = AccessEntry.objects.filter(user_id=me.user_id, action__in=[Action.LIST, Action.READ])
    assert list(lines.order_by("pk").values_list("action", "resident_id", "resident_ids", "object_id")) == [
        ("list", None, [case.resident_id], ""),
        ("read", case.resident_id, [], str(task.request_id)),
    ]


def test_the_task_of_another_is_not_there_for_anybody_else(
    phone: Client, stored: Ask, other: Volunteer, worker: User, stranger: User, task: Task
) -> None:
    theirs = taken(stored(state="accepted"), other)
    for more in ("", "terug/", "zorgen/"):
        assert phone.get(page_of(theirs, more)).status_code == 404
        for user in (worker, stranger, other.user):
            assert telephone_of(user).get(page_of(task, more)).status_code == 404
    for more in ("gedaan/", "terug/", "gezien/", "zorgen/"):
        assert phone.post(page_of(theirs, more)).status_code == 404
    assert Task.objects.get(pk=theirs.pk).state == "accepted"


def test_done_ends_it_thanks_and_lets_who_asked_hear_it(
    phone: Client, task: Task, clock: Traveller, me: Volunteer
) -> None:
    HelpRequest.objects.update(email="wit@thuis.example")
    clock.move_to(AFTER)
    for _twice in range(2):
        answer = phone.post(page_of(task, "gedaan/"), follow=True)
        assert "Dank je wel. Je hebt een buur geholpen." in words_of(answer)
    task.refresh_from_db()
    assert (task.state, task.request.state, task.thanked_at) == ("done", "done", AFTER)
    assert [letter.recipient_id for letter in letters("task_thanks")] == [me.user_id]
    assert [letter.address for letter in letters("help_done")] == ["wit@thuis.example"]


def test_what_is_still_to_come_is_not_done(phone: Client, task: Task) -> None:
    answer = phone.post(page_of(task, "gedaan/"), follow=True)
    assert "Deze taak moet nog komen." in words_of(answer)
    assert "gedaan/" not in phone.get(page_of(task)).content.decode()


def test_handing_back_asks_no_reason_and_somebody_else_is_sought(phone: Client, task: Task) -> None:
    page = words_of(phone.get(page_of(task, "terug/")))
    assert "Dat is niet erg." in page and "Alleen deze keer" not in page
    answer = phone.post(page_of(task, "terug/"), follow=True)
    assert "Je hebt het teruggegeven." in words_of(answer)
    task.refresh_from_db()
    assert (task.state, task.request.state, task.request.opened_at) == ("handed_back", "open", NOW)


@pytest.fixture
def series(stored: Ask, me: Volunteer, clock: Traveller) -> list[Task]:
    """Groceries every week from tomorrow, promised by me."""
    request = stored(rrule="FREQ=WEEKLY")
    return offering.accept(actor=me.user, offer=asked(request, me), now=NOW)


def test_of_a_series_one_date_is_handed_back(phone: Client, series: list[Task]) -> None:
    first = series[0]
    assert "Dit komt terug: elke week." in words_of(phone.get(page_of(first)))
    assert "Alleen deze keer" in words_of(phone.get(page_of(first, "terug/")))
    phone.post(page_of(first, "terug/"), {"wat": "keer"})
    assert [task.state for task in Task.objects.order_by("day")] == ["handed_back"] + ["accepted"] * (
        len(series) - 1
    )


def test_of_a_series_all_that_follow_are_handed_back(phone: Client, series: list[Task]) -> None:
    phone.post(page_of(series[1], "terug/"), {"wat": "reeks"})
    assert [task.state for task in Task.objects.order_by("day")] == ["accepted"] + ["handed_back"] * (
        len(series) - 1
    )


def test_who_hands_back_shortly_before_is_asked_to_call_too(
    phone: Client, task: Task, clock: Traveller
) -> None:
    said = "Het is al bijna zover. Bel Mevrouw de Wit ook even."
    clock.move_to(task.starts_at - dt.timedelta(hours=23))
    assert said in words_of(phone.get(page_of(task, "terug/")))


def test_seen_is_a_sign_of_life_on_the_case_and_tells_nobody_that_there_is_one(
    phone: Client, me: Volunteer, stored: Ask, place: Place, worker: User, clock: Traveller, task: Task
) -> None:
    case = make_case(place, worker, days(-30))
    with_case = taken(
        stored(resident=case.resident, state="accepted"), me, NOW + dt.timedelta(days=1, hours=5)
    )
    clock.move_to(NOW + dt.timedelta(days=1, hours=6))
    said = []
    for one in (with_case, task):
        token = str(uuid.uuid4())
        for _twice in range(2):
            said.append(words_of(phone.post(page_of(one, "gezien/"), {"token": token}, follow=True)))
    assert all("Dank je. We weten nu dat je deze persoon hebt gezien." in page for page in said)
    assert [sign.case for sign in SignOfLife.objects.all()] == [case]
    assert RequestStep.objects.filter(kind="sign").count() == 2


def test_nobody_is_seen_before_it_began(phone: Client, task: Task) -> None:
    assert "Zeg dit als je er bent geweest." in words_of(phone.post(page_of(task, "gezien/"), follow=True))
    assert not RequestStep.objects.filter(kind="sign").exists()


def _worry(phone: Client, task: Task, **more: Any) -> Any:
    form = {"token": str(uuid.uuid4()), **more}
    return phone.post(page_of(task, "zorgen/"), form, follow=True)


def test_a_worry_is_a_report_without_a_word_typed_and_counts_once(phone: Client, task: Task) -> None:
    token = str(uuid.uuid4())
    for _twice in range(2):
        answer = _worry(phone, task, token=token)
        assert "Dank je. Een medewerker leest het." in words_of(answer)
    report = Report.objects.get()
    assert (report.channel, report.subject, report.danger) == ("volunteer", "Mevrouw de Wit", False)
    task.refresh_from_db()
    assert task.state == "accepted"


def test_who_worries_need_not_go_there_again(phone: Client, task: Task) -> None:
    _worry(phone, task, text="Er is niets te eten in huis.", relieve="on")
    assert Report.objects.get().text == "Er is niets te eten in huis."
    task.refresh_from_db()
    assert task.state == "handed_back"


def test_who_ticks_danger_reads_112_first_and_then_sends(phone: Client, task: Task) -> None:
    answer = _worry(phone, task, danger="on", text="Zij ligt op de grond.")
    assert answer.status_code == 422
    assert "Is er nu gevaar? Bel 112." in words_of(answer)
    assert "Zij ligt op de grond." in answer.content.decode(), "what was typed stays"
    assert not Report.objects.exists()
    _worry(phone, task, danger="on", read_112="on", text="Zij ligt op de grond.")
    assert Report.objects.get().danger


def test_tasks_stand_in_the_order_in_which_they_come_and_what_was_done_is_thanked_for(
    phone: Client, me: Volunteer, stored: Ask, clock: Traveller
) -> None:
    for number, kind in ((3, "dog"), (1, "cards"), (2, "company")):
        request = stored(kind=kind, first_on=days(number), state="accepted")
        taken(request, me, NOW + dt.timedelta(days=number))
    clock.move_to(NOW + dt.timedelta(days=1, hours=2))
    words = words_of(phone.get(TASKS))
    assert (
        words.index("Kaarten")
        < words.index("Dit komt nog")
        < words.index("Gezelschap")
        < words.index("De hond")
    )
    phone.post(page_of(Task.objects.get(request__kind="cards"), "gedaan/"))
    words = words_of(phone.get(TASKS))
    assert words.index("Gedaan. Dank je wel!") < words.index("Kaarten")


def test_who_promised_nothing_reads_that_and_where_the_questions_are(phone: Client, me: Volunteer) -> None:
    words = words_of(phone.get(TASKS))
    assert "Je hebt nu niets afgesproken." in words and "Kijk of er een vraag is" in words


def test_fifty_tasks_cost_as_many_queries_as_one(phone: Client, me: Volunteer, stored: Ask) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert phone.get(TASKS).status_code == 200
        return len(made)

    taken(stored(state="accepted"), me)
    queries()
    one = queries()
    for number in range(50):
        taken(stored(state="accepted", first_on=days(number + 2)), me, NOW + dt.timedelta(days=number + 2))
    assert queries() == one
    assert Offer.objects.count() == 51
