"""Why a case stands on the worklist: the rules that hold, how far it is past their limits, and the sentence for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cases import phrases
from cases.assessment import CaseStanding
from cases.phrases import gettext as _
from cases.rules import Rule


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A rule that holds for a case, and since when."""

    kind: Rule
    since: dt.date
    look: phrases.RuleLook

    @property
    def code(self) -> str:
        """The rule's name as files and the API write it."""
        return self.kind.value

    @property
    def day(self) -> str:
        """Since when, as a machine reads it."""
        return self.since.isoformat()

    @property
    def words(self) -> str:
        """The rule in plain words."""
        return phrases.of_rule(self.kind)


def open_flags(standing: CaseStanding) -> tuple[OpenFlag, ...]:
    """Return the rules that hold, the most urgent first."""
    held = ((kind, standing.rules[kind]) for kind in phrases.BY_NEED)
    return tuple(
        OpenFlag(kind, state.on, phrases.RULES[kind])
        for kind, state in held
        if state.holds and state.on is not None
    )


def past_limit(kind: Rule, standing: CaseStanding) -> int:
    """Return how far a case is past the limit of a rule: in days, or in per cent of what is needed."""
    match kind:
        case Rule.UNFINDABLE:
            return (standing.unreached_days or 0) - (standing.unreached_limit or 0)
        case Rule.NOT_SEEN:
            return (standing.unseen_days or 0) - (standing.unseen_limit or 0)
        case Rule.ERODING:
            return 100 - (standing.delivered_percent or 0)
        case Rule.SCALED_DOWN:
            return 100 - (standing.promised_percent or 0)


def why_flagged(flag: OpenFlag, standing: CaseStanding, today: dt.date) -> str:
    """Say in one sentence why a case is flagged, in words that the resident may read."""
    words = {"since": phrases.since(flag.since, today), "days": phrases.days(standing.unseen_days or 0)}
    match flag.kind:
        case Rule.UNFINDABLE:
            words["tries"] = phrases.days(standing.attempts or 0)
            words["days"] = phrases.days(standing.unreached_days or 0)
            return _("sinds %(since)s. Op %(tries)s geprobeerd, al %(days)s niet bereikt.") % words
        case Rule.NOT_SEEN:
            words["limit"] = phrases.days(standing.unseen_limit or 0)
            if standing.last_seen_on is None:
                words["since"] = phrases.day(standing.opened_on, today)
                return _("sinds de start op %(since)s: %(days)s, de grens is %(limit)s.") % words
            words["since"] = phrases.day(standing.last_seen_on, today)
            return _("sinds %(since)s: %(days)s, de grens is %(limit)s.") % words
        case Rule.ERODING:
            words |= {"percent": f"{standing.delivered_percent}\N{NO-BREAK SPACE}%"}
            words |= {"need": needed(standing), "window": phrases.days(standing.window or 0)}
            return _("sinds %(since)s: in %(window)s kwam %(percent)s van %(need)s.") % words
        case Rule.SCALED_DOWN:
            words |= {"need": needed(standing)}
            words |= {"agreed": phrases.rhythm(standing.agreement) if standing.agreement else _("niets")}
            return _("sinds %(since)s: %(agreed)s, nodig is %(need)s.") % words


def needed(standing: CaseStanding) -> str:
    """Say what a case needs: "2 huisbezoeken per week"; a dash where nothing is needed."""
    return phrases.rhythm(standing.need) if standing.need else "–"


def why_threatened(kind: Rule, standing: CaseStanding, today: dt.date) -> str:
    """Say in one sentence what would flag a case soon."""
    match kind:
        case Rule.UNFINDABLE:
            tries = phrases.days(standing.attempts or 0)
            return _("Op %(tries)s geprobeerd, al %(days)s niet bereikt.") % {
                "tries": tries,
                "days": phrases.days(standing.unreached_days or 0),
            }
        case Rule.NOT_SEEN:
            if standing.last_seen_on is None:
                return _("Nog niet gezien sinds de start.")
            return _("Laatst gezien op %(day)s.") % {"day": phrases.day(standing.last_seen_on, today)}
        case Rule.ERODING:
            return _("Nu %(percent)s van %(need)s.") % {
                "percent": f"{standing.delivered_percent}\N{NO-BREAK SPACE}%",
                "need": needed(standing),
            }
        case Rule.SCALED_DOWN:
            return _("Dan gaat in wat al is vastgelegd.")
