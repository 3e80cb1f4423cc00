"""How own doors stand now, for whoever works behind them: until when, who is at the desk, what closed doors cost."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centres.figures import figures_of
from centres.models import Centre, Closure, DeskShift
from centres.opening import Hours, Timetable, closes_at, open_now, opens_next
from centres.querysets import CentreQuerySet
from centres.timetables import timetables_of
from wijkzorg.accounts.middleware import Desk
from wijkzorg.tenancy.models import Municipality


@dataclass(frozen=True, slots=True)
class OwnDoor:
    """A door as it stands now, and this year's figures in whole hours."""

    centre: Centre
    is_open: bool
    when: str
    at_desk: str
    shut_hours: int
    without_alternative: int
    for_nothing: int
    token: uuid.UUID  # one for each time that the page is shown: a tap sent twice counts once


def doors(desk: Desk, centres: CentreQuerySet) -> list[OwnDoor]:
    """Return how some doors stand now, by name: as many queries for one as for fifty."""
    assert desk.municipality is not None, "there are no doors without a municipality"
    municipality, now = desk.municipality, desk.now
    today = municipality.day_of(now)
    found = list(centres.on(today).select_related("municipality").order_by("name"))
    tables = timetables_of(found, zone=municipality.zone, since=today)
    shut = {row.centre_id: row for row in Closure.objects.filter(centre__in=found).at(now)}
    there = _at_desk(found, municipality, now)
    year = figures_of(municipality, found, today.replace(month=1, day=1), today, now)
    return [
        OwnDoor(
            centre=one.centre,
            is_open=open_now(tables[one.centre.pk], now),
            when=_when(tables[one.centre.pk], shut.get(one.centre.pk), municipality, now),
            at_desk=", ".join(there.get(one.centre.pk, ())),
            shut_hours=round(one.shut.total_seconds() / 3600),
            without_alternative=round(one.without_alternative.total_seconds() / 3600),
            for_nothing=one.for_nothing,
            token=uuid.uuid4(),
        )
        for one in year
    ]


def token_of(text: str) -> uuid.UUID | None:
    """Return the number of a tap; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _at_desk(centres: list[Centre], municipality: Municipality, now: dt.datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in DeskShift.objects.filter(centre__in=centres).select_related("user").order_by("starts", "pk"):
        hours = Hours(row.weekday, row.starts, row.ends, row.first_day, row.last_day)
        # Who has duty on a public holiday, the roster of the week does not say: the door does.
        if open_now(Timetable(municipality.zone, (hours,), open_on_holidays=True), now):
            found.setdefault(row.centre_id, []).append(str(row.user))
    return found


def _when(table: Timetable, closure: Closure | None, municipality: Municipality, now: dt.datetime) -> str:
    if closure is not None:
        if closure.ends_at is None:
            return _("gaat niet meer open")
        ends = closure.ends_at.astimezone(municipality.zone)
        if ends.time() == dt.time():
            day = date_format(ends.date() - dt.timedelta(days=1), "l j F")
            return _("dicht tot en met %(day)s") % {"day": day}
        return _("dicht tot %(when)s") % {"when": _moment(closure.ends_at, municipality, now)}
    until = closes_at(table, now)
    if until is not None:
        return _("open tot %(when)s") % {"when": _moment(until, municipality, now)}
    opens = opens_next(table, now)
    if opens is None:
        return _("altijd open") if open_now(table, now) else _("dicht")
    return _("dicht, open %(when)s") % {"when": _moment(opens, municipality, now)}


def _moment(at: dt.datetime, municipality: Municipality, now: dt.datetime) -> str:
    local = at.astimezone(municipality.zone)
    ahead = (local.date() - municipality.day_of(now)).days
    days = {0: _("vandaag"), 1: _("morgen")}
    day = days.get(ahead) or date_format(local, "l j F")
    return _("%(day)s om %(clock)s uur") % {"day": day, "clock": f"{local:%H:%M}"}
