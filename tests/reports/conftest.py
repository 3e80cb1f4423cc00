"""Duty, and reports that come in, in the tests of reports."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from reports import actions
from reports.actions import Reporter, Told
from reports.models import About, Channel, Report, Topic
from roster.models import DutyShift
from tests.conftest import ZONE, Place
from wijkzorg.accounts.models import User

# A Wednesday; nothing is a public holiday until Christmas.
WEDNESDAY = dt.date(2026, 11, 25)
Shift = Callable[..., DutyShift]
File = Callable[..., Report]


def at(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=ZONE)


def days(count: int) -> dt.date:
    return WEDNESDAY + dt.timedelta(days=count)


@pytest.fixture
def shift(place: Place) -> Shift:
    """Put somebody on duty."""

    def made(
        worker: User,
        starts: dt.datetime,
        ends: dt.datetime,
        *,
        kind: str = DutyShift.Kind.SOCIAL,
        deputy: User | None = None,
    ) -> DutyShift:
        return DutyShift.objects.create(
            municipality=place.municipality,
            neighbourhood=place.neighbourhood,
            kind=kind,
            starts_at=starts,
            ends_at=ends,
            worker=worker,
            deputy=deputy,
            changed_at=starts,
        )

    return made


@pytest.fixture
def file(place: Place) -> File:
    """File a report about a person, or about a place."""

    def filed(now: dt.datetime, *, about: About = About.PERSON, **more: Any) -> Report:
        told = Told(
            about=about,
            text=more.pop("text", "De gordijnen gaan niet meer open."),
            subject=more.pop("subject", ""),
            topic=more.pop("topic", Topic.YOUNG_PEOPLE if about == About.PLACE else None),
            danger=more.pop("danger", False),
        )
        return actions.file_report(
            **{
                "municipality": place.municipality,
                "neighbourhood": place.neighbourhood,
                "told": told,
                "channel": Channel.PHONE,
                "token": uuid.uuid4(),
                "now": now,
                "reporter": Reporter(),
                **more,
            }
        )

    return filed
