"""How long a report is kept, what goes with a resident, and what a resident reads of it who asks."""

from __future__ import annotations

import datetime as dt

import pytest

from reports import actions
from reports.actions import Reporter
from reports.models import Outcome, Report, ReportStep
from rights import content, destruction
from rights.models import DestructionItem, DestructionList
from tests.conftest import Place, make_case, make_member
from tests.reports.conftest import WEDNESDAY, File, at
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db
NOW = at(WEDNESDAY, 10)
TWO_YEARS_AGO = at(dt.date(2024, 11, 25), 23)


def _ended(file: File, worker: User, received: dt.datetime) -> Report:
    made = actions.take_up(actor=worker, report=file(received), now=received)
    return actions.close_report(
        actor=worker,
        report=made,
        outcome=Outcome.TALKED,
        text="",
        seen=actions.version_of(made),
        now=received,
    )


def _carried_out(made: DestructionList, one: User, other: User) -> None:
    made = destruction.review(actor=one, destruction=made, now=NOW)
    made = destruction.approve(actor=other, destruction=made, now=NOW)
    destruction.carry_out(destruction=made, now=NOW)


def test_what_ended_is_destroyed_two_years_after_it_came_in_by_a_list_that_two_people_approve(
    place: Place, worker: User, file: File
) -> None:
    old = _ended(file, worker, TWO_YEARS_AGO)
    kept = [
        _ended(file, worker, TWO_YEARS_AGO + dt.timedelta(hours=1)),
        file(TWO_YEARS_AGO - dt.timedelta(days=400)),
    ]
    made = destruction.propose(municipality=place.municipality, now=NOW)
    assert made is not None
    item = DestructionItem.objects.get()
    assert (item.case_id, item.ground, item.years, item.counts["reports_report"]) == (None, "report", 2, 1)
    officers = [
        make_member(place, f"fg{number}@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
        for number in "12"
    ]
    _carried_out(made, *officers)
    item.refresh_from_db()
    assert (item.outcome, item.counts["reports_report"]) == ("destroyed", 1)
    assert set(Report.objects.all()) == set(kept)
    assert not ReportStep.objects.filter(report_id=old.pk).exists()
    assert not Report.events.rel.related_model.objects.filter(pgh_obj_id=old.pk).exists()  # type: ignore[attr-defined]


def test_where_nothing_is_due_there_is_no_list(place: Place, worker: User, file: File) -> None:
    _ended(file, worker, TWO_YEARS_AGO + dt.timedelta(hours=1))
    assert destruction.propose(municipality=place.municipality, now=NOW) is None


def test_a_resident_reads_what_was_reported_but_not_by_whom_if_that_is_protected(
    place: Place, worker: User, file: File
) -> None:
    case = make_case(place, worker, WEDNESDAY)
    names = {"Mevrouw Blom": True, "Meneer Bos": False}
    for name, protected in names.items():
        made = file(
            NOW, reporter=Reporter(name=name, protected=protected), text=f"Gezien door de buren {len(name)}"
        )
        actions.take_up(actor=worker, report=made, now=NOW)
        actions.is_about(actor=worker, report=made, resident=case.resident, now=NOW)
    parts = [part for part in content.of_case(case, place.municipality.zone) if part.section == "report"]
    assert [part.who for part in parts] == ["", "Meneer Bos"]
    assert all("Gezien door de buren" in part.text for part in parts)
    assert not any("Blom" in f"{part.text}{part.title}{part.who}" for part in parts)
