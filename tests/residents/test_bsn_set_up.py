"""The administrator's side of the citizen number: the ground, the rights, and the end of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from residents.citizen_number import CitizenNumberGround, CitizenNumberRight
from tests.cases.screens import words_of
from tests.conftest import PASSWORD, Place, make_member
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry

GROUNDS, RIGHTS = "/beheer/residents/citizennumberground/", "/beheer/residents/citizennumberright/"


@pytest.fixture
def administrator(db: None) -> User:
    """Someone who may set up everything."""
    return User.objects.create_superuser("beheer@voorbeeldstad.example", PASSWORD)


@pytest.fixture
def at_work(client: Client, administrator: User, place: Place) -> Client:
    """A browser in which the administrator is signed in."""
    client.force_login(administrator)
    return client


def test_a_ground_is_recorded_with_who_and_when_and_ended_once(at_work: Client, administrator: User) -> None:
    form = {"law": "wmo", "text": "Afstemmen met de toegang"}
    refused = at_work.post(f"{GROUNDS}add/", form | {"law": "toestemming"})
    assert refused.status_code == 200 and not CitizenNumberGround.objects.exists()
    assert at_work.post(f"{GROUNDS}add/", form).status_code == 302
    ground = CitizenNumberGround.objects.get()
    assert (ground.recorded_by, ground.ended_at) == (administrator, None)
    assert at_work.post(f"{GROUNDS}add/", form).status_code == 403, "there is one already"
    assert at_work.post(f"{GROUNDS}{ground.pk}/change/", form | {"text": "iets anders"}).status_code == 403
    chosen = {"_selected_action": ground.pk}
    early = at_work.post(GROUNDS, chosen | {"action": "destroy_numbers"}, follow=True)
    assert "Beëindig eerst de grondslag" in words_of(early)
    ended = at_work.post(GROUNDS, chosen | {"action": "end"}, follow=True)
    assert "De nummers zijn verborgen" in words_of(ended)
    ground.refresh_from_db()
    assert ground.ended_by == administrator
    gone = at_work.post(GROUNDS, chosen | {"action": "destroy_numbers"}, follow=True)
    assert "Vernietigd: 0 nummers" in words_of(gone)
    kinds = (
        AccessEntry.objects.filter(action__startswith="bsn").order_by("id").values_list("action", "reason")
    )
    assert [kind for kind, _reason in kinds] == ["bsn_ground", "bsn_ground", "bsn_write"]


def test_a_right_is_given_from_day_to_day_and_never_to_oneself(
    at_work: Client, administrator: User, place: Place, worker: User
) -> None:
    theirs = Membership.objects.get(user=worker)
    form = {"membership": theirs.pk, "starts_on": "2026-01-05", "ends_on": ""}
    assert at_work.post(f"{RIGHTS}add/", form).status_code == 302
    right = CitizenNumberRight.objects.get()
    assert (right.membership, right.granted_by, right.ends_on) == (theirs, administrator, None)
    assert at_work.post(f"{RIGHTS}{right.pk}/change/", {"ends_on": "2026-03-01"}).status_code == 302
    right.refresh_from_db()
    assert (right.starts_on, right.ends_on) == (dt.date(2026, 1, 5), dt.date(2026, 3, 1))
    own = Membership.objects.create(
        municipality=place.municipality, user=administrator, role="administrator", starts_on="2026-01-01"
    )
    refused = at_work.post(f"{RIGHTS}add/", form | {"membership": own.pk})
    assert "Je kunt dit recht niet aan jezelf geven" in words_of(refused)
    assert CitizenNumberRight.objects.count() == 1


def test_a_membership_of_another_municipality_gets_no_right(
    at_work: Client, elsewhere: Place, place: Place
) -> None:
    stranger = make_member(elsewhere, "ver@buurstad.example", Membership.Role.WORKER, elsewhere.team)
    form = {"membership": stranger.pk + 1000, "starts_on": "2026-01-05"}
    assert at_work.post(f"{RIGHTS}add/", form).status_code == 200
    assert not CitizenNumberRight.objects.exists()
