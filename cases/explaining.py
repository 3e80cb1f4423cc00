"""Every number of a line and of a case, opened: the days, contacts, points, pauses and policy that make it up.

Each sum can be added up by whoever reads it; a test does so for the whole demo. The results are those of the rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from cases import evidence, phrases
from cases.assessment import CaseStanding, history_of, standings
from cases.evidence import Sum
from cases.models import Case, Contact
from cases.rules import History, Measures, Medium, Rule, measure
from cases.rules.rhythms import interval_days


def of_case(case: Case, today: dt.date) -> list[Sum]:
    """Return the sums behind the numbers of a case on a day; none where nothing is counted."""
    standing = standings([case.pk], today)[case.pk]
    if not standing.live:
        return []
    history = history_of(case)
    m = measure(history, today)
    contacts = [
        contact
        for contact in case.contacts.order_by("happened_at", "pk")
        if case.opened_on <= contact.day <= today
    ]
    name = case.resident.first_name
    sums = [replace(evidence.delivered(m, contacts, today), code="delivered")]
    if m.agreement is not None:
        sums.insert(0, replace(evidence.promised(m, name), code="promised"))
    sums += [
        replace(evidence.unseen(m, contacts, case.opened_on, name, today), code="unseen"),
        _tries(m, history, contacts, today),
        _unreached(m, history, case, today),
    ]
    if standing.due_on is not None:
        sums.append(_due(m, standing.due_on, history, contacts, today))
    return [*sums, _coming(standing, today), _policy(m)]


def _tries(m: Measures, history: History, contacts: Sequence[Contact], today: dt.date) -> Sum:
    """List the attempts since somebody was reached: each day counts once, one in a pause not at all."""
    assert m.policy is not None
    paused = {day for pause in history.pauses for day in pause.days()}
    failed = [c for c in contacts if not c.reached and (m.last_reached is None or c.day > m.last_reached)]
    rows, days = list[tuple[str, str]](), set[dt.date]()
    for contact in failed:
        counts = contact.day not in days and contact.day not in paused
        days.add(contact.day)
        rows.append((evidence.said(contact, today, paused), str(int(counts))))
    return Sum(
        caption=_("Dagen waarop het niet lukte, sinds het laatste contact"),
        rows=tuple(rows) or ((_("Geen poging die niet lukte"), "0"),),
        total=(
            _("Dagen geprobeerd, de grens is %(limit)s") % {"limit": m.policy.unfindable_attempts},
            str(m.attempts),
        ),
        note=_("Meer pogingen op één dag zijn één dag. Een poging in een pauze telt niet mee."),
        code="tries",
    )


def _unreached(m: Measures, history: History, case: Case, today: dt.date) -> Sum:
    since = m.last_reached
    words = {"day": phrases.day(since or case.opened_on, today)}
    first = _("Laatst bereikt: %(day)s") if since else _("Nog nooit bereikt; dossier geopend op %(day)s")
    passed = (today - (since or case.opened_on)).days + (0 if since else 1)
    paused = _paused(history, since, case.opened_on, today)
    rows = [(first % words, ""), (_("Dagen sindsdien"), str(passed))]
    if paused:
        rows.append((_("Dagen in pauze, niet meegeteld"), f"−{paused}"))
    return Sum(
        caption=_("Dagen dat niemand %(name)s bereikte") % {"name": case.resident.first_name},
        rows=tuple(rows),
        total=(
            _("Dagen niet bereikt, de grens is %(days)s") % {"days": phrases.days(m.unfindable_days or 0)},
            str(m.days_unreached),
        ),
        note=_("Bereikt is elk contact dat lukte: gezien, gesproken of een bericht met antwoord."),
        code="unreached",
    )


def _paused(history: History, since: dt.date | None, opened_on: dt.date, today: dt.date) -> int:
    """Count the paused days after a day, or from the opening."""
    first = since + dt.timedelta(days=1) if since else opened_on
    return sum(first <= day <= today for pause in history.pauses for day in pause.days())


def _due(m: Measures, due_on: dt.date, history: History, contacts: Sequence[Contact], today: dt.date) -> Sum:
    """Count on from the last contact that is worth what was promised, over pauses, to the day that was promised."""
    assert m.agreement is not None and m.policy is not None
    agreed = m.agreement.rhythm
    least = m.policy.weight(agreed.medium)
    worthy = [c for c in contacts if c.reached and m.policy.weight(Medium(c.medium)) >= least]
    last = max(worthy, key=lambda contact: contact.day, default=None)
    start = last.day if last else max(history.opened_on, m.agreement.valid_from)
    if last:
        first = _("Laatste contact dat telt: %(contact)s") % {"contact": evidence.said(last, today)}
    else:
        first = _("Nog geen contact dat telt; geteld vanaf %(day)s") % {"day": phrases.day(start, today)}
    steps = interval_days(agreed)
    rows = [(first, ""), (_("Beloofd: %(often)s, dus na") % {"often": phrases.often(agreed)}, str(steps))]
    paused = sum(start < day <= due_on for pause in history.pauses for day in pause.days())
    counted = start + dt.timedelta(days=steps + paused)
    if paused and due_on >= counted:
        rows.append((_("Dagen in pauze erbij"), str(paused)))
    if due_on > counted:
        rows.append((_("Tot de afspraak ingaat"), str((due_on - counted).days)))
    return Sum(
        caption=_("De dag van de volgende afspraak"),
        rows=tuple(rows),
        total=(
            _("Volgende afspraak: %(day)s, zoveel dagen later") % {"day": phrases.day(due_on, today)},
            str((due_on - start).days),
        ),
        note=_("Een contact telt als het evenveel waard is als wat er is beloofd."),
        code="due",
        start=start,
    )


def _coming(standing: CaseStanding, today: dt.date) -> Sum:
    """Say of each rule since when it holds, or from when it would if nothing happened."""
    return Sum(
        caption=_("Signalen, en wat er komt als er niets gebeurt"),
        rows=tuple(_state(standing, kind, today) for kind in phrases.BY_NEED),
        total=(_("Vandaag"), phrases.short_day(today, today)),
        note=_("De dag volgt uit de sommen hierboven: elke dag zonder contact telt mee."),
        code="rules",
    )


def _state(standing: CaseStanding, kind: Rule, today: dt.date) -> tuple[str, str]:
    state, name = standing.rules[kind], phrases.capital(phrases.of_rule(kind))
    if state.on is None:
        return name, _("niet te verwachten")
    said = _("sinds %(day)s") if state.holds else _("vanaf %(day)s")
    return name, said % {"day": phrases.short_day(state.on, today)}


def _policy(m: Measures) -> Sum:
    """List the numbers of the policy by which all of this was judged."""
    assert m.policy is not None
    return Sum(
        caption=_("Het beleid van de gemeente dat hier geldt"),
        rows=tuple(_numbers(m)),
        total=(_("Grens voor minder dan nodig"), f"{m.policy.threshold_percent}\N{NO-BREAK SPACE}%"),
        note=_("Wie dit verandert, schrijft erbij waarom. Dat staat bij alle cijfers."),
        code="policy",
    )


def _numbers(m: Measures) -> Iterator[tuple[str, str]]:
    assert m.policy is not None
    for medium in Medium:
        name = phrases.capital(phrases.medium(medium))
        yield _("%(medium)s, punten") % {"medium": name}, str(m.policy.weight(medium))
    yield _("Dagen waarover wordt gekeken"), str(m.window)
    yield _("Niet te vinden: dagen geprobeerd"), str(m.policy.unfindable_attempts)
    yield _("Niet te vinden: dagen zonder antwoord"), str(m.unfindable_days)
