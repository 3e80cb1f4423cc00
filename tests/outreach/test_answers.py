"""Answering a flag: a plan and a date, who is asked until there is one, and what the case shows of it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import record_contact
from cases.models import Case, Flag, Medium, Pause
from outreach import agenda
from outreach.models import FlagAnswer
from tests.cases.screens import days_ago, words_of
from tests.conftest import Place, make_case, signed_in
from tests.outreach.conftest import desk_of, judge
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.tenancy.workdays import after_workdays

pytestmark = pytest.mark.django_db


def flag_of(case: Case, kind: str = "not_seen") -> Flag:
    return case.flags.get(kind=kind)


def detected(case: Case, workdays_ago: int, today: dt.date) -> None:
    """Let the flags of a case have been detected so many working days before today."""
    day = today
    while workdays_ago > 0:
        workdays_ago -= after_workdays(day - dt.timedelta(days=1), 1) == day
        day -= dt.timedelta(days=1)
    moment = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    case.flags.update(detected_at=moment)


def address(flag: Flag) -> str:
    return f"/dossiers/{flag.case_id}/signalen/{flag.pk}/plan/"


def sent(today: dt.date, **changed: Any) -> dict[str, Any]:
    filled = {"plan": "Ik bel zijn zus.", "until": today + dt.timedelta(days=5), "seen": 0}
    return filled | {"token": str(uuid.uuid4())} | changed


def test_a_flag_is_answered_with_a_plan_and_a_date_and_the_case_says_who_what_and_when(
    at_work: Client, flagged: Case, worker: User, today: dt.date
) -> None:
    flag = flag_of(flagged)
    words = words_of(at_work.get(f"/dossiers/{flagged.pk}/"))
    assert "naar de teamleider" in words
    done = at_work.post(address(flag), sent(today))
    assert done.status_code == 302
    words = words_of(at_work.get(f"/dossiers/{flagged.pk}/"))
    assert "Ik bel zijn zus." in words and "Farida" in words and "Opnieuw kijken:" in words
    answer = FlagAnswer.objects.get()
    assert (answer.flag, answer.case, answer.answered_by) == (flag, flagged, worker)
    assert AccessEntry.objects.filter(action="write", case_id=flagged.pk, user_id=worker.pk).exists()


def test_one_plan_may_answer_all_flags_of_the_case(at_work: Client, flagged: Case, today: dt.date) -> None:
    flag, other = flag_of(flagged), flag_of(flagged, "eroding")
    assert "Minder gekomen dan nodig" in words_of(at_work.get(address(flag)))
    at_work.post(address(flag), sent(today, also=[other.pk]))
    assert set(FlagAnswer.objects.values_list("flag", flat=True)) == {flag.pk, other.pk}
    assert "Dit plan geldt ook voor" not in words_of(at_work.get(address(flag)))


def test_the_other_flags_are_boxes_that_are_ticked(at_work: Client, flagged: Case) -> None:
    flag = flag_of(flagged)
    others = flagged.flags.exclude(pk=flag.pk).values_list("pk", flat=True)
    assert others
    page = at_work.get(address(flag)).content.decode()
    for pk in others:
        box = next(tag for tag in page.split("<input ") if f'value="{pk}"' in tag.split(">")[0])
        assert 'type="checkbox" name="also"' in box
        assert "checked" in box.split(">")[0]


def test_the_same_form_sent_twice_is_one_answer_and_with_other_words_it_is_said(
    at_work: Client, flagged: Case, today: dt.date
) -> None:
    form = sent(today)
    flag = flag_of(flagged)
    assert [at_work.post(address(flag), form).status_code for _turn in range(2)] == [302, 302]
    assert FlagAnswer.objects.count() == 1
    other = at_work.post(address(flag), form | {"plan": "Iets anders"})
    assert other.status_code == 422 and "al verstuurd, met andere gegevens" in words_of(other)
    assert "Iets anders" in other.content.decode()
    assert FlagAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"plan": "  "}, "Schrijf op wat je gaat doen."),
        ({"plan": "x" * 5000}, "Dit is te lang"),
        ({"until": ""}, "Kies een dag."),
        ({"until": "32-13-2026"}, "Vul een datum in"),
        ({"until": -1}, "Deze dag is voorbij."),
        ({"until": 43}, "Kies een dag binnen 42 dagen."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    at_work: Client, flagged: Case, today: dt.date, changed: dict[str, Any], said: str
) -> None:
    if isinstance(changed.get("until"), int):
        changed = {"until": today + dt.timedelta(days=changed["until"])}
    answer = at_work.post(address(flag_of(flagged)), sent(today, **({"plan": "Blijft staan"} | changed)))
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert changed.get("plan", "Blijft staan").strip() in answer.content.decode()
    assert not FlagAnswer.objects.exists()


@pytest.mark.parametrize("days", [0, 42])
def test_today_and_the_last_day_that_may_be_chosen_are_taken(
    at_work: Client, flagged: Case, today: dt.date, days: int
) -> None:
    form = sent(today, until=today + dt.timedelta(days=days))
    assert at_work.post(address(flag_of(flagged)), form).status_code == 302


def test_a_colleague_who_answered_meanwhile_is_told_of_and_nothing_is_lost(
    at_work: Client, flagged: Case, colleague: User, today: dt.date
) -> None:
    flag = flag_of(flagged)
    theirs = signed_in(Client(), colleague)
    assert theirs.post(address(flag), sent(today, plan="Ik ga langs.")).status_code == 302
    mine = at_work.post(address(flag), sent(today, plan="Ik bel."))
    assert mine.status_code == 422
    words = words_of(mine)
    assert "Een collega was net iets eerder." in words and "Ik ga langs." in words
    again = {name: mine.context["form"][name].value() for name in ("plan", "until", "seen", "token")}
    assert at_work.post(address(flag), again).status_code == 302
    assert list(FlagAnswer.objects.order_by("pk").values_list("plan", flat=True)) == [
        "Ik ga langs.",
        "Ik bel.",
    ]


def test_a_flag_that_closed_meanwhile_needs_no_answer(
    at_work: Client, flagged: Case, worker: User, today: dt.date
) -> None:
    flag = flag_of(flagged)
    now = timezone.now()
    record_contact(
        actor=worker, case=flagged, happened_at=now, medium=Medium.HOME_VISIT, reached=True, now=now
    )
    answer = at_work.post(address(flag), sent(today))
    assert answer.status_code == 422 and "al voorbij" in words_of(answer)
    assert not FlagAnswer.objects.exists()


def test_it_stands_on_vandaag_until_it_is_answered_and_again_on_its_date(
    at_work: Client, flagged: Case, today: dt.date
) -> None:
    assert "Nog geen plan;" in words_of(at_work.get("/"))
    both = [flag_of(flagged, "eroding").pk]
    at_work.post(address(flag_of(flagged)), sent(today, also=both))
    words = words_of(at_work.get("/"))
    assert "Nog geen plan;" not in words and "Plan tot" in words
    at_work.post(address(flag_of(flagged)), sent(today, until=today, seen=FlagAnswer.objects.latest("pk").pk))
    assert "De datum van het plan is er" in words_of(at_work.get("/"))


def test_from_the_day_on_which_it_is_the_leads_it_stands_above_the_list_too(
    at_work: Client, flagged: Case, today: dt.date
) -> None:
    detected(flagged, 2, today)
    assert "Signaal zonder plan" not in words_of(at_work.get("/"))
    detected(flagged, 3, today)
    words = words_of(at_work.get("/"))
    assert "Signaal zonder plan" in words and "Nog geen plan; het ligt ook bij de teamleider." in words


def test_after_three_working_days_the_lead_is_asked_and_after_ten_it_is_said(
    flagged: Case, team_lead: User, today: dt.date
) -> None:
    def asked() -> list[str]:
        desk = desk_of(team_lead)
        return [item.word for item in agenda.ROOM.for_lead(desk, today)]

    detected(flagged, 2, today)
    assert asked() == []
    detected(flagged, 3, today)
    assert asked() == ["Signaal zonder plan."]
    detected(flagged, 9, today)
    assert asked() == ["Signaal zonder plan."]
    detected(flagged, 10, today)
    assert asked() == ["Signaal al tien werkdagen zonder plan."]


def test_a_pause_holds_the_clock_and_asks_nobody(
    at_work: Client, place: Place, flagged: Case, team_lead: User, today: dt.date
) -> None:
    detected(flagged, 5, today)
    Pause.objects.create(municipality=place.municipality, case=flagged, first_day=today, last_day=today)
    judge(flagged, today)
    assert flag_of(flagged).state == "suspended"
    assert agenda.ROOM.for_lead(desk_of(team_lead), today) == []
    assert "Signaal zonder plan" not in words_of(at_work.get("/"))


def test_nobody_else_answers(flagged: Case, outsider: User, stranger: User, today: dt.date) -> None:
    flag = flag_of(flagged)
    for user in (outsider, stranger):
        browser = signed_in(Client(), user)
        assert browser.get(address(flag)).status_code == 404
        assert browser.post(address(flag), sent(today)).status_code == 404
    assert not FlagAnswer.objects.exists()


def test_a_flag_of_another_case_is_not_answered_under_this_one(
    at_work: Client, place: Place, worker: User, flagged: Case, today: dt.date
) -> None:
    other = make_case(place, worker, days_ago(today, 5), ref="D2")
    assert (
        at_work.post(f"/dossiers/{other.pk}/signalen/{flag_of(flagged).pk}/plan/", sent(today)).status_code
        == 404
    )


def test_the_database_keeps_answers_as_they_were_written(
    at_work: Client, flagged: Case, today: dt.date
) -> None:
    at_work.post(address(flag_of(flagged)), sent(today))
    for change in (
        lambda: FlagAnswer.objects.update(plan="anders"),
        lambda: FlagAnswer.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


def test_sixty_flagged_cases_cost_as_many_queries_as_one(
    at_work: Client, place: Place, worker: User, flagged: Case, today: dt.date
) -> None:
    def queries() -> int:
        desk = desk_of(worker)
        assert desk.case_teams
        with CaptureQueriesContext(connection) as captured:
            agenda.ROOM.for_worker(desk, today)
        return len(captured)

    one = queries()
    for number in range(30):
        judge(make_case(place, worker, days_ago(today, 60), ref=f"X{number}"), today)
    assert len(agenda.ROOM.for_worker(desk_of(worker), today + dt.timedelta(days=10))) == 31
    assert queries() == one == 1
