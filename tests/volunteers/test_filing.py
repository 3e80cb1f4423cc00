"""A help request comes in: by a form, by phone on behalf of someone, twice; is corrected, joined, withdrawn."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from neighbourhoods.models import Postcode
from tests.conftest import Place, make_case
from tests.volunteers.conftest import NOW, Ask, Neighbour, again, asked, at, days, kinds, letters, whom
from volunteers import filing, offering
from volunteers.asked import Asked, hash_of
from volunteers.changing import version_of
from volunteers.models import Channel, EscalationStep, HelpRequest, Offer
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


def _faults(place: Place, what: dict[str, Any], who: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        filing.file_request(
            municipality=place.municipality,
            asked=asked(**what),
            whom=whom(**who),
            channel=Channel.PUBLIC,
            token=uuid.uuid4(),
            now=NOW,
        )
    return set(refused.value.message_dict)


def test_what_comes_in_is_open_at_once_and_its_clock_runs(ask: Ask, place: Place) -> None:
    request = ask(email="wit@voorbeeldstad.example")
    assert (request.state, request.opened_at, request.neighbourhood) == ("open", NOW, place.neighbourhood)
    assert (request.x, request.y) == (155_000, 463_000)
    assert kinds(request) == ["received", "opened", "requester_told"]
    clock = {row.kind: row.due_at - NOW for row in request.clock.all()}
    assert clock == {
        "widen": dt.timedelta(hours=24),
        "coordinator": dt.timedelta(hours=48),
        "duty": dt.timedelta(hours=72),
    }
    assert [letter.address for letter in letters("help_opened")] == ["wit@voorbeeldstad.example"]
    assert AccessEntry.objects.filter(object_kind="help_request", object_id=str(request.pk)).exists()


def test_a_form_that_is_sent_twice_is_one_request_with_one_code(place: Place, postcode: Postcode) -> None:
    token = uuid.uuid4()
    sent = [
        filing.file_request(
            municipality=place.municipality,
            asked=asked(),
            whom=whom(),
            channel=Channel.PUBLIC,
            token=token,
            now=NOW,
        )
        for _ in range(2)
    ]
    assert HelpRequest.objects.count() == 1 and sent[0].request == sent[1].request
    assert len(sent[0].code) == 16 and sent[1].code == sent[0].code
    grouped = f"{sent[0].code[:4]} {sent[0].code[4:8]}-{sent[0].code[8:]}"
    assert hash_of(grouped) == sent[0].request.code_hash
    assert sent[0].code not in repr(sent[0])


@pytest.mark.parametrize(
    "typed",
    ["06 12345678", "0612345678", "06-1234 5678", "+31 6 12345678", "0031612345678", "+31 (0)6 1234 5678"],
)
def test_a_telephone_number_in_six_notations_is_one_number(ask: Ask, typed: str) -> None:
    assert ask(phone=typed).phone == "+31612345678"


@pytest.mark.parametrize(
    ("field", "what", "who"),
    [
        ("first_on", {"first_on": days(-1)}, {}),
        ("first_on", {"first_on": days(400)}, {}),
        ("starts_at", {"first_on": days(0), "starts_at": dt.time(9)}, {}),
        ("minutes", {"minutes": 0}, {}),
        ("helpers", {"helpers": 0}, {}),
        ("rrule", {"rrule": "FREQ=SECONDLY"}, {}),
        ("rrule", {"rrule": "FREQ=WEEKLY;BYDAY=XX"}, {}),
        ("last_on", {"rrule": "FREQ=WEEKLY", "last_on": days(0)}, {}),
        ("language", {"language_essential": True}, {}),
        ("postcode", {}, {"postcode": "9999 ZZ"}),
        ("postcode", {}, {"postcode": "twaalf"}),
        ("postcode", {}, {"postcode": ""}),
        ("phone", {}, {"phone": "geen"}),
        ("phone", {}, {"phone": ""}),
        ("name", {}, {"name": "  "}),
        ("consent", {}, {"on_behalf": True}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    place: Place, postcode: Postcode, field: str, what: dict[str, Any], who: dict[str, Any]
) -> None:
    assert _faults(place, what, who) == {field}


def test_every_fault_is_said_at_once(place: Place, postcode: Postcode) -> None:
    found = _faults(
        place, {"first_on": days(-1), "minutes": 1}, {"postcode": "9999 ZZ", "phone": "x", "name": ""}
    )
    assert found == {"first_on", "minutes", "postcode", "phone", "name"}


def test_by_phone_on_behalf_of_someone(ask: Ask, worker: User) -> None:
    request = ask(
        channel=Channel.PHONE,
        actor=worker,
        on_behalf=True,
        asker_name="De dochter",
        consent="knows",
        kind="company",
    )
    assert (request.filed_by, request.asker_name, request.consent) == (worker, "De dochter", "knows")
    assert request.steps.get(kind="received").actor == worker


def test_danger_is_never_put_silently_in_a_queue(ask: Ask, coordinator: User) -> None:
    request = again(ask(danger=True, email="wit@voorbeeldstad.example"))
    assert request.urgent and request.state == "escalated"
    assert {row.kind for row in request.clock.filter(reached_at=NOW)} == {"coordinator", "duty"}
    assert letters("help_danger") and letters("called_coordinator")


def test_a_request_for_a_resident_knows_them_by_their_telephone_and_house_too(
    place: Place, ask: Ask, worker: User
) -> None:
    case = make_case(place, worker, days(-90))
    resident = case.resident
    resident.postcode, resident.house_number, resident.phone = "1892 AB", "12", "06 87654321"
    resident.save()
    request = ask(resident=resident, name="", postcode="", phone="", case=case)
    home = "home:1892AB:12"
    assert request.parties == [f"resident:{resident.pk}", "phone:+31687654321", home]
    assert request.who == "Dennis Hoekstra"


def test_duplicate_merged_keeps_the_earliest_date(ask: Ask, coordinator: User) -> None:
    first = ask(first_on=days(3))
    later = ask(now=at(days(1)), first_on=days(2), phone="+31 6 12345678", email="w@voorbeeldstad.example")
    other = ask(now=at(days(1)), kind="dog")
    assert filing.doubles(later) == [first]
    assert filing.doubles(other) == []
    filing.merge(actor=coordinator, request=first, into=later, now=at(days(1), 12))
    kept, gone = again(later), again(first)
    assert (kept.received_at, kept.opened_at, kept.first_on) == (NOW, NOW, days(2))
    assert (gone.state, gone.merged_into) == ("withdrawn", kept)
    assert kept.clock.get(kind="duty").due_at == NOW + dt.timedelta(hours=72)
    assert not gone.clock.filter(done_at__isnull=True).exists()
    filing.merge(actor=coordinator, request=first, into=later, now=at(days(1), 13))
    assert kinds(later).count("merged") == 1


def test_withdrawn_while_offered(ask: Ask, neighbour: Neighbour) -> None:
    request, volunteer = ask(), neighbour()
    held = offering.offer(request=request, volunteer=volunteer, now=NOW)
    filing.withdraw(actor=None, request=request, now=NOW, why="De buurvrouw doet het")
    assert again(held).state == "void"
    assert [letter.recipient for letter in letters("offer_over")] == [volunteer.user]
    with pytest.raises(ValidationError, match="ingetrokken") as refused, transaction.atomic():
        offering.accept(actor=volunteer.user, offer=held, now=NOW)
    assert refused.value.code == "withdrawn"
    filing.withdraw(actor=None, request=request, now=NOW)
    assert kinds(request).count("withdrawn") == 1


def test_withdrawn_while_accepted_frees_the_hours(ask: Ask, neighbour: Neighbour) -> None:
    request, volunteer = ask(), neighbour()
    (task,) = offering.accept(
        actor=volunteer.user, offer=offering.offer(request=request, volunteer=volunteer, now=NOW), now=NOW
    )
    filing.withdraw(actor=None, request=request, now=NOW)
    assert again(task).state == "cancelled"
    assert [letter.recipient for letter in letters("task_cancelled")] == [volunteer.user]
    assert not request.clock.filter(done_at__isnull=True).exists()
    other = ask()
    held = offering.offer(request=other, volunteer=volunteer, now=NOW)
    assert offering.accept(actor=volunteer.user, offer=held, now=NOW), "the hour is free again"


def test_a_correction_takes_back_what_was_asked_and_tells_who_came_second(
    ask: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    request, volunteer = ask(), neighbour()
    held = offering.offer(request=request, volunteer=volunteer, now=NOW)
    seen = version_of(request)

    def edit(what: Asked) -> HelpRequest:
        return filing.edit_request(
            actor=coordinator, request=request, asked=what, whom=whom(), seen=seen, now=NOW
        )

    changed = edit(asked(first_on=days(2)))
    assert (changed.state, changed.first_on, changed.opened_at) == ("open", days(2), NOW)
    assert again(held).state == "void" and letters("offer_changed")
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        edit(asked(first_on=days(3)))
    assert refused.value.code == "changed_meanwhile"
    assert again(request).first_on == days(2)


def test_who_ends_a_request_without_help_says_why(ask: Ask, coordinator: User) -> None:
    request = ask(email="wit@voorbeeldstad.example")
    with pytest.raises(ValidationError), transaction.atomic():
        filing.not_solved(actor=coordinator, request=request, why=" ", now=NOW)
    filing.not_solved(actor=coordinator, request=request, why="Niemand met een auto", now=NOW)
    ended = again(request)
    assert (ended.state, ended.outcome_text, ended.closed_at) == ("not_solved", "Niemand met een auto", NOW)
    assert letters("help_not_solved")
    with pytest.raises(ValidationError), transaction.atomic():
        filing.solved(actor=coordinator, request=request, how="Toch", now=NOW)
    assert not Offer.objects.exists() and not EscalationStep.objects.filter(done_at__isnull=True).exists()
