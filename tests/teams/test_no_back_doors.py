"""No back doors: whatever is recorded, an open flag never vanishes without a line or a number on the board."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases import assessment, lifecycle, phrases, promises, rules, upkeep
from cases.changing import version_of
from cases.models import Case, Flag, Policy, TargetGroup
from cases.rules import Rule
from tests.cases.screens import days_ago, visited_weekly
from tests.conftest import Browser, Place, make_case, moment
from tests.pages import Part, read
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry, Action

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Stage:
    """A case of a worker with open flags, and who writes in it."""

    place: Place
    case: Case
    worker: User
    at_work: Client
    today: dt.date

    def send(self, name: str, **form: Any) -> None:
        """Send a form of the case as its worker."""
        answer = self.at_work.post(reverse(name, args=[self.case.pk]), form)
        assert answer.status_code == 302, answer.content.decode()

    @property
    def open_flags(self) -> set[str]:
        return set(Flag.objects.filter(case=self.case, state="open").values_list("kind", flat=True))


@pytest.fixture
def stage(place: Place, worker: User, team_lead: User, today: dt.date) -> Stage:
    """A case that nobody visited for three weeks and before that every week: less came than is needed."""
    case = make_case(place, worker, days_ago(today, 100), first_name="Nel", last_name="Bos")
    visited_weekly(case, worker, today, last=21)
    browser = Browser()
    browser.force_login(worker)
    return Stage(place, case, worker, browser, today)


def judge(stage: Stage) -> None:
    """Bring standing and flags up to date."""
    assessment.refresh(case_ids=[stage.case.pk], on=stage.today, now=timezone.now(), cause=None)


def two_pauses(stage: Stage) -> None:
    """Record two pauses after each other, the second of which takes the bad days out of the count."""
    for first, last in ((60, 55), (40, 0)):
        days = {"first_day": days_ago(stage.today, first), "last_day": days_ago(stage.today, last)}
        stage.send("pause", reason="logeren", **days)


def a_pause_over_the_days_that_were_missed(stage: Stage) -> None:
    stage.send(
        "pause", first_day=days_ago(stage.today, 20), last_day=days_ago(stage.today, 1), reason="vakantie"
    )


def a_lowered_need(stage: Stage) -> None:
    stage.send("need", contacts=1, per_days=28, medium=1, valid_from=stage.today, reason="gaat beter")


def a_closing(stage: Stage) -> None:
    seen = version_of(stage.case)
    stage.send("close-case", closed_on=stage.today, reason="verhuisd", seen=seen)


def another_group(stage: Stage) -> None:
    group = TargetGroup.objects.create(municipality=stage.place.municipality, name="Ouderen")
    Policy.objects.create(
        municipality=stage.place.municipality, target_group=group, valid_from=days_ago(stage.today, 300),
        window_min_days=84, reason="langer",
    )  # fmt: skip
    stage.send("target-group", target_group=group.pk, reason="65 geworden", seen=version_of(stage.case))


ASKED = (two_pauses, a_pause_over_the_days_that_were_missed, a_lowered_need, a_closing, another_group)


def lines_of(lead: Client, board: str) -> list[Part]:
    return [line for line in read(lead.get(board)).every("li", data_ask="confirm") if "Nel Bos" in line.words]


def vanished(lead: Client, board: str) -> dict[str, int]:
    """Return what the board counts of flags that went away without a new contact, by why."""
    told = read(lead.get(board)).first(id="weg")
    found = re.findall(r"([a-z ]+) \((\d+)\)", told.words if told else "")
    return {why.strip(): int(number) for why, number in found}


@pytest.mark.parametrize("change", ASKED, ids=lambda change: change.__name__)
def test_a_change_that_takes_an_open_flag_away_stands_on_the_board_with_that_flag(
    stage: Stage, lead: Client, board: str, change: Callable[[Stage], None]
) -> None:
    judge(stage)
    before = stage.open_flags
    assert before
    change(stage)
    gone = before - stage.open_flags
    assert gone, "or there is nothing to hide"
    assert lines_of(lead, board)
    said = read(lead.get("/bevestigen/")).words
    assert "Nel Bos" in said
    for kind in gone:
        assert phrases.of_rule(Rule(kind)) in said, kind


def test_two_pauses_after_each_other_are_two_lines_and_the_flags_are_there_again_after_them(
    stage: Stage, lead: Client, board: str
) -> None:
    judge(stage)
    before = stage.open_flags
    for first, last in ((0, 3), (5, 8)):
        days = {"first_day": stage.today + first * DAY, "last_day": stage.today + last * DAY}
        stage.send("pause", reason="logeren", **days)
    assert len(lines_of(lead, board)) == 2
    assert stage.open_flags == set()
    for day in range(1, 12):
        upkeep.advance(now=moment(stage.today + day * DAY))
    assert stage.open_flags >= before, "a pause holds a flag still, it does not end it"
    assert not Flag.objects.filter(case=stage.case, state="closed").exists()


def test_a_policy_that_takes_flags_away_is_a_number_on_the_board(
    stage: Stage, lead: Client, board: str
) -> None:
    judge(stage)
    before = stage.open_flags
    now = timezone.now()
    _policy, job = upkeep.set_policy(
        actor=stage.worker, municipality=stage.place.municipality, target_group=None, valid_from=stage.today,
        numbers=rules.Policy(window_min_days=84, window_max_days=84), reason="ruimer", now=now,
    )  # fmt: skip
    for chunk in job.chunks.all():
        assert upkeep.reassess_chunk(municipality_id=stage.place.municipality.pk, chunk_id=chunk.pk, now=now)
    gone = before - stage.open_flags
    assert gone
    assert vanished(lead, board) == {"het beleid veranderde": len(gone)}


def a_need_that_was_lowered_before(stage: Stage) -> None:
    """Record days ago, when all was well, that less is needed from today on."""
    then = days_ago(stage.today, 12)
    promises.assess_need(
        actor=stage.worker, case=stage.case, valid_from=stage.today,
        rhythm=rules.Rhythm(1, 84, rules.Medium.HOME_VISIT), reason="gaat beter", now=moment(then),
    )  # fmt: skip


def a_closing_that_was_recorded_before(stage: Stage) -> None:
    """Record days ago, when all was well, that the case closes today."""
    then = days_ago(stage.today, 12)
    lifecycle.close_case(
        actor=stage.worker, case=stage.case, closed_on=stage.today, reason="verhuist",
        seen=version_of(stage.case), now=moment(then),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (a_need_that_was_lowered_before, "wat nodig is veranderde"),
        (a_closing_that_was_recorded_before, "dossier gesloten"),
    ],
)
def test_what_was_recorded_before_the_flag_began_and_ends_it_is_a_number_on_the_board(
    stage: Stage, lead: Client, board: str, change: Callable[[Stage], None], why: str
) -> None:
    change(stage)
    assert lines_of(lead, board) == [], "no flag was open, so nobody was asked"
    for day in range(12, 0, -1):
        upkeep.advance(now=moment(days_ago(stage.today, day)))
    before = stage.open_flags
    assert before
    upkeep.advance(now=timezone.now())
    gone = before - stage.open_flags
    assert gone
    assert vanished(lead, board) == {why: len(gone)}
    # The number opens: whose flags they were, and where to look what was changed.
    link = read(lead.get(board)).one(id="weg").one("a").attrs["href"]
    opened = read(lead.get(link))
    lines = list(opened.every("li", data_vanished=stage.case.ref))
    assert {line.attrs["data-kind"] for line in lines} == gone
    assert all("Nel Bos" in line.words and why in line.words for line in lines)
    hrefs = {link.attrs["href"] for line in lines for link in line.every("a")}
    assert hrefs == {f"/dossiers/{stage.case.pk}/", f"/dossiers/{stage.case.pk}/geschiedenis/"}
    assert all(lead.get(href).status_code == 200 for href in hrefs)


def test_what_vanished_is_for_the_leads_of_the_team_costs_a_fixed_number_of_queries_and_is_logged(
    stage: Stage, lead: Client, board: str, outsider: User, team_lead: User
) -> None:
    judge(stage)
    Flag.objects.filter(case=stage.case).update(
        state="closed", closed_at=timezone.now(), close_cause="policy_changed"
    )
    path = f"{board}weg/"
    with CaptureQueriesContext(connection) as few:
        assert lead.get(path).status_code == 200
    logged = AccessEntry.objects.filter(user_id=team_lead.pk, action=Action.LIST).latest("id")
    assert logged.case_ids == [stage.case.pk]
    for number in range(60):
        case = make_case(stage.place, stage.worker, days_ago(stage.today, 30), ref=f"W{number}")
        Flag.objects.create(
            municipality=stage.place.municipality, case=case, kind="not_seen", since=stage.today, state="closed",
            detected_at=timezone.now(), closed_at=timezone.now(), close_cause="policy_changed",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        page = lead.get(path)
    assert len(many) == len(few)
    assert len(list(read(page).every("li", data_vanished=None))) == 50
    rest = read(lead.get(f"{path}?waarom=policy_changed&pagina=2"))
    own = Flag.objects.filter(case=stage.case).count()
    assert len(list(rest.every("li", data_vanished=None))) == 10 + own
    assert not list(read(lead.get(f"{path}?waarom=case_closed")).every("li", data_vanished=None))
    assert lead.get(f"{path}?waarom=<script>&pagina=zz").status_code == 200
    assert lead.post(path).status_code == 405
    for user in (stage.worker, outsider):
        browser = Browser()
        browser.force_login(user)
        assert browser.get(path).status_code == 404


def test_a_visit_and_another_teams_flags_are_no_number_and_neither_is_what_is_four_weeks_past(
    stage: Stage, lead: Client, board: str, outsider: User
) -> None:
    judge(stage)
    now = timezone.now()
    flags = Flag.objects.filter(case=stage.case, state="open")
    flags.update(state="closed", closed_at=now, close_cause="restored")
    assert vanished(lead, board) == {}
    flags = Flag.objects.filter(case=stage.case)
    flags.update(close_cause="need_changed")
    assert vanished(lead, board) == {"wat nodig is veranderde": flags.count()}
    flags.update(closed_at=moment(days_ago(stage.today, 27), 0))
    assert vanished(lead, board) == {"wat nodig is veranderde": flags.count()}
    flags.update(closed_at=moment(days_ago(stage.today, 28), 23))
    assert vanished(lead, board) == {}
    flags.update(closed_at=now)
    Case.objects.filter(pk=stage.case.pk).update(team=outsider.memberships.get().team)
    assert vanished(lead, board) == {}
