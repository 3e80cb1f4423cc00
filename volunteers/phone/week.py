"""How full a volunteer's week is, in words; what they give; their days off and VOG. Of nobody else, and no ranking."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from volunteers import dayparts, facts, often
from volunteers.elasticity import Mood, Reading, week_of
from volunteers.models import Away, CalendarLink, DayPart, Kind, Language, Offer, Task, TooMuch, Volunteer
from volunteers.phone import words
from volunteers.policies import policy_on, vog_until
from volunteers.volunteering import WARN_DAYS

_PARTS = {"morning": DayPart.MORNING, "afternoon": DayPart.AFTERNOON, "evening": DayPart.EVENING}


@dataclass(frozen=True, slots=True)
class Given:
    """The hours of a week, of those that the volunteer said."""

    said: str
    full: bool
    percent: int  # for the bar, at most 100
    more: bool  # more than was said


@dataclass(frozen=True, slots=True)
class Vog:
    """What is known of a certificate of conduct: until when, and whether that is soon."""

    said: str
    warn: bool


@dataclass(frozen=True, slots=True)
class Week:
    """All of the page."""

    mood: Mood
    word: str
    sentence: str
    given: Given
    too_much_until: str  # "" where it was not tapped
    away: tuple[tuple[Away, str, bool], ...]  # with its words, and whether it has begun
    vog: Vog
    kinds: tuple[str, ...]
    able: tuple[str, ...]
    speaks: tuple[str, ...]
    times: tuple[tuple[str, str], ...]
    hours: str
    radius: str
    has_calendar: bool
    idle: bool


def week_page(volunteer: Volunteer, now: dt.datetime) -> Week:
    """Read how full a volunteer's week is, and what they said they can give."""
    today = volunteer.municipality.day_of(now)
    moment = facts.moment_of(volunteer.municipality, now)
    known = facts.known(moment, [volunteer.pk])[volunteer.pk].volunteer
    mood = known.reading.mood(moment.numbers.elastic)
    word, sentence = words.MOODS[mood]
    if mood == Mood.ROOMY and known.reading.pulse:
        mood, (word, sentence) = Mood.MIND, words.EASY
    return Week(
        mood=mood,
        word=str(word),
        sentence=str(sentence),
        given=_given(volunteer, today),
        too_much_until=_too_much_until(
            volunteer, known.reading, now, moment.numbers.elastic.pulse_days, today
        ),
        away=tuple(_away(volunteer, today)),
        vog=_vog(volunteer, today),
        kinds=tuple(str(Kind(kind).label) for kind in volunteer.kinds),
        able=tuple(str(words.I_CAN[skill]) for skill in volunteer.skills),
        speaks=tuple(str(Language(one).label) for one in volunteer.languages),
        times=tuple(times(volunteer.available)),
        hours=words.how_long(volunteer.minutes_a_week),
        radius=words.far(volunteer.radius_m),
        has_calendar=CalendarLink.objects.filter(volunteer=volunteer, ended_at__isnull=True).exists(),
        idle=is_waiting(volunteer, today),
    )


def is_waiting(volunteer: Volunteer, today: dt.date) -> bool:
    """Tell whether a new volunteer had no task at all in their first 14 days: they hear something honest."""
    days = policy_on(volunteer.municipality_id, today).idle_days
    long_enough = volunteer.active and (today - volunteer.joined_on).days >= days
    asked = Offer.objects.open().filter(volunteer=volunteer)  # who may say yes now, does not wait
    return long_enough and not Task.objects.filter(volunteer=volunteer).exists() and not asked.exists()


def _given(volunteer: Volunteer, today: dt.date) -> Given:
    monday = week_of(today)
    rows = Task.objects.filter(volunteer=volunteer, state__in=["accepted", "done"])
    minutes = rows.between(monday, monday + dt.timedelta(days=6)).aggregate(all=Sum("minutes"))["all"] or 0
    most = volunteer.minutes_a_week
    return Given(
        said=_("%(given)s van je %(hours)s uur")
        % {"given": words.hours(minutes), "hours": words.hours(most)},
        full=minutes >= most,
        percent=min(100, 100 * minutes // most),
        more=minutes > most,
    )


def _too_much_until(
    volunteer: Volunteer, reading: Reading, now: dt.datetime, lasts: int, today: dt.date
) -> str:
    """Say until when a tap on "te veel" counts; empty where none does."""
    if not reading.pulse:
        return ""
    last = TooMuch.objects.filter(volunteer=volunteer, at__lte=now, taken_back_at__isnull=True).latest("at")
    day = volunteer.municipality.day_of(last.at) + dt.timedelta(days=lasts - 1)
    return words.on(day, today)


def _away(volunteer: Volunteer, today: dt.date) -> list[tuple[Away, str, bool]]:
    rows = Away.objects.filter(volunteer=volunteer, last_day__gte=today).order_by("first_day")
    said = []
    for row in rows:
        days = {"first": words.on(row.first_day, today), "last": words.on(row.last_day, today)}
        text = days["first"] if row.first_day == row.last_day else _("%(first)s tot en met %(last)s") % days
        said.append((row, text, row.first_day <= today))
    return said


def _vog(volunteer: Volunteer, today: dt.date) -> Vog:
    until = vog_until(volunteer, policy_on(volunteer.municipality_id, today))
    if until is None:
        return Vog(_("Je hebt geen VOG. Voor sommige taken is die nodig."), False)
    day = date_format(until, "j F Y")
    if until < today:
        return Vog(_("Je VOG is verlopen op %(day)s. Vraag een nieuwe aan.") % {"day": day}, True)
    if (until - today).days <= max(WARN_DAYS):
        return Vog(_("Je VOG geldt tot en met %(day)s. Vraag op tijd een nieuwe aan.") % {"day": day}, True)
    return Vog(_("Je VOG geldt tot en met %(day)s.") % {"day": day}, False)


def times(available: list[int]) -> list[tuple[str, str]]:
    """Say by part of the day on which days somebody can: ("ochtend", "maandag en dinsdag")."""
    found = []
    for name, part in _PARTS.items():
        days = [day for day in range(7) if dayparts.slot(day, name) in available]
        if len(days) == 7:
            found.append((str(part.label), _("elke dag")))
        elif days:
            found.append((str(part.label), often.listed([often.weekday(day) for day in days])))
    return found
