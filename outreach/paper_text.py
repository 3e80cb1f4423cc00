"""What stands on the agreement on paper, in plain Dutch (B1): who comes, how often, and what to do if nobody comes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Agreement, Case
from cases.rules import Medium, Rhythm
from outreach.clock import WISH_LEAD_AFTER


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the paper: its picture, its heading, and short sentences."""

    icon: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """All words of a paper, for the resident by their first name."""

    title: str
    name: str
    blocks: tuple[Block, ...]
    call: str
    ask: str
    ask_lines: tuple[str, ...]
    phone: str

    @property
    def digest(self) -> str:
        """Tell whether a paper still says this, without keeping what it said."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the words of a paper are made of; `helper` is empty where the case has no worker."""

    first_name: str
    helper: str
    team: str
    phone: str
    organisation: str
    complaints: str
    support: str
    rhythm: Rhythm


def facts(case: Case, agreement: Agreement) -> Facts:
    """Take the facts of a case and the agreement in force; it needs its resident, worker, team and organisation."""
    team = case.team
    return Facts(
        first_name=case.resident.first_name,
        helper=str(case.worker) if case.worker else "",
        team=team.name,
        phone=team.phone,
        organisation=team.organisation.name,
        complaints=team.organisation.complaints,
        support=team.organisation.client_support,
        rhythm=agreement.rhythm,
    )


def make(case: Case, agreement: Agreement) -> Text:
    """Write the paper of a case by the agreement in force; it needs its resident, worker, team and organisation."""
    return write(facts(case, agreement))


def write(facts: Facts) -> Text:
    """Write a paper."""
    who = facts.helper or _("Iemand van %(team)s") % {"team": facts.team}
    helper = _("%(who)s van %(team)s helpt je.") % {"who": who, "team": facts.team}
    return Text(
        title=_("Onze afspraak"),
        name=facts.first_name,
        blocks=(
            Block(
                icon="users",
                heading=_("Wie komt er?"),
                lines=(helper,) if facts.helper else (_("%(who)s helpt je.") % {"who": who},),
            ),
            Block(
                icon=_ICONS[facts.rhythm.medium],
                heading=_("Hoe vaak?"),
                lines=(
                    _visit(facts.rhythm.medium) % {"who": who},
                    _("Dat is %(often)s.") % {"often": _often(facts.rhythm)},
                ),
            ),
            Block(icon="alert-circle", heading=_("Komt er niemand?"), lines=_nobody(facts.phone)),
            Block(icon="message", heading=_("Niet tevreden?"), lines=_complaint(facts)),
            Block(icon="heart-handshake", heading=_("Hulp van een ander?"), lines=_support(facts)),
        ),
        call=_("Bel %(phone)s") % {"phone": facts.phone} if facts.phone else "",
        ask=_("Ik wil iemand zien"),
        ask_lines=(
            _("Scan de code met je telefoon."),
            _("Druk dan op de knop."),
            _("Je hoort binnen %(days)s werkdagen iets van ons.") % {"days": WISH_LEAD_AFTER},
        ),
        phone=facts.phone,
    )


_ICONS = {
    Medium.HOME_VISIT: "home",
    Medium.WALK_IN: "door-enter",
    Medium.OUTDOORS: "trees",
    Medium.VIDEO: "video",
    Medium.PHONE: "phone",
    Medium.MESSAGE: "message",
}


def _visit(medium: Medium) -> str:
    return {
        Medium.HOME_VISIT: _("%(who)s komt bij je thuis."),
        Medium.WALK_IN: _("Je ziet %(who)s bij de inloop."),
        Medium.OUTDOORS: _("Je ziet %(who)s ergens buiten."),
        Medium.VIDEO: _("%(who)s belt je met beeld."),
        Medium.PHONE: _("%(who)s belt je."),
        Medium.MESSAGE: _("%(who)s stuurt je een bericht."),
    }[medium]


def _often(rhythm: Rhythm) -> str:
    per, words = (
        rhythm.per_days,
        {"times": rhythm.contacts, "days": rhythm.per_days, "weeks": rhythm.per_days // 7},
    )
    if per == rhythm.contacts:
        return _("elke dag")
    if per == 7:
        return _("%(times)s keer per week") % words
    if per % 7 == 0:
        return _("%(times)s keer in de %(weeks)s weken") % words
    return _("%(times)s keer in de %(days)s dagen") % words


def _nobody(phone: str) -> tuple[str, ...]:
    days = ngettext("%(days)s werkdag", "%(days)s werkdagen", WISH_LEAD_AFTER) % {"days": WISH_LEAD_AFTER}
    first = _("Bel ons dan: %(phone)s.") % {"phone": phone} if phone else _("Laat het ons weten.")
    return (
        first,
        _("Of scan de code op dit papier."),
        _("Wij bellen of komen binnen %(days)s.") % {"days": days},
        _("Is er gevaar? Bel 112."),
    )


def _complaint(facts: Facts) -> tuple[str, ...]:
    if facts.complaints:
        return tuple(facts.complaints.splitlines())
    return (
        _("Zeg het tegen ons, dan praten we erover."),
        _("Je mag ook een klacht sturen naar %(name)s.") % {"name": facts.organisation},
    )


def _support(facts: Facts) -> tuple[str, ...]:
    if facts.support:
        return tuple(facts.support.splitlines())
    return (
        _("Een onafhankelijke cliëntondersteuner denkt met je mee."),
        _("Dat is gratis. Vraag ernaar bij je gemeente."),
    )
