"""What a coordinator reads of volunteers: how much each can still give, in words, and who needs a word of us.

Never a ranking: within a list they stand by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases import phrases
from volunteers import facts, reasons
from volunteers.elasticity import Mood
from volunteers.models import Kind, Task, TooMuch, Volunteer, VolunteerPolicy
from volunteers.policies import policy_on, vog_until
from volunteers.querysets import VolunteerQuerySet
from volunteers.volunteering import WARN_DAYS
from wijkzorg.accounts.middleware import Desk

PAGE = 50
SHOWS: Mapping[str, Promise] = {
    "": gettext_lazy("Iedereen"),
    "vol": gettext_lazy("Rust of let op"),
    "lang-niets": gettext_lazy("Lang geen taak"),
    "vog": gettext_lazy("VOG loopt af"),
    "bellen": gettext_lazy("Even bellen"),
    "gestopt": gettext_lazy("Gestopt"),
}
# Whose strain is worth reckoning, where there are very many: those who did most for what they can give.
LOOKED_AT = 200
_LATELY = dt.timedelta(days=56)
MOODS: dict[Mood, tuple[str, str]] = {
    Mood.REST: ("is-warn", "player-pause"),
    Mood.MIND: ("is-soon", "alert-circle"),
    Mood.ROOMY: ("is-done", "check"),
}
SENTENCES: dict[Mood, Promise] = {
    Mood.REST: gettext_lazy("Krijgt nu geen nieuwe vragen. Wat is afgesproken, gaat door."),
    Mood.MIND: gettext_lazy("Deed de laatste weken veel. Vraag liever eerst een ander."),
    Mood.ROOMY: gettext_lazy("Heeft ruimte voor een vraag."),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One volunteer in a list."""

    volunteer: Volunteer
    url: str
    mood: str  # "" of who stopped
    sentence: str
    tone: str
    icon: str
    hours: str  # "1,5 van 2 uur"
    kinds: str
    vog: str
    vog_tone: str
    away: str


def found(desk: Desk, show: str, query: str) -> VolunteerQuerySet:
    """Return the volunteers of one part of the list, by name."""
    assert desk.municipality is not None, "who sees volunteers is at a desk"
    today = desk.municipality.day_of(desk.now)
    policy = policy_on(desk.municipality.pk, today)
    rows = Volunteer.objects.visible_to(desk).filter(active=show != "gestopt")
    match show:
        case "vol":
            rows = rows.filter(pk__in=stretched(desk, rows))
        case "lang-niets":
            rows = idle(rows, today, policy)
        case "vog":
            rows = vog_ends(rows, today, policy)
        case "bellen":
            rows = to_call(rows, today, policy)
    if query:
        rows = rows.filter(user__name__icontains=query)
    return rows.order_by("user__name", "pk")


def page(desk: Desk, show: str, query: str, number: int | None) -> tuple[Page[Volunteer], list[Person]]:
    """Return one page of a part of the list; as many queries for fifty as for one."""
    rows = found(desk, show, query).select_related("user", "neighbourhood", "municipality")
    each = Paginator(rows, PAGE).get_page(number)
    return each, people(desk, list(each.object_list))


def people(desk: Desk, volunteers: Sequence[Volunteer]) -> list[Person]:
    """Say of some volunteers how each is."""
    assert desk.municipality is not None, "who sees volunteers is at a desk"
    moment = facts.moment_of(desk.municipality, desk.now)
    known = facts.known(moment, [each.pk for each in volunteers])
    policy = policy_on(desk.municipality.pk, moment.today)
    return [_person(moment, each, known[each.pk], policy) for each in volunteers]


def _person(
    moment: facts.Moment, volunteer: Volunteer, known: facts.Known, policy: VolunteerPolicy
) -> Person:
    mood = known.volunteer.reading.mood(moment.numbers.elastic)
    tone, icon = MOODS[mood] if volunteer.active else ("is-plain", "x")
    vog, vog_tone = vog_of(volunteer, policy, moment.today)
    used = known.volunteer.used.get(moment.monday, 0)
    given = {"used": reasons.hours(used), "given": reasons.hours(volunteer.minutes_a_week)}
    return Person(
        volunteer=volunteer,
        url=reverse("volunteer", args=[volunteer.pk]),
        mood=phrases.capital(reasons.MOODS[mood]) if volunteer.active else str(_("Gestopt")),
        sentence=str(SENTENCES[mood]) if volunteer.active else "",
        tone=tone,
        icon=icon,
        hours=_("%(used)s van %(given)s uur") % given,
        kinds=_kinds(volunteer),
        vog=vog,
        vog_tone=vog_tone,
        away=_away(known.volunteer.away, moment.today),
    )


def _kinds(volunteer: Volunteer) -> str:
    if set(volunteer.kinds) == set(Kind.values):
        return _("alles")
    return ", ".join(str(Kind(kind).label) for kind in volunteer.kinds)


def _away(periods: Sequence[tuple[dt.date, dt.date]], today: dt.date) -> str:
    for first, last in sorted(periods):
        if first <= today <= last:
            return _("weg tot en met %(day)s") % {"day": phrases.short_day(last, today)}
        if first > today:
            days = {"first": phrases.short_day(first, today), "last": phrases.short_day(last, today)}
            return _("weg van %(first)s tot en met %(last)s") % days
    return ""


def vog_of(volunteer: Volunteer, policy: VolunteerPolicy, today: dt.date) -> tuple[str, str]:
    """Say how it stands with a certificate of conduct, and how much that matters."""
    if volunteer.vog_outcome == Volunteer.Vog.REFUSED:
        return _("VOG niet afgegeven"), "is-danger"
    until = vog_until(volunteer, policy)
    if until is None:
        return _("geen VOG"), "is-plain"
    days = (until - today).days
    if days < 0:
        return _("VOG verlopen op %(day)s") % {"day": phrases.day(until, today)}, "is-danger"
    if days > max(WARN_DAYS):
        return _("VOG tot en met %(day)s") % {"day": phrases.day(until, today)}, "is-done"
    said = ngettext("VOG nog %(count)s dag geldig", "VOG nog %(count)s dagen geldig", days) % {"count": days}
    return said, "is-danger" if days <= min(WARN_DAYS) else "is-warn"


# --- Who needs a word ---------------------------------------------------------------------------------------------


def stretched(desk: Desk, rows: VolunteerQuerySet) -> list[int]:
    """Return who rests or of whom much was asked: of those who did most lately for what they can give."""
    assert desk.municipality is not None, "who sees volunteers is at a desk"
    moment = facts.moment_of(desk.municipality, desk.now)
    since = moment.today - _LATELY
    busy = Task.objects.counted().between(since, moment.today)
    did = busy.filter(volunteer__in=rows.order_by().values("pk")).order_by().values("volunteer_id")
    by_load = sorted(
        did.annotate(did=Sum("minutes")).values_list("did", "volunteer__minutes_a_week", "volunteer_id"),
        key=lambda row: (-row[0] / row[1], row[2]),
    )
    tapped = TooMuch.objects.filter(at__gte=desk.now - dt.timedelta(days=14), volunteer__in=rows.values("pk"))
    ids = {pk for _did, _given, pk in by_load[:LOOKED_AT]}
    ids |= set(tapped.values_list("volunteer_id", flat=True)[:LOOKED_AT])
    known = facts.known(moment, sorted(ids))
    elastic = moment.numbers.elastic
    return [pk for pk, one in known.items() if one.volunteer.reading.mood(elastic) != Mood.ROOMY]


def idle(rows: VolunteerQuerySet, today: dt.date, policy: VolunteerPolicy) -> VolunteerQuerySet:
    """Keep who had no task for 14 days, and has none to come."""
    since = today - dt.timedelta(days=policy.idle_days)
    tasks = Task.objects.filter(
        volunteer=OuterRef("pk"), day__gt=since, state__in=[Task.State.ACCEPTED, Task.State.DONE]
    )
    return rows.filter(~Exists(tasks), joined_on__lte=since)


def vog_ends(rows: VolunteerQuerySet, today: dt.date, policy: VolunteerPolicy) -> VolunteerQuerySet:
    """Keep those whose VOG is over, or will be within 90 days."""
    day = today + dt.timedelta(days=max(WARN_DAYS))
    before = day.replace(
        year=day.year - policy.vog_years, day=min(day.day, 28 if day.month == 2 else day.day)
    )
    return rows.filter(vog_outcome=Volunteer.Vog.GIVEN, vog_on__lte=before)


def to_call(rows: VolunteerQuerySet, today: dt.date, policy: VolunteerPolicy) -> VolunteerQuerySet:
    """Keep whom to call, kindly: they did not come, twice in 60 days. It is never a ban."""
    since = today - dt.timedelta(days=policy.no_show_days)
    missed = Task.objects.filter(state=Task.State.NO_SHOW, day__gte=since).order_by().values("volunteer_id")
    often = missed.annotate(missed=Count("pk")).filter(missed__gte=policy.no_shows)
    return rows.filter(pk__in=often.values("volunteer_id"))


@dataclass(frozen=True, slots=True)
class Attention:
    """One kind of thing that volunteers need of a coordinator: how many, who first, and where all of them are."""

    title: str
    icon: str
    tone: str
    number: int
    names: Sequence[Person]
    url: str


FEW = 4
_ASKS = {
    "vol": ("player-pause", "is-warn"),
    "bellen": ("phone", "is-warn"),
    "vog": ("clipboard-text", "is-warn"),
    "lang-niets": ("hourglass", "is-calm"),
}


def attention(desk: Desk) -> list[Attention]:
    """Return who is stretched, whom to call, whose VOG ends and who waits for a task; nothing where nobody is."""
    parts = []
    for show in _ASKS:
        rows = found(desk, show, "").select_related("user", "neighbourhood", "municipality")
        parts.append((show, rows.count(), list(rows[:FEW])))
    said = {one.volunteer.pk: one for one in people(desk, [each for *_rest, few in parts for each in few])}
    return [
        Attention(
            str(SHOWS[show]),
            *_ASKS[show],
            number,
            [said[each.pk] for each in few],
            f"{reverse('volunteers')}?toon={show}",
        )
        for show, number, few in parts
        if number
    ]
