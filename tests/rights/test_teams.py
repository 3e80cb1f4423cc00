"""What a resident is given of the handing over of their case: from whom to whom, the note, and the answer."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from teams.actions import offer_transfer, refuse_transfer
from teams.models import Transfer
from tests.conftest import Place, make_case
from tests.rights.asking import data_of, released
from wijkzorg.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_note_of_a_transfer_and_its_answer_are_among_what_stands_about_the_resident(
    place: Place, worker: User, colleague: User, privacy_officer: User, team_lead: User
) -> None:
    case = make_case(place, worker, dt.date(2026, 1, 5))
    now = timezone.now()
    made = offer_transfer(
        actor=worker, case=case, to_team=place.team, to_worker=colleague, note="Belt liever.", now=now
    )
    refuse_transfer(actor=colleague, transfer=made, answer="Mijn week is vol.", now=now)
    offer_transfer(
        actor=worker, case=case, to_team=place.team, to_worker=colleague, note="Toch maar?", now=now
    )
    given = str(data_of(privacy_officer, released(privacy_officer, team_lead, case)))
    for said in (
        "Belt liever.",
        "Mijn week is vol.",
        "Toch maar?",
        "Overdracht van Farida, Team Oost aan Pim",
    ):
        assert said in given
    left_out = released(privacy_officer, team_lead, case, f"transfer:{made.pk}")
    given = str(data_of(privacy_officer, left_out))
    assert "Belt liever." not in given and "Toch maar?" in given
    assert Transfer.objects.count() == 2
