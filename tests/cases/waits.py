"""What the tests of what waits for a team lead share: two cases, and what a worker does with them."""

from __future__ import annotations

import datetime as dt

import pytest

from cases import assessment, history, lifecycle, promises, rules
from cases.changing import version_of
from cases.models import Agreement, Case, Flag, Need, Pause, Reason
from tests.cases.less import less
from tests.conftest import ZONE, Place, add_contact, make_case, moment
from wijkzorg.accounts.models import User

OPENED = dt.date(2026, 1, 5)
TODAY = dt.date(2026, 3, 3)
NOW = moment(TODAY)
DAY = dt.timedelta(days=1)
VISIT = rules.Rhythm(1, 7, rules.Medium.HOME_VISIT)
CALL = rules.Rhythm(1, 14, rules.Medium.PHONE)


@pytest.fixture
def case(place: Place, worker: User, team_lead: User) -> Case:
    """A case in which all goes well: a home visit a week needed, promised and given."""
    made = make_case(place, worker, OPENED)
    for days in range(1, 57, 7):
        add_contact(made, worker, TODAY - dt.timedelta(days=days))
    assessment.refresh(case_ids=[made.pk], on=TODAY, now=NOW, cause=None)
    return made


@pytest.fixture
def unseen(place: Place, worker: User, team_lead: User) -> Case:
    """A case that never had a contact: flags are open."""
    made = make_case(place, worker, OPENED, ref="D2", last_name="Bos")
    assessment.refresh(case_ids=[made.pk], on=TODAY, now=NOW, cause=None)
    return made


def agree(
    case: Case, actor: User, rhythm: rules.Rhythm, *, on: dt.date = TODAY, now: dt.datetime = NOW
) -> Agreement:
    said = less(case, Reason.BUDGET, max(on, now.astimezone(ZONE).date()))
    return promises.agree(actor=actor, case=case, valid_from=on, rhythm=rhythm, less=said, now=now)


def pause(case: Case, actor: User, first: dt.date, last: dt.date) -> Pause:
    return lifecycle.pause(
        actor=actor, case=case, first_day=first, last_day=last, reason="ziekenhuis", now=NOW
    )


def need(case: Case, actor: User, rhythm: rules.Rhythm, *, on: dt.date = TODAY) -> Need:
    return promises.assess_need(
        actor=actor, case=case, valid_from=on, rhythm=rhythm, reason="gaat beter", now=NOW
    )


def close(case: Case, actor: User, on: dt.date = TODAY) -> Case:
    return lifecycle.close_case(
        actor=actor, case=case, closed_on=on, reason="verhuisd", seen=version_of(case), now=NOW
    )


def promised(case: Case, on: dt.date = TODAY) -> rules.Rhythm:
    found = case.agreements.filter(valid_from__lte=on).order_by("-valid_from").first()
    assert found is not None
    return found.rhythm


def open_flags(case: Case) -> set[str]:
    return set(Flag.objects.filter(case=case).exclude(state="closed").values_list("kind", flat=True))


def told(case: Case) -> str:
    return " ".join(change.sentence for change in history.page(case, number=1, zone=ZONE).changes)
