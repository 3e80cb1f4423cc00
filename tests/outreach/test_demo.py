"""A demo that was loaded before its rooms could be filled is filled too, and keeps what it has."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases import assessment
from cases.demo import places, staff
from cases.models import Case, Flag
from outreach import clock, demo
from outreach.clock import State
from outreach.models import FlagAnswer
from wijkzorg.demo_town import FILLED
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside


@pytest.mark.django_db
@pytest.mark.parametrize("command", FILLED)
def test_without_the_demo_there_is_nothing_to_fill(command: str) -> None:
    with pytest.raises(CommandError, match="load_demo first"):
        call_command(command)


@pytest.mark.django_db
def test_flags_that_were_found_before_keep_that_moment_and_nobody_answered_them_before_it() -> None:
    call_command("load_demo", format="json")
    town = Municipality.objects.get(code=places.MUNICIPALITY_CODE)
    with inside(town.pk):
        now = timezone.now()
        cases = list(Case.objects.values_list("pk", flat=True))
        assessment.refresh(case_ids=cases, on=town.day_of(now), now=now, cause=None)
        before = dict(Flag.objects.values_list("pk", "detected_at"))
        call_command("load_demo_outreach")
        assert dict(Flag.objects.values_list("pk", "detected_at")) == before
        assert not Flag.objects.filter(state=Flag.State.CLOSED).exists()
        for answer in FlagAnswer.objects.select_related("flag"):
            assert answer.answered_at >= answer.flag.detected_at


def test_one_case_asks_for_a_plan_on_any_day_of_a_year_although_a_new_flag_came_to_an_old_one() -> None:
    for number in range(366):
        today = dt.date(2026, 11, 1) + number * demo.DAY
        old = {"scaled_down": today - 70 * demo.DAY}
        flagged = [demo.Flagged("D00000", staff.HEADLINE, old)]
        for days in range(10):
            since = old | {"not_seen": today - days * demo.DAY}
            flagged.append(demo.Flagged(f"D{days + 1:05}", staff.HEADLINE, since))
        given = demo.answers(flagged, today)
        asking = {
            case.ref
            for case in flagged
            for since in case.since.values()
            if state_of(since, [one for one in given if one.ref == case.ref], today)
            in (State.DUE, State.ESCALATED, State.UNANSWERED)
        }
        assert len(asking) == 1, today


def state_of(since: dt.date, answers: list[demo.Answer], today: dt.date) -> State:
    later = [clock.Given(one.at[0], one.until) for one in answers if one.at[0] >= since]
    return clock.read(clock.Episode(since, later), today).state
