"""Recording a contact as a worker does, beside a bare INSERT of the same row on the same connection."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from bench.clock import Work, median, say, seconds, spending
from bench.table import Line, at_most, at_most_times
from bench.town import Town
from cases import actions, assessment
from cases.models import Case, Contact, Flag, Medium

CONTACTS = 200
_MEDIA = (Medium.HOME_VISIT, Medium.PHONE, Medium.HOME_VISIT, Medium.VIDEO, Medium.HOME_VISIT)
_NOTE = "Op bezoek geweest. Het gaat redelijk; volgende week kijken we samen naar de post."

# The columns that Contact.objects.create() fills.
_INSERT = """
INSERT INTO cases_contact (municipality_id, case_id, happened_at, recorded_at, worker_id, recorded_by_id, day, medium,
                           reached, note, token)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL) RETURNING id
"""


def measure(town: Town) -> list[Line]:
    """Measure both in turn, each with its own commit; takes back what it wrote."""
    say(f"recording {CONTACTS} contacts ...")
    newest = Contact.objects.order_by("-pk").values_list("pk", flat=True)[0]
    cases = _spread(town)
    bare, recorded, queries = [], [], []
    for number, case in enumerate(cases):
        insert, record = _both(town, case, _MEDIA[number % len(_MEDIA)], number % 10 > 0)
        bare.append(seconds(insert))
        with spending() as spent:
            recorded.append(seconds(record))
        queries.append(spent.queries)
    take_back(town, newest, [case.pk for case in cases])
    # The first ones warm up.
    return [
        at_most_times("recording a contact, with commit", median(recorded[20:]), median(bare[20:]), 10),
        at_most("recording a contact, queries", max(queries), 12),
    ]


def _spread(town: Town) -> list[Case]:
    """Pick open cases from all over the town."""
    step = max(1, town.cases // (2 * CONTACTS))
    open_cases = Case.objects.filter(closed_on=None, pk__in=range(1, town.cases + 1, step))
    return list(open_cases.select_related("worker").order_by("pk")[:CONTACTS])


def _both(town: Town, case: Case, medium: Medium, reached: bool) -> tuple[Work, Work]:
    """Return the bare INSERT of a contact and its recording."""
    worker = case.worker
    assert worker is not None, "every made case has one"

    def insert() -> None:
        row: list[Any] = [
            case.municipality_id,
            case.pk,
            now,
            now,
            worker.pk,
            worker.pk,
            on,
            medium,
            reached,
            _NOTE,
        ]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, row)
            cursor.fetchone()

    def record() -> None:
        actions.record_contact(
            actor=worker, case=case, happened_at=now, medium=medium, reached=reached, now=now, note=_NOTE
        )

    now, on = town.now, town.on
    return insert, record


def take_back(town: Town, newest: int, case_ids: list[int]) -> None:
    """Take out the contacts that came after one, and judge their cases again."""
    Contact.objects.filter(pk__gt=newest).delete()
    assessment.refresh(
        case_ids=case_ids,
        on=town.on,
        now=town.now + dt.timedelta(seconds=1),
        cause=Flag.Cause.CORRECTED,
        written=True,
    )
