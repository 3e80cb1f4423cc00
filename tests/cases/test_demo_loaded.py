"""Voorbeeldstad in the database: load_demo stores what its stories say, once, and nothing of anybody else."""

import dataclasses
import datetime as dt
import io
import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from cases import assessment
from cases.demo import staff
from cases.models import Agreement, Case, Contact, Flag, Need, Pause, Standing
from centres.demo import CENTRE_STAFF, COORDINATORS
from neighbourhoods.models import District, Neighbourhood
from residents.models import Resident
from tests.cases.town import MONDAY, made_on, standings_on
from tests.conftest import stay_inside
from wijkzorg.accounts.models import Membership, Organisation, Team, User
from wijkzorg.tenancy.models import Municipality


def load(*arguments: str) -> tuple[str, str]:
    """Run load_demo; return what it printed on stdout and on stderr."""
    stdout, stderr = io.StringIO(), io.StringIO()
    call_command("load_demo", *arguments, stdout=stdout, stderr=stderr)
    stay_inside(Municipality.objects.get(code="GM9999").pk)
    return stdout.getvalue(), stderr.getvalue()


@pytest.mark.django_db
def test_load_demo_stores_the_municipality_with_all_that_it_has() -> None:
    stdout, words = load("--today", MONDAY.isoformat(), "--format", "json")
    printed, demo = json.loads(stdout), made_on(MONDAY)
    assert printed["municipality"] == "GM9999"
    assert printed["cases"] == Case.objects.filter(municipality__code="GM9999").count() == len(demo.cases)
    assert "reassess" in words
    assert (District.objects.count(), Neighbourhood.objects.count()) == (4, 14)
    assert (Organisation.objects.count(), Team.objects.count()) == (3, 3)
    assert Contact.objects.count() == sum(len(case.moments) for case in demo.cases)
    assert Need.objects.count() == sum(len(case.needs) for case in demo.cases)
    assert Agreement.objects.count() == sum(len(case.agreements) for case in demo.cases)
    assert Pause.objects.count() == sum(len(case.rests) for case in demo.cases)
    homes = Resident.objects.values_list("street", "house_number", "postcode", "phone")
    assert set(homes) == {dataclasses.astuple(case.home) for case in demo.cases}
    assert not Standing.objects.exists(), "the workers assess, not load_demo"
    assert not Flag.objects.exists()
    assert {login["password"] for login in printed["logins"]} == {None}
    assert not any(user.has_usable_password() for user in User.objects.all())


@pytest.mark.django_db
def test_what_is_stored_is_what_the_stories_say_with_the_moments_and_people_of_its_time() -> None:
    load("--today", MONDAY.isoformat())
    municipality = Municipality.objects.get(code="GM9999")
    assert dict(assessment.assess(municipality_id=municipality.pk, on=MONDAY)) == standings_on(MONDAY)
    midnight = dt.datetime.combine(MONDAY, dt.time(), municipality.zone)
    for model, moment in (
        (Contact, "happened_at"),
        (Contact, "recorded_at"),
        (Need, "created_at"),
        (Agreement, "created_at"),
        (Pause, "created_at"),
    ):
        assert not model.objects.filter(**{f"{moment}__gte": midnight}).exists(), (model, moment)
    first = Contact.objects.order_by("happened_at").select_related("worker")[0]
    assert first.recorded_at - first.happened_at < dt.timedelta(days=8)
    assert first.recorded_by_id == first.worker_id
    for happened_at, day in Contact.objects.values_list("happened_at", "day"):
        assert municipality.day_of(happened_at) == day
    roles = Counter(Membership.objects.values_list("role", flat=True))
    at_centres = {"coordinator": len(COORDINATORS), "centre_staff": len(CENTRE_STAFF)}
    assert (
        roles
        == {"worker": 20, "team_lead": 3, "administrator": 1, "privacy_officer": 1, "policy_officer": 1}
        | at_centres
    )
    opened = Case.objects.order_by("opened_on").values_list("opened_on", flat=True)[0]
    in_teams = Membership.objects.filter(role__in=("worker", "team_lead"))
    assert all(row.starts_on < opened and row.team_id for row in in_teams)
    assert not User.objects.filter(is_staff=True).exists()
    assert not User.objects.filter(is_superuser=True).exists(), "nobody of the demo operates the installation"


@pytest.mark.django_db(transaction=True)
def test_the_database_takes_it_at_the_commit_and_loading_again_changes_nothing() -> None:
    first, _ = load("--passwords", "--format", "json")
    contacts = list(Contact.objects.order_by("pk").values_list("pk", "recorded_at"))
    assert not Contact.objects.filter(happened_at__gt=timezone.now()).exists()
    second, words = load("--passwords", "--format", "json")
    assert first == second
    assert "loaded before" in words
    assert "made for" not in words, "its history ends today"
    assert list(Contact.objects.order_by("pk").values_list("pk", "recorded_at")) == contacts
    stay_inside(None)


@pytest.mark.django_db
def test_a_demo_of_an_earlier_day_says_so_and_can_still_be_given_passwords(settings: Settings) -> None:
    load("--today", MONDAY.isoformat())
    settings.WIJKZORG_DEMO = True
    stdout, words = load("--format", "json")
    assert f"made for {MONDAY}" in words
    assert json.loads(stdout)["made_for"] == MONDAY.isoformat()
    logins = json.loads(stdout)["logins"]
    assert len(logins) == 26 + len(COORDINATORS) + len(CENTRE_STAFF)
    assert [login["role"] for login in logins[:7]] == [
        "worker",
        "team_lead",
        "coordinator",
        "centre_staff",
        "privacy_officer",
        "policy_officer",
        "administrator",
    ]
    assert logins[0]["name"] == staff.HEADLINE
    assert all(login["email"].endswith("@voorbeeldstad.example") for login in logins)
    assert all(len(login["password"]) >= 12 for login in logins)
    for login in (logins[0], logins[-1]):
        user = User.objects.get(email=login["email"])
        assert user.check_password(login["password"])
        assert user.name == login["name"]

    changed = User.objects.get(email=logins[0]["email"])
    changed.set_password("van-mij-alleen-1234")
    changed.save()
    again = json.loads(load("--format", "json")[0])["logins"]
    changed.refresh_from_db()
    assert changed.check_password("van-mij-alleen-1234"), "a password of someone's own stays"
    assert again[0]["password"] is None
    assert again[1:] == logins[1:]


@pytest.mark.django_db
def test_a_municipality_that_is_not_the_demo_is_left_alone() -> None:
    Municipality.objects.create(code="GM9999", name="Van iemand anders")
    with pytest.raises(CommandError, match="not the demo"):
        load()
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_a_day_in_the_future_is_refused() -> None:
    with pytest.raises(CommandError, match="future"):
        load("--today", (timezone.now() + dt.timedelta(days=2)).date().isoformat())
    assert not Municipality.objects.exists()
