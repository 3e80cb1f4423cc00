"""What the application's own account cannot do, and what stays inside a municipality."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Case
from rights.models import DestructionList, Tombstone
from rights.tasks import carry_out_destruction, propose_destruction
from tests.conftest import Place, make_member
from tests.rights.conftest import NOW, old_case
from wijkzorg.accounts.models import Membership, User
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db
OLD = (dt.date(2000, 1, 1), dt.date(2001, 1, 1))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rights_tombstone SET digest = ''",
        "DELETE FROM rights_tombstone",
        "INSERT INTO rights_tombstone SELECT * FROM rights_tombstone",
        "UPDATE rights_statement SET text = 'anders'",
        "DELETE FROM rights_statement",
        "UPDATE rights_retentionpolicy SET wmo_years = 99",
        "SET LOCAL pgtrigger.ignore = '{}'; DELETE FROM cases_contactevent",
        "UPDATE cases_caseevent SET ref = 'anders'",
    ],
)
def test_the_applications_account_cannot_change_the_proof_nor_history_nor_what_a_resident_said(
    place: Place, statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_line_of_another_municipality_is_not_there_for_the_destroying_function(
    place: Place, elsewhere: Place, stranger: User
) -> None:
    with inside(elsewhere.municipality.pk):
        old_case(elsewhere, stranger, *OLD)
    propose_destruction()
    with inside(elsewhere.municipality.pk):
        first = make_member(elsewhere, "een@buurstad.example", Membership.Role.PRIVACY_OFFICER)
        made = DestructionList.objects.get()
        DestructionList.objects.update(state="approved", reviewed_by=first, approved_by=stranger)
        item = made.items.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT wz_destroy(%s, %s)", [item.pk, NOW])
        assert cursor.fetchone()[0] == "not_here"
    with inside(elsewhere.municipality.pk):
        assert Case.objects.exists()


def test_the_tasks_propose_and_carry_out_in_every_municipality_by_itself(
    place: Place, elsewhere: Place, worker: User, stranger: User, team_lead: User
) -> None:
    old_case(place, worker, *OLD)
    with inside(elsewhere.municipality.pk):
        old_case(elsewhere, stranger, *OLD)
    propose_destruction()
    propose_destruction()
    assert DestructionList.objects.count() == 1
    DestructionList.objects.update(state="approved", reviewed_by=worker, approved_by=team_lead)
    carry_out_destruction()
    carry_out_destruction()
    assert not Case.objects.exists() and Tombstone.objects.count() == 1
    with inside(elsewhere.municipality.pk):
        assert Case.objects.exists() and DestructionList.objects.get().state == "proposed"
