"""The words of a volunteer's pages: short, plain, and in the reader's language; days of the municipality's calendar."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from volunteers import reasons
from volunteers.elasticity import Mood
from volunteers.models import DayPart, HelpRequest, Skill, Task

# What somebody reads who just said that it is too much: to hear then that there is room is not to be heard.
EASY: tuple[Promise, Promise] = (gettext_lazy("Rustig aan"), gettext_lazy("Goed dat je het zei."))
MOODS: dict[Mood, tuple[Promise, Promise]] = {
    Mood.ROOMY: (gettext_lazy("Ruim"), gettext_lazy("Je hebt nog ruimte. Fijn dat je klaarstaat.")),
    Mood.MIND: (
        gettext_lazy("Let op"),
        gettext_lazy("Er is al veel van je gevraagd. We vragen je nu minder."),
    ),
    Mood.REST: (
        gettext_lazy("Rust"),
        gettext_lazy("We vragen je nu niets nieuws. Wat je hebt afgesproken, gaat gewoon door."),
    ),
}
# What a volunteer can do, as a reason to ask them. Not all of it: what says something of somebody's health is left out.
ABLE: dict[str, Promise] = {
    Skill.CAR: gettext_lazy("Je hebt een auto."),
    Skill.LIFTING: gettext_lazy("Je kunt tillen."),
    Skill.FORMS: gettext_lazy("Je kunt helpen met formulieren."),
    Skill.PHONE: gettext_lazy("Je kunt helpen met een telefoon of computer."),
    Skill.COOKING: gettext_lazy("Je kunt koken."),
    Skill.DOGS: gettext_lazy("Je kunt met honden omgaan."),
}
# The same, as somebody says it of themselves.
I_CAN: dict[str, Promise] = {
    Skill.CAR: gettext_lazy("ik heb een auto"),
    Skill.LIFTING: gettext_lazy("ik kan tillen"),
    Skill.FORMS: gettext_lazy("ik kan helpen met formulieren"),
    Skill.PHONE: gettext_lazy("ik kan helpen met een telefoon of computer"),
    Skill.COOKING: gettext_lazy("ik kan koken"),
    Skill.DOGS: gettext_lazy("ik kan met honden omgaan"),
    Skill.DEMENTIA: gettext_lazy("ik heb ervaring met dementie"),
}
_PARTS: dict[str, Promise] = {
    DayPart.MORNING: gettext_lazy("in de ochtend"),
    DayPart.AFTERNOON: gettext_lazy("in de middag"),
    DayPart.EVENING: gettext_lazy("in de avond"),
}


def what(request: HelpRequest) -> str:
    """Say what is asked: "Boodschappen"."""
    said = str(request.get_kind_display())
    return said[:1].upper() + said[1:]


def on(day: dt.date, today: dt.date) -> str:
    """Say a day as one does: "vandaag", "morgen, donderdag 26 november", "zondag 3 januari 2027"."""
    ahead = (day - today).days
    if ahead == 0:
        return _("vandaag")
    date = date_format(day, "l j F" if day.year == today.year else "l j F Y")
    named = date if translation.get_language() == "en" else date.lower()
    if ahead == 1:
        return _("morgen, %(day)s") % {"day": named}
    return named


def clock(time: dt.time | dt.datetime) -> str:
    """Say a time: "14.05 uur"."""
    return _("%(hour)s.%(minute)s uur") % {"hour": time.hour, "minute": f"{time.minute:02}"}


def when(request: HelpRequest, day: dt.date, today: dt.date) -> str:
    """Say when something is, as it was asked: a time, a part of the day, or neither."""
    said = on(day, today)
    if request.starts_at is not None:
        return _("%(day)s om %(time)s") % {"day": said, "time": clock(request.starts_at)}
    if request.day_part in _PARTS:
        return _("%(day)s, %(part)s") % {"day": said, "part": _PARTS[request.day_part]}
    return said


def when_of(task: Task, today: dt.date) -> str:
    """Say when a task is."""
    return when(task.request, task.day, today)


def in_consultation(request: HelpRequest) -> bool:
    """Tell whether the two choose the time together."""
    return request.starts_at is None


def moment(at: dt.datetime, zone: zoneinfo.ZoneInfo, today: dt.date) -> str:
    """Say a moment: "vandaag om 14.05 uur"."""
    local = at.astimezone(zone)
    return _("%(day)s om %(time)s") % {"day": on(local.date(), today), "time": clock(local)}


def how_long(minutes: int) -> str:
    """Say how long something takes: "45 minuten", "1 uur", "1,5 uur"."""
    if minutes < 60:
        return ngettext("%(count)s minuut", "%(count)s minuten", minutes) % {"count": minutes}
    return _("1 uur") if minutes == 60 else _("%(count)s uur") % {"count": hours(minutes)}


def hours(minutes: int) -> str:
    """Say minutes as hours: "2", "1,5"; with a point where the language has one."""
    said = reasons.hours(minutes)
    return said.replace(",", ".") if translation.get_language() == "en" else said


def far(metres: int | None) -> str:
    """Say how far it is, rounded so that it points at no door; empty where nobody knows."""
    if metres is None:
        return ""
    said = reasons.distance(metres)
    return said.replace(",", ".") if translation.get_language() == "en" else said
