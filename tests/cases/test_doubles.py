"""Whoever seems to have a case with two teams: offered to both leads, without a word of the other case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cases import doubles
from cases.models import Case, Double
from tests.cases.screens import words_of
from tests.conftest import Browser, Place, make_case, make_member
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice(place: Place, worker: User, outsider: User, today: dt.date) -> tuple[Case, Case]:
    """One name and birth date with two teams."""
    mine = make_case(place, worker, today)
    theirs = make_case(place, outsider, today, ref="D2", last_name="HOEKSTRA", first_name="D.")
    Case.objects.filter(pk=theirs.pk).update(team=outsider.memberships.get().team)
    theirs.refresh_from_db()
    return mine, theirs


def test_both_leads_are_asked_and_neither_sees_the_other_case(
    client: Client, place: Place, twice: tuple[Case, Case], team_lead: User, outsider: User
) -> None:
    other_lead = make_member(place, "west@voorbeeldstad.example", Membership.Role.TEAM_LEAD, twice[1].team)
    assert doubles.find(municipality=place.municipality, now=timezone.now()) == 2
    assert doubles.find(municipality=place.municipality, now=timezone.now()) == 0
    for lead, own, other in ((team_lead, *twice), (other_lead, *twice[::-1])):
        browser = Browser()
        browser.force_login(lead)
        mine, theirs = Double.objects.get(case=own), Double.objects.get(case=other)
        words = words_of(browser.get(f"/dossiers/dubbel/{mine.pk}/"))
        assert own.resident.name in words and other.team.name in words
        assert other.resident.first_name not in words.split() and other.ref not in words
        assert browser.get(f"/dossiers/dubbel/{theirs.pk}/").status_code == 404


def test_what_was_settled_does_not_come_back(
    client: Client, place: Place, twice: tuple[Case, Case], team_lead: User
) -> None:
    doubles.find(municipality=place.municipality, now=timezone.now())
    client.force_login(team_lead)
    mine = Double.objects.get(case=twice[0])
    assert client.post(f"/dossiers/dubbel/{mine.pk}/", {}).status_code == 422
    client.post(f"/dossiers/dubbel/{mine.pk}/", {"outcome": "other"})
    mine.refresh_from_db()
    assert (mine.outcome, mine.settled_by) == ("other", team_lead)
    assert doubles.find(municipality=place.municipality, now=timezone.now()) == 0
    assert not Double.objects.filter(case=twice[0], settled_at__isnull=True).exists()


@pytest.mark.parametrize("changed", [{"closed_on": True}, {"birth_date": True}, {"last_name": True}])
def test_a_closed_case_another_birth_date_or_surname_is_no_double(
    place: Place, twice: tuple[Case, Case], today: dt.date, changed: dict[str, bool]
) -> None:
    doubles.find(municipality=place.municipality, now=timezone.now())
    if "closed_on" in changed:
        Case.objects.filter(pk=twice[1].pk).update(closed_on=today)
    resident = twice[1].resident
    if "birth_date" in changed:
        resident.birth_date += dt.timedelta(days=1)
    if "last_name" in changed:
        resident.last_name = "Hoekstraten"
    resident.save()
    doubles.find(municipality=place.municipality, now=timezone.now())
    assert not Double.objects.exists(), "what is no longer so is no longer asked"


def test_a_worker_is_not_asked(client: Client, place: Place, twice: tuple[Case, Case], worker: User) -> None:
    doubles.find(municipality=place.municipality, now=timezone.now())
    client.force_login(worker)
    mine = Double.objects.get(case=twice[0])
    assert client.get(f"/dossiers/dubbel/{mine.pk}/").status_code == 404
