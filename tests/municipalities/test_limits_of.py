"""A municipality may hide more than the norm, never less: on the administrator's page, and by the database."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from municipalities.limits import NORM, Limits
from municipalities.models import Strictness
from municipalities.publishing import limits_of
from tests.conftest import Place, make_member
from wijkzorg.accounts.models import Membership

pytestmark = pytest.mark.django_db
ADD = "/beheer/municipalities/strictness/add/"


@pytest.fixture
def administrator(client: Client, place: Place) -> Client:
    client.force_login(make_member(place, "bram@voorbeeldstad.example", Membership.Role.ADMINISTRATOR))
    return client


def test_without_a_row_the_norm_holds_and_with_one_what_it_says(administrator: Client, place: Place) -> None:
    assert limits_of(place.municipality) == NORM
    asked = {"least": "20", "base": "15", "step": "10", "width": "6"}
    assert administrator.post(ADD, asked).status_code == 302
    assert limits_of(place.municipality) == Limits(20, 15, 10, 6)
    assert administrator.get(ADD).status_code == 403, "there is one already"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"least": "9"}, "least"),
        ({"base": "9"}, "base"),
        ({"step": "4"}, "step"),
        ({"width": "4"}, "width"),
        ({"least": "12"}, "least"),
        ({"width": "10"}, "width"),
    ],
)
def test_what_is_laxer_is_refused_beside_its_field(
    administrator: Client, place: Place, asked: dict[str, str], field: str
) -> None:
    answer = administrator.post(ADD, {"least": "10", "base": "10", "step": "5", "width": "5"} | asked)
    assert answer.status_code == 200
    assert set(answer.context["adminform"].form.errors) == {field}
    assert not Strictness.objects.exists()


def test_all_that_is_laxer_is_said_at_once(place: Place) -> None:
    with pytest.raises(ValidationError) as refused:
        Strictness(municipality=place.municipality, least=1, base=1, step=1, width=1).full_clean()
    assert set(refused.value.message_dict) >= {"least", "base", "step", "width"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Strictness.objects.create(municipality=place.municipality, least=9)
