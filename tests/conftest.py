"""The cast: who plays in the tests, in one fictional municipality and its neighbour."""

import contextlib
import datetime as dt
import os
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from celery import current_app
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from cases.models import Agreement, Case, Contact, Medium, Need
from neighbourhoods.models import District, Neighbourhood
from residents.models import Resident
from tests import database
from wijkzorg import embedded
from wijkzorg.accounts.models import Membership, Organisation, Team, User
from wijkzorg.accounts.screen_lock import open_screen
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import SETTING, inside

PASSWORD = "een-lang-wachtwoord-voor-de-test"
ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
START = dt.date(2020, 1, 1)


@dataclass(frozen=True)
class Place:
    """A municipality with one neighbourhood and one team."""

    municipality: Municipality
    neighbourhood: Neighbourhood
    team: Team


def make_place(code: str, name: str) -> Place:
    """Make a municipality with what a case needs."""
    municipality = Municipality.objects.create(code=code, name=name)
    digits = code[2:]
    with inside(municipality.pk):
        district = District.objects.create(
            municipality=municipality, code=f"WK{digits}00", name="Oost", reference_year=2026
        )
        neighbourhood = Neighbourhood.objects.create(
            municipality=municipality,
            district=district,
            code=f"BU{digits}0001",
            name="Lindenhof",
            reference_year=2026,
        )
        organisation = Organisation.objects.create(municipality=municipality, name="Welzijn Oost")
        team = Team.objects.create(municipality=municipality, organisation=organisation, name="Team Oost")
    return Place(municipality, neighbourhood, team)


def stay_inside(municipality_id: int | None) -> None:
    """Let the test itself, which is no request and no task, see one municipality's rows; the code under test enters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, str(municipality_id or "")])


def make_member(place: Place, email: str, role: str, team: Team | None = None) -> User:
    """Make someone with a role in a place."""
    user = User.objects.create_user(email, PASSWORD, name=email.partition("@")[0].title())
    with inside(place.municipality.pk):
        Membership.objects.create(
            municipality=place.municipality, user=user, team=team, role=role, starts_on=START
        )
    return user


def moment(day: dt.date, hour: int = 10) -> dt.datetime:
    """Return a moment on a local day."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=ZONE)


def make_case(
    place: Place,
    worker: User | None,
    opened_on: dt.date,
    *,
    ref: str = "D00001",
    first_name: str = "Dennis",
    last_name: str = "Hoekstra",
    rhythm: tuple[int, int, Medium] = (1, 7, Medium.HOME_VISIT),
    agreed: bool = True,
) -> Case:
    """Make a case with a need, and the same promised, from its opening."""
    with inside(place.municipality.pk):
        resident = Resident.objects.create(
            municipality=place.municipality,
            ref=f"R-{ref}",
            first_name=first_name,
            last_name=last_name,
            birth_date=dt.date(2003, 2, 1),
            neighbourhood=place.neighbourhood,
        )
        case = Case.objects.create(
            municipality=place.municipality,
            ref=ref,
            resident=resident,
            opened_on=opened_on,
            team=place.team,
            worker=worker,
        )
        contacts, per_days, medium = rhythm
        for model in (Need, Agreement) if agreed else (Need,):
            model.objects.create(
                municipality=place.municipality,
                case=case,
                valid_from=opened_on,
                contacts=contacts,
                per_days=per_days,
                medium=medium,
            )
    return case


def add_contact(
    case: Case, worker: User, day: dt.date, medium: Medium = Medium.HOME_VISIT, *, reached: bool = True
) -> Contact:
    """Store a contact as it is, without an action."""
    with inside(case.municipality_id):
        return Contact.objects.create(
            municipality_id=case.municipality_id,
            case=case,
            # Early in the morning ten o'clock is still to come.
            happened_at=min(moment(day), timezone.now()),
            day=day,
            medium=medium,
            reached=reached,
            worker=worker,
        )


@pytest.hookimpl(trylast=True)  # after -k has left out what is not asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the owner of the tables empty them after a test that commits: the application may not."""
    reading = []
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        marker = item.get_closest_marker("django_db")
        if {"live_server", "transactional_db"} & set(fixtures) or (
            marker and marker.kwargs.get("transaction")
        ):
            both = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
            item.add_marker(both, append=False)
        elif marker or "db" in fixtures:
            reading.append(item)
    # Only a database that a test names is made, and `default` is the owner's under another name.
    for item in reading[:1]:
        item.add_marker(pytest.mark.django_db(databases=["default", "owner"]), append=False)


def signed_in(client: Client, user: User) -> Client:
    """Return the browser with somebody signed in as the door leaves it: second factor used, screen open."""
    Client.force_login(client, user)
    request = HttpRequest()
    request.user, request.session = user, client.session
    record_authentication(request, user, "password")
    record_authentication(request, user, "mfa", type="totp")
    open_screen(request, user)
    request.session.save()
    return client


class Browser(Client):
    """A browser in which `force_login` is `signed_in`."""

    def force_login(self, user: Any, backend: str | None = None) -> None:
        """Sign somebody in with their second factor."""
        signed_in(self, user)


@pytest.fixture
def client() -> Client:
    """A browser."""
    return Browser()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Copy the database of each process of the tests from one that is migrated already."""
    with django_db_blocker.unblock():
        connections["owner"].settings_dict["TEST"]["TEMPLATE"] = database.migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let the owner empty the log between tests, which a trigger forbids, and let go of the database at the end."""
    with django_db_blocker.unblock(), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'not_emptied'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER not_emptied")
    yield
    connection.close()


@pytest.fixture(scope="session", autouse=True)
def own_queue() -> None:
    """Give each process of the tests a queue and a cache of its own; 0 and 1 are those of the application."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = embedded.redis_url().replace("virtual_host=0", f"virtual_host={2 + number % 14}")
    current_app.conf.update(broker_url=url)
    own_cache = embedded.cache_redis_url().replace("?db=1", f"?db={2 + number % 14}")
    for cache in settings.CACHES.values():
        cache["LOCATION"] = own_cache
    for alias in settings.CACHES:
        with contextlib.suppress(AttributeError):  # nobody asked for it yet
            del caches[alias]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Hash the passwords of the cast fast: the real way is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def place(db: None) -> Iterator[Place]:
    """The municipality in which the tests happen, and whose rows they see."""
    place = make_place("GM9999", "Voorbeeldstad")
    stay_inside(place.municipality.pk)
    yield place
    if not connection.needs_rollback:
        stay_inside(None)


@pytest.fixture
def elsewhere(db: None) -> Place:
    """The municipality next to it."""
    return make_place("GM9998", "Buurstad")


@pytest.fixture
def worker(place: Place) -> User:
    """A social worker of the team."""
    return make_member(place, "farida@voorbeeldstad.example", Membership.Role.WORKER, place.team)


@pytest.fixture
def colleague(place: Place) -> User:
    """Another social worker of the same team."""
    return make_member(place, "pim@voorbeeldstad.example", Membership.Role.WORKER, place.team)


@pytest.fixture
def team_lead(place: Place) -> User:
    """The lead of the team."""
    return make_member(place, "joke@voorbeeldstad.example", Membership.Role.TEAM_LEAD, place.team)


@pytest.fixture
def outsider(place: Place) -> User:
    """A social worker of another team of the same municipality."""
    with inside(place.municipality.pk):
        team = Team.objects.create(
            municipality=place.municipality, organisation=place.team.organisation, name="Team West"
        )
    return make_member(place, "buiten@voorbeeldstad.example", Membership.Role.WORKER, team)


@pytest.fixture
def stranger(elsewhere: Place) -> User:
    """A social worker of another municipality."""
    return make_member(elsewhere, "vreemd@buurstad.example", Membership.Role.WORKER, elsewhere.team)


@pytest.fixture
def volunteer(place: Place) -> User:
    """A volunteer of the municipality."""
    return make_member(place, "buur@voorbeeldstad.example", Membership.Role.VOLUNTEER)
