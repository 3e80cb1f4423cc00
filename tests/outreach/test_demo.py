"""A demo that was loaded before its rooms could be filled is filled too, and keeps what it has."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases import assessment
from cases.demo import places
from cases.models import Case, Flag
from outreach.models import FlagAnswer
from wijkzorg.demo_town import FILLED
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("command", FILLED)
def test_without_the_demo_there_is_nothing_to_fill(command: str) -> None:
    with pytest.raises(CommandError, match="load_demo first"):
        call_command(command)


def test_flags_that_were_found_before_keep_that_moment_and_nobody_answered_them_before_it() -> None:
    call_command("load_demo", format="json")
    town = Municipality.objects.get(code=places.MUNICIPALITY_CODE)
    with inside(town.pk):
        now = timezone.now()
        cases = list(Case.objects.values_list("pk", flat=True))
        assessment.refresh(case_ids=cases, on=town.day_of(now), now=now, cause=None)
        before = dict(Flag.objects.values_list("pk", "detected_at"))
        call_command("load_demo_outreach")
        assert dict(Flag.objects.values_list("pk", "detected_at")) == before
        assert not Flag.objects.filter(state=Flag.State.CLOSED).exists()
        for answer in FlagAnswer.objects.select_related("flag"):
            assert answer.answered_at >= answer.flag.detected_at
