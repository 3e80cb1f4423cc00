"""What the database refuses by itself, whichever action is passed by; and who sees which rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from centres.models import Catchment, Centre, CentreStaff
from neighbourhoods.models import Neighbourhood as AnyNeighbourhood
from tests.conftest import Place, make_case, make_member
from tests.volunteers.conftest import NOW, WEDNESDAY, Ask, Neighbour, at, days, desk, offered, promised
from volunteers.models import (
    Away,
    Block,
    EscalationStep,
    HelpRequest,
    Offer,
    RequestStep,
    Task,
    Volunteer,
    VolunteerPolicy,
)
from volunteers.owners import coordinators_of
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db


def _refused(constraint: str) -> Any:
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("volunteer_hours", {"minutes_a_week": 0}),
        ("volunteer_hours", {"minutes_a_week": 29}),
        ("volunteer_radius", {"radius_m": 0}),
        ("volunteer_does_something", {"kinds": []}),
        ("volunteer_has_time", {"available": []}),
        ("volunteer_parts_of_a_week", {"available": [21]}),
        ("volunteer_vog_with_outcome", {"vog_on": WEDNESDAY}),
        ("volunteer_vog_with_outcome", {"vog_outcome": "given"}),
        ("volunteer_left_on_a_day", {"active": False}),
    ],
)
def test_a_volunteer_who_gives_nothing_is_refused(
    neighbour: Neighbour, constraint: str, fields: dict[str, Any]
) -> None:
    with _refused(constraint):
        neighbour(**fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("help_request_for_someone", {"name": ""}),
        ("help_request_consent", {"on_behalf": True}),
        ("help_request_consent", {"consent": "knows"}),
        ("help_request_phone", {"phone": "06-12345678"}),
        ("help_request_minutes", {"minutes": 0}),
        ("help_request_helpers", {"helpers": 0}),
        ("help_request_series", {"rrule": "FREQ=HOURLY"}),
        ("help_request_series", {"last_on": days(30)}),
        ("help_request_ends_after_start", {"rrule": "FREQ=WEEKLY", "last_on": days(0)}),
        ("help_request_essential_language", {"language_essential": True}),
        ("help_request_opened", {"opened_at": None}),
        ("help_request_closed", {"state": "done"}),
        ("help_request_closed", {"closed_at": NOW}),
        ("help_request_says_why_not", {"state": "not_solved", "closed_at": NOW}),
        ("help_request_point", {"x": None}),
    ],
)
def test_a_request_that_says_nothing_or_two_things_is_refused(
    stored: Ask, constraint: str, fields: dict[str, Any]
) -> None:
    with _refused(constraint):
        stored(**fields)


def _numbers() -> list[str]:
    fixed = {"id", "municipality", "valid_from", "reason", "changed_by", "changed_at", "asks_free"}
    return [field.name for field in VolunteerPolicy._meta.fields if field.name not in fixed]


@pytest.mark.parametrize("name", _numbers())
def test_no_number_of_the_policy_may_be_zero(place: Place, name: str) -> None:
    with _refused("volunteer_policy"):
        VolunteerPolicy.objects.create(
            municipality=place.municipality, valid_from=WEDNESDAY, reason="proef", changed_at=NOW, **{name: 0}
        )


def test_a_policy_that_says_nothing_has_the_numbers_of_the_product(place: Place) -> None:
    VolunteerPolicy.objects.create(
        municipality=place.municipality, valid_from=days(-9), reason="eerste", changed_at=NOW
    )
    policy = VolunteerPolicy.objects.in_force(WEDNESDAY).get()
    kinds = ("cards", "groceries", "dog", "company", "distress")
    assert [policy.weight(kind) for kind in kinds] == [50, 100, 100, 120, 150]
    assert (policy.hold_minutes, policy.hold_urgent_minutes) == (240, 30)


def test_two_tasks_of_one_volunteer_do_not_overlap(neighbour: Neighbour, stored: Ask) -> None:
    volunteer = neighbour()
    first = promised(offered(stored(), volunteer), at(days(1), 11))
    other = offered(stored(), volunteer)
    with _refused("volunteer_task_no_two_at_once"), transaction.atomic():
        promised(other, at(days(1), 11, 30))
    promised(other, at(days(1), 12))  # right after it is no overlap
    Task.objects.filter(pk=first.pk).update(state="handed_back", ended_at=NOW)
    promised(offered(stored(), volunteer), at(days(1), 11))  # what was handed back is in nobody's way


def test_a_place_is_taken_once(neighbour: Neighbour, stored: Ask) -> None:
    request = stored(helpers=2)
    promised(offered(request, neighbour("an")), at(days(1), 11))
    second = offered(request, neighbour("bo"))
    with _refused("volunteer_task_one_a_place"), transaction.atomic():
        promised(second, at(days(1), 11))
    promised(second, at(days(1), 11), place=2)


def test_somebody_is_asked_once_at_a_time_and_away_once_a_day(neighbour: Neighbour, stored: Ask) -> None:
    volunteer, request = neighbour(), stored()
    offered(request, volunteer)
    with _refused("offer_open_once"), transaction.atomic():
        offered(request, volunteer)
    days_off = {"municipality_id": volunteer.municipality_id, "volunteer": volunteer}
    Away.objects.create(first_day=days(0), last_day=days(5), **days_off)
    with _refused("volunteer_away_once_a_day"), transaction.atomic():
        Away.objects.create(first_day=days(5), last_day=days(9), **days_off)


def test_what_happened_to_a_request_is_never_written_otherwise(stored: Ask) -> None:
    request = stored()
    step = RequestStep.objects.create(
        municipality_id=request.municipality_id, request=request, kind="opened", state="open", at=NOW
    )
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        RequestStep.objects.filter(pk=step.pk).update(at=NOW + dt.timedelta(days=1))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        stored().delete()
    HelpRequest.objects.filter(pk=request.pk).update(state="offered")
    assert [event.state for event in request.events.all()] == ["open"]  # type: ignore[attr-defined]


def test_a_row_of_another_municipality_is_neither_seen_nor_named(
    stored: Ask, neighbour: Neighbour, elsewhere: Place
) -> None:
    request, volunteer = stored(), neighbour()
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        offered(request, volunteer, municipality_id=elsewhere.municipality.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wz_help_request_of(%s)", [request.code_hash])
        assert cursor.fetchall() == [(request.municipality_id, request.pk)]


def test_who_sees_a_request(
    place: Place, stored: Ask, worker: User, outsider: User, coordinator: User, stranger: User
) -> None:
    case = make_case(place, worker, days(-90))
    plain, of_case = stored(), stored(case=case)
    staff = make_member(place, "balie@voorbeeldstad.example", Membership.Role.CENTRE_STAFF)

    def seen(user: User) -> set[int]:
        return set(HelpRequest.objects.visible_to(desk(user, place)).values_list("pk", flat=True))

    assert seen(coordinator) == seen(staff) == {plain.pk, of_case.pk}
    assert seen(worker) == {of_case.pk}
    assert seen(outsider) == seen(stranger) == set()
    HelpRequest.objects.filter(pk=plain.pk).update(filed_by=outsider)
    assert seen(outsider) == {plain.pk}


def test_who_is_called_sees_the_request_until_it_is_handled(place: Place, stored: Ask, worker: User) -> None:
    request = stored()
    step = EscalationStep.objects.create(
        municipality_id=request.municipality_id, request=request, kind="worker", due_at=NOW
    )
    mine = HelpRequest.objects.visible_to(desk(worker, place))
    assert not mine.exists()
    EscalationStep.objects.filter(pk=step.pk).update(reached_at=NOW, owner=worker)
    assert mine.get() == request
    EscalationStep.objects.filter(pk=step.pk).update(done_at=NOW, done_by=worker)
    assert not mine.exists()


def test_a_volunteer_sees_their_own_and_nobody_elses(
    place: Place, stored: Ask, neighbour: Neighbour, coordinator: User, worker: User
) -> None:
    mine, other = neighbour("an"), neighbour("bo")
    request = stored()
    asked = offered(request, mine)
    offered(request, other)
    here = desk(mine.user, place)
    assert list(Volunteer.objects.visible_to(here)) == [mine]
    assert list(Offer.objects.visible_to(here)) == [asked]
    assert not HelpRequest.objects.visible_to(here).exists()
    assert Offer.objects.visible_to(desk(coordinator, place)).count() == 2
    assert not Volunteer.objects.visible_to(desk(worker, place)).exists()


def test_a_block_is_seen_by_the_coordinator_alone_and_holds_for_the_whole_house(
    place: Place, stored: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    blocked = neighbour("an", postcode="1892 AB", house_number="12")
    housemate = neighbour("bo", postcode="1892 AB", house_number=" 12 ")
    free = neighbour("cas", postcode="1892 AB", house_number="14")
    request = stored(parties=["phone:+31612345678", "home:1892AC:3"])
    block = Block.objects.create(
        municipality=place.municipality,
        volunteer=blocked,
        volunteer_home=blocked.home,
        parties=["home:1892AC:3"],
        wished_by="requester",
        made_by=coordinator,
        made_at=NOW,
    )
    kept = [who for who in (blocked, housemate, free) if Block.objects.between(who, request).exists()]
    assert kept == [blocked, housemate]
    assert list(Block.objects.visible_to(desk(coordinator, place))) == [block]
    assert not Block.objects.visible_to(desk(blocked.user, place)).exists()
    Block.objects.update(scope="pair")
    assert not Block.objects.between(housemate, request).exists()
    Block.objects.update(ended_at=NOW, ended_by=coordinator)
    assert not Block.objects.between(blocked, request).exists()


def _centre(place: Place, name: str, neighbourhood: AnyNeighbourhood, coordinator: User) -> Centre:
    own = {"municipality": place.municipality}
    centre = Centre.objects.create(
        name=name, street="Lindenlaan", house_number="2", postcode="1892 PA", x=155_000, y=463_000, **own
    )
    Catchment.objects.create(centre=centre, neighbourhood=neighbourhood, **own)
    CentreStaff.objects.create(
        centre=centre, user=coordinator, role="coordinator", first_day=days(-100), **own
    )
    return centre


def test_a_coordinator_sees_what_is_of_own_centres_and_where_no_centre_is(
    place: Place, stored: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    other = make_member(place, "cor@voorbeeldstad.example", Membership.Role.COORDINATOR)
    havens, gaarde = (
        AnyNeighbourhood.objects.create(
            municipality=place.municipality,
            district=place.neighbourhood.district,
            code=f"BU999900{number}",
            name=name,
            reference_year=2026,
        )
        for number, name in (("10", "Havenkwartier"), ("11", "De Gaarde"))
    )
    _centre(place, "De Linde", place.neighbourhood, coordinator)
    _centre(place, "Het Dok", havens, other)
    mine, theirs, nobodys = (stored(neighbourhood=where) for where in (place.neighbourhood, havens, gaarde))
    volunteer = neighbour("an", neighbourhood=havens)
    here = desk(coordinator, place)
    seen = HelpRequest.objects.visible_to(here)
    assert set(seen) == {mine, nobodys}
    assert not Volunteer.objects.visible_to(here).exists()
    asked = offered(mine, volunteer)
    assert list(Offer.objects.visible_to(here)) == [asked], "who is asked for one's own request"
    offered(theirs, volunteer)
    assert Offer.objects.visible_to(here).count() == 1
    EscalationStep.objects.create(
        municipality=place.municipality,
        request=theirs,
        kind="coordinator",
        due_at=NOW,
        reached_at=NOW,
        owner=coordinator,
    )
    assert set(seen.all()) == {mine, theirs, nobodys}, "for whom one is called while the other is away"
    first, *_others = coordinators_of(place.municipality, havens.pk, NOW)
    assert first == other
