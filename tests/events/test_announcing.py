"""What is announced is written with what it tells, for whoever listens and nobody else, and names nobody."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases import assessment
from cases.models import Case, Flag
from tests.conftest import Place, add_contact, make_case, moment
from tests.events.making import NOW, subscribe
from wijkzorg.accounts.models import Organisation, Team, User
from wijkzorg.events.actions import announce, confine, replay
from wijkzorg.events.kinds import CLOSED, KINDS, OPENED, PUBLISHED
from wijkzorg.events.models import Delivery, Event, Subscription
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
DATA: dict[str, Any] = {"editie": 3, "soort": "verbetering", "totEnMet": "2026-11-22"}


def publish(place: Place, data: dict[str, Any] = DATA) -> Event:
    return announce(
        municipality_id=place.municipality.pk,
        type=PUBLISHED.type,
        subject=place.municipality.code,
        data=data,
        now=NOW,
    )


def told() -> list[tuple[str, str]]:
    """What was announced, in order."""
    return list(Event.objects.order_by("pk").values_list("type", "subject"))


def test_an_event_becomes_a_delivery_for_each_who_listens(place: Place) -> None:
    first, second = subscribe(place), subscribe(place, types=[PUBLISHED.type])
    subscribe(place, types=[OPENED.type])
    subscribe(place, confirmed=False)
    subscribe(place, ended_at=NOW, secret_encrypted="")
    event = publish(place)
    assert set(Delivery.objects.values_list("subscription", "event", "subject", "next_at")) == {
        (first.pk, event.pk, place.municipality.code, NOW),
        (second.pk, event.pk, place.municipality.code, NOW),
    }


def test_what_waits_because_it_was_paused_is_kept(place: Place) -> None:
    subscribe(place, paused_at=NOW, paused_why="by_hand")
    publish(place)
    assert Delivery.objects.count() == 1


def test_what_is_rolled_back_was_never_announced(place: Place) -> None:
    subscribe(place)
    with pytest.raises(ValueError, match="mislukt"), transaction.atomic():
        publish(place)
        raise ValueError("mislukt")
    assert not Event.objects.exists() and not Delivery.objects.exists()


def test_another_municipality_hears_nothing(place: Place, elsewhere: Place) -> None:
    subscribe(elsewhere)
    publish(place)
    with inside(elsewhere.municipality.pk):
        assert not Delivery.objects.exists() and not Event.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"editie": 1, "naam": "Hoekstra"},
        {"editie": 1, "naam": "hoekstra, dennis"},
        {"editie": 1, "wie": {"naam": 1}},
        {"editie": 1, "wie": ["a"]},
        {"editie": 1, "nummer": "D00001"},
        {"editie": 1, "telefoon": "0612345678"},
    ],
)
def test_an_event_holds_no_names_and_no_numbers_of_people(place: Place, data: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="event_holds_codes_only"), transaction.atomic():
        publish(place, data)


def test_an_event_is_about_a_code_of_ours(place: Place) -> None:
    with pytest.raises(IntegrityError, match="event_subject_is_a_code"), transaction.atomic():
        announce(
            municipality_id=place.municipality.pk, type=PUBLISHED.type, subject="Hoekstra", data=DATA, now=NOW
        )
    with pytest.raises(IntegrityError, match="event_of_a_flag_holds_nothing"), transaction.atomic():
        announce(
            municipality_id=place.municipality.pk,
            type=OPENED.type,
            subject=str(uuid.uuid4()),
            data={"soort": "uit-beeld"},
            now=NOW,
        )
    with pytest.raises(KeyError, match="editie"):
        publish(place, {"tot": "2026-11-23"})
    with pytest.raises(KeyError):
        announce(municipality_id=place.municipality.pk, type="nl.anders", subject="GM9999", now=NOW)


def test_the_application_neither_changes_nor_deletes_what_was_announced(place: Place) -> None:
    subscribe(place)
    publish(place)
    changes: list[Callable[[], Any]] = [
        lambda: Event.objects.update(subject="GM0001"),
        lambda: Event.objects.all()._raw_delete("default"),
        lambda: Delivery.objects.all()._raw_delete("default"),
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


@pytest.fixture
def quiet(place: Place, worker: User) -> Case:
    """A case whose flags come when it is judged on the fiftieth day: nobody came."""
    return make_case(place, worker, dt.date(2026, 1, 5))


def judge(case: Case, day: dt.date, cause: Flag.Cause | None = None) -> None:
    assessment.refresh(case_ids=[case.pk], on=day, now=moment(day), cause=cause, written=cause is not None)


LATE = dt.date(2026, 2, 24)


def test_a_flag_that_opens_and_closes_is_told_by_its_uuid_alone(
    place: Place, worker: User, quiet: Case
) -> None:
    subscribe(place)
    judge(quiet, LATE)
    flags = {str(flag.uuid): flag for flag in Flag.objects.all()}
    assert len(flags) == 2
    assert set(told()) == {(OPENED.type, name) for name in flags}
    add_contact(quiet, worker, LATE)
    for day in range(5):
        add_contact(quiet, worker, LATE - dt.timedelta(days=day + 1))
    judge(quiet, LATE, Flag.Cause.RESTORED)
    assert set(told()[2:]) == {(CLOSED.type, name) for name in flags}
    assert set(Event.objects.values_list("created_at", flat=True)) == {moment(LATE)}
    assert all(data == {} for data in Event.objects.values_list("data", flat=True))


def test_a_flag_that_only_moves_is_not_told_again(place: Place, worker: User, quiet: Case) -> None:
    subscribe(place)
    judge(quiet, LATE)
    before = told()
    judge(quiet, LATE + dt.timedelta(days=1))
    Flag.objects.update(state=Flag.State.SUSPENDED)
    Flag.objects.update(state=Flag.State.OPEN)
    assert told() == before


def test_a_flag_that_is_opened_again_is_told_again(place: Place, worker: User, quiet: Case) -> None:
    subscribe(place)
    judge(quiet, LATE)
    flag = Flag.objects.order_by("pk").first()
    assert flag is not None
    Flag.objects.filter(pk=flag.pk).update(state="closed", closed_at=moment(LATE), close_cause="restored")
    Flag.objects.filter(pk=flag.pk).update(state="open", closed_at=None, close_cause="")
    assert [kind for kind, subject in told() if subject == str(flag.uuid)] == [
        OPENED.type,
        CLOSED.type,
        OPENED.type,
    ]


def test_who_is_bound_to_an_organisation_hears_of_its_flags_alone(
    place: Place, worker: User, quiet: Case
) -> None:
    here = place.municipality
    organisation = Organisation.objects.create(municipality=here, name="Zorg West")
    team = Team.objects.create(municipality=here, organisation=organisation, name="West 2")
    other = make_case(
        Place(here, place.neighbourhood, team), None, dt.date(2026, 1, 5), ref="D9", last_name="Anders"
    )
    mine = subscribe(place, organisation=place.team.organisation_id)
    theirs, whole = subscribe(place, organisation=organisation.pk), subscribe(place)

    def heard(subscription: Subscription) -> set[str]:
        return set(subscription.deliveries.values_list("subject", flat=True))

    judge(quiet, LATE)
    judge(other, LATE)
    flags = {case.pk: {str(flag.uuid) for flag in Flag.objects.filter(case=case)} for case in (quiet, other)}
    assert (heard(mine), heard(theirs)) == (flags[quiet.pk], flags[other.pk])
    assert heard(whole) == flags[quiet.pk] | flags[other.pk]
    publish(place)
    assert all(here.code in heard(one) for one in (mine, theirs, whole))
    # Bound to another from now on: what waits of the former goes, and no replay brings it back.
    confine(
        municipality_id=here.pk, client=mine.client, now=NOW, organisation=organisation.pk,
        scopes=["abonnementen.beheren", *KINDS[OPENED.type].scopes],
    )  # fmt: skip
    waits = set(mine.deliveries.waiting().values_list("subject", flat=True))
    assert waits == {here.code}
    replay(subscription=mine, since=moment(dt.date(2026, 1, 1)), now=NOW)
    assert not flags[quiet.pk] & set(mine.deliveries.waiting().values_list("subject", flat=True))
    Flag.objects.filter(case=quiet).update(state="closed", closed_at=moment(LATE), close_cause="restored")
    assert not mine.deliveries.waiting().filter(subject__in=flags[quiet.pk]).exists()


@pytest.mark.parametrize("types", [[OPENED.type], [CLOSED.type]])
def test_who_listens_to_one_of_both_hears_of_that_one(
    place: Place, worker: User, quiet: Case, types: list[str]
) -> None:
    subscribe(place, types=types)
    judge(quiet, LATE)
    Flag.objects.update(state="closed", closed_at=moment(LATE), close_cause="restored")
    assert {kind for kind, _subject in told()} == set(types)


def test_without_a_subscription_to_flags_nothing_is_written(
    place: Place, elsewhere: Place, quiet: Case
) -> None:
    subscribe(place, types=[PUBLISHED.type])
    subscribe(place, confirmed=False)
    subscribe(elsewhere)
    judge(quiet, LATE)
    assert Flag.objects.count() == 2
    assert told() == []
    with inside(elsewhere.municipality.pk):
        assert told() == []


def test_the_database_knows_the_types_by_the_names_that_the_table_has(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'wz_flags_told'")
        (source,) = cursor.fetchone()
    assert {name for name in KINDS if name in source} == {OPENED.type, CLOSED.type}
    assert {kind.type for kind in KINDS.values() if kind.scopes} == {OPENED.type, CLOSED.type}


def test_announcing_costs_one_statement(place: Place) -> None:
    subscribe(place)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        publish(place)
    assert len([query for query in queries if "INSERT" in query["sql"]]) == 1


def test_whoever_changes_a_flag_wakes_a_worker_only_where_somebody_listens(
    place: Place, quiet: Case, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as nobody:
        judge(quiet, LATE)
    subscribe(place)
    with django_capture_on_commit_callbacks() as somebody:
        Flag.objects.update(state="closed", closed_at=moment(LATE), close_cause="corrected")
        judge(quiet, LATE + dt.timedelta(days=1))
    assert len(nobody) == 0
    assert len(somebody) == 1
