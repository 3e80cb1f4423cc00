"""The Dutch words of matching, said once: why somebody may not be asked, why rather this one, how they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from volunteers.elasticity import DEFAULT as ELASTIC
from volunteers.elasticity import Mood
from volunteers.elasticity import Policy as Elastic
from volunteers.matching import DEFAULT, Cost, Policy, Refusal, Why, is_known
from volunteers.pairs import Between, Request, Volunteer

MOODS: dict[Mood, Promise] = {
    Mood.REST: gettext_lazy("rust"),
    Mood.ROOMY: gettext_lazy("ruim"),
    Mood.MIND: gettext_lazy("let op"),
}
_PLAIN: dict[Why, Promise] = {
    Why.INACTIVE: gettext_lazy("doet nu niet mee"),
    Why.VOG_MISSING: gettext_lazy("heeft geen VOG, en die is hier nodig"),
    Why.BLOCKED: gettext_lazy("deze twee worden niet bij elkaar gebracht"),
    Why.OWN: gettext_lazy("het is een vraag van het eigen huishouden"),
    Why.ASKED_BEFORE: gettext_lazy("is hiervoor al gevraagd"),
    Why.BUSY: gettext_lazy("heeft op dat moment al een taak"),
    Why.RESTING: gettext_lazy("heeft nu rust"),
    Why.WOULD_REST: gettext_lazy("heeft na deze taak rust nodig"),
}
Labels = Mapping[str, str]  # how a kind, a skill, a language or a part of the week is called on the screen


def refused(refusal: Refusal, labels: Labels, policy: Policy = DEFAULT) -> str:
    """Say one reason why somebody may not be asked, as it stands after a name: "Ans is weg tot en met 14 augustus"."""
    if (plain := _PLAIN.get(refusal.why)) is not None:
        return str(plain)
    named = ", ".join(labels.get(word, word) for word in refusal.words)
    match refusal.why:
        case Why.AWAY:
            days = {"first": _day(refusal.first), "last": _day(refusal.last)}
            return _("is weg van %(first)s tot en met %(last)s") % days
        case Why.VOG_LAPSES:
            return _("heeft een VOG die telt tot en met %(last)s") % {"last": _day(refusal.last)}
        case Why.KIND:
            return _("doet dit niet: %(kind)s") % {"kind": named}
        case Why.SKILL:
            return _("kan dit niet: %(skills)s") % {"skills": named}
        case Why.LANGUAGE:
            return _("spreekt geen %(language)s") % {"language": named}
        case Why.TIME:
            return _("kan niet op dat deel van %(day)s") % {
                "day": date_format(refusal.first or dt.date.min, "l")
            }
        case Why.TOO_FAR:
            far = {"away": distance(refusal.asks or 0), "radius": distance(refusal.has or 0)}
            return _("woont te ver weg: %(away)s, en wil tot %(radius)s") % far
        case Why.FULL:
            return _full(refusal.has or 0, refusal.asks or 0)
        case Why.OFFERS_OPEN:
            return _("heeft al %(has)s vragen die wachten op een antwoord") % {"has": refusal.has}
        case Why.OFFERS_WEEK:
            return _("is deze week al %(has)s keer gevraagd") % {"has": refusal.has}
        case Why.QUIET:
            hours = {"from": _clock(policy.quiet_from), "until": _clock(policy.quiet_until)}
            return _("tussen %(from)s en %(until)s uur vragen we niemand iets") % hours
        case _:
            raise ValueError(refusal.why)


def all_refused(refusals: Sequence[Refusal], labels: Labels, policy: Policy = DEFAULT) -> list[str]:
    """Say every reason, in the order in which they were found."""
    return [refused(refusal, labels, policy) for refusal in refusals]


def preferred(
    volunteer: Volunteer,
    request: Request,
    between: Between,
    cost: Cost,
    today: dt.date,
    labels: Labels,
    policy: Policy = DEFAULT,
    elastic: Elastic = ELASTIC,
) -> list[str]:
    """Say why rather this volunteer: "600 m", "spreekt Turks", "vorige keer ook", "let op"."""
    words = [distance(between.metres)]
    if request.language is not None and request.language in volunteer.languages:
        words.append(_("spreekt %(language)s") % {"language": labels.get(request.language, request.language)})
    skills = sorted((request.skills | request.essential) & volunteer.skills)
    words += [_("kan %(skill)s") % {"skill": labels.get(skill, skill)} for skill in skills]
    if is_known(between, today, policy):
        words.append(_("vorige keer ook"))
    if cost.bridge:
        words.append(_("uit een andere buurt"))
    if cost.idle:
        words.append(_("was een tijd niet nodig"))
    if volunteer.promised - volunteer.kept >= 2:
        words.append(_("ging een paar keer niet door"))
    return [*words, str(MOODS[volunteer.reading.mood(elastic)])]


def distance(metres: int) -> str:
    """Say how far something is in a straight line, rounded so that it points at no door: "600 m", "1,2 km"."""
    hundreds = max(1, (metres + 50) // 100)
    if hundreds < 10:
        return _("%(metres)s m") % {"metres": 100 * hundreds}
    whole, part = divmod(hundreds, 10)
    return _("%(km)s km") % {"km": f"{whole},{part}" if part else str(whole)}


def hours(minutes: int) -> str:
    """Say minutes as hours with at most two decimals: "2", "1,5", "0,75"."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _full(left: int, capacity: int) -> str:
    given = {"used": hours(capacity - left), "capacity": hours(capacity), "left": hours(left)}
    if left <= 0:
        return _("vol: %(used)s van %(capacity)s uur in die week") % given
    return _("heeft nog %(left)s van %(capacity)s uur in die week") % given


def _day(day: dt.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _clock(time: dt.time) -> str:
    return f"{time.hour}.{time.minute:02}"
