"""Nobody is lost behind a closed door: whose only channel it is, who seeks another way, and what opens it again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from cases.models import Case
from centres.models import Centre, Closure
from day.asked import of_lead, of_worker
from reaching import actions
from reaching.models import OnlyHere, Reach
from reaching.querysets import of_desk
from roster.models import DutyShift
from tests.conftest import Place
from tests.reaching.conftest import AFTER, NOON, TOMORROW
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


def desk(user: User, place: Place, now: dt.datetime = NOON) -> Desk:
    return Desk.at(user, place.municipality, now)


def shut(centre: Centre, actor: User, **changed: Any) -> Closure:
    told: dict[str, Any] = {
        "starts_at": TOMORROW,
        "ends_at": AFTER,
        "reason": "Er is minder geld.",
        "decided_by": "college van B en W",
        "instead": None,
        "instead_elsewhere": "",
        "now": NOON,
    }
    return actions.announce(actor=actor, centre=centre, **(told | changed))


def asks(user: User, place: Place, now: dt.datetime = NOON) -> list[tuple[str, str]]:
    """Return what Vandaag asks about closed doors."""
    asked = of_worker(desk(user, place, now), place.municipality.day_of(now)).asked
    return [(ask.item.name, ask.item.code) for ask in asked.asks if ask.item.code.startswith("reach")]


def on_duty(place: Place, user: User) -> None:
    DutyShift.objects.create(
        municipality=place.municipality,
        neighbourhood=place.neighbourhood,
        kind=DutyShift.Kind.SOCIAL,
        starts_at=NOON - dt.timedelta(hours=4),
        ends_at=NOON + dt.timedelta(hours=4),
        worker=user,
        changed_at=NOON,
    )


def test_a_closure_asks_the_worker_of_a_case_and_for_the_others_the_duty(
    place: Place, linde: Centre, clerk: User, worker: User, colleague: User, dennis: Case, ria: Case
) -> None:
    for case in (dennis, ria):
        actions.note_only_here(actor=clerk, resident=case.resident, centre=linde, now=NOON)
    on_duty(place, colleague)
    shut(linde, clerk)
    assert asks(worker, place) == [("Dennis Hoekstra", "reach")]
    assert asks(colleague, place) == [("Ria Bos", "reach-duty")]


def test_who_does_not_come_here_alone_asks_nothing(
    place: Place, linde: Centre, dok: Centre, clerk: User, worker: User, dennis: Case
) -> None:
    actions.note_only_here(actor=clerk, resident=dennis.resident, centre=dok, now=NOON)
    shut(linde, clerk)
    assert asks(worker, place) == []


def test_without_worker_or_duty_it_is_the_leads(
    place: Place, linde: Centre, clerk: User, worker: User, team_lead: User, ria: Case
) -> None:
    actions.note_only_here(actor=clerk, resident=ria.resident, centre=linde, now=NOON)
    shut(linde, clerk)
    asked = of_lead(desk(team_lead, place), NOON.date())
    assert [ask.item.code for ask in asked.asks] == ["reach-nobodys"]
    assert asks(worker, place) == []


def test_what_nobody_arranged_when_the_door_shuts_stands_on_the_board(
    place: Place, linde: Centre, clerk: User, team_lead: User, dennis: Case
) -> None:
    actions.note_only_here(actor=clerk, resident=dennis.resident, centre=linde, now=NOON)
    shut(linde, clerk)
    before = of_lead(desk(team_lead, place), NOON.date()).asks
    assert [ask.item.code for ask in before] == []
    after = of_lead(desk(team_lead, place, TOMORROW), TOMORROW.date()).asks
    assert [ask.item.code for ask in after if ask.item.code == "reach"] == ["reach"]


def test_arranged_it_stands_nowhere_any_more_and_a_second_one_is_told(
    place: Place, linde: Centre, clerk: User, worker: User, colleague: User, dennis: Case
) -> None:
    actions.note_only_here(actor=clerk, resident=dennis.resident, centre=linde, now=NOON)
    shut(linde, clerk)
    reach = Reach.objects.get()
    done: dict[str, Any] = {"reach": reach, "how": "phone", "note": "Belt op dinsdag.", "now": NOON}
    actions.record_reached(actor=worker, **done)
    actions.record_reached(actor=worker, **done)  # sent twice
    with pytest.raises(ValidationError, match="net geregeld"):
        actions.record_reached(actor=colleague, **done)
    assert asks(worker, place) == []
    assert Reach.objects.get().done_by == worker


def test_announced_twice_asks_once_and_opened_again_asks_nothing(
    place: Place, linde: Centre, clerk: User, worker: User, dennis: Case
) -> None:
    actions.note_only_here(actor=clerk, resident=dennis.resident, centre=linde, now=NOON)
    closure = shut(linde, clerk)
    assert shut(linde, clerk) == closure and Reach.objects.count() == 1
    actions.reopen(actor=clerk, closure=closure, now=NOON)
    assert asks(worker, place) == []
    with pytest.raises(ValidationError, match="weer open"):
        actions.record_reached(actor=worker, reach=Reach.objects.get(), how="phone", note="", now=NOON)


def test_who_is_noted_while_the_door_is_shut_is_asked_for_too_and_no_longer_when_it_is_not_so(
    place: Place, linde: Centre, clerk: User, worker: User, dennis: Case
) -> None:
    shut(linde, clerk)
    only = actions.note_only_here(actor=clerk, resident=dennis.resident, centre=linde, now=NOON)
    assert actions.note_only_here(actor=clerk, resident=dennis.resident, centre=linde, now=NOON) == only
    assert asks(worker, place) == [("Dennis Hoekstra", "reach")]
    actions.end_only_here(actor=clerk, only=only, now=NOON)
    assert asks(worker, place) == []


def test_one_centre_is_the_only_one(linde: Centre, dok: Centre, clerk: User, dennis: Case) -> None:
    actions.note_only_here(actor=clerk, resident=dennis.resident, centre=linde, now=NOON)
    with pytest.raises(ValidationError, match="staat al De Linde"):
        actions.note_only_here(actor=clerk, resident=dennis.resident, centre=dok, now=NOON)
    with pytest.raises(DatabaseError), transaction.atomic():
        OnlyHere.objects.create(
            municipality_id=dok.municipality_id, resident=dennis.resident, centre=dok, noted_at=NOON
        )


def test_names_are_for_the_desk_of_the_centre_alone(
    place: Place, linde: Centre, clerk: User, coordinator: User, worker: User, dennis: Case
) -> None:
    actions.note_only_here(actor=clerk, resident=dennis.resident, centre=linde, now=NOON)
    seen = {
        who: OnlyHere.objects.visible_to(desk(who, place)).count() for who in (clerk, coordinator, worker)
    }
    assert seen == {clerk: 1, coordinator: 0, worker: 0}
    assert list(of_desk(desk(clerk, place)).distinct()) == [dennis.resident]
    assert not of_desk(desk(coordinator, place)).exists()


def test_every_verb_says_in_the_log_whom_it_was_about(linde: Centre, clerk: User, dennis: Case) -> None:
    actions.note_only_here(actor=clerk, resident=dennis.resident, centre=linde, now=NOON)
    shut(linde, clerk)
    lines = AccessEntry.objects.filter(user_id=clerk.pk, resident_ids=[dennis.resident_id]).order_by("pk")
    assert [line.object_kind for line in lines] == ["only-here", "reach"]
