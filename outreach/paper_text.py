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


def make(case: Case, agreement: Agreement) -> Text:
    """Write the paper of a case by the agreement in force; it needs its resident, worker, team and organisation."""
    team = case.team
    who = str(case.worker) if case.worker else _("Iemand van %(team)s") % {"team": team.name}
    helper = _("%(who)s van %(team)s helpt je.") % {"who": who, "team": team.name}
    return Text(
        title=_("Onze afspraak"),
        name=case.resident.first_name,
        blocks=(
            Block(
                icon="users",
                heading=_("Wie komt er?"),
                lines=(helper,) if case.worker else (_("%(who)s helpt je.") % {"who": who},),
            ),
            Block(
                icon=_ICONS[agreement.rhythm.medium],
                heading=_("Hoe vaak?"),
                lines=(
                    _visit(agreement.rhythm.medium) % {"who": who},
                    _("Dat is %(often)s.") % {"often": _often(agreement.rhythm)},
                ),
            ),
            Block(icon="alert-circle", heading=_("Komt er niemand?"), lines=_nobody(team.phone)),
            Block(icon="message", heading=_("Niet tevreden?"), lines=_complaint(case)),
            Block(icon="heart-handshake", heading=_("Hulp van een ander?"), lines=_support(case)),
        ),
        call=_("Bel %(phone)s") % {"phone": team.phone} if team.phone else "",
        ask=_("Ik wil iemand zien"),
        ask_lines=(
            _("Scan de code met je telefoon."),
            _("Druk dan op de knop."),
            _("Je hoort binnen %(days)s werkdagen iets van ons.") % {"days": WISH_LEAD_AFTER},
        ),
        phone=team.phone,
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


def _complaint(case: Case) -> tuple[str, ...]:
    if case.team.organisation.complaints:
        return tuple(case.team.organisation.complaints.splitlines())
    return (
        _("Zeg het tegen ons, dan praten we erover."),
        _("Je mag ook een klacht sturen naar %(name)s.") % {"name": case.team.organisation.name},
    )


def _support(case: Case) -> tuple[str, ...]:
    if case.team.organisation.client_support:
        return tuple(case.team.organisation.client_support.splitlines())
    return (
        _("Een onafhankelijke cliëntondersteuner denkt met je mee."),
        _("Dat is gratis. Vraag ernaar bij je gemeente."),
    )
