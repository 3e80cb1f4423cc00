"""The rows behind what this room asks of a worker and of a team lead: read here, put into words by agenda."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from cases.asking import part
from cases.models import Agreement, Case, Flag, Pause
from cases.querysets import CaseQuerySet
from outreach.models import FlagAnswer, Paper, SearchPlan, SearchStep, SignOfLife, Wish
from outreach.querysets import WishQuerySet
from roster.presence import unattended
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

Set = models.QuerySet[Any, Any]


def of_worker(desk: Desk, today: dt.date) -> Iterator[Set]:
    """Read what waits for a worker in their own cases, and the rows of search plans that are theirs in any case."""
    mine = Case.objects.in_care_of(desk, today)
    yield _wishes("wish", Wish.objects.filter(case__in=mine))
    yield _wishes("duty-wish", Wish.objects.on_duty_of(desk))
    yield _flags("flag", mine, today)
    yield _papers(mine.going_on(today), today)
    waiting = SearchStep.objects.filter(plan=OuterRef("pk"), outcome="")
    plans = SearchPlan.objects.open().filter(~Exists(waiting), case__in=mine)
    yield part("search", plans, at=F("opened_at"))
    own = Case.objects.of_own_teams(desk)
    steps = SearchStep.objects.filter(case__in=own, who_id=desk.user.pk, outcome="", on__lte=today)
    steps = steps.filter(plan__ended_at__isnull=True)
    yield part("step", steps, on=F("on"), way=F("way"), part=F("part"), who=F("who_id"))
    yield part(
        "decision",
        SearchPlan.objects.filter(case__in=mine).decided_until(today),
        on=F("next_on"),
        by=F("ended_by__name"),
        by_email=F("ended_by__email"),
        second=F("second__name"),
        second_email=F("second__email"),
        second_name=F("second_name"),
    )
    signs = SignOfLife.objects.news().filter(case__in=mine)
    yield part("sign", signs, source=F("source"), day=F("day"))


def of_lead(desk: Desk, today: dt.date) -> Iterator[Set]:
    """Read what may have been left undone in the teams that somebody leads."""
    leading = (row for row in desk.memberships if row.role == Membership.Role.TEAM_LEAD)
    cases = Case.objects.filter(team_id__in=[row.team_id for row in leading if row.team_id is not None])
    nobody = ExpressionWrapper(unattended("case__worker", "case__team", today), models.BooleanField())
    yield _wishes("late-wish", Wish.objects.filter(case__in=cases), nobody=nobody)
    yield _flags("late-flag", cases, today)


def _wishes(kind: str, wishes: WishQuerySet, **more: Any) -> Set:
    at_desk = ExpressionWrapper(Q(paper__isnull=True), models.BooleanField())
    return part(kind, wishes.waiting(), asked_on=F("asked_on"), at_desk=at_desk, **more)


def _flags(kind: str, cases: CaseQuerySet, today: dt.date) -> Set:
    """Read open flags with what their clocks need: the answers in their order, and the pauses of the case."""
    answers = FlagAnswer.objects.filter(flag=OuterRef("pk")).order_by("answered_at", "pk")
    pauses = Pause.objects.filter(case=OuterRef("case"))
    return part(
        kind,
        Flag.objects.filter(case__in=cases, state=Flag.State.OPEN),
        rule=F("kind"),
        at=F("detected_at"),
        answers=ArraySubquery(answers.values_list(JSONObject(at="answered_at", until="until"))),
        pauses=ArraySubquery(pauses.values_list(JSONObject(first="first_day", last="last_day"))),
    )


def _papers(cases: CaseQuerySet, today: dt.date) -> Set:
    """Read the last paper of each case with all that its words are made of today."""
    agreed = Agreement.objects.filter(case=OuterRef("case"), valid_from__lte=today).order_by("-valid_from")
    rhythm = JSONObject(medium="medium", contacts="contacts", per_days="per_days")
    return part(
        "paper",
        Paper.objects.filter(case__in=cases).newest(),
        digest=F("digest"),
        at=F("printed_at"),
        first_name=F("case__resident__first_name"),
        helper=F("case__worker__name"),
        helper_email=F("case__worker__email"),
        team=F("case__team__name"),
        phone=F("case__team__phone"),
        organisation=F("case__team__organisation__name"),
        complaints=F("case__team__organisation__complaints"),
        support=F("case__team__organisation__client_support"),
        agreed=Subquery(agreed.values_list(rhythm)[:1]),
    )
