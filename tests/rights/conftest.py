"""Who plays in the tests of the rights of residents, and cases of long ago."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from cases import assessment
from cases.models import Case, Contact, Ground, Medium
from tests.conftest import Place, add_contact, make_case, make_member, moment
from wijkzorg.accounts.models import Membership, User

NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def privacy_officer(place: Place) -> User:
    """The privacy officer of the municipality."""
    return make_member(place, "fg@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)


@pytest.fixture
def second_officer(place: Place) -> User:
    """Another privacy officer."""
    return make_member(place, "fg2@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)


def old_contact(
    case: Case, worker: User, made: dt.date, medium: Medium = Medium.HOME_VISIT, *, reached: bool = True
) -> Contact:
    """Store a contact that was recorded on its own day, long ago."""
    contact = add_contact(case, worker, made, medium, reached=reached)
    Contact.objects.filter(pk=contact.pk).update(
        recorded_at=moment(made, 12), recorded_by=worker, note=f"verslag van {made}"
    )
    contact.refresh_from_db()
    return contact


def old_case(
    place: Place,
    worker: User,
    opened_on: dt.date,
    closed_on: dt.date | None,
    *,
    ref: str = "D00001",
    ground: Ground = Ground.WMO,
) -> Case:
    """Make a case whose records were all made when they say."""
    case = make_case(place, worker, opened_on, ref=ref)
    Case.objects.filter(pk=case.pk).update(closed_on=closed_on, ground=ground)
    for versions in (case.needs, case.agreements):
        versions.update(created_at=moment(opened_on), created_by=worker)
    case.refresh_from_db()
    return case


def judged(case: Case, on: dt.date = TODAY) -> None:
    """Store the standing and the flags of a case."""
    assessment.refresh(case_ids=[case.pk], on=on, now=NOW, cause=None)


@pytest.fixture
def now() -> dt.datetime:
    """The moment at which people look at the screens."""
    return timezone.now()


def count(table: str, case: Case) -> int:
    with connection.cursor() as cursor:
        column = "pgh_obj_id" if table == "cases_caseevent" else "id" if table == "cases_case" else "case_id"
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [case.pk])
        found: int = cursor.fetchone()[0]
        return found
