"""The desks and days of the tests of the team board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases import assessment
from cases.models import Case
from roster.models import Absence, StandIn
from tests.conftest import Place, make_case, moment
from wijkzorg.accounts.models import Organisation, Team, User

Away = Callable[..., Absence]


@pytest.fixture
def today(place: Place) -> dt.date:
    """The day that it is in the municipality."""
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def lead(client: Client, team_lead: User) -> Client:
    """A browser in which the team lead is signed in."""
    client.force_login(team_lead)
    return client


@pytest.fixture
def board(place: Place) -> str:
    """The address of the board of the team."""
    return f"/team/{place.team.pk}/"


@pytest.fixture
def away(place: Place, today: dt.date) -> Away:
    """Make somebody away on days counted from today, with or without a stand-in."""

    def make(user: User, first: int, last: int | None, stand_in: User | None = None) -> Absence:
        begin = today + dt.timedelta(days=first)
        end = None if last is None else today + dt.timedelta(days=last)
        made = Absence.objects.create(
            municipality=place.municipality, user=user, first_day=begin, last_day=end, kind="leave",
            changed_at=moment(today),
        )  # fmt: skip
        if stand_in is not None:
            StandIn.objects.create(
                municipality=place.municipality, absence=made, team=place.team, user=stand_in,
                first_day=begin, last_day=end,
            )  # fmt: skip
        return made

    return make


def case_of(place: Place, worker: User | None, today: dt.date, name: str = "Hoekstra", **more: Any) -> Case:
    """Make a case of two months that nobody visited, judged."""
    made = make_case(place, worker, today - dt.timedelta(days=60), ref=f"D-{name}", last_name=name, **more)
    assessment.refresh(case_ids=[made.pk], on=today, now=timezone.now(), cause=None)
    return made


def another_team(place: Place, name: str = "Team Noord") -> Team:
    """Make another team of the same organisation."""
    organisation = Organisation.objects.get(pk=place.team.organisation_id)
    return Team.objects.create(municipality=place.municipality, organisation=organisation, name=name)
