"""Some people in Voorbeeldstad want to help and wait for an answer; loaded twice once."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from neighbourhoods.models import Postcode
from tests.conftest import Place
from volunteers.models import Application

pytestmark = pytest.mark.django_db


def test_without_the_demo_there_is_nothing_to_load_into() -> None:
    with pytest.raises(CommandError, match="load_demo first"):
        call_command("load_demo_applications")


def test_who_applied_lives_where_a_postcode_is_known(place: Place) -> None:
    place.neighbourhood.code = "BU99990200"
    place.neighbourhood.save()
    Postcode.objects.create(
        municipality=place.municipality,
        code="1892 PA",
        neighbourhood=place.neighbourhood,
        x=160_000,
        y=456_000,
    )
    for _twice in range(2):
        call_command("load_demo_applications")
    assert [one.name for one in Application.objects.waiting()] == ["Ilona Dekker"]
