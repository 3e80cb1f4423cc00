"""Every address of the project, for everybody, against one table of what is allowed (tests/access_table.py)."""

from __future__ import annotations

import datetime as dt
import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from cases.models import Case
from centres.models import Centre
from reaching import actions as reaching
from reaching.models import Reach
from tests.access_table import CAST, TABLE
from tests.centres.conftest import employ, make_centre
from tests.conftest import Browser, Place, add_contact, make_case, make_member
from tests.volunteers.conftest import offered, promised
from volunteers.models import HelpRequest, Offer, Task, Volunteer
from wijkzorg.accounts.middleware import SESSION_KEY
from wijkzorg.accounts.models import Membership, User
from wijkzorg.accounts.screen_lock import open_screen

METHODS = ("GET", "POST")
HOME = ("/inloggen/", "/beheer/login/")
# What stands in an address besides the number of a row; what is a number becomes that of a real row of the place.
EXAMPLES = {
    "uidb36": "1",
    "key": "set-password",
    "app_label": "accounts",
    "secret": "0" * 16,
    "url": "niets-hier/",
    "sort": "hulpvragen",
    "page": "overzicht",
}
FORMS = {"vernietigen": "bewijs.pdf", "verzoeken": "gegevens.pdf", "lijst": "csv"}
# Rows that the place has none of.
NOBODYS = {"absence", "shift", "transfer"}
# What belongs to the volunteer of the cast, by the beginning of its addresses.
OF_VOLUNTEER: dict[str, Any] = {
    "vrijwilliger/taken/": Task,
    "vrijwilliger/vragen/": Offer,
    "hulpvragen/": HelpRequest,
}
Cast = dict[str, User | None]


def routes(patterns: list[Any] | None = None, before: str = "") -> Iterator[str]:
    """Return every address of the project as its patterns write it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            assert isinstance(pattern, URLPattern)
            yield here


def rows() -> dict[tuple[str, str], str]:
    """Return the table: what everybody gets, by address and method."""
    table = {}
    for line in TABLE.strip().splitlines():
        route, method, *signs = line.split()
        table[route, method] = "".join(signs)
    return table


def shown(route: str) -> str:
    """Return an address as one word, as it stands in the table."""
    return "/" + route


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case of the worker's."""
    made = make_case(place, worker, timezone.now().date().replace(day=1))
    add_contact(made, worker, made.opened_on - dt.timedelta(days=1))
    return made


@pytest.fixture
def task(place: Place, volunteer: User) -> Task:
    """What the volunteer of the cast promised; something else is asked of them too."""
    now = timezone.now()
    where = {
        "municipality": place.municipality,
        "neighbourhood": place.neighbourhood,
        "x": 155_000,
        "y": 463_000,
    }
    helper = Volunteer.objects.create(
        **where,
        user=volunteer,
        minutes_a_week=120,
        kinds=["groceries"],
        available=[0],
        joined_on=now.date(),
    )
    ask, promise = (
        HelpRequest.objects.create(
            **where,
            kind="groceries",
            first_on=now.date() + dt.timedelta(days=1),
            name="Mevrouw de Wit",
            channel="desk",
            token=uuid.uuid4(),
            code_hash=state,
            received_at=now,
            opened_at=now,
            state=state,
        )
        for state in ("offered", "accepted")
    )
    offered(ask, helper, now)
    yes = offered(promise, helper, now, state="accepted", answered_at=now)
    return promised(yes, now + dt.timedelta(days=1), accepted_at=now)


@pytest.fixture
def cast(
    place: Place, worker: User, outsider: User, stranger: User, team_lead: User, volunteer: User, task: Task
) -> Cast:
    """Everybody, by name; of the volunteer there is a question and a task."""
    role = Membership.Role
    made: Cast = {
        "nobody": None,
        "api_client": None,
        "worker": worker,
        "outsider": outsider,
        "stranger": stranger,
        "team_lead": team_lead,
        "volunteer": volunteer,
    }
    for name in (role.CENTRE_STAFF, role.COORDINATOR, role.POLICY_OFFICER, role.PRIVACY_OFFICER):
        made[name.value] = make_member(place, f"{name.value}@voorbeeldstad.example", name)
    administrator = make_member(place, "beheer@voorbeeldstad.example", role.ADMINISTRATOR)
    return made | {"administrator": administrator}


@pytest.fixture
def door(place: Place, cast: Cast, case: Case) -> Centre:
    """The centre of who works at one, which shuts tomorrow; the resident of the case is reached there alone."""
    centre = make_centre(place)
    clerk, coordinator = cast["centre_staff"], cast["coordinator"]
    assert clerk is not None and coordinator is not None
    employ(centre, clerk, Membership.Role.CENTRE_STAFF)
    employ(centre, coordinator, Membership.Role.COORDINATOR)
    now = timezone.now()
    reaching.note_only_here(actor=clerk, resident=case.resident, centre=centre, now=now)
    reaching.announce(
        actor=clerk,
        centre=centre,
        starts_at=now + dt.timedelta(days=1),
        ends_at=None,
        reason="Het huis is verkocht.",
        decided_by="de gemeenteraad",
        instead=None,
        instead_elsewhere="",
        now=now,
    )
    return centre


def path_of(route: str, case: Case) -> str:
    """Return a real address for a pattern: its numbers are those of rows of the place."""

    def number(name: str) -> str:
        if name in ("team", "worker"):
            return str(case.team_id if name == "team" else case.worker_id)
        if name in NOBODYS:
            return "0"
        if name == "form":
            return next(form for word, form in FORMS.items() if word in route)
        if route.startswith("api/"):
            return case.municipality.code if name == "code" else str(uuid.UUID(int=0))
        if name in EXAMPLES:
            return EXAMPLES[name]
        if found := re.match(r"beheer/(\w+)/(\w+)/", route):
            row = apps.get_model(found[1], found[2])._default_manager.order_by("pk").first()
            return str(row.pk) if row else "1"
        for start, model in OF_VOLUNTEER.items():
            if name == "pk" and route.startswith(start):
                mine = model.objects.filter(state__in=["open", "offered", "accepted"]).order_by("pk").first()
                return str(mine.pk) if mine else "1"
        if name == "pk" and route.startswith("vrijwilligers/"):
            helper = Volunteer.objects.order_by("pk").first()
            return str(helper.pk) if helper else "1"
        if name == "pk" and route.startswith("deur"):
            return str(Centre.objects.order_by("pk").values_list("pk", flat=True).first() or 1)
        if name == "uuid" or (name == "pk" and route.startswith(("lijsten/", "gebieden/"))):
            return str(uuid.UUID(int=0))  # nobody's
        if route.startswith("anders-bereiken"):
            return str(Reach.objects.order_by("pk").values_list("pk", flat=True).first() or 1)
        if name == "code" and route.startswith("wijk"):
            return case.resident.neighbourhood.district.code
        if name == "code" and route.startswith(("zorgen", "hulp", "gemeente", "deur")):
            return case.municipality.code
        if route.startswith("contacten/"):
            return str(case.contacts.get().pk)
        if "bewoner" in route or route.startswith("balie/"):
            return str(case.resident_id)
        return str(case.worker_id if "medewerker" in route else case.pk)

    if "(?P" in route:
        route = route.replace("^", "").replace("$", "").replace("\\Z", "")
        return "/" + re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: number(found[1]), route)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: number(found[1]), route)


def sign(answer: Any) -> str:
    """Return what somebody got, as one sign."""
    status = answer.status_code
    if status in (301, 302, 303):
        where = answer["Location"]
        if where.startswith(HOME):
            return "i"
        if where.startswith("/slot/"):
            return "l"
        return "s" if where.startswith("/account/tweede-stap/") else "r"
    signs = {400: "f", 401: "u", 403: "x", 404: "n", 405: "m", 422: "f"}
    return "p" if 200 <= status < 300 else signs.get(status, f"[{status}]")


def at_work(user: User, place: Place) -> str:
    """Sign somebody in, at work in the place; return the cookie."""
    browser = Browser()
    browser.force_login(user)
    session = browser.session
    session[SESSION_KEY] = place.municipality.pk
    session.save()
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def asked(who: str, user: User | None, cookie: str, method: str, path: str) -> str:
    """Ask an address in a browser of its own, and take back what that did, signing out and limits included."""
    cache.clear()
    browser = Browser(raise_request_exception=False)
    if user is not None:
        browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
        request = HttpRequest()
        request.user, request.session = user, browser.session
        open_screen(request, user)
        request.session.save()
    headers = {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."} if who == "api_client" else {}
    with transaction.atomic():
        answer = browser.generic(method, path, "", "application/x-www-form-urlencoded", headers=headers)
        transaction.set_rollback(True)
    return sign(answer)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    there = {(shown(route), method) for route in routes() for method in METHODS}
    assert sorted(there - set(rows())) == [], "these addresses have no row in tests/access_table.py"
    assert sorted(set(rows()) - there) == [], "these rows have no address"
    assert [key for key, signs in rows().items() if len(signs) != len(CAST)] == []


@pytest.mark.parametrize("who", CAST)
def test_everybody_gets_what_the_table_says(
    cast: Cast, place: Place, case: Case, door: Centre, who: str
) -> None:
    user = cast[who]
    cookie = at_work(user, place) if user else ""
    found = {
        (shown(route), method): asked(who, user, cookie, method, path_of(route, case))
        for route in sorted(set(routes()))
        for method in METHODS
    }
    if folder := os.environ.get("WIJKZORG_ACCESS_TABLE"):
        Path(folder, who).write_text(
            "".join(f"{route}\t{method}\t{got}\n" for (route, method), got in found.items()), encoding="utf-8"
        )
    said = {key: signs[CAST.index(who)] for key, signs in rows().items()}
    differs = [
        f"{route} {method}: {got}, and the table says {said.get((route, method), 'nothing')}"
        for (route, method), got in found.items()
        if got != said.get((route, method))
    ]
    assert differs == []


def test_the_address_that_is_asked_is_that_of_the_pattern(case: Case) -> None:
    for route in routes():
        found = resolve(path_of(route, case)).route
        assert found.replace("^", "") == route.replace("^", "") or "catch_all" in route or "url" in route, (
            route
        )
