"""Voorbeeldstad has reports in each state, on the duty of its worker; loading them twice changes nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from cases.demo import places, staff
from reports.models import CallInstead, Outcome, Report, State, StreetRound
from roster.models import DutyShift
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db


def test_without_the_demo_there_is_nothing_to_load_into() -> None:
    with pytest.raises(CommandError, match="load_demo first"):
        call_command("load_demo_reports")


def test_there_are_reports_in_each_state_once() -> None:
    call_command("load_demo", format="json")
    for _twice in range(2):
        call_command("load_demo_reports")
    with inside(Municipality.objects.get(code=places.MUNICIPALITY_CODE).pk):
        states = Counter(Report.objects.values_list("state", flat=True))
        assert states == {State.NEW: 3, State.TAKEN_UP: 3, State.CLOSED: 4}
        assert Outcome.TALKED in Report.objects.values_list("outcome", flat=True)
        farida = User.objects.get(email=staff.email(staff.HEADLINE))
        new = Report.objects.filter(state=State.NEW, duty_kind=DutyShift.Kind.SOCIAL)
        assert new.count() == 2
        assert set(new.values_list("team__name", flat=True)) == {"Team Oost"}
        assert DutyShift.objects.filter(worker=farida).exists()
        assert (StreetRound.objects.count(), CallInstead.objects.count()) == (4, 1)
