"""Voorbeeldstad has every room of the day filled: boards with hours, flags with plans, searches, wishes, next times."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from agreements import decisions
from cases import assessment, follow_ups
from cases.demo import staff
from cases.models import Case, Confirmation, Contact, Decision, Double, Flag
from day import asked
from neighbourhoods.models import Neighbourhood
from outreach import agenda
from outreach.clock import State
from outreach.models import DeskAsk, FlagAnswer, Paper, SearchPlan, SearchStep, SignOfLife, Wish
from outreach.readings import readings
from outreach.tasks import open_search_plans
from roster import duty
from roster.capacity import week_of
from roster.cover import Gap
from roster.models import Absence, DutyShift, WorkContract
from roster.presence import stood_in_by
from teams import load
from teams.models import Transfer
from tests.conftest import stay_inside
from tests.demo.conftest import fill
from tests.outreach.conftest import desk_of
from wijkzorg.accounts.models import Team, User
from wijkzorg.tenancy.models import Municipality

# What loading once more would make more of.
COUNTED: tuple[Any, ...] = (
    Case, Contact, Confirmation, Flag, FlagAnswer, SearchStep, SignOfLife, Paper, Wish, DeskAsk, WorkContract, Absence,
    DutyShift, Transfer,
)  # fmt: skip


def person(name: str) -> User:
    return User.objects.get(email=staff.email(name))


def boards(town: Municipality, on: dt.date) -> dict[str, load.TeamLoad]:
    return {team.name: load.of_team(team, on) for team in Team.objects.filter(municipality=town)}


WORKERS = [name for team in staff.TEAMS for name in team.workers]


def test_every_board_shows_hours_for_everybody_that_are_about_those_that_are_needed(
    town: Municipality, on: dt.date
) -> None:
    assert set(WorkContract.objects.values_list("user__name", flat=True)) >= set(WORKERS)
    for team, known in boards(town, on).items():
        assert 0.6 < known.total.room / known.total.needed < 1.4, team


def test_one_worker_fell_ill_without_a_stand_in_and_the_board_of_that_team_alone_gives_the_alarm(
    town: Municipality, on: dt.date
) -> None:
    away = {
        name: [str(known.cover.members[pk].user) for pk in known.gone]
        for name, known in boards(town, on).items()
    }
    assert away == {"Team Oost": ["Eline de Graaf"], "Team West": [], "Team Zuid en Centrum": []}
    known = boards(town, on)["Team Oost"].cover
    assert known.gap(person("Eline de Graaf").pk, on) == Gap.AWAY


def test_absences_are_past_now_and_soon_and_all_but_one_have_a_stand_in(
    town: Municipality, on: dt.date
) -> None:
    rows = list(Absence.objects.all())
    past = [row for row in rows if row.last_day is not None and row.last_day < on]
    soon = [row for row in rows if row.first_day > on]
    assert len(past) >= 2
    assert len(soon) >= 1
    assert len(rows) - len(past) - len(soon) >= 3
    assert sum(not row.stand_ins.exists() for row in rows) == 1


def test_whom_the_check_of_the_demo_signs_in_is_there_and_stands_in_for_nobody(
    town: Municipality, on: dt.date
) -> None:
    flags = Counter(Flag.objects.filter(state=Flag.State.OPEN).values_list("case__worker__name", flat=True))
    ((busiest, _count),) = flags.most_common(1)
    for name in (busiest, staff.HEADLINE):
        worker = person(name)
        teams = worker.memberships.values_list("team_id", flat=True)
        assert not stood_in_by(worker.pk, teams, on), name
        assert not Absence.objects.on(on).filter(user=worker).exists(), name


def test_somebody_is_on_duty_everywhere_for_each_kind_of_work_in_this_week_and_the_next(
    town: Municipality, on: dt.date
) -> None:
    for days in (0, 7):
        noon = dt.datetime.combine(week_of(on) + dt.timedelta(days=days), dt.time(12), town.zone)
        for place in Neighbourhood.objects.filter(municipality=town):
            for kind in DutyShift.Kind.values:
                assert duty.on_duty(town.pk, place.pk, kind, noon).user is not None, (place, kind)


def test_two_cases_wait_to_be_taken_over_one_was_and_one_was_not(town: Municipality) -> None:
    rows = Transfer.objects.select_related("case")
    states = Counter(row.state for row in rows)
    assert states == {Transfer.State.WAITING: 2, Transfer.State.ACCEPTED: 1, Transfer.State.REFUSED: 1}
    taken = rows.get(state=Transfer.State.ACCEPTED)
    assert taken.case.worker_id == taken.to_worker_id


def test_its_flags_are_those_of_the_rules_and_were_found_when_they_began(
    town: Municipality, on: dt.date
) -> None:
    judged = assessment.assess(municipality_id=town.pk, on=on)
    wanted = {(ref, flag.kind.value, flag.since) for ref, standing in judged for flag in standing.flags}
    found = Flag.objects.filter(state=Flag.State.OPEN).select_related("case")
    assert {(flag.case.ref, flag.kind, flag.since) for flag in found} == wanted
    late = [flag for flag in found if town.day_of(flag.detected_at) > flag.since + dt.timedelta(days=1)]
    # A lead sent a cut back yesterday, so that case was looked at then.
    assert {flag.case_id for flag in late} <= set(
        Confirmation.objects.filter(state=Confirmation.State.SENT_BACK).values_list("case_id", flat=True)
    )


def test_most_flags_have_a_plan_some_are_due_and_a_few_are_late_or_never_answered(
    town: Municipality, on: dt.date
) -> None:
    flags = list(Flag.objects.filter(state=Flag.State.OPEN))
    states = Counter(one.state for one in readings(flags, on, town.zone))
    assert states[State.PLANNED] > len(flags) * 0.6
    assert states[State.DUE] >= 4
    assert states[State.ESCALATED] >= 4
    assert states[State.UNANSWERED] >= 3
    assert len({town.day_of(row.answered_at) for row in FlagAnswer.objects.all()}) > 20


def test_a_worker_has_a_handful_that_asks_something_beside_the_worklist_and_each_lead_what_came_to_them(
    town: Municipality, on: dt.date
) -> None:
    asks = {name: len(asked.of_worker(desk_of(person(name)), on).asked.asks) for name in WORKERS}
    assert max(asks.values()) <= 10
    assert sum(asks.values()) / len(asks) <= 6
    for team in staff.TEAMS:
        lead = asked.of_lead(desk_of(person(team.lead)), on)
        assert "answer-flag" in {one.item.code for one in lead.asks}, team.name
        assert len(lead.asks) <= 16, team.name


def test_whoever_is_not_found_is_sought_with_rows_in_every_state_and_two_people_ended_one_search(
    town: Municipality,
) -> None:
    sought = set(Flag.objects.filter(kind=Flag.Kind.UNFINDABLE).values_list("case_id", flat=True))
    assert set(SearchPlan.objects.values_list("case_id", flat=True)) == sought
    assert open_search_plans() == 0, "the task finds nobody without one"
    headline = SearchPlan.objects.get(case__worker=person(staff.HEADLINE))
    outcomes = set(headline.steps.values_list("outcome", flat=True))
    assert outcomes == {"", "not_reached", "sign", "nothing", "dropped"}
    assert SearchStep.objects.exclude(outcome="").values("plan").distinct().count() == 2
    (decided,) = SearchPlan.objects.filter(end=SearchPlan.End.DECISION)
    assert decided.second_name
    assert DeskAsk.objects.open().count() == 2


def test_one_wish_waits_for_the_worker_of_the_demo_one_for_a_lead_and_others_were_answered(
    town: Municipality, on: dt.date
) -> None:
    waiting = Wish.objects.waiting()
    assert waiting.count() == 2
    assert waiting.filter(case__worker=person(staff.HEADLINE)).count() == 1
    assert Wish.objects.exclude(answer="").count() == 3
    leads = [person(team.lead) for team in staff.TEAMS]
    late = [item for lead in leads for item in agenda.ROOM.for_lead(desk_of(lead), on) if item.code == "wish"]
    assert len(late) == 1


def test_many_have_the_agreement_on_paper_and_one_paper_says_no_longer_what_holds(
    town: Municipality, on: dt.date
) -> None:
    assert Paper.objects.count() > 60
    items = [item for name in WORKERS for item in agenda.ROOM.for_worker(desk_of(person(name)), on)]
    assert sum(item.code == "paper" for item in items) == 1


def test_others_saw_some_residents_and_part_of_it_is_news(town: Municipality) -> None:
    assert SignOfLife.objects.count() >= 5
    assert 1 <= SignOfLife.objects.news().count() <= 3


def test_most_workers_chose_a_next_time_of_which_some_come_soon(town: Municipality, on: dt.date) -> None:
    chosen = Contact.objects.filter(follow_up_on__isnull=False)
    assert chosen.values("worker").distinct().count() >= 15
    next_times = follow_ups.of_cases(list(Case.objects.values_list("pk", flat=True)), on)
    soon = [one for one in next_times.values() if one.on <= on + dt.timedelta(days=4)]
    assert 5 <= len(soon) <= 25


def test_a_few_ate_together_and_it_was_entered_once_for_all(town: Municipality) -> None:
    together = Contact.objects.filter(
        token__isnull=False, worker=person(staff.HEADLINE), note__contains="eettafel"
    )
    assert together.count() >= 3
    assert together.values("happened_at", "recorded_at").distinct().count() == 1


def test_some_contacts_were_corrected_with_a_reason(town: Municipality) -> None:
    corrected = Contact.objects.filter(events__pgh_context__reason__icontains="tijd").distinct()
    assert corrected.count() >= 2


def test_cuts_wait_for_each_lead_one_was_sent_back_and_decisions_add_up(
    town: Municipality, on: dt.date
) -> None:
    state = Confirmation.State
    waiting = Confirmation.objects.filter(state=state.WAITING)
    assert {row.case.team.name for row in waiting.select_related("case__team")} >= {"Team Oost", "Team West"}
    assert waiting.count() <= 12
    (back,) = Confirmation.objects.filter(state=state.SENT_BACK)
    assert back.case.team.name == staff.TEAMS[0].name
    assert back.answer
    lead = desk_of(person(staff.TEAMS[0].lead))
    for decision in Decision.objects.all():
        added = decisions.of(decision, lead, on)
        assert added.in_force >= 5, decision
        assert added.points > 500, decision


def test_somebody_has_a_case_with_two_teams_and_each_lead_is_asked(town: Municipality) -> None:
    teams = set(Double.objects.values_list("case__team__name", "other_team__name"))
    assert {("Team Oost", "Team West"), ("Team West", "Team Oost")} <= teams


def test_loading_it_again_changes_nothing(town: Municipality) -> None:
    before = [model.objects.count() for model in COUNTED]
    fill()
    stay_inside(town.pk)
    assert [model.objects.count() for model in COUNTED] == before
