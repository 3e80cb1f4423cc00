"""Following a request by its code: when a professional is there where nobody is now, and never a word of a block."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from reports.models import CallInstead
from roster.models import DutyShift
from tests.cases.screens import words_of
from tests.conftest import Place
from tests.volunteers.conftest import NOW, Ask, Neighbour, at, days
from tests.volunteers.public.conftest import FOLLOW, get
from volunteers import escalating, offering, volunteering
from volunteers.asked import code_of
from volunteers.models import HelpRequest
from wijkzorg.accounts.models import User
from wijkzorg.outbox.models import Letter

pytestmark = pytest.mark.django_db


def _page(client: Client, request: HelpRequest, now: dt.datetime, language: str = "nl") -> str:
    return words_of(get(client, f"{FOLLOW}{code_of(request.token)}/?taal={language}", now))


@pytest.mark.parametrize(
    ("language", "nobody", "from_then", "call"),
    [
        (
            "nl",
            "Er is nu niemand aan het werk.",
            "Een medewerker kijkt ernaar: morgen om 09:00 uur.",
            "Bel dan Wijkteam Oost (tot 17.00 uur): 0999 120010",
        ),
        (
            "en",
            "Nobody is at work right now.",
            "One of our staff looks at it: tomorrow at 09:00.",
            "Then call Wijkteam Oost (tot 17.00 uur): 0999 120010",
        ),
    ],
)
def test_with_nobody_on_duty_one_reads_when_somebody_is_and_whom_to_call_meanwhile(
    client: Client,
    place: Place,
    ask: Ask,
    worker: User,
    language: str,
    nobody: str,
    from_then: str,
    call: str,
) -> None:
    CallInstead.objects.create(
        municipality=place.municipality, name="Wijkteam Oost", phone="0999 120010", hours="tot 17.00 uur"
    )
    request, later = ask(urgent=True), NOW + dt.timedelta(hours=4)
    escalating.call_due(request=request, now=later)
    said = _page(client, request, later, language)
    assert nobody in said and call in said
    DutyShift.objects.create(
        municipality=place.municipality,
        neighbourhood=place.neighbourhood,
        kind=DutyShift.Kind.SOCIAL,
        starts_at=at(days(1), 9),
        ends_at=at(days(1), 17),
        worker=worker,
        changed_at=NOW,
    )
    escalating.keep_owned(request=request, now=later)
    said = _page(client, request, later, language)
    assert from_then in said and call in said and nobody not in said
    escalating.keep_owned(request=request, now=at(days(1), 9))
    assert from_then not in _page(client, request, at(days(1), 9), language), "now somebody has it"


def test_who_asked_reads_and_hears_nothing_of_a_block(
    client: Client, ask: Ask, neighbour: Neighbour, coordinator: User
) -> None:
    request, volunteer = ask(email="wit@voorbeeldstad.example"), neighbour()
    before = _page(client, request, NOW)
    offering.offer(request=request, volunteer=volunteer, now=NOW)
    heard = Letter.objects.count()
    volunteering.block(
        actor=coordinator,
        volunteer=volunteer,
        request=request,
        wished_by="volunteer",
        scope="household",
        now=NOW,
        why="Oude ruzie",
    )
    assert _page(client, request, NOW) == before
    assert Letter.objects.exclude(recipient=volunteer.user).count() <= heard
    assert (
        not Letter.objects.filter(address="wit@voorbeeldstad.example")
        .exclude(template="help_opened")
        .exists()
    )
