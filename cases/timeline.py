"""What happened in a case, newest first: contacts, new needs and agreements, pauses, flags."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases import phrases
from cases.models import Agreement, Contact, Flag, Need, Pause
from cases.rules import Medium, Rule

SHOWN = 20  # events before "Toon eerder"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    moment: tuple[dt.date, dt.time]
    icon: str
    tone: str
    title: str
    when: str
    who: str
    text: str = ""
    url: str = ""  # where it is put right


@dataclass(frozen=True, slots=True)
class Records:
    """All that is recorded of one case, newest first, with the users who did it."""

    needs: Sequence[Need]
    agreements: Sequence[Agreement]
    contacts: Sequence[Contact]
    pauses: Sequence[Pause]
    flags: Sequence[Flag]


def events(
    records: Records, today: dt.date, zone: zoneinfo.ZoneInfo, more: Sequence[Event] = ()
) -> list[Event]:
    """Put all that happened in one row, newest first; what begins later than today is no event yet."""
    rows = [*_contacts(records, today, zone), *_versions(records, today), *_pauses(records, today)]
    rows += [*_flags(records, today, zone), *more]
    return sorted((row for row in rows if row.moment[0] <= today), key=lambda row: row.moment, reverse=True)


def _contacts(records: Records, today: dt.date, zone: zoneinfo.ZoneInfo) -> Iterator[Event]:
    for contact in records.contacts:
        local = contact.happened_at.astimezone(zone)
        name = phrases.capital(phrases.medium(contact.medium))
        yield Event(
            moment=(local.date(), local.time()),
            icon=phrases.MEDIUM_ICONS[Medium(contact.medium)],
            tone="is-calm" if contact.reached else "is-failed",
            title=name if contact.reached else _("%(name)s, niet gelukt") % {"name": name},
            when=f"{phrases.short_day(local.date(), today)}, {date_format(local, 'H:i')}",
            who=str(contact.worker),
            text="\n".join(line for line in (contact.note, _next_time(contact, today)) if line),
            url=reverse("correct-contact", args=[contact.pk]),
        )


def _next_time(contact: Contact, today: dt.date) -> str:
    if contact.follow_up_on is None:
        return ""
    return _("Volgende keer: %(day)s.") % {"day": phrases.day(contact.follow_up_on, today)}


def _versions(records: Records, today: dt.date) -> Iterator[Event]:
    for versions, title, icon in (
        (records.needs, _("Nodig is nu: %(rhythm)s"), "clipboard-text"),
        (records.agreements, _("Beloofd is nu: %(rhythm)s"), "calendar-check"),
    ):
        for version in versions:
            yield Event(
                moment=(version.valid_from, dt.time.min),
                icon=icon,
                tone="is-plain",
                title=title % {"rhythm": phrases.rhythm(version.rhythm)},
                when=phrases.short_day(version.valid_from, today),
                who=str(version.created_by or ""),
                text=ground(version),
            )


def ground(version: Need | Agreement) -> str:
    """Say why a need or agreement is what it is."""
    if isinstance(version, Need):
        return version.reason
    words = [str(version.get_reason_display())] if version.reason and version.reason != "other" else []
    why = phrases.capital(": ".join([*words, *([version.reason_text] if version.reason_text else [])]))
    told = [
        why,
        _("Besluit: %(words)s") % {"words": version.decision} if version.decision else "",
        _("In plaats daarvan: %(words)s") % {"words": version.instead} if version.instead else "",
        _("De bewoner: %(words)s") % {"words": version.residents_words} if version.residents_words else "",
    ]
    if version.review_on:
        told.append(_("Opnieuw bekijken op %(day)s") % {"day": date_format(version.review_on, "j F Y")})
    parts = [part.rstrip(" .") for part in told if part]
    return why if parts == [why.rstrip(" .")] else ". ".join(parts) + ("." if parts else "")


def _pauses(records: Records, today: dt.date) -> Iterator[Event]:
    for pause in records.pauses:
        yield Event(
            moment=(pause.first_day, dt.time.min),
            icon="player-pause",
            tone="is-plain",
            title=_("Pauze tot en met %(day)s") % {"day": phrases.day(pause.last_day, today)},
            when=phrases.short_day(pause.first_day, today),
            who=str(pause.created_by or ""),
            text=pause.reason,
        )


def _flags(records: Records, today: dt.date, zone: zoneinfo.ZoneInfo) -> Iterator[Event]:
    for flag in records.flags:
        look = phrases.RULES[Rule(flag.kind)]
        yield Event(
            moment=(flag.since, dt.time.max),
            icon=look.icon,
            tone=look.tone,
            title=_("Signaal: %(words)s") % {"words": look.words},
            when=phrases.short_day(flag.since, today),
            who=_("vanzelf"),
        )
        if flag.closed_at is not None:
            local = flag.closed_at.astimezone(zone)
            yield Event(
                moment=(local.date(), local.time()),
                icon="check",
                tone="is-done",
                title=_("Signaal voorbij: %(words)s") % {"words": look.words},
                when=phrases.short_day(local.date(), today),
                who=str(flag.get_close_cause_display()),
            )
