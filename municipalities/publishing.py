"""Publish figures: count a week, decide what is shown, and keep both for ever. A correction is a new edition.

What is true is counted once, when a week is published, and kept: a month is the sum of its weeks as they were counted.
So what everybody can add up does add up, and a record that comes late changes nothing before a correction says so.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from cases.models import Case
from municipalities.chain import open_since
from municipalities.limits import Limits
from municipalities.making import Making
from municipalities.models import Edition, Strictness
from municipalities.relations import Period
from municipalities.series import WEEK, ended_in, monday_of
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

AFTER = dt.timedelta(
    days=2
)  # a week is published on Wednesday: what happened at its end has been typed in by then


def due(municipality: Municipality, now: dt.datetime) -> list[dt.date]:
    """List the Mondays that end the weeks to be published by now; where nothing ever was, the last of them."""
    until = monday_of(municipality.day_of(now) - AFTER)
    last = Edition.objects.of(municipality).order_by("-number").values_list("through", flat=True).first()
    if last is None:
        return [until] if Case.objects.filter(municipality=municipality, opened_on__lt=until).exists() else []
    return [last + WEEK * n for n in range(1, (until - last).days // 7 + 1)]


def limits_of(municipality: Municipality) -> Limits:
    """Return how much a municipality hides: the norm, or what it made stricter."""
    own = Strictness.objects.filter(municipality=municipality).first()
    return Limits(own.least, own.base, own.step, own.width) if own else Limits()


@transaction.atomic
def publish_week(*, municipality: Municipality, monday: dt.date, now: dt.datetime) -> Edition:
    """Publish the week that ends as a Monday begins, with the months and quarters that end in it.

    Raise ValueError where that day is no Monday, is still to come, or is not the one after the last edition's.
    """
    last = _locked(municipality)
    week = Period(monday - WEEK, monday)
    if monday.weekday() or monday > municipality.day_of(now):
        raise ValueError(f"{monday} is no Monday that has come")
    if last is not None and week.begins != last.through:
        raise ValueError(f"after the edition until {last.through} comes the week from that day")
    first = week.begins if last is None else _first_of(municipality)
    ended = list(ended_in(week, first))
    # An edition of before migration 0004 did not name what it left open: then all since is proved anew.
    unnamed = [last.open_from] if last and not last.unsettled else []
    making = Making.of(
        municipality,
        limits_of(municipality),
        since=week.begins,
        through=monday,
        first=first,
        again=min([week.begins, *unnamed, *(period.begins for _, period in ended)]),
    )
    making.count_week(week)
    for level, period in ended:
        making.add_flows(level, period)
    return making.publish(now, Edition.Kind.REGULAR, "")


@transaction.atomic
def publish_next(*, municipality: Municipality, now: dt.datetime) -> bool:
    """Publish the first week that is due, if one is, and return whether another is; two at once take turns."""
    _locked(municipality)
    mondays = due(municipality, now)
    if mondays:
        publish_week(municipality=municipality, monday=mondays[0], now=now)
    return len(mondays) > 1


def begin(*, municipality: Municipality, since: dt.date, now: dt.datetime) -> list[Edition]:
    """Publish every week from the one of a day on, each by itself, where nothing was published yet."""
    with inside(municipality.pk):
        if Edition.objects.of(municipality).exists():
            return []
    first, until = monday_of(since) + WEEK, monday_of(municipality.day_of(now) - AFTER)
    made = []
    for week in range((until - first).days // 7 + 1):
        with inside(municipality.pk):
            made.append(publish_week(municipality=municipality, monday=first + WEEK * week, now=now))
    return made


@transaction.atomic
def correct(*, municipality: Municipality, since: dt.date, reason: str, now: dt.datetime) -> Edition | None:
    """Count every published week from the one of a day on again; where anything differs, publish it all anew.

    Return the new edition, or None where nothing differs. Raise ValueError without a reason, or where nothing was
    published since that day.
    """
    last = _locked(municipality)
    if not reason.strip():
        raise ValueError("a correction says what was mended")
    if last is None or since >= last.through:
        raise ValueError(f"nothing was published since {since}")
    start = _first_of(municipality)
    first = max(monday_of(since), start)
    weeks = [
        Period(first + WEEK * n, first + WEEK * (n + 1)) for n in range((last.through - first).days // 7)
    ]
    ended = [each for week in weeks for each in ended_in(week, start)]
    begins = min([first, *(period.begins for _, period in ended)])
    editions = Edition.objects.of(municipality).values_list("through", "open_from")
    making = Making.of(
        municipality,
        limits_of(municipality),
        since=first,
        through=last.through,
        first=start,
        again=open_since(begins, editions),
    )
    for week in weeks:
        making.count_week(week)
    for level, period in ended:
        making.add_flows(level, period)
    return making.publish(now, Edition.Kind.CORRECTION, reason.strip()) if making.differs() else None


def _locked(municipality: Municipality) -> Edition | None:
    """Let one publish at a time; return the last edition."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('figures'), %s)", [municipality.pk])
    return Edition.objects.of(municipality).order_by("-number").first()


def _first_of(municipality: Municipality) -> dt.date:
    first = Edition.objects.of(municipality).order_by("number").values_list("since", flat=True).first()
    assert first is not None
    return first
