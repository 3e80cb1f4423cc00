"""A year of one case as a drawing and, month by month, as a table."""

from __future__ import annotations

import calendar
import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass

from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases import drawing, phrases
from cases.models import Flag
from cases.rules import History, Medium, Rule
from cases.rules.course import CourseDay, course, unit
from cases.rules.rhythms import MILLIONTHS
from cases.timeline import Records

_UNITS = {
    Medium.HOME_VISIT: "huisbezoeken per 4 weken",
    Medium.WALK_IN: "keer inloop per 4 weken",
    Medium.OUTDOORS: "keer buiten per 4 weken",
    Medium.VIDEO: "keer beeldbellen per 4 weken",
    Medium.PHONE: "keer bellen per 4 weken",
    Medium.MESSAGE: "berichten per 4 weken",
}


@dataclass(frozen=True, slots=True)
class Month:
    """One row of the table: the levels at the end of a month, in points per four weeks, and what happened in it."""

    name: str
    needed: str
    promised: str
    delivered: str
    seen: int
    spoken: int
    failed: int
    paused: str
    flags: str


@dataclass(frozen=True, slots=True)
class Year:
    """The drawing, the sentence that says it, and its table."""

    svg: drawing.Svg
    label: str
    months: list[Month]


def make(history: History, records: Records, today: dt.date, zone: zoneinfo.ZoneInfo) -> Year:
    """Draw the year up to today, in contacts by the medium that is needed now."""
    medium, weight = unit(history, today)
    first = _a_year_before(today)
    days = course(history, first, today)
    pauses = [
        drawing.Span(max(pause.first_day, first), min(pause.last_day, today))
        for pause in records.pauses
        if pause.last_day >= first and pause.first_day <= today
    ]
    flags = [
        _span(flag, first, today, zone) for flag in records.flags if _last_day(flag, today, zone) >= first
    ]
    kinds = _by_kind(records, first, today)
    svg = drawing.year(
        drawing.Year(
            course=days,
            weight=weight,
            unit=_(_UNITS[medium]),
            months=[(day.day, date_format(day.day, "M").lower()) for day in days if day.day.day == 1],
            pauses=pauses,
            pause_word=_("pauze"),
            flags=flags,
            seen=kinds[0],
            reached=kinds[1],
            failed=kinds[2],
        )
    )
    return Year(svg, _label(days), _months(days, kinds, records, zone))


def _a_year_before(today: dt.date) -> dt.date:
    return today - dt.timedelta(days=364)


def _last_day(flag: Flag, today: dt.date, zone: zoneinfo.ZoneInfo) -> dt.date:
    return today if flag.closed_at is None else min(today, flag.closed_at.astimezone(zone).date())


def _span(flag: Flag, first: dt.date, today: dt.date, zone: zoneinfo.ZoneInfo) -> drawing.Span:
    icon = f"{static('vendor/tabler/icons.svg')}#{phrases.RULES[Rule(flag.kind)].icon}"
    return drawing.Span(max(flag.since, first), max(flag.since, _last_day(flag, today, zone)), icon)


def _by_kind(
    records: Records, first: dt.date, today: dt.date
) -> tuple[list[dt.date], list[dt.date], list[dt.date]]:
    """Return the days of the year on which the resident was seen, spoken to without being seen, and not reached."""
    within = [contact for contact in records.contacts if first <= contact.day <= today]
    seen = {contact.day for contact in within if contact.reached and phrases.face_to_face(contact.medium)}
    spoken = {contact.day for contact in within if contact.reached} - seen
    failed = {contact.day for contact in within if not contact.reached}
    return sorted(seen), sorted(spoken), sorted(failed)


def _points(millionths: int | None) -> str:
    """Say millionths of a point a day as whole points per four weeks."""
    return "–" if millionths is None else str((28 * millionths + MILLIONTHS // 2) // MILLIONTHS)


def _label(days: Sequence[CourseDay]) -> str:
    """Say the drawing in one sentence."""
    known = [day for day in days if day.needed is not None]
    if not known:
        return _("Tekening van een jaar contact; er is nog niets geteld.")
    words = {"then": _points(known[0].needed), "now": _points(known[-1].needed)}
    words |= {"promised": _points(known[-1].promised), "delivered": _points(known[-1].delivered)}
    return (
        _(
            "Tekening van een jaar contact, in punten per 4 weken. Nodig was %(then)s en is nu %(now)s; nu is "
            "%(promised)s beloofd en %(delivered)s gekomen. De cijfers per maand staan in de tabel hieronder."
        )
        % words
    )


def _months(
    days: Sequence[CourseDay],
    kinds: tuple[list[dt.date], list[dt.date], list[dt.date]],
    records: Records,
    zone: zoneinfo.ZoneInfo,
) -> list[Month]:
    """Make a row for each month in which the case was open, newest first."""
    today = days[-1].day
    months: dict[tuple[int, int], list[CourseDay]] = {}
    for day in days:
        months.setdefault((day.day.year, day.day.month), []).append(day)
    rows = []
    for (year, month), part in reversed(months.items()):
        first, last = part[0].day, part[-1].day
        known = [day for day in part if day.needed is not None]
        if not known and not any(first <= day <= last for kind in kinds for day in kind):
            continue
        level = known[-1] if known else CourseDay(last)
        seen, spoken, failed = (sum(first <= day <= last for day in kind) for kind in kinds)
        paused = sum(
            max(0, (min(pause.last_day, last) - max(pause.first_day, first)).days + 1)
            for pause in records.pauses
        )
        flags = [
            str(phrases.RULES[Rule(flag.kind)].words)
            for flag in records.flags
            if flag.since <= last and _last_day(flag, today, zone) >= first
        ]
        rows.append(
            Month(
                name=f"{date_format(dt.date(year, month, 1), 'F Y')}"
                if last.day == calendar.monthrange(year, month)[1]
                else _("%(month)s (tot nu)") % {"month": date_format(last, "F Y")},
                needed=_points(level.needed),
                promised=_points(level.promised),
                delivered=_points(level.delivered),
                seen=seen,
                spoken=spoken,
                failed=failed,
                paused=phrases.days(paused) if paused else "–",
                flags=", ".join(dict.fromkeys(flags)) or "–",
            )
        )
    return rows
