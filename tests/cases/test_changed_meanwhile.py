"""Two people with one record before them: the second to save overwrites nothing, and reads why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cases import actions, lifecycle
from cases.changing import CHANGED_MEANWHILE, version_of
from cases.models import Case, Contact, Medium, Pause
from tests.conftest import Place, add_contact, make_case, moment
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db
OPENED = dt.date(2026, 1, 5)
NOW = moment(dt.date(2026, 2, 10))


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    return make_case(place, worker, OPENED)


def correct(contact: Contact, actor: User, medium: Medium, seen: int) -> None:
    actions.correct_contact(
        actor=actor,
        contact=Contact.objects.get(pk=contact.pk),
        happened_at=contact.happened_at,
        medium=medium,
        reached=True,
        note="",
        reason="verkeerd aangeklikt",
        seen=seen,
        now=NOW,
    )


def test_who_corrects_second_overwrites_nothing(case: Case, worker: User, colleague: User) -> None:
    contact = add_contact(case, worker, dt.date(2026, 1, 20))
    both_saw = version_of(contact)
    correct(contact, worker, Medium.PHONE, both_saw)
    with pytest.raises(ValidationError, match="Iemand anders heeft dit veranderd") as refused:
        correct(contact, colleague, Medium.VIDEO, both_saw)
    assert refused.value.code == CHANGED_MEANWHILE
    assert Contact.objects.get().medium == Medium.PHONE
    correct(contact, colleague, Medium.VIDEO, version_of(contact))
    assert Contact.objects.get().medium == Medium.VIDEO


def test_what_was_corrected_meanwhile_is_not_deleted(case: Case, worker: User, colleague: User) -> None:
    contact = add_contact(case, worker, dt.date(2026, 1, 20))
    seen = version_of(contact)
    correct(contact, worker, Medium.PHONE, seen)
    with pytest.raises(ValidationError, match="Iemand anders"):
        actions.delete_contact(actor=colleague, contact=contact, reason="dubbel", seen=seen, now=NOW)
    assert Contact.objects.count() == 1


def test_what_was_deleted_meanwhile_is_said(case: Case, worker: User, colleague: User) -> None:
    contact = add_contact(case, worker, dt.date(2026, 1, 20))
    open_form = Contact.objects.get(pk=contact.pk)
    seen = version_of(contact)
    actions.delete_contact(actor=worker, contact=contact, reason="dubbel", seen=seen, now=NOW)
    with pytest.raises(ValidationError, match="Iemand anders"):
        actions.correct_contact(
            actor=colleague,
            contact=open_form,
            happened_at=open_form.happened_at,
            medium=Medium.PHONE,
            reached=True,
            note="",
            reason="verkeerd aangeklikt",
            seen=seen,
            now=NOW,
        )
    assert not Contact.objects.exists()


def test_bulk_changes_count_as_well(case: Case, worker: User, colleague: User) -> None:
    contact = add_contact(case, worker, dt.date(2026, 1, 20))
    seen = version_of(contact)
    Contact.objects.filter(case=case).update(note="uit een bestand")
    with pytest.raises(ValidationError, match="Iemand anders"):
        correct(contact, colleague, Medium.PHONE, seen)
    assert Contact.objects.get().note == "uit een bestand"


def test_a_pause_that_a_colleague_changed_is_not_taken_back(
    case: Case, worker: User, colleague: User
) -> None:
    first, last = dt.date(2026, 2, 1), dt.date(2026, 2, 5)
    pause = lifecycle.pause(
        actor=worker, case=case, first_day=first, last_day=last, reason="ziekenhuis", now=NOW
    )
    seen = version_of(pause)
    Pause.objects.filter(pk=pause.pk).update(last_day=last + dt.timedelta(days=7))
    with pytest.raises(ValidationError, match="Iemand anders"):
        lifecycle.cancel_pause(actor=colleague, pause=pause, reason="al thuis", seen=seen, now=NOW)
    assert Pause.objects.count() == 1


def test_a_case_that_was_transferred_meanwhile_is_not_closed(
    case: Case, worker: User, colleague: User
) -> None:
    seen = version_of(case)
    Case.objects.filter(pk=case.pk).update(worker=colleague)
    with pytest.raises(ValidationError, match="Iemand anders"):
        lifecycle.close_case(
            actor=worker, case=case, closed_on=dt.date(2026, 2, 10), reason="klaar", seen=seen, now=NOW
        )
    assert Case.objects.get().closed_on is None
