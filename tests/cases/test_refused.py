"""What RULES refuses everywhere is refused by the database too, whoever writes."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Case, Contact, Need, Pause, Policy
from tests.conftest import Place, add_contact, make_case
from wijkzorg.accounts.models import User

OPENED = dt.date(2026, 1, 5)


def day(text: str) -> dt.date:
    """Read a day of 2026 as mm-dd."""
    return dt.date.fromisoformat(f"2026-{text}")


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case opened on 5 January 2026, a home visit a week needed and promised."""
    return make_case(place, worker, OPENED)


REFUSED_BY_THE_DATABASE: list[tuple[str, Callable[[Case], object]]] = [
    ("contact_recorded_after", lambda case: _moved_contact(case, dt.timedelta(minutes=1), dt.timedelta())),
    ("contact_day_of_moment", lambda case: _moved_contact(case, dt.timedelta(), dt.timedelta(days=2))),
    ("contact_day_of_moment", lambda case: _moved_contact(case, dt.timedelta(), dt.timedelta(days=-2))),
    ("case_has_need_when_opened", lambda case: Need.objects.filter(case=case).delete()),
    (
        "case_has_need_when_opened",
        lambda case: Need.objects.filter(case=case).update(valid_from=day("01-06")),
    ),
    (
        "case_has_need_when_opened",
        lambda case: Case.objects.filter(pk=case.pk).update(opened_on=day("01-04")),
    ),
    ("case_closed_after_opened", lambda case: Case.objects.filter(pk=case.pk).update(closed_on=day("01-04"))),
    ("need_one_a_day", lambda case: _need(case, OPENED)),
    ("need_rhythm", lambda case: _need(case, day("02-01"), contacts=8)),
    ("need_rhythm", lambda case: _need(case, day("02-01"), contacts=1, per_days=366)),
    ("need_rhythm", lambda case: _need(case, day("02-01"), contacts=0)),
    ("need_medium", lambda case: _need(case, day("02-01"), medium=7)),
    ("contact_since_1900", lambda case: _contact(case, dt.date(1899, 12, 31))),
    ("pause_at_most_42_days", lambda case: _pauses(case, ("02-01", "03-15"))),
    ("pause_ends_after_start", lambda case: _pauses(case, ("02-02", "02-01"))),
    ("pause_no_overlap_or_adjoin", lambda case: _pauses(case, ("02-01", "02-05"), ("02-05", "02-09"))),
    ("pause_no_overlap_or_adjoin", lambda case: _pauses(case, ("02-01", "02-05"), ("02-06", "02-09"))),
    (
        "pause_at_most_84_in_365",
        lambda case: _pauses(case, ("02-01", "03-14"), ("04-01", "05-12"), ("06-01", "06-01")),
    ),
    ("policy_threshold", lambda case: _policy(case, threshold_percent=91)),
    ("policy_threshold", lambda case: _policy(case, threshold_percent=49)),
    ("policy_weights", lambda case: _policy(case, phone=51)),
    ("policy_weights", lambda case: _policy(case, message=0)),
    ("policy_days", lambda case: _policy(case, window_min_days=13)),
    ("policy_days", lambda case: _policy(case, window_min_days=85)),
    ("policy_days", lambda case: _policy(case, unfindable_attempts=0)),
]


def _contact(case: Case, on: dt.date) -> Contact:
    assert case.worker is not None
    return add_contact(case, case.worker, on)


def _need(case: Case, valid_from: dt.date, contacts: int = 1, per_days: int = 7, medium: int = 1) -> Need:
    return Need.objects.create(
        municipality=case.municipality,
        case=case,
        valid_from=valid_from,
        contacts=contacts,
        per_days=per_days,
        medium=medium,
    )


def _pauses(case: Case, *days: tuple[str, str]) -> None:
    for first, last in days:
        Pause.objects.create(
            municipality=case.municipality, case=case, first_day=day(first), last_day=day(last)
        )


def _policy(case: Case, **numbers: int) -> Policy:
    return Policy.objects.create(municipality=case.municipality, valid_from=OPENED, reason="proef", **numbers)


def _moved_contact(case: Case, later: dt.timedelta, off: dt.timedelta) -> None:
    contact = add_contact(case, _worker_of(case), day("01-06"))
    Contact.objects.filter(pk=contact.pk).update(
        happened_at=contact.happened_at if not later else contact.recorded_at + later,
        day=contact.day + off if not later else (contact.recorded_at + later).date(),
    )


def _worker_of(case: Case) -> User:
    assert case.worker is not None
    return case.worker


@pytest.mark.parametrize(("constraint", "write"), REFUSED_BY_THE_DATABASE)
def test_the_database_refuses_what_the_rules_refuse(
    case: Case, constraint: str, write: Callable[[Case], object]
) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write(case)
        connection.check_constraints()
    assert refused.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "days",
    [
        [("02-01", "03-14")],
        [("02-01", "02-05"), ("02-07", "02-09")],
        [("02-01", "03-14"), ("04-01", "05-12")],
    ],
)
def test_pauses_at_the_limit_are_accepted(case: Case, days: list[tuple[str, str]]) -> None:
    _pauses(case, *days)
    connection.check_constraints()


def test_a_row_cannot_refer_to_another_municipality(case: Case, elsewhere: Place) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(team=elsewhere.team)
        connection.check_constraints()
