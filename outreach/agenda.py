"""What this room asks of a worker on Vandaag, and of a team lead on the board (cases.agenda)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import phrases
from cases.agenda import Item
from cases.models import Agreement, Case, Flag
from cases.querysets import CaseQuerySet
from cases.rules import Rule
from outreach import clock, paper_text
from outreach.clock import State
from outreach.models import Paper, SearchPlan, SearchStep, SignOfLife, Wish
from outreach.readings import FlagReading, readings
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import Membership

_ASKS = (State.WAITS, State.DUE, State.ESCALATED, State.UNANSWERED)
_WITH_LEAD = (State.ESCALATED, State.UNANSWERED)


def for_worker(desk: Desk, today: dt.date) -> list[Item]:
    """Return what waits for a worker in their own cases."""
    mine = Case.objects.of_own_teams(desk).filter(worker_id=desk.user.pk)
    return [
        *_wishes(mine, today),
        *_flags(desk, mine, today, _ASKS),
        *_papers(mine, today),
        *_searches(mine, today),
        *_steps(desk, today),
        *_decisions(mine, today),
        *_news(mine, today),
    ]


def for_lead(desk: Desk, today: dt.date) -> list[Item]:
    """Return what nobody did in time, in the teams that somebody leads."""
    leading = (row for row in desk.memberships if row.role == Membership.Role.TEAM_LEAD)
    led = [row.team_id for row in leading if row.team_id is not None]
    cases = Case.objects.filter(team_id__in=led)
    wishes = (
        item
        for item in _wishes(cases, today)
        if item.worker_id is None or not item.due_on or item.due_on <= today
    )
    return [*wishes, *_flags(desk, cases, today, _WITH_LEAD)]


def _flags(desk: Desk, cases: CaseQuerySet, today: dt.date, states: Sequence[State]) -> Iterator[Item]:
    """Ask for a plan, once a case: one plan may answer all its flags."""
    assert desk.municipality is not None, "there are no cases without a municipality"
    open_flags = Flag.objects.filter(case__in=cases, state=Flag.State.OPEN).select_related("case__resident")
    found = readings(list(open_flags.order_by("case_id", "pk")), today, desk.municipality.zone)
    asking = [one for one in found if one.state in states]
    for _pk, group in groupby(asking, key=lambda one: one.flag.case_id):
        yield _flag_item(sorted(group, key=lambda one: phrases.BY_NEED.index(Rule(one.flag.kind))), today)


def _flag_item(asking: Sequence[FlagReading], today: dt.date) -> Item:
    first = min(asking, key=lambda one: one.reading.lead_on)
    flag, reading, case = first.flag, first.reading, first.flag.case
    kinds = ", ".join(phrases.of_rule(Rule(one.flag.kind)) for one in asking)
    words = {
        "kinds": phrases.capital(kinds),
        "since": phrases.since(reading.since, today),
        "day": phrases.coming_day(reading.lead_on, today),
    }
    why = _("%(kinds)s. Zonder plan sinds %(since)s; %(day)s naar de teamleider.")
    tone, word = "is-warn", _("Signaal zonder plan")
    if reading.state in _WITH_LEAD:
        tone, why = "is-danger", _("%(kinds)s. Zonder plan sinds %(since)s.")
    if reading.state is State.UNANSWERED:
        word = _("Signaal al tien werkdagen zonder plan")
    elif first.answers:
        word = _("De datum van het plan is er")
        if reading.state is State.DUE:
            tone = "is-calm"
            words["plan"] = phrases.short_day(reading.since, today)
            why = _("%(kinds)s. Het plan liep tot %(plan)s; %(day)s naar de teamleider.")
    return Item(
        code="answer-flag",
        key=f"answer-flag-{case.pk}",
        tone=tone,
        icon=str(phrases.RULES[Rule(flag.kind)].icon),
        name=case.resident.name,
        word=word,
        why=why % words,
        url=reverse("answer-flag", args=[case.pk, flag.pk]),
        act=_("Plan maken"),
        since=reading.since,
        due_on=reading.lead_on if reading.state is not State.DUE else reading.since,
        case_id=case.pk,
        resident_id=case.resident_id,
        worker_id=case.worker_id,
    )


def _wishes(cases: CaseQuerySet, today: dt.date) -> Iterator[Item]:
    """Ask to answer who wants to see somebody; after two working days, or without a worker, the lead is asked too."""
    wishes = Wish.objects.waiting().filter(case__in=cases).select_related("case__resident")
    for wish in wishes.order_by("asked_at", "pk"):
        lead_on = clock.wish_lead_on(wish.asked_on)
        words = {"since": phrases.since(wish.asked_on, today), "day": phrases.coming_day(lead_on, today)}
        why = _("Sinds %(since)s gevraagd, met de code op papier. Het wacht al twee werkdagen.")
        if today < lead_on:
            why = _(
                "Sinds %(since)s gevraagd, met de code op papier. Uiterlijk %(day)s hoort de bewoner iets."
            )
        yield Item(
            code="wish",
            key=f"wish-{wish.pk}",
            tone="is-alarm",
            icon="hand-stop",
            name=wish.case.resident.name,
            word=_("Wil iemand zien."),
            why=why % words,
            url=reverse("answer-wish", args=[wish.case_id, wish.pk]),
            act=_("Antwoorden"),
            since=wish.asked_on,
            due_on=lead_on,
            case_id=wish.case_id,
            resident_id=wish.case.resident_id,
            worker_id=wish.case.worker_id,
        )


def _papers(mine: CaseQuerySet, today: dt.date) -> Iterator[Item]:
    """Ask for a new print where the resident's paper no longer says what holds."""
    open_cases = mine.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
    printed = list(
        Paper.objects.filter(case__in=open_cases).newest().values_list("case_id", "digest", "printed_at")
    )
    whose = [case_id for case_id, _digest, _at in printed]
    cases = Case.objects.select_related("resident", "worker", "team__organisation", "municipality").in_bulk(
        whose
    )
    versions = Agreement.objects.filter(case__in=whose, valid_from__lte=today)
    agreed = {one.case_id: one for one in versions.order_by("valid_from")}
    for case_id, digest, at in printed:
        case, agreement = cases[case_id], agreed.get(case_id)
        if agreement is None or paper_text.make(case, agreement).digest == digest:
            continue
        since = case.municipality.day_of(at)
        yield Item(
            code="paper",
            key=f"paper-{case_id}",
            tone="is-calm",
            icon="notes",
            name=case.resident.name,
            word=_("De afspraak op papier klopt niet meer."),
            why=_("Geprint op %(day)s; er is iets veranderd.") % {"day": phrases.day(since, today)},
            url=reverse("paper", args=[case_id]),
            act=_("Nieuw papier"),
            since=since,
            case_id=case_id,
            resident_id=case.resident_id,
            worker_id=case.worker_id,
        )


def _searches(mine: CaseQuerySet, today: dt.date) -> Iterator[Item]:
    """Ask for a row where a search plan has none that is still to be done."""
    waiting = SearchStep.objects.filter(plan=OuterRef("pk"), outcome="")
    plans = SearchPlan.objects.open().filter(~Exists(waiting), case__in=mine)
    for plan in plans.select_related("case__resident", "case__municipality"):
        began = plan.case.municipality.day_of(plan.opened_at)
        yield Item(
            code="search",
            key=f"search-{plan.pk}",
            tone="is-alarm",
            icon="user-search",
            name=plan.case.resident.name,
            word=_("Zoekplan zonder volgende stap."),
            why=_("Het loopt sinds %(day)s. Wie probeert wat, en wanneer?")
            % {"day": phrases.since(began, today)},
            url=reverse("search-plan", args=[plan.case_id]),
            act=_("Naar het zoekplan"),
            since=began,
            due_on=today,
            case_id=plan.case_id,
            resident_id=plan.case.resident_id,
            worker_id=plan.case.worker_id,
        )


def _steps(desk: Desk, today: dt.date) -> Iterator[Item]:
    """Ask what came of a row, of who was to do it, in whosever case that is."""
    own = Case.objects.of_own_teams(desk)
    steps = SearchStep.objects.filter(case__in=own, who_id=desk.user.pk, outcome="", on__lte=today)
    for step in (
        steps.filter(plan__ended_at__isnull=True).select_related("case__resident").order_by("on", "pk")
    ):
        words = {"way": step.get_way_display(), "part": step.get_part_display()}
        yield Item(
            code="search-step",
            key=f"search-step-{step.pk}",
            tone="is-warn" if step.on < today else "is-calm",
            icon="user-search",
            name=step.case.resident.name,
            word=_("Uit het zoekplan."),
            why=phrases.capital(_("%(way)s, %(part)s. Wat kwam eruit?") % words),
            url=reverse("do-step", args=[step.case_id, step.pk]),
            act=_("Uitkomst"),
            since=step.on,
            due_on=step.on,
            case_id=step.case_id,
            resident_id=step.case.resident_id,
            worker_id=step.who_id,
        )


def _decisions(mine: CaseQuerySet, today: dt.date) -> Iterator[Item]:
    """Look again on the date of a decision to stop looking, while nobody reached the resident since."""
    plans = SearchPlan.objects.filter(case__in=mine).decided_until(today)
    for plan in plans.select_related("case__resident", "ended_by", "second"):
        assert plan.next_on is not None, "decided_until() keeps those with a date"
        words = {"by": plan.ended_by, "second": plan.second or plan.second_name}
        yield Item(
            code="search-decision",
            key=f"search-decision-{plan.pk}",
            tone="is-danger",
            icon="user-search",
            name=plan.case.resident.name,
            word=_("De datum van een besluit over zoeken is er."),
            why=_("Besloten door %(by)s en %(second)s. Nog niet bereikt sindsdien.") % words,
            url=reverse("search-plan", args=[plan.case_id]),
            act=_("Opnieuw kijken"),
            since=plan.next_on,
            due_on=plan.next_on,
            case_id=plan.case_id,
            resident_id=plan.case.resident_id,
            worker_id=plan.case.worker_id,
        )


def _news(mine: CaseQuerySet, today: dt.date) -> Iterator[Item]:
    signs = SignOfLife.objects.news().filter(case__in=mine).select_related("case__resident")
    for sign in signs.order_by("seen_at", "pk"):
        words = {"who": sign.get_source_display(), "day": phrases.since(sign.day, today)}
        yield Item(
            code="sign-of-life",
            key=f"sign-of-life-{sign.pk}",
            tone="is-calm",
            icon="eye",
            name=sign.case.resident.name,
            word=_("Teken van leven"),
            why=phrases.capital(_("gezien door %(who)s: %(day)s. De klokken lopen door.") % words),
            url=f"{reverse('case', args=[sign.case_id])}#tekens",
            act=_("Bekijken"),
            since=sign.day,
            case_id=sign.case_id,
            resident_id=sign.case.resident_id,
            worker_id=sign.case.worker_id,
        )
