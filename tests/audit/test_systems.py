"""The privacy officer reads what a system asked over the API, about whom, and for which of its users."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.conftest import MakeSystem, make_system  # noqa: F401
from tests.cases.screens import words_of
from tests.conftest import Place, make_member, make_place, signed_in
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.clients import actions
from wijkzorg.clients.scopes import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(place: Place) -> Client:
    """A browser in which the privacy officer is signed in."""
    officer = make_member(place, "fleur@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
    return signed_in(Client(), officer)


def test_the_page_of_a_system_says_what_it_asked_for_whom_and_what_it_was_refused(
    at_work: Client,
    place: Place,
    make_system: MakeSystem,  # noqa: F811
) -> None:
    system = make_system(place, scopes=[Scope.FIGURES])
    assert system.ask("gebieden", **{"X-Gebruiker": "a.jansen"}).status_code == 200
    assert system.ask("dossiers").status_code == 403
    page = at_work.get("/logboek/")
    address = f"/logboek/systeem/{system.access.client.uuid}/"
    assert f'href="{address}"' in page.content.decode()
    said = words_of(at_work.get(address))
    assert (
        "koppeling, voor a.jansen" in said
        and "gebieden" in said
        and "dossiers geweigerd" in said
        and str(system.access.client) in said
    )
    assert AccessEntry.objects.filter(object_kind="system", action="log").count() == 1
    quiet = words_of(at_work.get(f"{address}?first=2020-01-01&last=2020-01-31"))
    assert "In deze dagen vroeg dit systeem niets." in quiet


def test_a_system_that_ended_stays_readable_and_one_of_another_municipality_is_not_there(
    at_work: Client,
    place: Place,
    worker: User,
    make_system: MakeSystem,  # noqa: F811
) -> None:
    mine, theirs = (
        make_system(place, scopes=[Scope.FIGURES]),
        make_system(make_place("GM8888", "Elders"), scopes=[Scope.FIGURES]),
    )
    actions.end_access(access=mine.access, actor=worker, now=timezone.now())
    assert at_work.get(f"/logboek/systeem/{mine.access.client.uuid}/").status_code == 200
    for nobody in (theirs.access.client.uuid, uuid.UUID(int=0)):
        assert at_work.get(f"/logboek/systeem/{nobody}/").status_code == 404
    assert signed_in(Client(), worker).get(f"/logboek/systeem/{mine.access.client.uuid}/").status_code == 404
    assert at_work.post(f"/logboek/systeem/{mine.access.client.uuid}/").status_code == 405
