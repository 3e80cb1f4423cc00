"""The sums behind an open flag, to answer "Waarom?": every number comes from the rules, here it is put in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import phrases
from cases.models import Contact
from cases.rules import Measures, Rule, rate
from cases.rules.rhythms import MILLIONTHS
from cases.why import OpenFlag

_FOUR_WEEKS = 28


@dataclass(frozen=True, slots=True)
class Sum:
    """A small table that adds up, with what is to be said below it."""

    caption: str
    rows: tuple[tuple[str, str], ...]
    total: tuple[str, str]
    note: str
    code: str = ""  # for tests and styles
    start: dt.date | None = None  # the day from which days are counted on


@dataclass(frozen=True, slots=True)
class FlagCard:
    """An open flag as the case shows it."""

    flag: OpenFlag
    since: str
    sentence: str
    sum: Sum


def card(
    flag: OpenFlag,
    measures: Measures,
    contacts: Sequence[Contact],
    opened_on: dt.date,
    name: str,
    today: dt.date,
    paused: Collection[dt.date] = (),
) -> FlagCard:
    """Explain an open flag of a live case on a day; `contacts` are the case's, in any order.

    `paused` are the days on which its clocks stood still.
    """
    builders: dict[Rule, Callable[..., tuple[str, Sum]]] = {
        Rule.UNFINDABLE: partial(_unfindable, paused=paused),
        Rule.NOT_SEEN: _not_seen,
        Rule.ERODING: _eroding,
        Rule.SCALED_DOWN: _scaled_down,
    }
    past = [contact for contact in contacts if opened_on <= contact.day <= today]
    sentence, sum_ = builders[flag.kind](measures, past, opened_on, name, today)
    age = (today - flag.since).days
    since = (
        _("signaal sinds vandaag")
        if not age
        else _("signaal sinds %(day)s, %(age)s")
        % {
            "day": phrases.day(flag.since, today),
            "age": phrases.days(age),
        }
    )
    return FlagCard(flag, since, sentence, sum_)


def _percent(value: int | None) -> str:
    return "–" if value is None else f"{value}\N{NO-BREAK SPACE}%"


def said(contact: Contact, today: dt.date, paused: Collection[dt.date] = ()) -> str:
    """Say a contact in a row of a sum; an attempt on a day in a pause does not count, and says so."""
    words = {"day": phrases.day(contact.day, today), "medium": phrases.medium(contact.medium)}
    if contact.reached:
        return _("%(day)s, %(medium)s") % words
    if contact.day in paused:
        return _("%(day)s, %(medium)s, niet gelukt, in een pauze") % words
    return _("%(day)s, %(medium)s, niet gelukt") % words


def _eroding(
    m: Measures, contacts: Sequence[Contact], opened_on: dt.date, name: str, today: dt.date
) -> tuple[str, Sum]:
    assert m.policy is not None
    words = {"name": name, "percent": _percent(m.delivered_percent), "days": phrases.days(m.window or 0)}
    words["limit"] = _percent(m.policy.threshold_percent)
    sentence = _(
        "%(name)s kreeg in %(days)s %(percent)s van het contact dat nodig is. De grens is %(limit)s."
    )
    return sentence % words, delivered(m, contacts, today)


def delivered(m: Measures, contacts: Sequence[Contact], today: dt.date) -> Sum:
    """Add up what came in the days that the rules look at."""
    assert m.policy and m.need and m.window_first_day and m.days is not None
    assert m.expected is not None and m.credited is not None and m.paused_days is not None
    asked = (m.expected + m.credited) // MILLIONTHS
    had = ((m.delivered or 0) * MILLIONTHS + m.credited) // MILLIONTHS
    weight = m.policy.weight(m.need.rhythm.medium)
    needed = _("Nodig: %(need)s, %(weight)s punten per keer") % {
        "need": phrases.rhythm(m.need.rhythm),
        "weight": weight,
    }
    counted = {(one.day, one.medium): one.points for one in m.contacts}
    lines = [
        (one.day, f"{phrases.day(one.day, today)}, {phrases.medium(one.medium)}", str(points))
        for one in m.contacts
        for points in (counted[one.day, one.medium],)
    ]
    lines += [
        (contact.day, said(contact, today), "0")
        for contact in contacts
        if contact.day >= m.window_first_day and not contact.reached
    ]
    rows = [(needed, str(asked))] + [
        (words, points) for _day, words, points in sorted(lines, key=lambda row: row[0])
    ]
    if m.credited:
        rows.append((_("De dagen vóór de start tellen als gekomen"), str(m.credited // MILLIONTHS)))
    if m.paused_days:
        rows.append((_("Dagen in pauze, niet meegeteld: %(days)s") % {"days": m.paused_days}, ""))
    words = {"limit": _percent(m.policy.threshold_percent), "had": str(had), "asked": str(asked)}
    return Sum(
        caption=_("Van %(first)s tot en met vandaag") % {"first": phrases.day(m.window_first_day, today)},
        rows=tuple(rows),
        total=(_("Gekomen: %(had)s van %(asked)s punten") % words, _percent(m.delivered_percent)),
        note=_("Per dag telt het beste contact dat gelukt is. De grens is %(limit)s.") % words,
    )


def _scaled_down(
    m: Measures, contacts: Sequence[Contact], opened_on: dt.date, name: str, today: dt.date
) -> tuple[str, Sum]:
    assert m.policy is not None
    words = {"percent": _percent(m.agreed_percent), "limit": _percent(m.policy.threshold_percent)}
    sentence = _("Beloofd is %(percent)s van wat nodig is. De grens is %(limit)s.")
    return sentence % words, promised(m, name)


def promised(m: Measures, name: str) -> Sum:
    """Compare what is promised with what is needed, in points per four weeks."""
    assert m.policy and m.need and m.agreement
    need, agreed = m.need.rhythm, m.agreement.rhythm
    weight = min(m.policy.weight(agreed.medium), m.policy.weight(need.medium))
    row = _("%(what)s, %(weight)s punten per keer")
    words = {"percent": _percent(m.agreed_percent), "limit": _percent(m.policy.threshold_percent)}
    needed = _FOUR_WEEKS * rate(need, need, m.policy) // MILLIONTHS
    agreed_points = _FOUR_WEEKS * rate(agreed, need, m.policy) // MILLIONTHS
    words |= {"needed": str(needed), "promised": str(agreed_points)}
    blind = need.medium.face_to_face and not agreed.medium.face_to_face
    return Sum(
        caption=_("Punten per 4 weken"),
        rows=(
            (
                _("Nodig: ") + row % {"what": phrases.rhythm(need), "weight": m.policy.weight(need.medium)},
                str(needed),
            ),
            (_("Beloofd: ") + row % {"what": phrases.rhythm(agreed), "weight": weight}, str(agreed_points)),
        ),
        total=(_("Beloofd: %(promised)s van %(needed)s punten") % words, _percent(m.agreed_percent)),
        note=_("Nodig is dat iemand %(name)s ziet; dat is niet beloofd. Dan geldt het altijd als minder.")
        % {"name": name}
        if blind
        else _("De grens is %(limit)s: vanaf de helft of minder is het een signaal.") % words
        if m.policy.threshold_percent == 50
        else _("De grens is %(limit)s.") % words,
    )


def _not_seen(
    m: Measures, contacts: Sequence[Contact], opened_on: dt.date, name: str, today: dt.date
) -> tuple[str, Sum]:
    words = {"name": name, "days": phrases.days(m.days_unseen or 0), "limit": phrases.days(m.window or 0)}
    sentence = _("Niemand heeft %(name)s in %(days)s gezien. De grens is %(limit)s.")
    return sentence % words, unseen(m, contacts, opened_on, name, today)


def unseen(m: Measures, contacts: Sequence[Contact], opened_on: dt.date, name: str, today: dt.date) -> Sum:
    """Count the days since somebody met the resident."""
    since = m.last_seen or opened_on
    words = {"name": name, "limit": phrases.days(m.window or 0), "since": phrases.day(since, today)}
    last = (
        _("Laatst gezien: %(since)s") if m.last_seen else _("Nog nooit gezien; dossier geopend op %(since)s")
    )
    spoken = [c for c in contacts if c.reached and not phrases.face_to_face(c.medium) and c.day > since]
    passed = (today - since).days + (0 if m.last_seen else 1)
    paused = passed - (m.days_unseen or 0)
    rows = [(last % words, ""), (_("Dagen sindsdien"), str(passed))]
    if paused:
        rows.append((_("Dagen in pauze, niet meegeteld"), f"−{paused}"))
    if spoken:
        rows.append(
            (_("Keer gesproken zonder te zien (telt niet als gezien): %(n)s") % {"n": len(spoken)}, "")
        )
    limited = m.need is not None and m.need.rhythm.medium.face_to_face
    return Sum(
        caption=_("Dagen zonder dat iemand %(name)s zag") % words,
        rows=tuple(rows),
        total=(
            _("Dagen niet gezien, de grens is %(limit)s") % words
            if limited
            else _("Dagen niet gezien; er is geen grens, want elkaar zien is niet nodig"),
            str(m.days_unseen),
        ),
        note=_("Alleen huisbezoek, inloop en buiten tellen als gezien. Beeldbellen telt niet."),
    )


def _unfindable(
    m: Measures,
    contacts: Sequence[Contact],
    opened_on: dt.date,
    name: str,
    today: dt.date,
    *,
    paused: Collection[dt.date],
) -> tuple[str, Sum]:
    assert m.policy
    since = m.last_reached
    tried = [c for c in contacts if not c.reached and (since is None or c.day > since)]
    words = {
        "name": name,
        "days": phrases.days(m.days_unreached or 0),
        "tries": phrases.days(m.attempts or 0),
    }
    words |= {
        "limit": phrases.days(m.unfindable_days or 0),
        "tries_limit": phrases.days(m.policy.unfindable_attempts),
    }
    first = _("Laatst bereikt: %(day)s") if since else _("Nog nooit bereikt; dossier geopend op %(day)s")
    rows = [(first % {"day": phrases.day(since or opened_on, today)}, "")]
    rows += [
        (said(contact, today, paused), "") for contact in sorted(tried, key=lambda c: c.happened_at)[-8:]
    ]
    if len(tried) > 8:
        hidden = len(tried) - 8
        rows.insert(
            1, (ngettext("en %(n)s eerdere poging", "en %(n)s eerdere pogingen", hidden) % {"n": hidden}, "")
        )
    sum_ = Sum(
        caption=_("Geprobeerd sinds het laatste contact"),
        rows=tuple(rows),
        total=(
            _("Dagen geprobeerd (grens %(tries)s), dagen niet bereikt (grens %(days)s)")
            % {"tries": m.policy.unfindable_attempts, "days": m.unfindable_days},
            f"{m.attempts}, {m.days_unreached}",
        ),
        note=_("Meer pogingen op één dag zijn één dag. Een poging of dag in een pauze telt niet mee."),
    )
    sentence = _(
        "Op %(tries)s geprobeerd en %(name)s %(days)s niet bereikt. De grens is %(tries_limit)s proberen en "
        "%(limit)s zonder antwoord."
    )
    return sentence % words, sum_
