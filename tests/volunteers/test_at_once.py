"""Two do something at the same moment, each in a transaction of its own: one wins, nobody waits for ever."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tests.conftest import Place
from tests.volunteers.conftest import (
    HOME,
    NOW,
    Ask,
    Neighbour,
    again,
    asked,
    at,
    days,
    kinds,
    letters,
    offered,
    promised,
    whom,
)
from volunteers import escalating, filing, keeping, offering, volunteering
from volunteers.models import Channel, HelpRequest, Offer, Task
from volunteers.rounds import match_one, match_pressing, match_wijk
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], object]


def _at_once(*acts: Act) -> list[str]:
    """Do things at the same moment, each on a connection of its own; return what each heard, in their order."""
    start = threading.Barrier(len(acts))

    def run(act: Act) -> str:
        try:
            start.wait(timeout=30)
            act()
            return "yes"
        except ValidationError as error:
            return str(error.code or error.message)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [outcome.result(timeout=60) for outcome in [pool.submit(run, act) for act in acts]]


def _in(place: Place, verb: Callable[..., object], **said: Any) -> Act:
    """Make of a verb something to do in a transaction of its own."""

    def act() -> None:
        with inside(place.municipality.pk):
            verb(**said)

    return act


def _yes(place: Place, held: Offer) -> Act:
    return _in(place, offering.accept, actor=held.volunteer.user, offer=held, now=NOW)


def test_two_accept_the_last_slot_at_once(place: Place, ask: Ask, neighbour: Neighbour) -> None:
    for number in range(5):
        request = ask(first_on=days(2 + number), email="wit@voorbeeldstad.example")
        held = [offered(request, neighbour(f"{name}{number}")) for name in ("an", "bo")]
        HelpRequest.objects.filter(pk=request.pk).update(state="offered")
        heard = _at_once(*(_yes(place, one) for one in held))
        assert sorted(heard) == ["solved", "yes"], "one comes, the other is thanked"
        assert request.tasks.count() == 1
        states = Offer.objects.filter(request=request).values_list("state", flat=True)
        assert sorted(states) == ["accepted", "void"]
        assert kinds(request).count("accepted") == 1
        assert len(letters("offer_over")) == number + 1


def test_one_accepts_two_overlapping_tasks_in_two_tabs(place: Place, ask: Ask, neighbour: Neighbour) -> None:
    volunteer = neighbour()
    held = [offered(ask(starts_at=dt.time(11, 15 * number)), volunteer) for number in range(2)]
    HelpRequest.objects.update(state="offered")
    heard = sorted(_at_once(*(_yes(place, one) for one in held)))
    assert heard[1] == "yes" and "al iets anders" in heard[0]
    assert Task.objects.filter(volunteer=volunteer).count() == 1
    assert Offer.objects.filter(state="accepted").count() == 1


def test_the_same_offer_is_accepted_in_two_tabs_and_the_hours_count_once(
    place: Place, ask: Ask, neighbour: Neighbour
) -> None:
    held = offering.offer(request=ask(), volunteer=neighbour(), now=NOW)
    assert _at_once(_yes(place, held), _yes(place, held)) == ["yes", "yes"]
    assert Task.objects.count() == 1


def test_withdrawn_and_accepted_at_once_ends_in_one_of_both(
    place: Place, ask: Ask, neighbour: Neighbour
) -> None:
    for number in range(5):
        request = ask(first_on=days(1 + number))
        held = offered(request, neighbour(f"buur{number}"))
        HelpRequest.objects.filter(pk=request.pk).update(state="offered")
        heard = _at_once(_yes(place, held), _in(place, filing.withdraw, actor=None, request=request, now=NOW))
        assert heard in (["withdrawn", "yes"], ["yes", "yes"])
        assert again(request).state == "withdrawn"
        assert not Task.objects.filter(state="accepted").exists(), "nobody goes to who withdrew"


def test_three_coordinators_ask_one_volunteer_at_once_and_two_offers_are_open(
    place: Place, ask: Ask, neighbour: Neighbour
) -> None:
    volunteer = neighbour()
    requests = [ask(first_on=days(2 + number)) for number in range(3)]
    heard = _at_once(
        *(_in(place, offering.offer, request=one, volunteer=volunteer, now=NOW) for one in requests)
    )
    assert sorted(heard) == ["refused", "yes", "yes"]
    assert Offer.objects.open().count() == 2


def test_two_rounds_at_once_put_each_request_to_one_and_nobody_to_more_than_two(
    place: Place, stored: Ask, neighbour: Neighbour
) -> None:
    wijk = place.neighbourhood.district
    requests = [stored(first_on=days(1 + number), parties=[f"phone:{number}"]) for number in range(6)]
    for number in range(4):
        neighbour(f"buur{number}", x=HOME[0] + 300 + 100 * number)
    rounds: list[Act] = [lambda: match_wijk(district=wijk, now=NOW) for _ in range(2)]
    assert _at_once(*rounds) == ["yes", "yes"]
    of_each = [request.offers.count() for request in requests]
    assert of_each == [1] * 6, "each is put to one volunteer, whichever round was first"
    held = list(Offer.objects.values_list("volunteer_id", flat=True))
    assert max(held.count(one) for one in held) <= 2
    assert len(letters("offer_new")) == 6
    for request in requests:
        assert kinds(request).count("offered") == 1


def test_a_round_a_new_request_and_what_presses_at_once_ask_each_once(
    place: Place, stored: Ask, neighbour: Neighbour
) -> None:
    wijk = place.neighbourhood.district
    requests = [stored(first_on=days(1 + number), urgent=number == 0) for number in range(3)]
    for number in range(3):
        neighbour(f"buur{number}")
    heard = _at_once(
        lambda: match_wijk(district=wijk, now=NOW),
        lambda: match_pressing(municipality=place.municipality, now=NOW),
        lambda: match_one(request=requests[2], now=NOW),
    )
    assert heard == ["yes"] * 3
    assert [request.offers.count() for request in requests] == [1, 1, 1]


def test_a_yes_while_a_round_runs_leaves_one_task_and_no_other_question(
    place: Place, ask: Ask, neighbour: Neighbour
) -> None:
    wijk = place.neighbourhood.district
    for number in range(4):
        first = neighbour(f"an{number}")
        request = ask(first_on=days(1 + number))
        held = offered(request, first, state="expired", answered_at=NOW)  # a late yes
        heard = _at_once(_yes(place, held), lambda: match_wijk(district=wijk, now=NOW))
        assert heard == ["yes", "yes"]
        assert (again(request).state, request.tasks.count()) == ("accepted", 1)
        assert not Offer.objects.open().filter(request=request).exists()


def test_who_stops_in_one_tab_and_says_yes_in_another_waits_for_nobody(
    place: Place, ask: Ask, neighbour: Neighbour
) -> None:
    for number in range(6):
        volunteer = neighbour(f"buur{number}")
        held = offered(ask(first_on=days(2)), volunteer)
        other = offered(ask(first_on=days(3)), volunteer)
        HelpRequest.objects.filter(state="open").update(state="offered")
        heard = _at_once(
            _yes(place, held),
            _in(place, volunteering.stop, actor=volunteer.user, volunteer=volunteer, now=NOW),
            _yes(place, other),
        )
        assert heard[1] == "yes"
        assert not again(volunteer).active
        assert not Task.objects.going().filter(volunteer=volunteer).exists(), "what was promised came back"
        assert not Offer.objects.open().filter(volunteer=volunteer).exists()


def test_away_set_in_one_tab_and_a_yes_in_another_leave_no_task_unasked(
    place: Place, ask: Ask, neighbour: Neighbour
) -> None:
    for number in range(6):
        volunteer = neighbour(f"buur{number}")
        request = ask(first_on=days(2))
        held = offered(request, volunteer)
        HelpRequest.objects.filter(pk=request.pk).update(state="offered")
        away = {"first_day": days(1), "last_day": days(4)}
        yes, went = _at_once(
            _yes(place, held),
            _in(place, volunteering.go_away, actor=volunteer.user, volunteer=volunteer, now=NOW, **away),
        )
        if went == "yes":
            assert yes != "yes" and not Task.objects.going().filter(volunteer=volunteer).exists()
        else:
            assert (yes, went) == ("yes", volunteering.TASKS_MEANWHILE), "it is asked what becomes of it"


def test_two_who_are_away_from_each_others_requests_at_once_both_go(
    place: Place, ask: Ask, neighbour: Neighbour
) -> None:
    one, other = neighbour("an"), neighbour("bo")
    first, second = ask(first_on=days(2)), ask(first_on=days(3))
    HelpRequest.objects.update(state="offered")
    # The one is asked for the second and promised the first; the other the other way round.
    for volunteer, open_, taken in ((one, second, first), (other, first, second)):
        offered(open_, volunteer)
        held = offered(taken, volunteer, state="accepted", answered_at=NOW)
        promised(held, at(taken.first_on, 11), place=1 if volunteer == one else 2)
    heard = _at_once(
        *(
            _in(
                place,
                volunteering.go_away,
                actor=volunteer.user,
                volunteer=volunteer,
                first_day=days(1),
                last_day=days(5),
                now=NOW,
                tasks="hand_back",
            )
            for volunteer in (one, other)
        )
    )
    assert heard == ["yes", "yes"]
    assert not Task.objects.going().exists() and not Offer.objects.open().exists()


def test_a_task_handed_back_in_two_tabs_is_handed_back_once(
    place: Place, ask: Ask, neighbour: Neighbour
) -> None:
    volunteer = neighbour()
    request = ask(rrule="FREQ=WEEKLY")
    held = offering.offer(request=request, volunteer=volunteer, now=NOW)
    task = offering.accept(actor=volunteer.user, offer=held, now=NOW)[1]
    back = _in(place, keeping.hand_back, actor=volunteer.user, task=task, now=NOW)
    assert _at_once(back, back) == ["yes", "yes"]
    assert HelpRequest.objects.filter(part_of=request).count() == 1
    assert kinds(request).count("handed_back") == 1


def test_the_same_form_twice_at_the_same_moment_is_one_request(place: Place, ask: Ask) -> None:
    ask()  # the postcode is known
    token = uuid.uuid4()
    said: dict[str, Any] = {
        "municipality": place.municipality,
        "asked": asked(first_on=days(3)),
        "whom": whom(),
        "channel": Channel.PUBLIC,
        "token": token,
        "now": NOW,
    }
    sent = _in(place, filing.file_request, **said)
    assert _at_once(sent, sent) == ["yes", "yes"]
    assert HelpRequest.objects.filter(token=token).count() == 1


def test_two_join_two_requests_either_way_at_once_and_one_is_left(
    place: Place, ask: Ask, coordinator: User
) -> None:
    one, other = ask(), ask(first_on=days(2))
    heard = _at_once(
        _in(place, filing.merge, actor=coordinator, request=one, into=other, now=NOW),
        _in(place, filing.merge, actor=coordinator, request=other, into=one, now=NOW),
    )
    assert heard.count("yes") == 1
    assert sorted(HelpRequest.objects.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_two_runs_of_the_clock_at_once_call_each_once(place: Place, ask: Ask, coordinator: User) -> None:
    request = ask(first_on=days(9), email="wit@voorbeeldstad.example")
    late = NOW + dt.timedelta(hours=49)
    call = _in(place, escalating.call_due, request=request, now=late)
    assert _at_once(call, call) == ["yes", "yes"]
    assert kinds(request).count("widened") == 1 and kinds(request).count("called") == 1
    assert len(letters("called_coordinator")) == 1 and len(letters("help_coordinator")) == 1


def test_two_professionals_take_up_the_same_request_at_once(
    place: Place, ask: Ask, worker: User, colleague: User
) -> None:
    request = ask(urgent=True)
    heard = _at_once(
        *(
            _in(place, escalating.take_up, actor=user, request=request, now=NOW)
            for user in (worker, colleague)
        )
    )
    assert sorted(heard) == ["changed_meanwhile", "yes"]
    assert kinds(request).count("taken_up") == 1
