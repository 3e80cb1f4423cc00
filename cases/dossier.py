"""What the page of one case shows: put together here from the rules and the records, in few queries."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import drawing, evidence, phrases, timeline, year
from cases.assessment import CaseStanding, history_of, standings
from cases.lines import bar_of
from cases.models import Agreement, Case, Contact, Flag, Need
from cases.rules import Measures, Rule, measure
from cases.why import open_flags


@dataclass(frozen=True, slots=True)
class Clock:
    """One of the two clocks: last seen, last reached."""

    title: str
    dial: drawing.Svg
    last: str
    threat: str
    tone: str
    why: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of what is needed or promised."""

    rhythm: str
    valid_from: str
    who: str
    ground: str
    current: bool
    future: bool


@dataclass(frozen=True, slots=True)
class PastFlag:
    """A flag that is closed, or that a pause holds still."""

    look: phrases.RuleLook
    when: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that the page of a case shows."""

    standing: CaseStanding
    measures: Measures
    about: str
    with_whom: str
    state: str
    clocks: list[Clock]
    needed: str
    promised: str
    delivered: str
    promised_percent: str
    delivered_percent: str
    bar: drawing.Svg
    next_contact: str
    cards: list[evidence.FlagCard]
    still: list[PastFlag]
    past: list[PastFlag]
    year: year.Year
    needs: list[Version]
    agreements: list[Version]
    events: list[timeline.Event]
    more_events: int


def make(
    case: Case,
    today: dt.date,
    zone: zoneinfo.ZoneInfo,
    *,
    all_events: bool = False,
    more: Sequence[timeline.Event] = (),
) -> Dossier:
    """Put together the page of a case on a day; `more` is what happened that other rooms know."""
    standing = standings([case.pk], today)[case.pk]
    history = history_of(case)
    measures = measure(history, today)
    paused = {day for pause in history.pauses for day in pause.days()}
    records = timeline.Records(
        needs=list(case.needs.select_related("created_by").order_by("-valid_from")),
        agreements=list(case.agreements.select_related("created_by", "decision").order_by("-valid_from")),
        contacts=list(case.contacts.select_related("worker").order_by("-happened_at", "-pk")),
        pauses=list(case.pauses.select_related("created_by").order_by("-first_day")),
        flags=list(case.flags.order_by("-since", "-pk")),
    )
    happened = timeline.events(records, today, zone, more)
    shown = happened if all_events else happened[: timeline.SHOWN]
    first_name = case.resident.first_name
    need = _in_force(records.needs, today)
    return Dossier(
        standing=standing,
        measures=measures,
        about=_about(case, today),
        with_whom=_with_whom(case, today),
        state=_state(case, standing, records, today),
        clocks=_clocks(standing, measures, records, first_name, today),
        needed=phrases.rhythm(need.rhythm),
        promised=phrases.rhythm(measures.agreement.rhythm) if measures.agreement else "–",
        delivered=_delivered(measures),
        promised_percent=_percent(measures.agreed_percent),
        delivered_percent=_percent(measures.delivered_percent),
        bar=bar_of(standing, numbers=False),
        next_contact=_next_contact(standing, measures, today),
        cards=[
            evidence.card(flag, measures, records.contacts, case.opened_on, first_name, today, paused)
            for flag in open_flags(standing)
        ],
        still=[_past(flag, today, zone) for flag in records.flags if flag.state == Flag.State.SUSPENDED],
        past=[_past(flag, today, zone) for flag in records.flags if flag.state == Flag.State.CLOSED],
        year=year.make(history, records, today, zone),
        needs=[_version(version, records.needs, today) for version in records.needs],
        agreements=[_version(version, records.agreements, today) for version in records.agreements],
        events=shown,
        more_events=len(happened) - len(shown),
    )


def _in_force(versions: Sequence[Need], today: dt.date) -> Need:
    """Return the latest version that has begun; of a case that opens later, the first."""
    return next((version for version in versions if version.valid_from <= today), versions[-1])


def _about(case: Case, today: dt.date) -> str:
    resident = case.resident
    words = {
        "age": phrases.age(resident.birth_date, today),
        "place": resident.neighbourhood.name,
        "ref": case.ref,
    }
    return _("%(age)s jaar · %(place)s · dossier %(ref)s") % words


def _with_whom(case: Case, today: dt.date) -> str:
    words = {
        "day": phrases.day(case.opened_on, today),
        "team": case.team.name,
        "worker": str(case.worker or ""),
    }
    if case.worker is None:
        return _("sinds %(day)s bij %(team)s, nog zonder werker") % words
    return _("sinds %(day)s, bij %(worker)s, %(team)s") % words


def _state(case: Case, standing: CaseStanding, records: timeline.Records, today: dt.date) -> str:
    """Say why nothing is counted today; empty where the case is live."""
    if standing.live:
        return ""
    if case.opened_on > today:
        return _("Dit dossier begint op %(day)s.") % {"day": phrases.day(case.opened_on, today)}
    if case.closed_on is not None and case.closed_on <= today:
        return _("Dit dossier is gesloten op %(day)s.") % {"day": phrases.day(case.closed_on, today)}
    pause = next((p for p in records.pauses if p.first_day <= today <= p.last_day), None)
    until = {"day": phrases.day(pause.last_day, today)} if pause else {"day": "–"}
    return _("Pauze tot en met %(day)s: de klokken staan stil.") % until


def _percent(value: int | None) -> str:
    return "–" if value is None else f"{value}\N{NO-BREAK SPACE}%"


def _delivered(measures: Measures) -> str:
    """Say what counted in the window: "3× huisbezoek, 1× telefoon"."""
    if measures.window is None:
        return "–"
    media = Counter(one.medium for one in measures.contacts)
    words = ", ".join(f"{count}× {phrases.medium(medium)}" for medium, count in sorted(media.items()))
    return _("%(what)s in %(days)s") % {"what": words or _("niets"), "days": phrases.days(measures.window)}


def _next_contact(standing: CaseStanding, measures: Measures, today: dt.date) -> str:
    if standing.due_on is None or measures.agreement is None:
        return ""
    words = {
        "day": phrases.short_day(standing.due_on, today),
        "how": phrases.doing(measures.agreement.rhythm.medium),
        "late": phrases.days((today - standing.due_on).days),
    }
    if standing.due_on < today:
        return _("De afspraak was %(day)s, %(how)s: %(late)s over tijd.") % words
    return _("Volgende afspraak: %(day)s, %(how)s.") % words


def _clocks(
    standing: CaseStanding, m: Measures, records: timeline.Records, name: str, today: dt.date
) -> list[Clock]:
    return [_seen_clock(standing, m, records, name, today), _reached_clock(standing, m, records, name, today)]


def _seen_clock(
    standing: CaseStanding, m: Measures, records: timeline.Records, name: str, today: dt.date
) -> Clock:
    limit = m.window if m.need is not None and m.need.rhythm.medium.face_to_face else None
    words = {"name": name, "limit": phrases.days(limit or 0)}
    if limit is None:
        why = (
            _("Voor %(name)s is nu geen ritme nodig waarbij je elkaar ziet. Daarom is er geen grens.") % words
        )
        why = why if standing.live else _("Zolang het dossier stilstaat, telt deze klok niet.")
    else:
        why = (
            _(
                "Iemand is te lang niet gezien als niemand hem of haar langer dan %(limit)s heeft ontmoet. "
                "Bellen, beeldbellen en berichten tellen niet als gezien. Elk streepje is een dag; dagen in een "
                "pauze tellen niet."
            )
            % words
        )
    last = next((c for c in records.contacts if _counts(c, standing, today) and _saw(c)), None)
    return _clock(
        _("Laatst gezien"),
        m.days_unseen,
        limit,
        last,
        Rule.NOT_SEEN,
        _("Te lang niet gezien"),
        why,
        standing,
        today,
    )


def _counts(contact: Contact, standing: CaseStanding, today: dt.date) -> bool:
    """Tell whether a contact is of the days that count; also while a pause holds the clocks still."""
    return standing.opened_on <= contact.day <= today


def _saw(contact: Contact) -> bool:
    return contact.reached and phrases.face_to_face(contact.medium)


def _reached_clock(
    standing: CaseStanding, m: Measures, records: timeline.Records, name: str, today: dt.date
) -> Clock:
    if m.policy is None:
        why = _("Zolang het dossier stilstaat, telt deze klok niet.")
    else:
        why = _(
            "Iemand is niet te vinden na %(tries)s vergeefs proberen én %(limit)s zonder antwoord. "
            "Nu is er op %(tried)s geprobeerd sinds het laatste contact, en %(days)s geen antwoord."
        ) % {
            "tries": phrases.days(m.policy.unfindable_attempts),
            "limit": phrases.days(m.unfindable_days or 0),
            "tried": phrases.days(m.attempts or 0),
            "days": phrases.days(m.days_unreached or 0),
        }
    last = next((c for c in records.contacts if _counts(c, standing, today) and c.reached), None)
    clock = _clock(
        _("Laatst bereikt"),
        m.days_unreached,
        m.unfindable_days,
        last,
        Rule.UNFINDABLE,
        _("Niet te vinden"),
        why,
        standing,
        today,
    )
    if not clock.threat and m.attempts:
        tries = _("Op %(days)s vergeefs geprobeerd") % {"days": phrases.days(m.attempts)}
        return replace(clock, threat=tries, tone="is-warn")
    return clock


def _clock(
    title: str,
    days: int | None,
    limit: int | None,
    last: Contact | None,
    rule: Rule,
    words: str,
    why: str,
    standing: CaseStanding,
    today: dt.date,
) -> Clock:
    when = (
        f"{phrases.short_day(last.day, today)}, {phrases.medium(last.medium)}"
        if last
        else _("nog niet sinds de start")
    )
    if days is None:
        dial = drawing.dial("–", 0, 0, _("de klok staat stil"), "")
    else:
        label = _("%(days)s van %(limit)s") if limit else "%(days)s"
        label = label % {"days": phrases.days(days), "limit": phrases.days(limit or 0)}
        unit = ngettext("dag", "dagen", days)
        dial = drawing.dial(str(days), days, limit or 0, label, unit)
    state = standing.rules[rule]
    if state.on is None:
        threat, tone = "", ""
    elif state.holds:
        threat, tone = _("%(words)s sinds %(day)s"), "is-danger"
    else:
        threat, tone = _("%(words)s op %(day)s, als er niets gebeurt"), "is-warn"
    day = phrases.short_day(state.on, today) if state.on else ""
    return Clock(title, dial, when, threat % {"words": words, "day": day} if threat else "", tone, why)


def _past(flag: Flag, today: dt.date, zone: zoneinfo.ZoneInfo) -> PastFlag:
    words = {"since": phrases.day(flag.since, today), "how": str(flag.get_state_display())}
    if flag.closed_at is None:
        return PastFlag(phrases.RULES[Rule(flag.kind)], _("sinds %(since)s") % words, words["how"])
    words["until"] = phrases.day(flag.closed_at.astimezone(zone).date(), today)
    how = str(flag.get_close_cause_display())
    return PastFlag(phrases.RULES[Rule(flag.kind)], _("%(since)s tot %(until)s") % words, how)


def _version(
    version: Need | Agreement, versions: Sequence[Need] | Sequence[Agreement], today: dt.date
) -> Version:
    current = next((one for one in versions if one.valid_from <= today), None)
    return Version(
        rhythm=phrases.rhythm(version.rhythm),
        valid_from=phrases.day(version.valid_from, today),
        who=str(version.created_by or ""),
        ground=timeline.ground(version),
        current=version is current,
        future=version.valid_from > today,
    )
