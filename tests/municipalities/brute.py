"""Figures counted a second time, as naively as docs/figures.md reads: row by row, day by day, without SQL of ours.

It shares with the code that it judges only the contact rules' own words (a weight, a rate) and what an elasticity says.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from cases import rules
from cases.models import (
    Agreement,
    Case,
    Confirmation,
    Contact,
    Decision,
    Flag,
    Need,
    Pause,
    Policy,
)
from centres.models import Centre, Closure
from centres.opening import openings
from centres.timetables import timetables_of
from neighbourhoods.models import Boundary, Neighbourhood, Postcode
from outreach import clock
from outreach.models import FlagAnswer
from reports.models import Report, StreetRound
from residents.models import Resident
from volunteers.facts import known, moment_of
from volunteers.models import HelpRequest, RequestStep, Task, Volunteer
from wijkzorg.tenancy.models import Municipality

DAY = dt.timedelta(days=1)
KINDS = {
    "scaled_down": "afgeschaald",
    "eroding": "sluipendAfgeschaald",
    "not_seen": "uitBeeld",
    "unfindable": "onvindbaar",
}
REASONS = {
    "no_capacity": "geenCapaciteit",
    "budget": "bezuiniging",
    "residents_wish": "wensBewoner",
    "unreachable": "onbereikbaar",
    "other": "anders",
}
MEDIA = {1: "huisbezoek", 2: "elders", 3: "elders", 4: "opAfstand", 5: "opAfstand", 6: "opAfstand"}
MOODS = {"roomy": "ruim", "mind": "letOp", "rest": "rust"}
Found = dict[tuple[str, str], int]  # figure (with its part) and area


def by_case(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


class Town:
    """Everything of a municipality, in memory."""

    def __init__(self, municipality: Municipality) -> None:
        self.municipality, self.zone = municipality, municipality.zone
        self.cases = list(Case.objects.select_related("resident"))
        self.needs, self.agreements = (
            by_case(model.objects.order_by("valid_from")) for model in (Need, Agreement)
        )
        self.pauses, self.contacts = (
            by_case(Pause.objects.all()),
            by_case(Contact.objects.filter(reached=True)),
        )
        self.flags, self.confirmations = list(Flag.objects.all()), list(Confirmation.objects.all())
        self.answers = list(FlagAnswer.objects.order_by("answered_at", "pk"))
        self.policies = list(Policy.objects.order_by("valid_from"))
        self.decisions = list(Decision.objects.all())
        self.requests = {row.pk: row for row in HelpRequest.objects.all()}
        self.steps = list(RequestStep.objects.order_by("at", "pk"))
        self.tasks, self.volunteers = (
            list(Task.objects.all()),
            {row.pk: row for row in Volunteer.objects.all()},
        )
        self.reports, self.rounds = list(Report.objects.all()), list(StreetRound.objects.all())
        self.of_flag = {case.pk: case for case in self.cases}
        self.areas = {
            row.pk: (row.code, row.district.code, municipality.code)
            for row in Neighbourhood.objects.select_related("district")
        }
        self.moves: dict[int, list[Any]] = defaultdict(list)
        events = Resident.pgh_event_model.objects  # type: ignore[attr-defined]
        for event in events.order_by("pgh_created_at", "pgh_id"):
            self.moves[event.pgh_obj_id].append(event)

    # --- What holds when -------------------------------------------------------------------------------------------

    def midnight(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), self.zone)

    def day(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()

    def lives(self, resident: Resident, day: dt.date) -> int:
        """Where somebody lived as the week began of a day, or as its month began if that was later."""
        moment = self.midnight(max(day - dt.timedelta(days=day.weekday()), day.replace(day=1)))
        later = [event for event in self.moves[resident.pk] if event.pgh_created_at > moment]
        return int(later[0].neighbourhood_id) if later else resident.neighbourhood_id

    def policy(self, case: Case, day: dt.date) -> rules.Policy:
        valid = [one for one in self.policies if one.valid_from <= day]
        own = [one for one in valid if one.target_group_id and one.target_group_id == case.target_group_id]
        general = [one for one in valid if one.target_group_id is None]
        latest = (own or general)[-1:]
        return latest[0].numbers if latest else rules.DEFAULT_POLICY

    @staticmethod
    def in_force(versions: list[Any], day: dt.date) -> Any:
        return next((one for one in reversed(versions) if one.valid_from <= day), None)

    @staticmethod
    def open_on(case: Case, day: dt.date) -> bool:
        return case.opened_on <= day and (case.closed_on is None or day < case.closed_on)

    def paused(self, case: Case, day: dt.date) -> bool:
        return any(pause.first_day <= day <= pause.last_day for pause in self.pauses[case.pk])

    # --- Stocks ----------------------------------------------------------------------------------------------------

    def stocks(self, monday: dt.date) -> Found:
        """What there was at the end of the Sunday before, in every area."""
        sunday, found = monday - DAY, Counter[tuple[str, str]]()
        points: Counter[tuple[str, int]] = Counter()
        for case in self.cases:
            if not self.open_on(case, sunday):
                continue
            here = self.lives(case.resident, monday)
            self._add(found, here, "openDossiers")
            policy = self.policy(case, sunday)
            first = self.in_force(self.needs[case.pk], case.opened_on).rhythm
            need = self.in_force(self.needs[case.pk], sunday).rhythm
            points["puntenPerWeek.eerstNodig", here] += 7 * rules.rate(first, first, policy)
            points["puntenPerWeek.nodig", here] += 7 * rules.rate(need, need, policy)
            if agreement := self.in_force(self.agreements[case.pk], sunday):
                points["puntenPerWeek.afgesproken", here] += 7 * rules.rate(agreement.rhythm, need, policy)
        for (figure, here), millionths in points.items():
            self._add(found, here, figure, half_up(millionths))
        for flag, case in self._open_flags(monday):
            here, kind = self.lives(case.resident, monday), KINDS[flag.kind]
            figures = ["signaleringenOpen"]
            if self._unanswered(flag, case, sunday):
                figures.append("signaleringenOnbeantwoord")
            for figure in figures:
                self._add(found, here, figure)
                self._add(found, here, f"{figure}.{kind}")
        moment = moment_of(self.municipality, self.midnight(monday))
        for one in self.volunteers.values():
            if one.joined_on < monday and (one.left_on is None or one.left_on >= monday):
                reading = known(moment, [one.pk])[one.pk].volunteer.reading
                self._add(found, one.neighbourhood_id, "vrijwilligers")
                mood = MOODS[reading.mood(moment.numbers.elastic).value]
                self._add(found, one.neighbourhood_id, f"vrijwilligers.{mood}")
        return dict(found) | self._decided(monday)

    def unseen(self, monday: dt.date, area: str) -> int | None:
        """The middle of the days since each was seen, each rounded to five first."""
        days = []
        for case in self.cases:
            if self.open_on(case, monday - DAY) and area in self.areas[self.lives(case.resident, monday)]:
                seen = [
                    one.day
                    for one in self.contacts[case.pk]
                    if case.opened_on <= one.day < monday and rules.Medium(one.medium).face_to_face
                ]
                days.append(5 * round((monday - max(seen, default=case.opened_on)).days / 5))
        return sorted(days)[(len(days) - 1) // 2] if days else None

    def _open_flags(self, monday: dt.date) -> Iterator[tuple[Flag, Case]]:
        at = self.midnight(monday)
        for flag in self.flags:
            case = self.of_flag[flag.case_id]
            there = flag.detected_at < at and (flag.closed_at is None or flag.closed_at >= at)
            if there and self.open_on(case, monday - DAY):
                yield flag, case

    def _unanswered(self, flag: Flag, case: Case, day: dt.date) -> bool:
        answers = [
            clock.Given(self.day(one.answered_at), one.until)
            for one in self.answers
            if one.flag_id == flag.pk
        ]
        pauses = [(pause.first_day, pause.last_day) for pause in self.pauses[case.pk]]
        episode = clock.Episode(self.day(flag.detected_at), answers, pauses)
        return clock.read(episode, day).state is clock.State.UNANSWERED

    def _decided(self, monday: dt.date) -> Found:
        found: Counter[tuple[str, str]] = Counter()
        sunday, code = monday - DAY, self.municipality.code
        less: Counter[int] = Counter()
        for decision in self.decisions:
            if decision.created_at < self.midnight(monday):
                for name in ("besluitAfspraken", "besluitPunten", "besluitSignaleringen"):
                    found[f"{name}.{decision.pk}", code] = 0
        for case in self.cases:
            agreement = self.in_force(self.agreements[case.pk], sunday)
            if not self.open_on(case, sunday) or agreement is None or agreement.decision_id is None:
                continue
            number, policy = agreement.decision_id, self.policy(case, sunday)
            need = self.in_force(self.needs[case.pk], sunday).rhythm
            found[f"besluitAfspraken.{number}", code] += 1
            less[number] += max(
                0, rules.rate(need, need, policy) - rules.rate(agreement.rhythm, need, policy)
            )
            since, until = self.midnight(agreement.valid_from), self.midnight(monday)
            found[f"besluitSignaleringen.{number}", code] += sum(
                flag.case_id == case.pk and since <= flag.detected_at < until for flag in self.flags
            )
        for number, millionths in less.items():
            found[f"besluitPunten.{number}", code] = half_up(7 * millionths)
        return dict(found)

    # --- Flows -----------------------------------------------------------------------------------------------------

    def flows(self, begins: dt.date, ends: dt.date) -> Found:
        """What happened over some days of one week and month, in every area."""
        found: Counter[tuple[str, str]] = Counter()
        millionths: Counter[tuple[str, int]] = Counter()
        for day in (begins + DAY * n for n in range((ends - begins).days)):
            for case in self.cases:
                if self.open_on(case, day):
                    self._a_day(found, millionths, case, day, begins)
        for (figure, here), number in millionths.items():
            self._add(found, here, figure, half_up(number))
        since, until = self.midnight(begins), self.midnight(ends)
        for here, figure, part in self._events(begins, ends, since, until):
            self._add(found, here, figure)
            if part:
                self._add(found, here, f"{figure}.{part}")
        return dict(found)

    def _a_day(
        self,
        found: Counter[tuple[str, str]],
        millionths: Counter[tuple[str, int]],
        case: Case,
        day: dt.date,
        begins: dt.date,
    ) -> None:
        here, policy = self.lives(case.resident, begins), self.policy(case, begins)
        made = [one for one in self.contacts[case.pk] if one.day == day]
        for one in made:
            self._add(found, here, "contactmomenten")
            self._add(found, here, f"contactmomenten.{MEDIA[one.medium]}")
        if self.paused(case, day):
            self._add(found, here, "pauzedagen")
            return
        need = self.in_force(self.needs[case.pk], day).rhythm
        millionths["punten.nodig", here] += rules.rate(need, need, policy)
        if agreement := self.in_force(self.agreements[case.pk], day):
            millionths["punten.afgesproken", here] += rules.rate(agreement.rhythm, need, policy)
        best = max((policy.weight(rules.Medium(one.medium)) for one in made), default=0)
        millionths["punten.gegeven", here] += 1_000_000 * min(best, policy.weight(need.medium))

    def _events(
        self, begins: dt.date, ends: dt.date, since: dt.datetime, until: dt.datetime
    ) -> Iterator[tuple[int, str, str]]:
        def within(moment: dt.datetime | None) -> bool:
            return moment is not None and since <= moment < until

        def of(case_id: int, day: dt.date) -> int:
            return self.lives(self.of_flag[case_id].resident, day)

        for flag in self.flags:
            if within(flag.detected_at):
                yield of(flag.case_id, self.day(flag.detected_at)), "signaleringenGeopend", KINDS[flag.kind]
            if flag.closed_at and within(flag.closed_at):
                yield of(flag.case_id, self.day(flag.closed_at)), "signaleringenGesloten", KINDS[flag.kind]
        for one in self.confirmations:
            if one.kind == "closing" and one.why == "open_flag" and within(one.asked_at):
                yield of(one.case_id, self.day(one.asked_at)), "sluitingenMetSignalering", ""
        for case in self.cases:
            for one in self.agreements[case.pk]:
                if one.reason and begins <= one.valid_from < ends:
                    yield of(case.pk, one.valid_from), "minderAfgesproken", REASONS[one.reason]
            versions = self.needs[case.pk]
            for before, after in pairwise(versions):
                policy = self.policy(case, after.valid_from)
                much, little = (one.contacts * policy.weight(one.rhythm.medium) for one in (before, after))
                if little * before.per_days < much * after.per_days and begins <= after.valid_from < ends:
                    asked = any(
                        one.need_id == after.pk and one.why == "open_flag" for one in self.confirmations
                    )
                    part = "metSignalering" if asked else "zonderSignalering"
                    yield of(case.pk, after.valid_from), "behoeftesVerlaagd", part
        for request in self.requests.values():
            if request.part_of_id is None and request.merged_into_id is None:
                for name, moment in self._help(request):
                    if within(moment):
                        yield request.neighbourhood_id, name, ""
        for task in self.tasks:
            if task.state == "done" and begins <= task.day < ends:
                here = self.requests[task.request_id].neighbourhood_id
                own = self.volunteers[task.volunteer_id].neighbourhood_id == here
                yield here, "taken", "eigenBuurt" if own else "andereBuurt"
        for report in self.reports:
            if report.about == "place":
                if within(report.received_at):
                    yield report.neighbourhood_id, "meldingenPlek", ""
                if within(report.closed_at):
                    part = "doorPraten" if report.outcome == "talked" else "anders"
                    yield report.neighbourhood_id, "meldingenPlekAfgerond", part
        for walk in self.rounds:
            if within(walk.ended_at):
                yield walk.neighbourhood_id, "rondes", ""

    def _help(self, request: HelpRequest) -> Iterator[tuple[str, dt.datetime]]:
        yield "hulpvragenBinnen", request.received_at
        steps = [step for step in self.steps if step.request_id == request.pk]
        yes = next((step for step in steps if step.kind == "accepted"), None)
        if yes:
            yield "hulpvragenBeantwoord", yes.at
        no = next((step for step in steps if step.state in ("escalated", "not_solved")), None)
        if no and (yes is None or (no.at, no.pk) < (yes.at, yes.pk)):
            yield "hulpvragenOnbeantwoord", no.at

    def centre_minutes(self, begins: dt.date, ends: dt.date) -> Counter[tuple[str, str]]:
        """How many minutes centres were open or shut, tried every five minutes."""
        centres, found = list(Centre.objects.all()), Counter[tuple[str, str]]()
        tables = timetables_of(centres, zone=self.zone, since=begins)
        where = dict(Postcode.objects.values_list("code", "neighbourhood_id"))
        maps = {row.neighbourhood_id: row.outline for row in Boundary.objects.order_by("reference_year")}
        for centre in centres:
            here = where.get(centre.postcode) or next(
                pk for pk, rings in maps.items() if winds(rings, centre)
            )
            closures = list(Closure.objects.standing().filter(centre=centre))
            table = tables[centre.pk].__class__(**{**_fields(tables[centre.pk]), "closures": ()})
            for span in openings(table, begins, ends - DAY):
                moment = span.start
                while moment < span.end:
                    shut = [
                        one
                        for one in closures
                        if one.starts_at <= moment and (one.ends_at is None or moment < one.ends_at)
                    ]
                    without = any(one.without_alternative for one in shut)
                    part = "open" if not shut else "dichtZonderAnder" if without else "dichtMetAnder"
                    for area in self.areas[here]:
                        found[f"centrumuren.{part}", area] += 5
                    moment += dt.timedelta(minutes=5)
        return found

    def _add(self, found: Counter[tuple[str, str]], here: int, figure: str, number: int = 1) -> None:
        for area in self.areas[here]:
            found[figure, area] += number


def half_up(millionths: int) -> int:
    return (2 * millionths + 1_000_000) // 2_000_000


def winds(rings: list[list[list[int]]], centre: Centre) -> bool:
    """Whether the rings go round a place: the angles from it add up to whole turns."""
    turned = 0.0
    for ring in rings:
        seen = [math.atan2(y - centre.y - 0.5, x - centre.x - 0.5) for x, y in ring]
        turned += sum(
            (after - before + math.pi) % (2 * math.pi) - math.pi for before, after in pairwise(seen)
        )
    return abs(turned) > math.pi


def _fields(table: Any) -> dict[str, Any]:
    return {name: getattr(table, name) for name in table.__dataclass_fields__}
