"""Tasks in the calendar of a telephone: what and when and nothing else, behind a link that can be switched off."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from typing import Any

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client
from time_machine import Traveller

from tests.cases.screens import words_of
from tests.conftest import ZONE, Place
from tests.volunteers.conftest import NOW, Ask, at, days
from tests.volunteers.phone.conftest import asked, taken
from volunteers import offering
from volunteers.models import CalendarLink, Task, Volunteer
from wijkzorg import logs
from wijkzorg.accounts.models import Membership

pytestmark = pytest.mark.django_db
PAGE, OFF = "/vrijwilliger/agenda/", "/vrijwilliger/agenda/uit/"


def made(phone: Client) -> str:
    """Make a link; return its path."""
    secret = re.search(r'name="geheim" value="([^"]+)"', phone.get(PAGE).content.decode())
    assert secret is not None
    return link_of(phone.post(PAGE, {"geheim": secret[1]}))


def link_of(answer: Any) -> str:
    found = re.search(r'value="https?://[^/"]+(/agenda/[^"]+\.ics)"', answer.content.decode())
    assert found is not None, words_of(answer)
    return found[1]


def parsed(answer: Any) -> list[Any]:
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def events(path: str, client: Client | None = None) -> list[Any]:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200
    return parsed(answer)


def test_a_telephone_without_an_account_reads_what_and_when_and_no_name_or_address(
    phone: Client, task: Task
) -> None:
    answer = Client().get(made(phone))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = parsed(answer)
    assert (event["summary"], event["dtstart"].dt, event["dtend"].dt) == (
        "Boodschappen",
        at(days(1), 11),
        at(days(1), 12),
    )
    assert event["url"].endswith(f"/vrijwilliger/taken/{task.pk}/")
    for secret in ("Wit", "Geheimstraat", "1892", "Lindenhof", "612345678", "Melk", "buur@"):
        assert secret not in answer.content.decode()


def test_a_task_keeps_its_number_whatever_happens_to_it(phone: Client, task: Task, clock: Traveller) -> None:
    path = made(phone)
    (before,) = events(path)
    clock.move_to(NOW + dt.timedelta(days=1, hours=3))
    phone.post(f"/vrijwilliger/taken/{task.pk}/gedaan/")
    (after,) = events(path)
    assert before["uid"] == after["uid"] == f"taak-{task.pk}.gm9999@wijkzorg"
    assert str(after["summary"]) == "Boodschappen (gedaan)"
    assert after["last-modified"].dt > before["last-modified"].dt


def test_each_event_has_a_number_of_its_own_and_stands_alone(
    phone: Client, me: Volunteer, stored: Ask
) -> None:
    offering.accept(actor=me.user, offer=asked(stored(rrule="FREQ=WEEKLY"), me), now=NOW)
    found = events(made(phone))
    assert len(found) == Task.objects.count() > 5
    assert len({str(event["uid"]) for event in found}) == len(found)
    assert not [event for event in found if "rrule" in event]


@pytest.mark.parametrize("change", [dt.date(2026, 10, 25), dt.date(2027, 3, 28)])
def test_a_series_at_eleven_is_at_eleven_on_both_sides_of_a_change_of_the_clock(
    phone: Client, me: Volunteer, stored: Ask, clock: Traveller, change: dt.date
) -> None:
    begins = change - dt.timedelta(days=10)
    now = at(begins, 9)
    clock.move_to(now)
    cache.clear()
    phone.force_login(me.user)
    request = stored(rrule="FREQ=WEEKLY", first_on=begins, received_at=now, opened_at=now)
    offer = asked(request, me, now=now)
    offering.accept(actor=me.user, offer=offer, now=now)
    found = events(made(phone))
    locally = {event["dtstart"].dt.astimezone(ZONE) for event in found}
    assert {moment.date() for moment in locally} >= {begins + dt.timedelta(days=7 * n) for n in range(4)}
    assert {moment.time() for moment in locally} == {dt.time(11)}
    in_utc = {event["dtstart"].dt.time() for event in found}
    assert in_utc == {dt.time(9), dt.time(10)}, "an hour of difference: the moments themselves moved"
    assert {event["dtend"].dt - event["dtstart"].dt for event in found} == {dt.timedelta(hours=1)}
    text = Client().get(made(phone)).content.decode()
    assert "TZID" not in text and "VTIMEZONE" not in text


def test_a_task_in_the_hour_that_comes_twice_lasts_as_long_as_it_does(
    phone: Client, me: Volunteer, stored: Ask, clock: Traveller
) -> None:
    begins = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)  # 02:30 for the first time
    clock.move_to(dt.datetime(2026, 10, 24, 12, tzinfo=dt.UTC))
    phone.force_login(me.user)
    taken(stored(state="accepted", first_on=begins.date(), minutes=60), me, begins)
    (event,) = events(made(phone))
    assert (event["dtstart"].dt, event["dtend"].dt) == (begins, begins + dt.timedelta(hours=1))


def test_what_is_handed_back_is_gone_and_what_was_done_stays_four_weeks(
    phone: Client, me: Volunteer, stored: Ask
) -> None:
    states = (
        ("accepted", 1),
        ("handed_back", 2),
        ("cancelled", 3),
        ("no_show", -1),
        ("done", -28),
        ("done", -29),
    )
    for state, ahead in states:
        more = {} if state == "accepted" else {"ended_at": NOW}
        taken(stored(state="accepted", first_on=days(ahead)), me, at(days(ahead), 11), state=state, **more)
    assert [event["dtstart"].dt.date() for event in events(made(phone))] == [days(-28), days(1)]


def test_where_the_two_choose_the_time_the_calendar_says_so(
    phone: Client, me: Volunteer, stored: Ask
) -> None:
    for number, part in enumerate(("morning", "any"), 1):
        request = stored(state="accepted", starts_at=None, day_part=part, first_on=days(number))
        taken(request, me, at(days(number), 8))
    said = [str(event["summary"]) for event in events(made(phone))]
    assert said == ["Boodschappen (ochtend, tijd in overleg)", "Boodschappen (tijd in overleg)"]


def test_a_new_link_ends_the_old_one_and_switching_off_ends_both(phone: Client, task: Task) -> None:
    old, new = made(phone), made(phone)
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    assert "De link werkt niet meer." in words_of(phone.post(OFF, follow=True))
    assert Client().get(new).status_code == 404
    assert CalendarLink.objects.filter(ended_at__isnull=True).count() == 0


def test_the_same_form_sent_twice_is_one_link_and_a_secret_that_is_not_ours_is_none(
    phone: Client, me: Volunteer
) -> None:
    secret = re.search(r'name="geheim" value="([^"]+)"', phone.get(PAGE).content.decode())
    assert secret is not None
    first, again = (link_of(phone.post(PAGE, {"geheim": secret[1]})) for _twice in range(2))
    assert first == again and Client().get(first).status_code == 200
    answer = phone.post(PAGE, {"geheim": "een-kort-geheim-van-mij"}, follow=True)
    assert "Dat lukte niet. Probeer het nog een keer." in words_of(answer)
    assert CalendarLink.objects.count() == 1


def test_the_link_is_shown_once_and_stands_nowhere(phone: Client) -> None:
    token = made(phone).removeprefix("/agenda/").removesuffix(".ics")
    assert token not in phone.get(PAGE).content.decode()
    assert token not in json.dumps(list(CalendarLink.objects.values()), default=str)


@pytest.mark.parametrize("token", ["x", "geen-link-van-iemand-die-hier-is", "a" * 200, "%00" * 20])
def test_a_link_that_nobody_has_is_not_there(db: None, token: str) -> None:
    assert Client().get(f"/agenda/{token}.ics").status_code in {400, 404}
    assert Client().post("/agenda/geen-link-van-iemand.ics").status_code == 405


def test_who_stopped_or_is_no_volunteer_any_more_has_no_calendar(
    phone: Client, me: Volunteer, task: Task, place: Place
) -> None:
    path = made(phone)
    Volunteer.objects.filter(pk=me.pk).update(active=False, left_on=days(0))
    assert Client().get(path).status_code == 404
    Volunteer.objects.filter(pk=me.pk).update(active=True, left_on=None)
    assert Client().get(path).status_code == 200
    Membership.objects.filter(user=me.user).update(ends_on=days(-1))
    assert Client().get(path).status_code == 404


def test_a_telephone_that_has_it_already_is_told_so_and_nobody_between_keeps_it(
    phone: Client, task: Task, me: Volunteer, stored: Ask
) -> None:
    path = made(phone)
    answer = Client().get(path)
    assert answer["Cache-Control"] == "private, max-age=900"
    etag = answer["ETag"]
    again = Client().get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    taken(stored(state="accepted", first_on=days(2)), me, at(days(2), 11))
    assert Client().get(path, headers={"If-None-Match": etag}).status_code == 200


def test_no_line_of_the_log_has_the_secret(
    phone: Client, task: Task, caplog: pytest.LogCaptureFixture
) -> None:
    path = made(phone)
    token = path.removeprefix("/agenda/").removesuffix(".ics")
    written: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(logs.formatter())
    handler.emit = lambda record: written.append(handler.format(record))  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        Client().get(path)
        phone.post(OFF)
        Client().get(path)
    finally:
        logging.getLogger().removeHandler(handler)
    assert [line for line in written if '"status": 404' in line], "that it was refused is logged"
    assert token not in "".join(written)
