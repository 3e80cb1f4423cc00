"""Who can be asked for some requests, and why others cannot: the best of those whom one may see, in words.

Of many requests at once it takes as many queries as of one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases import phrases
from volunteers import facts, reasons
from volunteers.candidates import Candidate, Found, search
from volunteers.explaining import labels_of
from volunteers.facts import Known, Moment, Wanted
from volunteers.grid import Place, metres
from volunteers.matching import Refusal, Why, is_quiet, may_be_asked, would_rest
from volunteers.models import HelpRequest, Volunteer
from volunteers.querysets import VolunteerQuerySet
from wijkzorg.accounts.middleware import Desk

SHOWN = 3
LOOKED_AT = 9  # of whom the first three that one may see are shown
# One word for each reason, for "7 dichtbij: 3 rust, 2 weg, 2 vol"; the whole sentence stands at the volunteer.
_SHORT: dict[Why, Promise] = {
    Why.INACTIVE: gettext_lazy("doet niet mee"),
    Why.AWAY: gettext_lazy("weg"),
    Why.VOG_MISSING: gettext_lazy("zonder VOG"),
    Why.VOG_LAPSES: gettext_lazy("VOG verlopen"),
    Why.BLOCKED: gettext_lazy("niet bij elkaar"),
    Why.OWN: gettext_lazy("eigen huis"),
    Why.ASKED_BEFORE: gettext_lazy("al gevraagd"),
    Why.KIND: gettext_lazy("doet dit niet"),
    Why.SKILL: gettext_lazy("kan dit niet"),
    Why.TIME: gettext_lazy("kan dan niet"),
    Why.BUSY: gettext_lazy("heeft dan een taak"),
    Why.LANGUAGE: gettext_lazy("andere taal"),
    Why.TOO_FAR: gettext_lazy("te ver"),
    Why.FULL: gettext_lazy("vol"),
    Why.RESTING: gettext_lazy("rust"),
    Why.OFFERS_OPEN: gettext_lazy("wacht al op antwoord"),
    Why.OFFERS_WEEK: gettext_lazy("genoeg gevraagd"),
    Why.QUIET: gettext_lazy("nacht"),
    Why.WOULD_REST: gettext_lazy("daarna toe aan rust"),
}


@dataclass(frozen=True, slots=True)
class Suggested:
    """One of the best to ask, and why rather this one."""

    volunteer: Volunteer
    words: str  # "600 m · spreekt Turks · vorige keer ook · let op"
    numbers: Mapping[str, int]  # what it costs, by its parts


@dataclass(frozen=True, slots=True)
class Chances:
    """Who can be asked for one request now: the best, how many others elsewhere, and why the rest cannot."""

    best: Sequence[Suggested]
    elsewhere: int  # who can, and are another coordinator's
    near: int  # who is near and cannot
    counted: str  # why: "3 rust, 2 weg, 2 vol"
    quiet: bool
    past: bool = False  # its day is over: nobody can say yes to it

    @property
    def said(self) -> str:
        """Say in one line how it stands."""
        if self.past:
            return str(_("De dag is voorbij."))
        if self.quiet:
            return str(_("Het is nacht: nu vragen we niemand."))
        if able := len(self.best) + self.elsewhere:
            return ngettext("%(count)s persoon kan het doen.", "%(count)s mensen kunnen het doen.", able) % {
                "count": able
            }
        if self.near:
            return _("%(all)s dichtbij: %(said)s.") % {"all": self.near, "said": self.counted}
        return str(_("Niemand in de buurt doet dit."))


_PAST = Chances(best=(), elsewhere=0, near=0, counted="", quiet=False, past=True)


def chances(desk: Desk, requests: Collection[HelpRequest]) -> dict[int, Chances]:
    """Find for each of some requests who can be asked, by the request."""
    assert desk.municipality is not None, "who sees a request is at a desk"
    moment = facts.moment_of(desk.municipality, desk.now)
    past = {each.pk: _PAST for each in requests if each.day_is_over(moment.today)}
    wanted = facts.wanted(moment, [each.pk for each in requests if each.pk not in past])
    if not wanted:
        return past
    # At night nobody may be asked; who could be in the morning is worth knowing.
    quiet = is_quiet(moment.now.time(), moment.numbers.asking)
    found = search(_by_day(moment) if quiet else moment, wanted).best(wanted, LOOKED_AT, explaining=True)
    ids = {one.known.volunteer.id for each in found.values() for one in each.best}
    seen = Volunteer.objects.visible_to(desk).select_related("user").in_bulk(ids)
    return past | {
        each.request.id: _chances(moment, each, found[each.request.id], seen, quiet=quiet) for each in wanted
    }


def _by_day(moment: Moment) -> Moment:
    """Return the first moment of the day after the night in which it is."""
    opens = moment.numbers.asking.quiet_until
    day = moment.today if moment.now.time() < opens else moment.today + dt.timedelta(days=1)
    return replace(moment, now=dt.datetime.combine(day, opens, moment.municipality.zone))


def _chances(
    moment: Moment, wanted: Wanted, found: Found, seen: Mapping[int, Volunteer], *, quiet: bool
) -> Chances:
    own = [one for one in found.best if one.known.volunteer.id in seen]
    return Chances(
        best=[
            Suggested(
                seen[one.known.volunteer.id],
                _preferred(moment, wanted, one),
                {name: number for name, number in asdict(one.cost).items() if number},
            )
            for one in own[:SHOWN]
        ],
        elsewhere=len(found.best) - len(own),
        near=len(found.refused),
        counted=_counted(each.refusals for each in found.refused),
        quiet=quiet,
    )


def _preferred(moment: Moment, wanted: Wanted, one: Candidate) -> str:
    asking, elastic = moment.numbers.asking, moment.numbers.elastic
    known = one.known.volunteer
    return " · ".join(
        reasons.preferred(
            known, wanted.request, one.between, one.cost, moment.today, labels_of(), asking, elastic
        )
    )


def _counted(refused: Iterable[Sequence[Refusal]]) -> str:
    """Say of how many near ones nobody can, each counted once, by the first of their reasons."""
    counted = Counter(refusals[0].why for refusals in refused)
    return ", ".join(f"{number} {_SHORT[why]}" for why, number in counted.most_common())


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody whom a coordinator looked up for a request: what speaks for or against asking them."""

    volunteer: Volunteer
    words: str
    may: bool


def judged(desk: Desk, request: HelpRequest, volunteers: VolunteerQuerySet) -> list[Judged]:
    """Say of some volunteers whether each may be asked for a request, with every reason why not."""
    assert desk.municipality is not None, "who sees a request is at a desk"
    moment = facts.moment_of(desk.municipality, desk.now)
    people = {each.pk: each for each in volunteers.select_related("user")}
    (wanted,) = facts.wanted(moment, [request.pk])
    history = facts.history(moment, [request.pk])
    known = facts.known(moment, list(people))
    return [_judged(moment, wanted, history, known[pk], people[pk]) for pk in people]


def _judged(
    moment: Moment, wanted: Wanted, history: facts.History, known: Known, volunteer: Volunteer
) -> Judged:
    place = Place(volunteer.pk, volunteer.x, volunteer.y, volunteer.radius_m)
    away = metres(*wanted.place, place) if wanted.place is not None else 0
    between = history.between(wanted, known, away)
    numbers = moment.numbers
    refusals = may_be_asked(
        known.volunteer, wanted.request, between, moment.now, numbers.asking
    ) or would_rest(known.volunteer, wanted.request, between, moment.today, numbers.elastic)
    said = reasons.all_refused(refusals, labels_of(), moment.numbers.asking)
    if not said:
        said = [
            reasons.distance(away),
            str(reasons.MOODS[known.volunteer.reading.mood(moment.numbers.elastic)]),
        ]
    return Judged(volunteer, phrases.capital(", ".join(said)), not refusals)
