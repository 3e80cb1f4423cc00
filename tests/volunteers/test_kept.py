"""How long a help request is kept, what goes with a resident, and what a resident reads of it who asks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from rights import content, destruction
from rights.models import DestructionItem
from tests.conftest import Place, make_case, make_member
from tests.volunteers.conftest import NOW, Ask, Neighbour, at, days
from volunteers import filing, keeping, offering
from volunteers.models import EscalationStep, HelpRequest, Offer, RequestStep, Task
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db
TWO_YEARS_AGO = at(dt.date(2024, 11, 25), 15)


def _done(ask: Ask, neighbour: Neighbour, now: dt.datetime, name: str) -> HelpRequest:
    day = now.date() + dt.timedelta(days=1)
    request = ask(now=now, first_on=day)
    volunteer = neighbour(name, joined_on=dt.date(2020, 1, 1))
    held = offering.offer(request=request, volunteer=volunteer, now=now)
    (task,) = offering.accept(actor=volunteer.user, offer=held, now=now)
    keeping.did(actor=volunteer.user, task=task, now=at(day, 15))
    return request


def test_what_ended_is_destroyed_two_years_after_it_came_in(
    place: Place, ask: Ask, neighbour: Neighbour
) -> None:
    old = _done(ask, neighbour, TWO_YEARS_AGO, "an")
    joined = ask(now=TWO_YEARS_AGO + dt.timedelta(days=9), first_on=dt.date(2024, 12, 20))
    newer = _done(ask, neighbour, TWO_YEARS_AGO + dt.timedelta(days=1), "bo")
    going = ask(now=TWO_YEARS_AGO - dt.timedelta(days=400), first_on=dt.date(2023, 12, 1))
    HelpRequest.objects.filter(pk=joined.pk).update(state="withdrawn", closed_at=NOW, merged_into=old)
    made = destruction.propose(municipality=place.municipality, now=NOW)
    assert made is not None
    assert DestructionItem.objects.get().counts["volunteers_helprequest"] == 1
    one, other = (
        make_member(place, f"fg{number}@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
        for number in "12"
    )
    made = destruction.review(actor=one, destruction=made, now=NOW)
    made = destruction.approve(actor=other, destruction=made, now=NOW)
    destruction.carry_out(destruction=made, now=NOW)
    assert DestructionItem.objects.get().outcome == "destroyed"
    assert set(HelpRequest.objects.all()) == {joined, newer, going}
    assert HelpRequest.objects.get(pk=joined.pk).merged_into is None
    for model in (Task, Offer, RequestStep, EscalationStep):
        assert not model._default_manager.filter(request_id=old.pk).exists(), model
    events = HelpRequest.events.rel.related_model.objects  # type: ignore[attr-defined]
    assert not events.filter(pgh_obj_id=old.pk).exists()


def test_what_was_for_a_resident_goes_with_them(place: Place, ask: Ask, worker: User) -> None:
    case = make_case(place, worker, days(-90))
    request, other = ask(resident=case.resident, case=case), ask()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name::text FROM wz_due_rows(%s, %s, %s, true) AS rows (table_name, which)",
            [place.municipality.pk, case.pk, case.resident_id],
        )
        tables = {row[0] for row in cursor.fetchall()}
    assert "volunteers_helprequest" in tables
    assert {request, other} == set(HelpRequest.objects.all())


def test_a_resident_reads_what_was_asked_for_them_and_not_who_helped(
    place: Place, ask: Ask, neighbour: Neighbour, worker: User
) -> None:
    case = make_case(place, worker, days(-90))
    request = ask(
        resident=case.resident,
        text="Een tas van de supermarkt",
        on_behalf=True,
        asker_name="De dochter",
        consent="knows",
    )
    volunteer = neighbour("helper")
    held = offering.offer(request=request, volunteer=volunteer, now=NOW)
    offering.accept(actor=volunteer.user, offer=held, now=NOW)
    filing.withdraw(actor=None, request=request, now=NOW, why="Beter")
    (part,) = [part for part in content.of_case(case, place.municipality.zone) if part.section == "help"]
    assert "Een tas van de supermarkt" in part.text and "Iemand komt" in part.text
    assert part.who == "De dochter" and "Beter" in part.text
    assert "Helper" not in f"{part.text}{part.title}{part.who}"
