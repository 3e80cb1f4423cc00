"""The course of a report: taken up, told, put off, ended; each move with who did it, and none that is not allowed."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from reports import actions, agenda, course, rounds
from reports.actions import Reporter
from reports.models import About, Outcome, Report, ReportStep, StreetRound
from tests.conftest import Place, make_case
from tests.reports.conftest import WEDNESDAY, File, at, days
from tests.reports.test_duty import desk
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.outbox.actions import deliver, due
from wijkzorg.outbox.models import Letter

pytestmark = pytest.mark.django_db
NOW = at(WEDNESDAY, 10)
Kind = ReportStep.Kind


@pytest.fixture
def taken(file: File, worker: User) -> Report:
    """A report about a person that the worker took up."""
    return actions.take_up(actor=worker, report=file(NOW), now=NOW)


def _kinds(report: Report) -> list[str]:
    return list(report.steps.order_by("pk").values_list("kind", flat=True))


def test_only_these_moves_are_allowed() -> None:
    allowed = {
        (one, other)
        for one, other in itertools.product(course.State, repeat=2)
        if course.may_move(one, other)
    }
    new, taken_up, closed = course.State
    assert allowed == {(new, taken_up), (taken_up, taken_up), (taken_up, closed)}


def test_each_step_says_who_did_it_and_when(taken: Report, worker: User) -> None:
    actions.note(
        actor=worker, report=taken, text="Aangebeld, er is thuis", token=uuid.uuid4(), now=at(days(1))
    )
    actions.person_told(actor=worker, report=taken, now=at(days(1)))
    ended = actions.close_report(
        actor=worker,
        report=taken,
        outcome=Outcome.TALKED,
        text="",
        seen=actions.version_of(taken),
        now=at(days(1), 11),
    )
    assert _kinds(taken) == [Kind.FILED, Kind.TAKEN_UP, Kind.NOTE, Kind.PERSON_TOLD, Kind.CLOSED]
    assert set(taken.steps.values_list("actor", flat=True)) == {None, worker.pk}
    assert (ended.state, ended.outcome, ended.closed_at) == ("closed", Outcome.TALKED, at(days(1), 11))
    assert [event.pgh_label for event in ended.events.order_by("pgh_id")] == ["update"] * 3  # type: ignore[attr-defined]
    assert (
        AccessEntry.objects.filter(action="write", object_kind="report", object_id=str(taken.pk)).count() == 5
    )


def test_the_second_who_takes_it_up_reads_who_was_first(taken: Report, worker: User, colleague: User) -> None:
    with pytest.raises(ValidationError, match="Farida heeft deze melding al opgepakt"):
        actions.take_up(actor=colleague, report=taken, now=NOW)
    assert actions.take_up(actor=worker, report=taken, now=NOW).taken_up_by == worker
    assert _kinds(taken) == [Kind.FILED, Kind.TAKEN_UP]


def test_a_colleague_goes_on_with_it_by_naming_who_had_it(
    taken: Report, worker: User, colleague: User
) -> None:
    gone_on = actions.take_up(actor=colleague, report=taken, now=at(days(1)), instead_of=worker.pk)
    assert (gone_on.taken_up_by, gone_on.taken_up_at) == (colleague, NOW)
    with pytest.raises(ValidationError, match="Pim heeft deze melding opgepakt"):
        actions.note(actor=worker, report=taken, text="Nog iets", token=uuid.uuid4(), now=NOW)


def test_nothing_is_done_with_what_is_new_or_has_ended(file: File, worker: User) -> None:
    made = file(NOW)
    with pytest.raises(ValidationError, match="Pak de melding eerst op"):
        actions.close_report(actor=worker, report=made, outcome=Outcome.TALKED, text="", seen=0, now=NOW)
    actions.take_up(actor=worker, report=made, now=NOW)
    seen = actions.version_of(made)
    for _twice in range(2):
        actions.close_report(actor=worker, report=made, outcome=Outcome.TALKED, text="", seen=seen, now=NOW)
    assert _kinds(made).count(Kind.CLOSED) == 1
    with pytest.raises(ValidationError, match="al afgerond"):
        actions.note(actor=worker, report=made, text="Nog iets", token=uuid.uuid4(), now=NOW)
    with pytest.raises(ValidationError, match="afgerond"):
        actions.take_up(actor=worker, report=made, now=NOW, instead_of=worker.pk)


def test_what_somebody_else_did_meanwhile_is_told_before_it_ends(taken: Report, worker: User) -> None:
    seen = actions.version_of(taken)
    actions.note(actor=worker, report=taken, text="Gebeld", token=uuid.uuid4(), now=NOW)
    with pytest.raises(ValidationError, match="Iemand anders heeft dit veranderd"):
        actions.close_report(actor=worker, report=taken, outcome=Outcome.TALKED, text="", seen=seen, now=NOW)


@pytest.mark.parametrize(
    ("outcome", "text", "field"),
    [(Outcome.PASSED_ON, " ", "text"), (Outcome.CASE_OPENED, "", "outcome")],
)
def test_an_outcome_says_what_it_must(
    taken: Report, worker: User, outcome: Outcome, text: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.close_report(
            actor=worker, report=taken, outcome=outcome, text=text, seen=actions.version_of(taken), now=NOW
        )
    assert field in refused.value.message_dict


def test_a_note_sent_twice_is_one(taken: Report, worker: User) -> None:
    token = uuid.uuid4()
    for _twice in range(2):
        actions.note(actor=worker, report=taken, text="Gebeld", token=token, now=NOW)
    assert _kinds(taken).count(Kind.NOTE) == 1


def test_the_reporter_hears_that_it_was_taken_up_and_the_address_is_forgotten_then(
    file: File, worker: User, colleague: User, mailoutbox: list[object]
) -> None:
    made = file(NOW, reporter=Reporter(email="buurvrouw@voorbeeld.example"), text="Zij drinkt weer")
    assert not Letter.objects.exists()
    actions.take_up(actor=worker, report=made, now=NOW)
    actions.take_up(actor=colleague, report=made, now=NOW, instead_of=worker.pk)
    ((municipality_id, letter_id),) = due(now=NOW)
    assert deliver(municipality_id=municipality_id, letter_id=letter_id, now=NOW)
    (mail,) = mailoutbox
    assert mail.to == ["buurvrouw@voorbeeld.example"]  # type: ignore[attr-defined]
    said = mail.subject + mail.body  # type: ignore[attr-defined]
    assert "bezig" in said
    assert "drinkt" not in said and "Farida" not in said and "Lindenhof" not in said
    assert Letter.objects.get().address == ""
    assert _kinds(made).count(Kind.REPORTER_TOLD) == 1


def test_who_left_no_address_gets_no_letter(taken: Report) -> None:
    assert not Letter.objects.exists() and Kind.REPORTER_TOLD not in _kinds(taken)


def test_the_person_is_told_within_a_month_first_on_vandaag_then_on_the_board(
    place: Place, worker: User, team_lead: User, file: File
) -> None:
    made = actions.take_up(actor=worker, report=file(at(dt.date(2026, 1, 31))), now=NOW)
    last = dt.date(2026, 2, 28)
    assert made.tell_by == last

    def asked(day: dt.date) -> tuple[list[dt.date | None], int]:
        mine = agenda.ROOM.for_worker(desk(worker, place.municipality, at(day)), day)
        lead = agenda.ROOM.for_lead(desk(team_lead, place.municipality, at(day)), day)
        return [item.due_on for item in mine], len(lead)

    assert asked(last) == ([last], 0)
    assert asked(last + dt.timedelta(days=1)) == ([last], 1)
    actions.person_told(actor=worker, report=made, now=at(last))
    assert asked(last + dt.timedelta(days=1)) == ([None], 0)


def test_telling_can_wait_with_a_reason_until_a_day(taken: Report, worker: User) -> None:
    for until, why, field in (
        (WEDNESDAY, "Nu nog niet veilig", "until"),
        (days(184), "Nu nog niet veilig", "until"),
        (days(40), "  ", "why"),
    ):
        with pytest.raises(ValidationError) as refused:
            actions.postpone_telling(actor=worker, report=taken, until=until, why=why, now=NOW)
        assert field in refused.value.message_dict
    put_off = actions.postpone_telling(
        actor=worker, report=taken, until=days(183), why="Nu nog niet veilig", now=NOW
    )
    assert (put_off.tell_by, put_off.postponed_why) == (days(183), "Nu nog niet veilig")


def test_a_place_has_nobody_to_tell(file: File) -> None:
    assert file(NOW, about=About.PLACE).tell_by is None


def test_the_report_remembers_its_case_and_ends_with_it(place: Place, taken: Report, worker: User) -> None:
    case = make_case(place, worker, WEDNESDAY)
    for _twice in range(2):
        ended = actions.case_opened(actor=worker, report=taken, case=case, now=NOW)
    assert (ended.case_id, ended.resident_id, ended.outcome) == (
        case.pk,
        case.resident_id,
        Outcome.CASE_OPENED,
    )
    assert _kinds(taken) == [Kind.FILED, Kind.TAKEN_UP, Kind.CASE, Kind.CLOSED]


def test_a_resident_of_elsewhere_is_refused(
    place: Place, elsewhere: Place, taken: Report, worker: User
) -> None:
    other = make_case(elsewhere, None, WEDNESDAY)
    with pytest.raises(PermissionDenied):
        actions.is_about(actor=worker, report=taken, resident=other.resident, now=NOW)


def test_the_same_form_sent_twice_is_one_report(file: File) -> None:
    token = uuid.uuid4()
    assert file(NOW, token=token) == file(NOW, token=token, text="Iets anders")
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "closed"},
        {"state": "new"},
        {"outcome": "talked"},
        {"topic": "conflict"},
        {"state": "closed", "closed_at": NOW, "outcome": "case_opened"},
        {"state": "closed", "closed_at": NOW, "outcome": "passed_on"},
        {"text": ""},
    ],
)
def test_the_database_refuses_what_cannot_be(taken: Report, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=taken.pk).update(**wrong)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports_reportstep SET text = 'x'",
        "DELETE FROM reports_reportstep",
        "DELETE FROM reports_report",
    ],
)
def test_the_application_changes_no_step_and_deletes_no_report(sql: str) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL ROLE wijkzorg_app")
        with pytest.raises(DatabaseError, match="permission denied"):
            cursor.execute(sql)
        connection.needs_rollback = True


def test_a_round_sent_twice_is_one_and_stands_beside_its_neighbourhood(place: Place, worker: User) -> None:
    token = uuid.uuid4()
    for _twice in range(2):
        rounds.note_round(actor=worker, neighbourhood=place.neighbourhood, minutes=30, token=token, now=NOW)
    assert [each.minutes for each in rounds.lately(place.neighbourhood.pk, NOW)] == [30]
    later = NOW + dt.timedelta(days=rounds.SHOWN_DAYS, seconds=1)
    assert rounds.lately(place.neighbourhood.pk, later) == []
    for minutes in (4, 481):
        with pytest.raises(ValidationError):
            rounds.note_round(
                actor=worker, neighbourhood=place.neighbourhood, minutes=minutes, token=uuid.uuid4(), now=NOW
            )
    assert StreetRound.objects.count() == 1
