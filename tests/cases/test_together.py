"""A contact with several residents at once: entered once, for all of them or for none."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import assessment
from cases.actions import record_contact
from cases.contacts import record_together
from cases.models import Case, Contact, Flag, Medium
from tests.cases.screens import days_ago, sent_form, words_of
from tests.conftest import Place, make_case
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db
TAKE_BACK = "/contacten/ongedaan/"


@pytest.fixture
def others(place: Place, worker: User, today: dt.date) -> list[Case]:
    """Three more cases of the worker."""
    names = (("Nel", "Bos"), ("Ali", "Kaya"), ("Jan", "Dijk"))
    return [
        make_case(place, worker, days_ago(today, 60), ref=f"D{n}", first_name=first, last_name=last)
        for n, (first, last) in enumerate(names, start=10)
    ]


def _judge(case: Case, today: dt.date) -> None:
    assessment.refresh(case_ids=[case.pk], on=today, now=timezone.now(), cause=None)


def test_a_contact_with_a_group_is_entered_once_and_stands_in_each_case(
    at_work: Client, waiting: Case, others: list[Case], worker: User, today: dt.date
) -> None:
    for case in (waiting, *others):
        _judge(case, today)
    page = at_work.get(f"/contacten/samen/?met={waiting.pk}").content.decode()
    assert f'name="who" value="{waiting.pk}" checked' in page
    who = [waiting.pk, others[0].pk, others[1].pk]
    sent = sent_form(who=who, medium=Medium.WALK_IN.value, note="Soep gegeten")
    answer = at_work.post("/contacten/samen/", sent, follow=True)
    assert "Met 3 bewoners: Inloop vastgelegd: vandaag om" in words_of(answer)
    assert sorted(Contact.objects.values_list("case_id", flat=True)) == sorted(who)
    closed = Flag.objects.filter(kind="not_seen", state=Flag.State.CLOSED)
    assert sorted(closed.values_list("case_id", flat=True)) == sorted(who)
    line = AccessEntry.objects.filter(action="write").get()
    assert sorted(line.case_ids) == sorted(who)

    at_work.post("/contacten/samen/", sent)
    assert Contact.objects.count() == 3, "the same form sent twice counts once"
    at_work.post(TAKE_BACK, {"contact": list(Contact.objects.values_list("pk", flat=True))})
    assert not Contact.objects.exists(), "one button takes all of it back"


def test_people_are_found_by_search_and_what_was_typed_stays(
    at_work: Client, waiting: Case, others: list[Case], place: Place, colleague: User, today: dt.date
) -> None:
    make_case(place, colleague, days_ago(today, 30), ref="D99", first_name="Emine", last_name="Yıldız")
    sent = sent_form(who=[waiting.pk], note="Tot nu toe", medium=2, q="yildiz", zoeken="1")
    answer = at_work.post("/contacten/samen/", sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Emine Yıldız" in page and "Nel Bos" not in page
    assert f'name="who" value="{waiting.pk}" checked' in page
    assert "Tot nu toe" in page and 'value="2" checked' in page and sent["token"] in page
    assert not Contact.objects.exists()


def test_for_all_or_for_none(at_work: Client, waiting: Case, others: list[Case], colleague: User) -> None:
    now = timezone.now()
    record_contact(
        actor=colleague, case=others[0], happened_at=now, medium=Medium.WALK_IN, reached=True, now=now
    )
    answer = at_work.post(
        "/contacten/samen/", sent_form(who=[waiting.pk, others[0].pk], medium=Medium.WALK_IN.value)
    )
    assert answer.status_code == 422 and "inloop met Nel Bos" in words_of(answer)
    assert Contact.objects.count() == 1


def test_nobody_of_another_team_comes_along_in_a_group(client: Client, outsider: User, waiting: Case) -> None:
    client.force_login(outsider)
    assert client.get(f"/contacten/samen/?met={waiting.pk}").status_code == 404
    answer = client.post("/contacten/samen/", sent_form(who=[waiting.pk]))
    assert answer.status_code == 422 and "kun je niet meer openen" in words_of(answer)
    assert not Contact.objects.exists()


def test_a_group_says_whom_it_misses(at_work: Client, waiting: Case) -> None:
    answer = at_work.post("/contacten/samen/", sent_form())
    assert answer.status_code == 422
    assert words_of(answer).count("Kies met wie je contact had.") == 2


def test_thirty_at_once_cost_as_many_queries_as_three(place: Place, worker: User, today: dt.date) -> None:
    cases = [make_case(place, worker, days_ago(today, 30), ref=f"Q{n}") for n in range(33)]
    now = timezone.now()

    def queries(some: list[Case]) -> int:
        with CaptureQueriesContext(connection) as captured:
            record_together(
                actor=worker, cases=some, happened_at=now, medium=Medium.WALK_IN, reached=True, now=now,
                token=uuid.uuid4(),
            )  # fmt: skip
        return len(captured)

    assert queries(cases[:3]) == queries(cases[3:])


def test_an_action_refuses_more_residents_than_can_be_meant(
    place: Place, worker: User, today: dt.date
) -> None:
    cases = [make_case(place, worker, today, ref=f"M{n}") for n in range(51)]
    now = timezone.now()
    with pytest.raises(ValidationError):
        record_together(
            actor=worker, cases=cases, happened_at=now, medium=Medium.WALK_IN, reached=True, now=now,
            token=uuid.uuid4(),
        )  # fmt: skip
