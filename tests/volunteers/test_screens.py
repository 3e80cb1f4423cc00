"""What a professional sees of help requests: on Vandaag, on the case, and on the page where one is ended."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from neighbourhoods.models import Postcode
from roster.models import DutyShift
from tests.conftest import Place, make_case
from tests.volunteers.conftest import again, asked, whom
from volunteers import agenda, escalating, filing
from volunteers.changing import version_of
from volunteers.models import Channel, HelpRequest
from wijkzorg.accounts.middleware import Desk
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def now() -> dt.datetime:
    """The moment: a page reads the clock."""
    return timezone.now()


@pytest.fixture
def shift(place: Place, worker: User, now: dt.datetime) -> DutyShift:
    """The worker is on duty."""
    return DutyShift.objects.create(
        municipality=place.municipality,
        neighbourhood=place.neighbourhood,
        kind=DutyShift.Kind.SOCIAL,
        starts_at=now - 5 * DAY,
        ends_at=now + DAY,
        worker=worker,
        changed_at=now,
    )


def _ask(place: Place, at: dt.datetime, **more: object) -> HelpRequest:
    return filing.file_request(
        municipality=place.municipality,
        asked=asked(first_on=place.municipality.day_of(at) + 9 * DAY, text="De trap is steil."),
        whom=whom(),
        channel=Channel.PHONE,
        token=uuid.uuid4(),
        now=at,
        **more,  # type: ignore[arg-type]
    ).request


@pytest.fixture
def nobodys(place: Place, postcode: Postcode, shift: DutyShift, now: dt.datetime) -> HelpRequest:
    """A request for which in three days nobody was found."""
    request = _ask(place, now - 3 * DAY)
    escalating.call_due(request=request, now=now)
    return request


def test_what_nobody_answers_stands_first_on_the_vandaag_of_who_is_on_duty(
    client: Client, worker: User, colleague: User, nobodys: HelpRequest
) -> None:
    client.force_login(worker)
    page = client.get("/").content.decode()
    assert "Hulpvraag, nog niemand." in page and "Mevrouw de Wit" in page
    assert reverse("help-request", args=[nobodys.pk]) in page
    client.force_login(colleague)
    assert "Mevrouw de Wit" not in client.get("/").content.decode()


def test_it_is_there_once_however_many_ways_it_came(
    place: Place, postcode: Postcode, shift: DutyShift, worker: User, now: dt.datetime
) -> None:
    case = make_case(place, worker, place.municipality.day_of(now) - 90 * DAY)
    request = filing.file_request(
        municipality=place.municipality,
        asked=asked(first_on=place.municipality.day_of(now) + DAY, urgent=True),
        whom=whom(resident=case.resident, name=""),
        channel=Channel.WORKER,
        token=uuid.uuid4(),
        case=case,
        now=now - 5 * dt.timedelta(hours=1),
    ).request
    escalating.call_due(request=request, now=now)
    desk = Desk.at(worker, place.municipality, now)
    (item,) = agenda.ROOM.for_worker(desk, place.municipality.day_of(now))
    assert (item.tone, item.on_duty, item.case_id) == ("is-danger", True, case.pk)
    assert item.name == "Dennis Hoekstra"


def test_taken_up_noted_and_ended_on_one_page(client: Client, worker: User, nobodys: HelpRequest) -> None:
    client.force_login(worker)
    url = reverse("help-request", args=[nobodys.pk])
    assert "De trap is steil." in client.get(url).content.decode()
    assert AccessEntry.objects.filter(object_kind="help_request", action="read", user_id=worker.pk).exists()
    client.post(reverse("help-take-up", args=[nobodys.pk]))
    assert again(nobodys).taken_up_by == worker
    said = {"text": "Zelf geweest", "token": str(uuid.uuid4())}
    for _ in range(2):
        client.post(reverse("help-note", args=[nobodys.pk]), said)
    assert nobodys.steps.filter(kind="note").count() == 1
    seen = version_of(nobodys)
    wrong = client.post(reverse("help-end", args=[nobodys.pk]), {"outcome": "solved", "seen": seen})
    assert wrong.status_code == 422 and "Schrijf in een paar woorden" in wrong.content.decode()
    client.post(
        reverse("help-end", args=[nobodys.pk]), {"outcome": "solved", "seen": seen, "text": "Zelf gedaan"}
    )
    assert (again(nobodys).state, again(nobodys).outcome_text) == ("done", "Zelf gedaan")


def test_who_ends_what_a_colleague_changed_meanwhile_is_told(
    client: Client, worker: User, nobodys: HelpRequest, now: dt.datetime
) -> None:
    client.force_login(worker)
    client.post(reverse("help-take-up", args=[nobodys.pk]))
    seen = version_of(nobodys)
    escalating.note(actor=worker, request=nobodys, text="Tussendoor", token=uuid.uuid4(), now=now)
    answer = client.post(
        reverse("help-end", args=[nobodys.pk]), {"outcome": "not_solved", "seen": seen, "text": "Niemand"}
    )
    assert answer.status_code == 422 and "Niemand" in answer.content.decode()
    assert again(nobodys).state == "escalated"


def test_others_get_404(
    client: Client, outsider: User, stranger: User, volunteer: User, nobodys: HelpRequest
) -> None:
    for user in (outsider, stranger, volunteer):
        client.force_login(user)
        assert client.get(reverse("help-request", args=[nobodys.pk])).status_code == 404
        assert client.post(reverse("help-take-up", args=[nobodys.pk])).status_code == 404


def test_the_case_shows_the_requests_of_its_resident(
    client: Client, place: Place, postcode: Postcode, worker: User, now: dt.datetime
) -> None:
    case = make_case(place, worker, place.municipality.day_of(now) - 90 * DAY)
    _ask(place, now, case=case)
    client.force_login(worker)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "Hulp van buren" in page and "Boodschappen" in page


def test_what_nobody_has_duty_for_stands_with_the_team_lead(
    client: Client, place: Place, postcode: Postcode, team_lead: User, worker: User, now: dt.datetime
) -> None:
    request = _ask(place, now - 4 * DAY)
    escalating.call_due(request=request, now=now)
    desk = Desk.at(team_lead, place.municipality, now)
    assert [item.key for item in agenda.ROOM.for_lead(desk, place.municipality.day_of(now))] == [
        f"help-{request.pk}"
    ]
    desk = Desk.at(worker, place.municipality, now)
    assert agenda.ROOM.for_worker(desk, place.municipality.day_of(now)) == []
