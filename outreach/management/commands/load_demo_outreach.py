"""Load what was done about the flags of Voorbeeldstad, in the order in which it was; again changes nothing.

The rules judge each flagged case on the day on which its flags began, so that a flag was found then and its clock ran
since. So it comes before `reassess`, which leaves those flags as they are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Exists, OuterRef, Q

from cases import assessment
from cases.demo import staff
from cases.demo.workdays import on_or_before, workday_from
from cases.filling import fill, people
from cases.models import Agreement, Case, Contact, Flag
from cases.rules import Medium
from outreach import demo, paper_text
from outreach.actions import read_sign, record_sign
from outreach.models import FlagAnswer, Paper, SearchPlan, SignOfLife
from outreach.papers import answer_wish, ask_to_see
from outreach.searching import MEDIA, add_step, ask_desk, do_step, end_by_decision, open_plan
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality

Moment = tuple[dt.datetime, Callable[[dt.datetime], object]]
MINUTE = dt.timedelta(minutes=1)


class Command(BaseCommand):
    """Play what people did, each at its own moment."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load in one transaction; raises CommandError where the demo itself is not there."""
        fill(lambda municipality, now: _Loading(municipality, now).load(), unless=FlagAnswer.objects.all())


class _Loading:
    def __init__(self, municipality: Municipality, now: dt.datetime) -> None:
        self.municipality, self.now = municipality, now
        self.today = municipality.day_of(now)
        self.people = people()
        self.cases = {
            case.ref: case
            for case in Case.objects.filter(municipality=municipality).select_related(
                "municipality", "resident", "worker", "team__organisation"
            )
        }
        found = Flag.objects.filter(municipality=municipality).values_list("case_id", flat=True)
        self.known = set(found)  # somebody judged these cases before: their past is not played again
        self.told: list[Moment] = []

    def load(self) -> None:
        """Gather what happened, play it in the order of time, and let the rules judge today what came of it."""
        flagged = self._flagged()
        self._found(flagged)
        sought = [one for one in flagged if one.sought]
        for number, one in enumerate(self._headline_first(sought)):
            self._search(number, one)
        self._signs([one for one in flagged if not one.sought])
        self._wishes(self._papers())
        for moment, act in sorted(self.told, key=lambda one: one[0]):
            act(moment)
        cases = [self.cases[one.ref].pk for one in flagged]
        assessment.refresh(case_ids=cases, on=self.today, now=self.now, cause=None)
        self._answered(demo.answers(flagged, self.today))

    def _flagged(self) -> list[demo.Flagged]:
        judged = assessment.assess(municipality_id=self.municipality.pk, on=self.today)
        return [
            demo.Flagged(
                ref,
                str(self.cases[ref].worker) if self.cases[ref].worker else None,
                {flag.kind.value: flag.since for flag in standing.flags},
            )
            for ref, standing in judged
            if standing.flags
        ]

    def _found(self, flagged: list[demo.Flagged]) -> None:
        """Judge cases in which no flag was found yet on the mornings on which one began."""
        mornings: dict[dt.date, list[int]] = defaultdict(list)
        for one in flagged:
            case = self.cases[one.ref]
            for day in set(one.since.values()):
                if case.pk not in self.known and day < self.today:
                    mornings[day].append(case.pk)
        for day, cases in mornings.items():
            self._at(day, 5 * 60, partial(self._judge, cases, day))

    def _judge(self, cases: list[int], day: dt.date, moment: dt.datetime) -> None:
        assessment.refresh(case_ids=cases, on=day, now=moment, cause=None)

    def _answered(self, answers: list[demo.Answer]) -> None:
        """Write the answers to the flags that were open at that moment: a statement for all, as a history is."""
        flags: dict[int, list[Flag]] = defaultdict(list)
        for flag in Flag.objects.filter(case__in={self.cases[one.ref].pk for one in answers}):
            flags[flag.case_id].append(flag)
        rows = []
        for answer in sorted(answers, key=lambda one: one.at):
            case, moment = self.cases[answer.ref], self._moment(*answer.at)
            assert case.worker is not None, "whose case is nobody's answers nothing"
            rows += [
                FlagAnswer(
                    municipality=self.municipality,
                    case=case,
                    flag=flag,
                    plan=answer.plan,
                    until=answer.until,
                    answered_by=case.worker,
                    answered_at=moment,
                    token=uuid.uuid4(),
                )
                for flag in flags[case.pk]
                if flag.detected_at <= moment and (flag.closed_at is None or moment < flag.closed_at)
            ]
        FlagAnswer.objects.bulk_create(rows)

    def _headline_first(self, sought: list[demo.Flagged]) -> list[demo.Flagged]:
        """Put the case of the demo's own worker first, then who has been sought longest."""
        return sorted(
            sought, key=lambda one: (one.worker != staff.HEADLINE, one.since["unfindable"], one.ref)
        )

    def _search(self, number: int, one: demo.Flagged) -> None:
        case, began = self.cases[one.ref], one.since["unfindable"]
        worker = case.worker or self.people[next(t.lead for t in staff.TEAMS if t.name == case.team.name)]
        yesterday = on_or_before(self.today - demo.DAY)
        began = min(began, yesterday)
        self._at(began, 5 * 60 + 5, lambda moment: open_plan(actor=None, case=case, now=moment))
        if number == len(demo.ROWS):
            day = workday_from(self.today, demo.DECISION_DAYS_AGO)
            self._at(max(day, began), 11 * 60, lambda moment: self._decide(case, worker, moment))
            return
        rows = demo.ROWS[number] if number < len(demo.ROWS) else (demo.NEXT_ROW,)
        colleague = next(name for name in self._colleagues(case) if name != worker.name)
        for row in rows:
            on = workday_from(self.today, row.on)
            added = min(on_or_before(on - demo.DAY), yesterday)
            if added < began or (row.outcome and case.pk in self.known):
                continue
            who = self.people[colleague] if row.by_colleague else worker
            token = uuid.uuid4()
            self._at(added, 16 * 60, partial(self._add_row, case, worker, who, row, on, token))
            if row.outcome:
                self._at(on, demo.MINUTES[row.part], partial(self._do_row, case, who, row, token))
        if number < len(demo.ROWS):
            ask = partial(ask_desk, actor=worker, case=case, reason=demo.DESK_REASON)
            self._at(max(began, workday_from(self.today, -4)), 10 * 60, lambda moment: ask(now=moment))

    def _decide(self, case: Case, worker: User, moment: dt.datetime) -> None:
        end_by_decision(
            actor=worker,
            plan=SearchPlan.objects.select_related("case").get(case=case),
            decision=demo.DECISION,
            second=None,
            second_name=demo.DECISION_SECOND,
            next_on=self.today + demo.DECISION_NEXT * demo.DAY,
            now=moment,
        )

    def _add_row(
        self,
        case: Case,
        worker: User,
        who: User,
        row: demo.Row,
        on: dt.date,
        token: uuid.UUID,
        moment: dt.datetime,
    ) -> None:
        plan = SearchPlan.objects.open().select_related("case").get(case=case)
        add_step(actor=worker, plan=plan, who=who, way=row.way, part=row.part, on=on, token=token, now=moment)

    def _do_row(self, case: Case, who: User, row: demo.Row, token: uuid.UUID, moment: dt.datetime) -> None:
        plan = SearchPlan.objects.open().get(case=case)
        step = plan.steps.select_related("case").get(token=token)
        # What is an attempt at contact was made before it was written down.
        happened = moment - 20 * MINUTE if row.way in MEDIA else moment - 60 * MINUTE
        do_step(actor=who, step=step, outcome=row.outcome, happened_at=happened, note=row.note, now=moment)

    def _colleagues(self, case: Case) -> list[str]:
        return [name for team in staff.TEAMS if team.name == case.team.name for name in team.workers]

    def _signs(self, flagged: list[demo.Flagged]) -> None:
        """Tell of one flagged case of every third worker that somebody saw the resident."""
        first = {one.worker: one for one in reversed(flagged) if one.worker and "not_seen" in one.since}
        for sign, one in zip(demo.SIGNS, [first[name] for name in sorted(first)], strict=False):
            case = self.cases[one.ref]
            assert case.worker is not None
            colleague = next(name for name in self._colleagues(case) if name != case.worker.name)
            self._at(
                self.today - sign.days * demo.DAY,
                15 * 60,
                partial(self._sign, case, self.people[colleague], sign),
            )

    def _sign(self, case: Case, colleague: User, sign: demo.Sign, moment: dt.datetime) -> None:
        made = record_sign(
            actor=colleague,
            case=case,
            source=SignOfLife.Source(sign.source),
            seen_at=moment - 90 * MINUTE,
            note=sign.note,
            token=uuid.uuid4(),
            now=moment,
        )
        if sign.read and case.worker:
            read_sign(actor=case.worker, sign=made, now=moment + 120 * MINUTE)

    def _papers(self) -> list[Paper]:
        """Print the agreement of every fourth case, without making the PDF; one says what held before."""
        agreed: dict[int, list[Agreement]] = defaultdict(list)
        for row in Agreement.objects.filter(valid_from__lte=self.today).order_by("case_id", "valid_from"):
            agreed[row.case_id].append(row)
        agreements = {
            case: versions
            for case in sorted(self.cases.values(), key=lambda case: case.ref)
            if case.worker and not case.closed_on and (versions := agreed.get(case.pk))
        }
        stale = self._changed(agreements)
        printed = []
        for number, (case, versions) in enumerate(agreements.items()):
            if number % demo.PAPER_EVERY and case != stale:
                continue
            said = versions[-2] if case == stale else versions[-1]
            day = min(on_or_before(said.valid_from + 6 * demo.DAY), on_or_before(self.today - demo.DAY))
            printed.append(
                Paper(
                    municipality=self.municipality,
                    case=case,
                    token_hash=hashlib.sha256(secrets.token_bytes(16)).hexdigest(),
                    digest=paper_text.make(case, said).digest,
                    printed_by=case.worker,
                    printed_at=self._moment(day, 16 * 60 + 30),
                )
            )
        return Paper.objects.bulk_create(printed)

    def _changed(self, agreements: Mapping[Case, list[Agreement]]) -> Case | None:
        """Return the first case of the demo's own worker in which something else was agreed lately, if there is one."""
        headline = self.people[staff.HEADLINE]
        own = ((case, rows) for case, rows in agreements.items() if case.worker == headline)
        return next(
            (case for case, rows in own if len(rows) > 1 and rows[-1].rhythm != rows[-2].rhythm), None
        )

    def _wishes(self, papers: list[Paper]) -> None:
        """Let residents ask to see somebody, who were met by nobody since."""
        seen = Contact.objects.filter(
            case=OuterRef("pk"),
            reached=True,
            medium__in=[int(medium) for medium in Medium if medium.face_to_face],
        )
        for number, wish in enumerate(demo.WISHES):
            asked = self.now - dt.timedelta(hours=wish.hours)
            may = [paper for paper in papers if paper.printed_at < asked]
            unmet = Case.objects.filter(~Exists(seen.filter(happened_at__gt=asked)), ~Q(wishes__isnull=False))
            met = set(unmet.filter(pk__in=[p.case_id for p in may]).values_list("pk", flat=True))
            # What still waits is of the first team, so that its lead has one that waits too long.
            first = staff.TEAMS[0].name
            may = [p for p in may if wish.answer or (p.case_id in met and p.case.team.name == first)]
            mine = [
                paper for paper in may if (paper.printed_by == self.people[staff.HEADLINE]) == (number == 0)
            ]
            if not mine:
                continue
            paper = mine[7 * number % len(mine)]
            papers = [one for one in papers if one.case_id != paper.case_id]
            for tap in range(wish.taps):
                self.told.append((asked + tap * 5 * MINUTE, partial(self._ask, paper)))
            if wish.answer:
                at = asked + dt.timedelta(hours=wish.answered_after)
                self.told.append((at, partial(self._answer_wish, paper, wish.answer)))

    def _ask(self, paper: Paper, moment: dt.datetime) -> None:
        ask_to_see(paper=paper, now=moment)

    def _answer_wish(self, paper: Paper, answer: str, moment: dt.datetime) -> None:
        (wish,) = paper.case.wishes.filter(answered_at__isnull=True)
        answer_wish(actor=paper.printed_by, wish=wish, answer=answer, now=moment)

    def _at(self, day: dt.date, minute: int, act: Callable[[dt.datetime], object]) -> None:
        self.told.append((self._moment(day, minute), act))

    def _moment(self, day: dt.date, minute: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), self.municipality.zone) + minute * MINUTE
