"""The screens of reports: what each of the cast sees and can do, and what stays typed when it is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports import actions
from reports.actions import Reporter
from reports.models import About, Report, StreetRound
from roster.models import DutyShift
from tests.cases.screens import words_of
from tests.conftest import Place, make_case
from tests.reports.conftest import File, Shift
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def on_duty(worker: User, shift: Shift, now: dt.datetime) -> User:
    """The worker, on duty for hours before and after now, for every kind of work."""
    for kind in DutyShift.Kind.values:
        shift(worker, now - dt.timedelta(hours=5), now + dt.timedelta(hours=5), kind=kind)
    return worker


@pytest.fixture
def report(on_duty: User, file: File, now: dt.datetime) -> Report:
    """A new report about a person, on the worker's duty."""
    return file(now, reporter=Reporter(name="Mevrouw Blom", protected=True), subject="De man op nummer 12")


@pytest.fixture
def taken(report: Report, on_duty: User, now: dt.datetime) -> Report:
    """The same, taken up."""
    return actions.take_up(actor=on_duty, report=report, now=now)


@pytest.fixture
def at_work(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def _url(report: Report, what: str = "") -> str:
    return f"/meldingen/{report.pk}/{what}"


def test_vandaag_opens_with_what_is_on_my_duty(at_work: Client, report: Report) -> None:
    page = at_work.get("/").content.decode()
    assert page.index("Vraagt vandaag iets van je") < page.index("De man op nummer 12")
    assert f'id="vraag-report-{report.pk}"' in page and f'href="{_url(report)}"' in page
    assert "1</b> vraagt iets van je" in page and "dienst</b>" in page


def test_the_names_of_known_residents_on_vandaag_are_in_the_log(
    at_work: Client, place: Place, taken: Report, colleague: User, worker: User
) -> None:
    case = make_case(place, colleague, timezone.now().date())
    Report.objects.filter(pk=taken.pk).update(resident=case.resident)
    at_work.get("/")
    entry = AccessEntry.objects.filter(action="list", user_id=worker.pk).latest("id")
    assert entry.resident_ids == [case.resident_id]


def test_sixty_reports_cost_vandaag_and_the_list_as_many_queries_as_one(
    at_work: Client, on_duty: User, file: File, now: dt.datetime
) -> None:
    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert at_work.get(url).status_code == 200
        return len(captured)

    actions.take_up(actor=on_duty, report=file(now), now=now)
    for url in ("/", "/meldingen/"):
        at_work.get(url)
    before = queries("/"), queries("/meldingen/")
    for number in range(60):
        made = file(now, about=About.PLACE if number % 2 else About.PERSON)
        if number % 3:
            actions.take_up(actor=on_duty, report=made, now=now)
    assert (queries("/"), queries("/meldingen/")) == before


def test_a_report_is_read_by_who_is_on_duty_and_the_lead_and_each_look_is_logged(
    client: Client, report: Report, worker: User, team_lead: User
) -> None:
    for user in (worker, team_lead):
        client.force_login(user)
        words = words_of(client.get(_url(report)))
        assert "De gordijnen gaan niet meer open." in words and "Mevrouw Blom" in words
        entry = AccessEntry.objects.filter(action="read", object_kind="report").latest("id")
        assert (entry.user_id, entry.object_id) == (user.pk, str(report.pk))


@pytest.mark.parametrize("who", ["colleague", "outsider", "stranger", "volunteer"])
def test_to_others_it_is_not_there(
    client: Client, request: pytest.FixtureRequest, report: Report, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(_url(report)).status_code == 404
    for what in ("oppakken", "notitie", "melder", "persoon", "bewoner", "afronden"):
        assert client.post(_url(report, f"{what}/"), {"resident": "1"}).status_code == 404
    assert Report.objects.get().state == "new"


def test_the_whole_course_from_the_screens(
    at_work: Client, report: Report, place: Place, worker: User
) -> None:
    at_work.post(_url(report, "oppakken/"))
    case = make_case(place, worker, timezone.now().date())
    found = at_work.get(_url(report), {"bewoner": "hoekstr"})
    assert "Dennis Hoekstra" in words_of(found)
    at_work.post(_url(report, "bewoner/"), {"resident": case.resident_id})
    at_work.post(_url(report, "notitie/"), {"text": "Aangebeld", "token": str(uuid.uuid4())})
    at_work.post(_url(report, "melder/"))
    at_work.post(_url(report, "persoon/"))
    page = at_work.get(_url(report)).content.decode()
    assert "Dit gaat over" in page and "Aangebeld" in page
    seen = actions.version_of(report)
    answer = at_work.post(
        _url(report, "afronden/"), {"outcome": "talked", "seen": seen, "text": ""}, follow=True
    )
    words = words_of(answer)
    assert "De melding is afgerond." in words and "Afgerond: opgelost door te praten" in words
    stored = Report.objects.get()
    assert (stored.state, stored.outcome, stored.resident_id) == ("closed", "talked", case.resident_id)


@pytest.mark.parametrize(
    ("what", "sent", "fault"),
    [
        ("notitie/", {"text": " "}, "Schrijf op wat je hebt gedaan of gehoord."),
        ("notitie/", {"text": "x" * 100_000}, "100000"),
        ("persoon/", {"later": "1", "until": "gisteren", "why": "Nog niet"}, "Vul een datum in"),
        ("persoon/", {"later": "1", "until": "2020-01-01", "why": "Nog niet"}, "Kies een dag die nog komt."),
        (
            "persoon/",
            {"later": "1", "until": "2999-01-01", "why": "Nog niet"},
            "meer dan een half jaar vooruit",
        ),
        ("afronden/", {"text": "Blijft staan"}, "Kies wat ervan is geworden."),
        ("afronden/", {"outcome": "passed_on", "text": ""}, "Schrijf aan wie je het hebt doorgegeven."),
    ],
)
def test_what_is_refused_is_said_at_the_field_and_stays_typed(
    at_work: Client, taken: Report, what: str, sent: dict[str, str], fault: str
) -> None:
    sent = {"token": str(uuid.uuid4()), "seen": str(actions.version_of(taken))} | sent
    answer = at_work.post(_url(taken, what), sent)
    assert answer.status_code == 422
    assert words_of(answer).count(fault) >= 2
    for typed in (sent.get("text", ""), sent.get("why", "")):
        assert typed.strip() in answer.content.decode()


def test_a_form_that_is_older_than_what_happened_is_told(
    at_work: Client, taken: Report, worker: User
) -> None:
    seen = actions.version_of(taken)
    actions.note(actor=worker, report=taken, text="Gebeld", token=uuid.uuid4(), now=timezone.now())
    answer = at_work.post(_url(taken, "afronden/"), {"outcome": "talked", "seen": seen, "text": "Blijft"})
    assert answer.status_code == 422 and "Iemand anders heeft dit veranderd" in words_of(answer)
    assert "Blijft" in answer.content.decode()


def test_who_is_second_to_take_it_up_reads_who_was_first(
    client: Client, taken: Report, team_lead: User
) -> None:
    client.force_login(team_lead)
    answer = client.post(_url(taken, "oppakken/"), follow=True)
    assert "Farida heeft deze melding al opgepakt." in words_of(answer)
    answer = client.post(_url(taken, "oppakken/"), {"had": taken.taken_up_by_id}, follow=True)
    assert "De melding is nu van jou." in words_of(answer)


def _new(place: Place, **changed: Any) -> dict[str, Any]:
    return {
        "about": "place",
        "topic": "young_people",
        "neighbourhood": place.neighbourhood.pk,
        "channel": "phone",
        "text": "Ze staan elke avond bij het bankje",
        "token": str(uuid.uuid4()),
    } | changed


def test_a_report_by_phone_is_entered_and_says_whose_it_is(
    client: Client, place: Place, colleague: User, on_duty: User
) -> None:
    client.force_login(colleague)
    form = _new(place)
    for _twice in range(2):
        words = words_of(client.post("/meldingen/nieuw/", form, follow=True))
        assert "De melding ligt bij Farida, die nu dienst heeft." in words
    stored = Report.objects.get()
    assert (stored.filed_by, stored.channel, stored.topic) == (colleague, "phone", "young_people")


def test_entered_with_nobody_on_duty_it_says_when_somebody_is(
    at_work: Client, place: Place, worker: User, shift: Shift, now: dt.datetime
) -> None:
    words = words_of(at_work.post("/meldingen/nieuw/", _new(place), follow=True))
    assert "Er staat niemand op het rooster; de melding ligt bij de teamleiders." in words
    later = now + dt.timedelta(days=30)
    shift(worker, later, later + dt.timedelta(hours=8), kind=DutyShift.Kind.YOUTH)
    words = words_of(at_work.post("/meldingen/nieuw/", _new(place), follow=True))
    assert "Er is nu niemand op dienst; de volgende dienst begint" in words


def test_a_wrong_new_report_keeps_what_was_typed(at_work: Client, place: Place) -> None:
    answer = at_work.post("/meldingen/nieuw/", _new(place, topic="", channel="public", reporter_email="x"))
    assert answer.status_code == 422
    for fault in ("Kies wat er speelt.", "Kies hoe het binnenkwam.", "Dit is geen e-mailadres."):
        assert fault in words_of(answer)
    assert "Ze staan elke avond bij het bankje" in answer.content.decode()


def test_a_round_is_noted_in_one_tap_from_vandaag_after_the_first(
    at_work: Client, place: Place, worker: User, on_duty: User
) -> None:
    form = {"neighbourhood": place.neighbourhood.pk, "minutes": 30, "token": str(uuid.uuid4()), "note": ""}
    for _twice in range(2):
        at_work.post("/meldingen/ronde/", form)
    assert StreetRound.objects.get().minutes == 30
    page = at_work.get("/").content.decode()
    assert "Ronde in Lindenhof" in page and 'name="minutes" value="45"' in page
    answer = at_work.post(
        "/meldingen/ronde/", form | {"minutes": "45", "token": str(uuid.uuid4()), "terug": "vandaag"}
    )
    assert answer["Location"] == "/"
    assert sorted(StreetRound.objects.values_list("minutes", flat=True)) == [30, 45]


def test_rounds_stand_beside_a_report_about_a_place(
    at_work: Client, place: Place, on_duty: User, file: File, now: dt.datetime
) -> None:
    report = file(now, about=About.PLACE)
    assert "In acht weken is hier geen ronde genoteerd." in words_of(at_work.get(_url(report)))
    form = {
        "neighbourhood": place.neighbourhood.pk,
        "minutes": 30,
        "token": str(uuid.uuid4()),
        "note": "Rustig",
    }
    at_work.post("/meldingen/ronde/", form)
    words = words_of(at_work.get(_url(report)))
    assert "30 minuten" in words and "Rustig" in words
