"""A record system of the team's organisation, and what it asks and sends."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from tests.api import conftest as api
from tests.api.conftest import BASE, MakeSystem, System
from tests.conftest import Place, make_case
from wijkzorg.accounts.models import Organisation, Team, User
from wijkzorg.clients.scopes import NEED_GROUND
from wijkzorg.tenancy.wall import inside

make_system, nobody_asked_before = api.make_system, api.nobody_asked_before
ALL = sorted(NEED_GROUND)


def days_ago(count: int) -> dt.date:
    """Return a day of which it is certain that it is past."""
    return timezone.localdate() - dt.timedelta(days=count)


def at(day: dt.date, hour: int = 10) -> str:
    """Say a moment as a system does."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def said(case: Case, **other: Any) -> dict[str, Any]:
    """Return a contact as a system sends it: a visit of yesterday."""
    told = {
        "dossierId": str(case.uuid),
        "plaatsgevondenOp": at(days_ago(1)),
        "kanaal": "huisbezoek",
        "indicatieContactGelukt": True,
        "verslag": "Samen koffie gedronken.",
    }
    return {name: value for name, value in (told | other).items() if value is not ...}


def send(system: System, path: str, body: Any, method: str = "POST", **headers: str) -> Any:
    """Send a body, with a key of its own unless one is named; an empty header is left out."""
    named = {"Idempotency-Key": str(uuid.uuid4())} | headers if method == "POST" else headers
    kept = {name: value for name, value in named.items() if value}
    return system.generic(
        method, f"{BASE}/{path}", _text(body), content_type="application/json", headers=kept
    )


def _text(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body)


def wrong(answer: Any, status: int = 400) -> set[tuple[str, str, str]]:
    """Return all that an answer says is wrong: where, at what, which."""
    assert answer.status_code == status, answer.content[:500]
    return {(one["in"], one["name"], one["code"]) for one in answer.json()["invalidParams"]}


def clashing(answer: Any) -> set[str]:
    """Return which fields of a body, all as described, clash with how things are."""
    return {name for _in, name, _code in wrong(answer, 409)}


@pytest.fixture
def system(place: Place, make_system: MakeSystem) -> System:
    """The record system of the team's organisation, which may read and write everything of care."""
    return make_system(place, scopes=ALL, bound_to=place.team.organisation)


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case of the team that nobody ever contacted."""
    return make_case(place, worker, days_ago(60))


@pytest.fixture
def other_case(place: Place) -> Case:
    """A case of another organisation in the same municipality."""
    with inside(place.municipality.pk):
        organisation = Organisation.objects.create(municipality=place.municipality, name="Zorg West")
        team = Team.objects.create(municipality=place.municipality, organisation=organisation, name="West 2")
    return make_case(
        Place(place.municipality, place.neighbourhood, team), None, days_ago(60), ref="D9", last_name="Anders"
    )
