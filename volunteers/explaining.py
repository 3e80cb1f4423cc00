"""Why this volunteer, and why not another: the best three of a request with their reasons, and who may not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volunteers import facts, reasons
from volunteers.candidates import Candidate, Found, search
from volunteers.facts import Moment, Wanted, moment_of
from volunteers.matching import Cost, Why
from volunteers.models import HelpRequest, Kind, Language, Skill, Volunteer

BEST = 3
SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A volunteer who may be asked, with what speaks for them: "600 m · spreekt Turks · vorige keer ook · let op"."""

    volunteer: Volunteer
    words: Sequence[str]
    cost: Cost

    @property
    def sentence(self) -> str:
        """The words in one line."""
        return SEPARATOR.join(self.words)


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A volunteer near enough who may not be asked now, with every reason."""

    volunteer: Volunteer
    words: Sequence[str]

    @property
    def sentence(self) -> str:
        """The words in one line."""
        return SEPARATOR.join(self.words)


@dataclass(frozen=True, slots=True)
class Explained:
    """What matching would say of a request now; `others`: some were not looked at, who live further off."""

    best: Sequence[Suggestion]
    not_asked: Sequence[NotAsked]
    others: bool
    summary: str


def explain(*, request: HelpRequest, now: dt.datetime) -> Explained:
    """Tell who would be asked for a request and why, and who would not and why not."""
    moment = moment_of(request.municipality, now)
    wanted = facts.wanted(moment, [request.pk])
    found = search(moment, wanted).best(wanted, BEST, explaining=True)[request.pk]
    near = [each.known for each in found.best] + [each.known for each in found.refused]
    ids = [known.volunteer.id for known in near]
    people = Volunteer.objects.select_related("user").in_bulk(ids)
    labels = labels_of()
    return Explained(
        [_suggestion(moment, wanted[0], each, people, labels) for each in found.best],
        [
            NotAsked(
                people[each.known.volunteer.id],
                reasons.all_refused(each.refusals, labels, moment.numbers.asking),
            )
            for each in found.refused
        ],
        found.more,
        summary(wanted[0], found, labels),
    )


def _suggestion(
    moment: Moment, wanted: Wanted, each: Candidate, people: Mapping[int, Volunteer], labels: reasons.Labels
) -> Suggestion:
    volunteer = each.known.volunteer
    words = reasons.preferred(
        volunteer,
        wanted.request,
        each.between,
        each.cost,
        moment.today,
        labels,
        moment.numbers.asking,
        moment.numbers.elastic,
    )
    return Suggestion(people[volunteer.id], words, each.cost)


def summary(wanted: Wanted, found: Found, labels: reasons.Labels) -> str:
    """Say in one sentence why nobody can be asked; empty where somebody can."""
    if found.best:
        return ""
    if wanted.place is None:
        return _("Van deze vraag is geen plek bekend. Vul een postcode in.")
    if not found.refused:
        return _("Niemand die dit doet woont dichtbij genoeg.")
    counts = Counter(refusal.why for each in found.refused for refusal in each.refusals)
    if counts[Why.QUIET] == len(found.refused):
        return _("Het is nu avond of nacht. Dan vragen we niemand iets.")
    most = [(why, number) for why, number in counts.most_common(3) if why != Why.QUIET]
    told = ", ".join(f"{number} {_said(why)}" for why, number in most)
    near = ngettext(
        "%(count)s vrijwilliger in de buurt doet dit, maar kan nu niet: %(told)s.",
        "%(count)s vrijwilligers in de buurt doen dit, maar kunnen nu niet: %(told)s.",
        len(found.refused),
    )
    return near % {"count": len(found.refused), "told": told}


def _said(why: Why) -> str:
    return {
        Why.INACTIVE: _("doet niet mee"),
        Why.AWAY: _("weg"),
        Why.VOG_MISSING: _("zonder VOG"),
        Why.VOG_LAPSES: _("met een VOG die afloopt"),
        Why.BLOCKED: _("niet bij elkaar"),
        Why.OWN: _("van hetzelfde huis"),
        Why.ASKED_BEFORE: _("al gevraagd"),
        Why.KIND: _("doet dit niet"),
        Why.SKILL: _("zonder wat nodig is"),
        Why.TIME: _("op een ander moment vrij"),
        Why.BUSY: _("dan al bezet"),
        Why.LANGUAGE: _("zonder de taal"),
        Why.TOO_FAR: _("te ver"),
        Why.FULL: _("vol"),
        Why.RESTING: _("in rust"),
        Why.OFFERS_OPEN: _("met open vragen"),
        Why.OFFERS_WEEK: _("deze week vaak gevraagd"),
        Why.QUIET: _("in de stille uren"),
        Why.WOULD_REST: _("dan aan rust toe"),
    }[why]


def labels_of() -> dict[str, str]:
    """Return how kinds, skills and languages are called on the screen, by their codes."""
    return {str(code): str(label) for code, label in (*Kind.choices, *Skill.choices, *Language.choices)}
