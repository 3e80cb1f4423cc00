"""What somebody took up who left or is away; a report told at the desk; the first round in the street."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from reports import agenda
from reports.actions import take_up
from reports.models import Report, StreetRound
from roster.models import Absence, DutyShift
from tests.cases.screens import words_of
from tests.conftest import Browser, Place, make_member
from tests.outreach.conftest import desk_of
from tests.pages import read
from tests.reports.conftest import File, Shift
from wijkzorg.accounts.models import Membership, User

pytestmark = pytest.mark.django_db
HOURS = dt.timedelta(hours=5)


@pytest.fixture
def taken(worker: User, shift: Shift, file: File) -> Report:
    """A report about a person that the worker took up."""
    now = timezone.now()
    shift(worker, now - HOURS, now + HOURS)
    return take_up(actor=worker, report=file(now), now=now)


@pytest.mark.parametrize("how", ["left", "closed", "away"])
def test_what_somebody_took_up_who_is_not_there_comes_to_the_lead_until_a_colleague_goes_on(
    place: Place, taken: Report, worker: User, colleague: User, team_lead: User, how: str
) -> None:
    today = place.municipality.day_of(timezone.now())

    def asked() -> list[tuple[str, str]]:
        found = agenda.ROOM.for_lead(desk_of(team_lead), today)
        return [(item.code, item.tone) for item in found]

    assert asked() == []
    match how:
        case "left":
            Membership.objects.filter(user=worker).update(ends_on=today - dt.timedelta(days=1))
        case "closed":
            User.objects.filter(pk=worker.pk).update(is_active=False)
        case "away":
            Absence.objects.create(
                municipality=place.municipality, user=worker, first_day=today, last_day=today, kind="sick",
                changed_at=timezone.now(),
            )  # fmt: skip
    assert asked() == [("report-left", "is-warn" if how == "away" else "is-alarm")]
    lead = Browser()
    lead.force_login(team_lead)
    board = words_of(lead.get(f"/team/{place.team.pk}/"))
    assert "Farida pakte dit op en" in board
    lead.post(f"/meldingen/{taken.pk}/oppakken/", {"had": worker.pk})
    taken.refresh_from_db()
    assert taken.taken_up_by == team_lead and asked() == []


def test_a_report_is_told_at_the_desk_and_nobody_there_reads_any(
    client: Client, place: Place, worker: User, shift: Shift, volunteer: User
) -> None:
    now = timezone.now()
    shift(worker, now - HOURS, now + HOURS)
    form = {
        "about": "person", "neighbourhood": place.neighbourhood.pk, "channel": "desk", "text": "Ze komt niet meer.",
        "subject": "Mevrouw van nummer 8", "token": str(uuid.uuid4()), "topic": "",
    }  # fmt: skip
    for role in (Membership.Role.CENTRE_STAFF, Membership.Role.COORDINATOR):
        user = make_member(place, f"{role.value}@voorbeeldstad.example", role)
        client.force_login(user)
        assert 'href="/meldingen/nieuw/"' in client.get("/hulpvragen/").content.decode()
        page = read(client.get("/meldingen/nieuw/"))
        (chosen,) = (
            one for one in page.every("option", selected=None) if one.attrs["value"] in ("desk", "phone")
        )
        assert chosen.attrs["value"] == "desk"
        assert all(link.attrs["href"] != "/meldingen/" for link in page.every("a", href=None))
        wrong = client.post("/meldingen/nieuw/", form | {"text": ""})
        assert wrong.status_code == 422 and "Mevrouw van nummer 8" in wrong.content.decode()
        told = client.post("/meldingen/nieuw/", form | {"token": str(uuid.uuid4())}, follow=True)
        assert "De melding ligt bij Farida, die nu dienst heeft." in words_of(told)
        made = Report.objects.latest("pk")
        assert (made.filed_by, made.channel) == (user, "desk")
        for path in ("/meldingen/", f"/meldingen/{made.pk}/", "/meldingen/ronde/"):
            assert client.get(path).status_code == 404, path
    client.force_login(volunteer)
    assert client.get("/meldingen/nieuw/").status_code == 404


def test_the_first_round_is_one_tap_for_who_has_duty_in_the_street_and_a_later_one_where_the_last_was(
    client: Client, place: Place, worker: User, colleague: User, shift: Shift
) -> None:
    now = timezone.now()
    shift(worker, now - HOURS, now + HOURS, kind=DutyShift.Kind.YOUTH)
    shift(colleague, now - HOURS, now + HOURS)
    client.force_login(colleague)
    assert not list(read(client.get("/")).every("form", css="wz-round")), "who walks no rounds is not asked"
    client.force_login(worker)
    for path, back in (("/", "/"), ("/meldingen/", "/meldingen/")):
        form = read(client.get(path)).one("form", css="wz-round")
        sent = {field.attrs["name"]: field.attrs["value"] for field in form.every("input", name=None)}
        tap = next(button for button in form.every("button") if button.words == "30 min")
        answer = client.post(form.attrs["action"], sent | {tap.attrs["name"]: tap.attrs["value"]})
        assert answer["Location"] == back
    assert [(row.minutes, row.neighbourhood) for row in StreetRound.objects.all()] == [
        (30, place.neighbourhood)
    ] * 2
    # Another day, signed in anew and without duty.
    DutyShift.objects.all().delete()
    client.force_login(worker)
    assert "Ronde in Lindenhof:" in words_of(client.get("/"))
