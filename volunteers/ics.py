"""A calendar for a telephone, as RFC 5545 has it: what and when, and nobody's name or address. Plain Python, no clock.

Moments stand in UTC. Each event is one moment by itself, as the dates of a series are tasks of their own: so nothing
is repeated here that a change of the clock could move, and no rules of a time zone travel along that a telephone could
know otherwise. A task at ten is at ten on the wall, before and after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import icalendar

PRODUCT = "-//Wijkzorg//Taken//NL"
REFRESH = dt.timedelta(hours=1)  # how often a telephone may look again


@dataclass(frozen=True, slots=True)
class Event:
    """One task: its number for always, from when until when, what it is, where it is read, when it last changed."""

    uid: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    url: str
    changed_at: dt.datetime


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """Write a calendar; the same events give the same bytes."""
    made = icalendar.Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for event in events:
        made.add_component(_component(event))
    return bytes(made.to_ical())


def _component(event: Event) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", event.uid)
    made.add("dtstamp", _utc(event.changed_at))
    made.add("last-modified", _utc(event.changed_at))
    made.add("dtstart", _utc(event.starts_at))
    made.add("dtend", _utc(event.ends_at))
    made.add("summary", event.summary)
    made.add("url", event.url)
    made.add("class", "PRIVATE")
    return made


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)
