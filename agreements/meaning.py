"""What a need or an agreement would mean, in words, before it is recorded: the numbers are those of the rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases import phrases, rules
from cases.models import Case
from cases.promises import lowers_need, meaning_of, need_against_promise


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says beside the form."""

    tone: str
    icon: str
    title: str
    lines: tuple[str, ...]
    less: bool = False


def of_agreement(case: Case, valid_from: dt.date, rhythm: rules.Rhythm) -> Shown:
    """Say what is promised against what is needed."""
    meant = meaning_of(case, valid_from, rhythm)
    words = {
        "new": phrases.rhythm(rhythm),
        "need": phrases.rhythm(meant.need),
        "percent": f"{meant.percent}\N{NO-BREAK SPACE}%",
    }
    sum_of = _("Nodig is %(need)s. Je belooft %(new)s: dat is %(percent)s van wat nodig is.") % words
    if meant.scaled_down:
        sight = meant.need.medium.face_to_face and not rhythm.medium.face_to_face
        return Shown(
            "is-cut",
            "calendar-minus",
            _("Minder beloofd dan nodig: er komt een signaal"),
            (
                sum_of,
                *((_("Nodig is dat je elkaar ziet, en dat gebeurt zo niet."),) if sight else ()),
                _("Het geldt meteen. Je teamleider moet het nog bevestigen, of stuurt het terug."),
            ),
            less=True,
        )
    if meant.less:
        later = _("Zo weinig dat er een signaal komt, is het niet. Schrijf wel waarom het minder is.")
        return Shown("is-warn", "trending-down", _("Minder dan nodig"), (sum_of, later), less=True)
    return Shown("is-calm", "check", _("Beloofd is wat nodig is"), (sum_of,))


def of_need(case: Case, valid_from: dt.date, rhythm: rules.Rhythm) -> Shown:
    """Say what a new need does to the agreement, and whether it is less than before."""
    former, lower = lowers_need(case, valid_from, rhythm)
    lines = [
        _("Nodig was %(old)s, en wordt %(new)s.")
        % {"old": phrases.rhythm(former), "new": phrases.rhythm(rhythm)}
    ]
    against = need_against_promise(case, valid_from, rhythm)
    if against is not None:
        words = {
            "promise": phrases.rhythm(against.promise),
            "percent": f"{against.percent}\N{NO-BREAK SPACE}%",
        }
        lines.append(_("Beloofd is %(promise)s: dat is dan %(percent)s van wat nodig is.") % words)
        if against.less:
            lines.append(_("Leg daarna ook een nieuwe afspraak vast."))
    if lower:
        lines.append(_("Staat er een signaal open? Dan kijkt je teamleider mee."))
        return Shown("is-warn", "trending-down", _("Minder nodig dan eerst"), tuple(lines))
    return Shown("is-calm", "check", _("Niet minder nodig dan eerst"), tuple(lines))
