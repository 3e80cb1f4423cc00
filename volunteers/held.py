"""What we hold about somebody who helps, or wanted to: all of it, for themselves to read (AVG, article 15).

Left out is what is about another as well: who is kept apart from whom, whom a task was for, what a coordinator wrote of
why it was this one. That it may be there is always said, so that nobody reads from a silence whether it is.
"""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from residents import address
from volunteers import dayparts, facts, reasons
from volunteers.matching import SCALE
from volunteers.models import Application, Kind, Language, Offer, Skill, Volunteer
from wijkzorg.accounts.models import User
from wijkzorg.outbox.models import Letter
from wijkzorg.tenancy.models import Municipality

_MONDAY = dt.date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines about one thing: what it is, and each thing that stands there."""

    title: str
    lines: tuple[tuple[str, Sequence[str]], ...]


def of_user(user: User, municipality: Municipality, now: dt.datetime) -> list[Section]:
    """Return all that is held of a user as a volunteer, and of their applications; nothing where there is neither."""
    volunteer = Volunteer.objects.filter(municipality=municipality, user=user).first()
    found = list(of_applications(user.email, municipality))
    if volunteer is not None:
        volunteer.municipality = municipality
        found = [*_of_volunteer(volunteer, now), *found]
    return [section for section in found if section.lines]


def of_applications(email: str, municipality: Municipality) -> Iterator[Section]:
    """Return what is held of who applied from an address."""
    zone = municipality.zone
    rows = Application.objects.filter(municipality=municipality, email=email.strip().lower())
    for row in rows.select_related("neighbourhood").order_by("received_at"):
        yield Section(
            _("Je aanmelding"),
            _lines(
                (_("Binnengekomen"), _moment(row.received_at, zone)),
                (_("Stand"), row.get_state_display()),
                (_("Naam"), row.name),
                (_("E-mail"), row.email),
                (_("Telefoon"), address.spaced(row.phone)),
                (_("Waar"), _home(row)),
                *_gives(row),
                (_("Wat je schreef"), row.text),
                (_("Beantwoord"), _moment(row.handled_at, zone)),
            ),
        )


def as_json(sections: list[Section]) -> str:
    """Return sections as a text that another program can read."""
    told = [
        {
            "titel": section.title,
            "regels": [{"wat": name, "staat er": ", ".join(each)} for name, each in section.lines],
        }
        for section in sections
    ]
    return json.dumps(told, ensure_ascii=False, indent=2)


def _of_volunteer(volunteer: Volunteer, now: dt.datetime) -> Iterator[Section]:
    zone, user = volunteer.municipality.zone, volunteer.user
    moment = facts.moment_of(volunteer.municipality, now)
    reading = facts.known(moment, [volunteer.pk])[volunteer.pk].volunteer.reading
    yield Section(
        _("Wie je bent en wat je kunt"),
        _lines(
            (_("Naam"), str(user)),
            (_("E-mail"), user.email),
            (_("Telefoon"), address.spaced(volunteer.phone)),
            (_("Waar"), _home(volunteer)),
            *_gives(volunteer),
            (_("Vrijwilliger sinds"), _day(volunteer.joined_on)),
            (_("Gestopt op"), _day(volunteer.left_on)),
            (_("VOG van"), _day(volunteer.vog_on)),
            (_("Uitkomst van de VOG"), volunteer.get_vog_outcome_display()),
            (_("Hoe vol je week is, nu berekend"), str(reasons.MOODS[reading.mood(moment.numbers.elastic)])),
        ),
    )
    hours = volunteer.hours.order_by("valid_from")
    yield Section(
        _("Hoeveel je wilde geven"),
        _each((_day(row.valid_from), _hours(row.minutes_a_week)) for row in hours),
    )
    away = volunteer.away.order_by("first_day")
    yield Section(
        _("Wanneer je weg was of bent"),
        _each((_day(row.first_day), _("tot en met %(day)s") % {"day": _day(row.last_day)}) for row in away),
    )
    taps = volunteer.too_much.order_by("at")
    yield Section(
        _("Het was je te veel"),
        _each(
            (
                _moment(row.at, zone),
                _("toch niet, op %(day)s") % {"day": _moment(row.taken_back_at, zone)}
                if row.taken_back_at
                else _("gezegd"),
            )
            for row in taps
        ),
    )
    yield from _asked(volunteer, zone)
    links = volunteer.calendar_links.order_by("made_at")
    yield Section(
        _("Links voor je agenda"),
        _each(
            (
                _moment(row.made_at, zone),
                _("uitgezet op %(day)s") % {"day": _moment(row.ended_at, zone)}
                if row.ended_at
                else _("werkt"),
            )
            for row in links
        ),
    )
    changed = volunteer.events.order_by("pgh_id").values_list("pgh_created_at", flat=True)  # type: ignore[attr-defined]
    yield Section(
        _("Wanneer je gegevens veranderden"), _each((_moment(at, zone), _("veranderd")) for at in changed)
    )
    yield Section(_("Brieven die je kreeg"), _each(_letters(user, volunteer.municipality)))


def _asked(volunteer: Volunteer, zone: zoneinfo.ZoneInfo) -> Iterator[Section]:
    """Say what was put to them and what they promised: what and when, never for whom."""
    offers = Offer.objects.filter(volunteer=volunteer).select_related("request").order_by("offered_at", "pk")
    yield Section(
        _("Wat we je vroegen"), _each((_moment(row.offered_at, zone), _offer(row)) for row in offers)
    )
    tasks = volunteer.tasks.select_related("request").order_by("starts_at", "pk")
    yield Section(
        _("Wat je afsprak"),
        _each(
            (
                _moment(row.starts_at, zone),
                f"{row.request.get_kind_display()}, {_hours(row.minutes)}: {row.get_state_display()}",
            )
            for row in tasks
        ),
    )


def _offer(row: Offer) -> str:
    said = [f"{row.request.get_kind_display()}: {row.get_state_display()}"]
    if row.offered_by_id is not None:
        said.append(_("een coördinator koos je"))
    elif row.reasons:  # what the matching reckoned with
        metres = row.reasons.get("metres")
        if metres is not None:
            said.append(_("gekozen door de computer, op %(far)s") % {"far": reasons.distance(metres)})
            said.append(_("%(points)s punten: minder is eerder") % {"points": _points(row.reasons)})
    return ", ".join(said)


def _points(kept: Mapping[str, Any]) -> str:
    """Say what it cost to ask, in points: "5,2"."""
    return str(localize(round(kept.get("cost", 0) / SCALE, 1)))


def _letters(user: User, municipality: Municipality) -> Iterator[tuple[str, str]]:
    rows = Letter.objects.filter(municipality=municipality, recipient=user).order_by("created_at", "pk")
    for row in rows:
        subject = render_to_string(f"letters/{row.template}_subject.txt", row.numbers)
        yield _moment(row.created_at, municipality.zone), " ".join(subject.split())


def _gives(row: Volunteer | Application) -> Iterator[tuple[str, str | list[str]]]:
    yield _("Hoeveel per week"), _hours(row.minutes_a_week)
    yield _("Hoe ver"), reasons.distance(row.radius_m)
    yield _("Wat je wilt doen"), _labels(row.kinds, Kind)
    yield _("Wat je kunt"), _labels(row.skills, Skill)
    yield _("Welke talen je spreekt"), _labels(row.languages, Language)
    yield _("Wanneer je kunt"), _times(row.available)
    yield _("Taal van onze brieven"), dict(settings.LANGUAGES).get(row.reads, row.reads)


def _times(available: Iterable[int]) -> list[str]:
    """Say parts of a week by day: "ma: ochtend, middag"."""
    days: dict[int, list[str]] = {}
    for number in sorted(available):
        day, part = divmod(number, len(dayparts.NAMES))
        days.setdefault(day, []).append(_said(dayparts.NAMES[part]))
    return [
        f"{date_format(_MONDAY + dt.timedelta(days=day), 'D').lower()}: {', '.join(parts)}"
        for day, parts in days.items()
    ]


def _said(part: str) -> str:
    return {"morning": _("ochtend"), "afternoon": _("middag"), "evening": _("avond")}[part]


def _labels(codes: list[str], choices: type[TextChoices]) -> list[str]:
    return [str(choices(code).label) for code in codes]


def _home(row: Volunteer | Application) -> str:
    return f"{row.postcode} {row.house_number}, {row.neighbourhood.name}".strip(" ,")


def _hours(minutes: int) -> str:
    return _("%(hours)s uur") % {"hours": reasons.hours(minutes)}


def _day(day: dt.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _moment(at: dt.datetime | None, zone: zoneinfo.ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "j F Y H:i") if at else ""


def _lines(*lines: tuple[str, str | list[str]]) -> tuple[tuple[str, Sequence[str]], ...]:
    """Keep the lines on which something stands."""
    return tuple((name, [said] if isinstance(said, str) else said) for name, said in lines if said)


def _each(lines: Iterable[tuple[str, str]]) -> tuple[tuple[str, Sequence[str]], ...]:
    return _lines(*lines)
