"""The numbers of a municipality: set by its administrator, never one that lets work or people count for nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cases.screens import words_of
from tests.conftest import Place, make_member, signed_in
from volunteers.admin import bounds
from volunteers.models import VolunteerPolicy
from volunteers.policies import policy_on
from wijkzorg.accounts.models import Membership

pytestmark = pytest.mark.django_db
ADD = "/beheer/volunteers/volunteerpolicy/add/"
NUMBERS = [field.name for field in VolunteerPolicy._meta.concrete_fields if field.name in bounds()]


@pytest.fixture
def administrator(place: Place) -> Client:
    user = make_member(place, "beheer@voorbeeldstad.example", Membership.Role.ADMINISTRATOR)
    return signed_in(Client(), user)


def _filled(page: Any, **changed: Any) -> dict[str, Any]:
    """Return the form as it opened, with some numbers changed."""
    form = page.context["adminform"].form
    start = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {
        **{name: value for name, value in start.items() if value is not None},
        "reason": "raad",
        **changed,
    }


def test_a_new_version_begins_with_the_numbers_of_today_and_holds_from_its_day(
    administrator: Client, place: Place
) -> None:
    page = administrator.get(ADD)
    saved = administrator.post(ADD, _filled(page, most_offers_a_week=4))
    assert saved.status_code == 302, words_of(saved)
    made = VolunteerPolicy.objects.get()
    today = place.municipality.day_of(timezone.now())
    assert (made.most_offers_a_week, made.weight_cards, made.valid_from) == (4, 50, today)
    assert made.changed_by is not None
    assert policy_on(place.municipality.pk, today).most_offers_a_week == 4
    assert policy_on(place.municipality.pk, today - dt.timedelta(days=1)).most_offers_a_week == 3
    assert (
        administrator.get(ADD)
        .context["adminform"]
        .form.get_initial_for_field(
            administrator.get(ADD).context["adminform"].form.fields["most_offers_a_week"],
            "most_offers_a_week",
        )
        == 4
    )
    change = f"/beheer/volunteers/volunteerpolicy/{made.pk}/change/"
    assert administrator.post(change, {"most_offers_a_week": 1}).status_code == 403, "what was, stays"


def test_zeros_are_all_told_at_their_fields_and_nothing_is_saved(administrator: Client) -> None:
    zeros = [name for name in NUMBERS if bounds()[name][0] > 0]
    assert len(zeros) > 40
    refused = administrator.post(ADD, _filled(administrator.get(ADD), **dict.fromkeys(zeros, 0)))
    errors = refused.context["adminform"].form.errors
    assert set(zeros) <= set(errors)
    assert errors["weight_cards"] == ["Kies een getal van 1 tot 1000."]
    assert not VolunteerPolicy.objects.exists()


def test_steps_that_come_in_another_order_and_a_day_that_is_past_are_refused(administrator: Client) -> None:
    page = administrator.get(ADD)
    wrong = _filled(page, duty_hours=40, roomy_from=20, valid_from="2026-01-01")
    errors = administrator.post(ADD, wrong).context["adminform"].form.errors
    assert errors["duty_hours"] == ["Kies een getal van 48 of meer."]
    assert errors["roomy_from"] == ["Kies een getal van 21 of meer."]
    assert "valid_from" in errors
    assert not VolunteerPolicy.objects.exists()
