"""Voorbeeldstad has contracts, absences and transfers, so that the board shows what it is for; loaded twice once."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cases.demo import places, staff
from roster.models import Absence, StandIn, WorkContract
from teams.models import Transfer
from tests.cases.screens import words_of
from tests.conftest import stay_inside
from wijkzorg.accounts.models import Team, User
from wijkzorg.tenancy.models import Municipality

pytestmark = pytest.mark.django_db


def test_without_the_demo_there_is_nothing_to_load_into() -> None:
    with pytest.raises(CommandError, match="load_demo first"):
        call_command("load_demo_teams")


def test_the_board_of_the_demo_is_full(client: Client) -> None:
    call_command("load_demo", format="json")
    municipality = Municipality.objects.get(code=places.MUNICIPALITY_CODE)
    for _twice in range(2):
        call_command("load_demo_teams")
    stay_inside(municipality.pk)
    assert WorkContract.objects.count() == sum(1 + len(team.workers) for team in staff.TEAMS)
    assert sorted(Transfer.objects.values_list("state", flat=True)) == [
        "accepted", "refused", "waiting", "waiting",
    ]  # fmt: skip
    assert (Absence.objects.count(), StandIn.objects.count()) == (6, 5)
    client.force_login(User.objects.get(email=staff.email(staff.TEAMS[0].lead)))
    words = words_of(client.get(f"/team/{Team.objects.get(name='Team Oost').pk}/"))
    assert "bewoners hebben nu geen medewerker" in words and "vervangt Marieke Postma" in words
    assert municipality.day_of(timezone.now()).strftime("%Y") in words
    stay_inside(None)
