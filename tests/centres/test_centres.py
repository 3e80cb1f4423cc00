"""Centres: whose they are, what the database refuses of hours, exceptions and closures, and what shuts a door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from centres import actions
from centres.models import Catchment, Centre, CentreStaff, Closure, OpeningException, OpeningHours
from centres.opening import open_now
from centres.timetables import timetables_of
from tests.centres.conftest import employ, make_centre
from tests.conftest import START, ZONE, Place, make_member
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership, User

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=ZONE)  # a Wednesday
WEDNESDAY = 2


def desk(user: User, place: Place, now: dt.datetime = NOON) -> Desk:
    return Desk.at(user, place.municipality, now)


def at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def hours(centre: Centre, opens: str, closes: str, weekday: int = WEDNESDAY, **days: dt.date) -> OpeningHours:
    return OpeningHours.objects.create(
        municipality_id=centre.municipality_id,
        centre=centre,
        weekday=weekday,
        opens=at(opens),
        closes=at(closes),
        **days,
    )


def close(centre: Centre, actor: User, start: dt.datetime, end: dt.datetime | None, **more: Any) -> Closure:
    told = {"reason": "Er is een lek.", "decided_by": "de beheerder", "instead": None, "now": NOON}
    return actions.announce_closure(actor=actor, centre=centre, starts_at=start, ends_at=end, **(told | more))


def refused(make: Callable[[], object]) -> str:
    """Return which constraint refuses something."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        make()
    return str(getattr(getattr(caught.value.__cause__, "diag", None), "constraint_name", ""))


def test_ones_own_centres_are_those_at_which_one_works_today(
    place: Place, centre: Centre, other_centre: Centre, clerk: User, coordinator: User
) -> None:
    assert list(Centre.objects.own(desk(clerk, place))) == [centre]
    assert list(Centre.objects.own(desk(coordinator, place))) == [centre]
    assert not Centre.objects.coordinated_by(desk(clerk, place)).exists()
    assert list(Centre.objects.coordinated_by(desk(coordinator, place))) == [centre]
    assert [one.neighbourhood for one in Catchment.objects.own(desk(clerk, place))] == [place.neighbourhood]
    employ(other_centre, clerk, "centre_staff", until=NOON.date() - dt.timedelta(days=1))
    assert list(Centre.objects.own(desk(clerk, place))) == [centre]


def test_who_lost_the_role_in_the_municipality_has_no_centre_left(
    place: Place, centre: Centre, clerk: User
) -> None:
    Membership.objects.filter(user=clerk).update(ends_on=NOON.date() - dt.timedelta(days=1))
    assert not Centre.objects.own(desk(clerk, place)).exists()
    # And a row in a role that one does not hold opens nothing.
    employ(centre, clerk, "coordinator")
    Membership.objects.filter(user=clerk).update(ends_on=None)
    assert not Centre.objects.coordinated_by(desk(clerk, place)).exists()


def test_where_doors_are_is_for_whoever_works_here_and_nobody_elsewhere(
    place: Place, elsewhere: Place, centre: Centre, worker: User, stranger: User
) -> None:
    assert list(Centre.objects.visible_to(desk(worker, place))) == [centre]
    assert not Centre.objects.visible_to(desk(stranger, elsewhere)).exists()
    assert not Centre.objects.own(desk(worker, place)).exists()


def test_who_works_where_is_for_colleagues_there_and_the_administrator(
    place: Place, centre: Centre, other_centre: Centre, clerk: User, coordinator: User, worker: User
) -> None:
    employ(other_centre, coordinator, "coordinator")
    administrator = make_member(place, "beheer@voorbeeldstad.example", Membership.Role.ADMINISTRATOR)
    seen = {who: CentreStaff.objects.visible_to(desk(who, place)).count() for who in (clerk, coordinator)}
    assert seen == {clerk: 2, coordinator: 3}
    assert CentreStaff.objects.visible_to(desk(administrator, place)).count() == 3
    assert not CentreStaff.objects.visible_to(desk(worker, place)).exists()


def test_a_centre_serves_the_neighbourhoods_of_its_catchment(place: Place, centre: Centre) -> None:
    assert list(Centre.objects.serving([place.neighbourhood.pk])) == [centre]
    assert not Centre.objects.serving([0]).exists()
    gone = make_centre(place, "Oude School", last_day=NOON.date() - dt.timedelta(days=1))
    assert gone not in Centre.objects.on(NOON.date())
    assert gone in Centre.objects.on(NOON.date() - dt.timedelta(days=1))


def test_the_database_refuses_hours_over_each_other_also_past_midnight(centre: Centre) -> None:
    hours(centre, "09:00", "12:00")
    hours(centre, "12:00", "17:00")  # what touches does not overlap
    assert refused(lambda: hours(centre, "11:59", "12:30")) == "hours_once"
    hours(centre, "20:00", "02:00", weekday=6)
    assert refused(lambda: hours(centre, "01:00", "03:00", weekday=0)) == "hours_once", (
        "Sunday night is Monday"
    )
    hours(centre, "02:00", "03:00", weekday=0)
    assert refused(lambda: hours(centre, "00:00", "00:00", weekday=0)) == "hours_once", "a whole day"


def test_hours_of_another_season_may_have_the_same_times(centre: Centre) -> None:
    hours(centre, "09:00", "12:00", last_day=dt.date(2026, 6, 30))
    hours(centre, "10:00", "13:00", first_day=dt.date(2026, 7, 1))
    assert refused(lambda: hours(centre, "10:00", "11:00", first_day=dt.date(2026, 6, 30))) == "hours_once"


def test_the_form_says_in_words_what_the_database_refuses(centre: Centre) -> None:
    hours(centre, "09:00", "12:00")
    twice = OpeningHours(
        municipality_id=centre.municipality_id,
        centre=centre,
        weekday=WEDNESDAY,
        opens=at("11:00"),
        closes=at("13:00"),
    )
    with pytest.raises(ValidationError, match="vallen over andere openingstijden"):
        twice.full_clean()


def test_the_database_refuses_times_with_seconds_and_days_that_are_none(centre: Centre) -> None:
    assert refused(lambda: hours(centre, "09:00:30", "12:00")) == "hours_to_the_minute"
    assert refused(lambda: hours(centre, "09:00", "12:00", weekday=7)) == "hours_weekday"


def test_a_day_has_one_exception_that_closes_it_or_several_that_do_not_overlap(centre: Centre) -> None:
    def special(opens: str | None, closes: str | None, day: int = 24) -> OpeningException:
        return OpeningException.objects.create(
            municipality_id=centre.municipality_id,
            centre=centre,
            day=dt.date(2026, 12, day),
            opens=at(opens) if opens else None,
            closes=at(closes) if closes else None,
        )

    special("09:00", "12:00")
    special("19:00", "01:00")
    assert refused(lambda: special("20:00", "21:00")) == "exception_once"
    assert refused(lambda: special(None, None)) == "exception_once"
    special(None, None, day=31)
    assert refused(lambda: special("09:00", "10:00", day=31)) == "exception_once"
    assert refused(lambda: special("09:00", None, day=30)) == "exception_both_times_or_none"


def test_a_closure_shuts_the_door_and_names_which_opens_instead(
    place: Place, centre: Centre, other_centre: Centre, coordinator: User
) -> None:
    hours(centre, "09:00", "17:00")
    closure = close(centre, coordinator, NOON, NOON + dt.timedelta(hours=2), instead=other_centre, now=NOON)
    assert not closure.without_alternative
    table = timetables_of([centre], zone=ZONE, since=NOON.date())[centre.pk]
    assert open_now(table, NOON - dt.timedelta(minutes=1))
    assert not open_now(table, NOON)
    assert open_now(table, NOON + dt.timedelta(hours=2))
    assert list(Closure.objects.at(NOON)) == [closure]
    assert not Closure.objects.at(NOON + dt.timedelta(hours=2)).exists()


def test_a_closure_announced_twice_is_one_and_one_over_another_is_refused(
    centre: Centre, coordinator: User
) -> None:
    end = NOON + dt.timedelta(days=3)
    first = close(centre, coordinator, NOON, end)
    assert close(centre, coordinator, NOON, end) == first
    assert first.without_alternative
    with pytest.raises(ValidationError, match="al gesloten gemeld"):
        close(centre, coordinator, NOON + dt.timedelta(days=2), None)
    close(centre, coordinator, end, None)  # what touches does not overlap


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (NOON - dt.timedelta(days=2), NOON, "al voorbij"),
        (NOON, NOON, "eindigt nadat"),
        (NOON + dt.timedelta(hours=2), NOON + dt.timedelta(hours=1), "eindigt nadat"),
    ],
)
def test_a_closure_in_the_past_or_that_ends_before_it_begins_is_refused(
    centre: Centre, coordinator: User, start: dt.datetime, end: dt.datetime, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        close(centre, coordinator, start, end)
    assert not Closure.objects.exists()


def test_a_closure_without_a_reason_or_a_name_is_refused_here_and_by_the_database(
    centre: Centre, coordinator: User
) -> None:
    for gone in ({"reason": " "}, {"decided_by": ""}):
        with pytest.raises(ValidationError, match="bezoekers lezen waarom"):
            close(centre, coordinator, NOON, None, **gone)
    made = close(centre, coordinator, NOON, None)
    assert refused(lambda: Closure.objects.filter(pk=made.pk).update(reason="")) == "closure_says_why_and_who"


def test_no_centre_is_open_instead_of_itself(centre: Centre, coordinator: User) -> None:
    with pytest.raises(ValidationError, match="Kies een ander centrum"):
        close(centre, coordinator, NOON, None, instead=centre)


def test_two_who_change_a_closure_the_second_is_told(centre: Centre, coordinator: User) -> None:
    closure = close(centre, coordinator, NOON, NOON + dt.timedelta(days=3))
    longer = NOON + dt.timedelta(days=5)
    actions.end_closure(actor=coordinator, closure=closure, ends_at=longer, seen=closure.ends_at, now=NOON)
    with pytest.raises(ValidationError, match="net gewijzigd"):
        actions.end_closure(actor=coordinator, closure=closure, ends_at=None, seen=closure.ends_at, now=NOON)
    assert Closure.objects.get().ends_at == longer


def test_a_closure_taken_back_before_it_begins_never_was_and_later_ends_now(
    centre: Centre, coordinator: User
) -> None:
    coming = close(centre, coordinator, NOON + dt.timedelta(days=1), None)
    actions.withdraw_closure(actor=coordinator, closure=coming, now=NOON)
    assert not Closure.objects.standing().exists()
    running = close(centre, coordinator, NOON - dt.timedelta(hours=1), None)
    actions.withdraw_closure(actor=coordinator, closure=running, now=NOON)
    assert Closure.objects.standing().get().ends_at == NOON


def test_the_timetables_of_many_centres_cost_three_queries(
    place: Place, django_assert_num_queries: Any
) -> None:
    many = [make_centre(place, f"Centrum {n}") for n in range(20)]
    for centre in many:
        hours(centre, "09:00", "17:00")
    for some in (many[:1], many):
        with django_assert_num_queries(3):
            tables = timetables_of(some, zone=ZONE, since=NOON.date())
        assert all(open_now(tables[centre.pk], NOON) for centre in some)


def test_a_centre_of_another_municipality_cannot_be_named(
    place: Place, elsewhere: Place, centre: Centre, clerk: User
) -> None:
    foreign = make_centre(elsewhere)
    with pytest.raises(DatabaseError), transaction.atomic():
        Catchment.objects.create(
            municipality=place.municipality, centre=foreign, neighbourhood=place.neighbourhood
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_history_of_hours_keeps_who_changed_them(centre: Centre) -> None:
    row = hours(centre, "09:00", "12:00")
    row.closes = at("11:00")
    row.save()
    row.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label, closes FROM centres_openinghoursevent ORDER BY pgh_id")
        assert cursor.fetchall() == [
            ("insert", at("12:00")),
            ("update", at("11:00")),
            ("delete", at("11:00")),
        ]


def test_the_same_role_at_a_centre_is_not_given_twice_at_once(centre: Centre, clerk: User) -> None:
    assert refused(lambda: employ(centre, clerk, "centre_staff")) == "centre_staff_once"
    assert timezone.now().date() > START
