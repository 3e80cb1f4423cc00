"""What the pages of reports show: put together here, so that views and templates only pass it on."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cases import phrases
from reports import words
from reports.models import About, Outcome, Report, ReportStep, State
from reports.querysets import ReportQuerySet
from wijkzorg.accounts.middleware import Desk

CLOSED_SHOWN = 30
_ICONS = {
    ReportStep.Kind.FILED: ("message", "is-calm"),
    ReportStep.Kind.TAKEN_UP: ("check", "is-done"),
    ReportStep.Kind.NOTE: ("notes", "is-calm"),
    ReportStep.Kind.REPORTER_TOLD: ("message", "is-plain"),
    ReportStep.Kind.PERSON_TOLD: ("message", "is-plain"),
    ReportStep.Kind.POSTPONED: ("player-pause", "is-soon"),
    ReportStep.Kind.RESIDENT: ("user-search", "is-plain"),
    ReportStep.Kind.CASE: ("clipboard-text", "is-done"),
    ReportStep.Kind.CLOSED: ("check", "is-done"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One report in a list."""

    report: Report
    name: str
    about: str
    when: str
    state: str
    tone: str
    icon: str
    late: bool


def row(report: Report, zone: zoneinfo.ZoneInfo, today: dt.date) -> Row:
    """Say of a report what stands in a list."""
    late = report.state == State.NEW and report.take_up_by < today
    if report.state == State.NEW:
        state = report.get_state_display()
        tone = "is-alarm" if report.danger else "is-warn"
    elif report.state == State.TAKEN_UP:
        state, tone = f"{report.get_state_display()}: {report.taken_up_by}", "is-calm"
    else:
        state, tone = report.get_outcome_display(), "is-done"
    return Row(
        report=report,
        name=words.name(report),
        about=words.about(report),
        when=words.moment(report.received_at, zone, today),
        state=phrases.capital(state),
        tone=tone,
        icon="alert-circle" if report.danger else "trees" if report.of_place else "message",
        late=late,
    )


def lists(desk: Desk, today: dt.date) -> dict[str, list[Row]]:
    """Return the reports that somebody sees, in four lists, each in the first to which it belongs; three queries."""
    assert desk.municipality is not None, "there are no reports without a municipality"
    zone = desk.municipality.zone
    seen = Report.objects.visible_to(desk).select_related("neighbourhood", "resident", "taken_up_by")
    found: dict[str, list[Row]] = {"duty": [], "mine": [], "team": [], "closed": []}
    going = seen.going().order_by("-danger", "take_up_by", "pk")
    on_duty = _ids(seen.on_duty_of(desk))
    for report in going:
        own = report.taken_up_by_id == desk.user.pk
        key = "duty" if report.pk in on_duty else "mine" if own else "team"
        found[key].append(row(report, zone, today))
    closed = seen.filter(state=State.CLOSED).order_by("-closed_at", "-pk")[:CLOSED_SHOWN]
    found["closed"] = [row(report, zone, today) for report in closed]
    return found


def _ids(reports: ReportQuerySet) -> set[int]:
    return set(reports.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, on the timeline."""

    title: str
    when: str
    who: str
    text: str
    icon: str
    tone: str


def steps(found: Iterable[ReportStep], zone: zoneinfo.ZoneInfo, today: dt.date, report: Report) -> list[Step]:
    """Return what was done, the newest first."""
    made = []
    for each in found:
        icon, tone = _ICONS[ReportStep.Kind(each.kind)]
        title = phrases.capital(each.get_kind_display())
        if each.kind == ReportStep.Kind.CLOSED:
            title = f"{title}: {report.get_outcome_display()}"
        who = str(each.actor) if each.actor else ""
        made.append(Step(title, words.moment(each.at, zone, today), who, each.text, icon, tone))
    return made


def beside(report: Report) -> dict[str, Any]:
    """Count the other reports about places in the same neighbourhood, and how many were solved by talking."""
    others = Report.objects.filter(
        municipality_id=report.municipality_id, neighbourhood_id=report.neighbourhood_id, about=About.PLACE
    ).exclude(pk=report.pk)
    outcomes = list(others.values_list("outcome", flat=True))
    return {"others": len(outcomes), "talked": outcomes.count(Outcome.TALKED)}
