"""A wish of a resident of whom nobody takes care: it comes to who is on duty there, and to the lead at once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from cases.models import Case
from outreach import agenda
from outreach.models import Wish
from roster.models import Absence, DutyShift
from tests.cases.screens import words_of
from tests.conftest import Browser, Place, make_member
from tests.outreach import test_papers as papered
from tests.outreach.conftest import desk_of
from tests.outreach.test_papers import scan
from wijkzorg.accounts.models import Membership, Team, User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db
nobody_came_before, case, code = papered.nobody_came_before, papered.case, papered.code


@pytest.mark.parametrize("how", ["none", "left", "away", "covered"])
def test_of_a_case_that_nobody_takes_care_of_it_comes_to_who_is_on_duty_there_and_to_the_lead_at_once(
    place: Place,
    case: Case,
    code: str,
    worker: User,
    colleague: User,
    team_lead: User,
    today: dt.date,
    how: str,
) -> None:
    scan(place, code, tap=True)
    now = timezone.now()
    another = make_member(place, "derde@voorbeeldstad.example", "worker", place.team)

    def asked(user: User) -> list[bool]:
        items = agenda.ROOM.for_worker(desk_of(user), today)
        return [item.on_duty for item in items if item.code == "wish"]

    DutyShift.objects.create(
        municipality=place.municipality, neighbourhood=place.neighbourhood, kind="social", worker=colleague,
        starts_at=now - dt.timedelta(hours=2), ends_at=now + dt.timedelta(hours=2), changed_at=now,
    )  # fmt: skip
    assert asked(worker) == [False] and asked(colleague) == asked(another) == []
    match how:
        case "none":
            Case.objects.filter(pk=case.pk).update(worker=None)
        case "left":
            Membership.objects.filter(user=worker).update(ends_on=today - dt.timedelta(days=1))
        case "away" | "covered":
            absence = Absence.objects.create(
                municipality=place.municipality, user=worker, first_day=today, kind="sick", changed_at=now
            )  # fmt: skip
            if how == "covered":
                absence.stand_ins.create(
                    municipality=place.municipality, team=place.team, user=another, first_day=today
                )  # fmt: skip
    lead = [item.code for item in agenda.ROOM.for_lead(desk_of(team_lead), today) if item.code == "wish"]
    if how == "covered":
        assert asked(another) == [False] and asked(colleague) == [] and lead == []
    else:
        assert asked(colleague) == [True] and asked(another) == [] and lead == ["wish"]
    # Who is on duty can answer it.
    wish = Wish.objects.get()
    browser = Browser()
    browser.force_login(colleague)
    assert browser.get(f"/dossiers/{case.pk}/wensen/{wish.pk}/").status_code == 200


def test_of_a_case_that_nobody_takes_care_of_it_comes_to_who_is_on_duty_there_of_another_team_too(
    place: Place, case: Case, code: str, worker: User, outsider: User, team_lead: User, today: dt.date
) -> None:
    scan(place, code, tap=True)
    now = timezone.now()
    away = make_member(place, "weg@voorbeeldstad.example", "worker", outsider.memberships.get().team)
    Team.objects.filter(pk=place.team.pk).update(phone="0999 - 12 00 01")
    address = f"/dossiers/{case.pk}/wensen/{Wish.objects.get().pk}/"
    browser = Browser()
    browser.force_login(outsider)
    shift = DutyShift.objects.create(
        municipality=place.municipality, neighbourhood=place.neighbourhood, kind="social", worker=away,
        deputy=outsider, starts_at=now - dt.timedelta(hours=2), ends_at=now + dt.timedelta(hours=2),
        changed_at=now,
    )  # fmt: skip

    def asked() -> list[str]:
        return [item.url for item in agenda.ROOM.for_worker(desk_of(outsider), today) if item.code == "wish"]

    Case.objects.filter(pk=case.pk).update(worker=None)
    assert asked() == [] and browser.get(address).status_code == 404, "who has duty themselves is there"
    Absence.objects.create(
        municipality=place.municipality, user=away, first_day=today, kind="sick", changed_at=now
    )
    assert asked() == [address]
    DutyShift.objects.filter(pk=shift.pk).update(starts_at=now + dt.timedelta(hours=1))
    assert asked() == [] and browser.get(address).status_code == 404, "not before the duty begins"
    DutyShift.objects.filter(pk=shift.pk).update(starts_at=now - dt.timedelta(hours=1))
    Case.objects.filter(pk=case.pk).update(worker=worker)
    assert asked() == [] and browser.get(address).status_code == 404, "its worker is there"
    Case.objects.filter(pk=case.pk).update(worker=None)

    assert "Wil iemand zien." in words_of(browser.get("/"))
    page = browser.get(address)
    words = words_of(page)
    assert f"{case.resident.name} wil iemand zien" in words and "0999 - 12 00 01" in words and "Joke" in words
    assert case.ref not in words and f'href="/dossiers/{case.pk}/"' not in page.content.decode()
    assert AccessEntry.objects.filter(user_id=outsider.pk, action="read", reason="dienst").exists()
    for hidden in ("", "contact/", "geschiedenis/", "papier/"):
        assert browser.get(f"/dossiers/{case.pk}/{hidden}").status_code == 404
    empty = browser.post(address, {"answer": ""})
    assert empty.status_code == 422 and "Schrijf op wie er komt, en wanneer." in words_of(empty)
    form = {"answer": "Ik ga vanmiddag langs."}
    assert [browser.post(address, form).status_code for _turn in range(2)] == [302, 302]
    assert Wish.objects.get().answered_by == outsider and asked() == []

    Wish.objects.update(answered_by=team_lead, answer="Ik ga zelf")
    late = browser.post(address, form)
    assert late.status_code == 422 and "Joke was net iets eerder" in words_of(late)
    assert "Ik ga vanmiddag langs." in late.content.decode()
    Wish.objects.update(answered_at=now - dt.timedelta(days=2))
    assert browser.get(address).status_code == 404


def test_what_who_is_on_duty_typed_is_kept_when_the_case_gets_a_worker_meanwhile(
    place: Place, case: Case, code: str, worker: User, outsider: User, today: dt.date
) -> None:
    scan(place, code, tap=True)
    now = timezone.now()
    Team.objects.filter(pk=place.team.pk).update(phone="0999 - 12 00 01")
    wish = Wish.objects.get()
    address = f"/dossiers/{case.pk}/wensen/{wish.pk}/"
    DutyShift.objects.create(
        municipality=place.municipality, neighbourhood=place.neighbourhood, kind="social", worker=outsider,
        starts_at=now - dt.timedelta(hours=2), ends_at=now + dt.timedelta(hours=2), changed_at=now,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(worker=None)
    browser, another = Browser(), Browser()
    browser.force_login(outsider)
    another.force_login(
        make_member(place, "ander@voorbeeldstad.example", "worker", outsider.memberships.get().team)
    )
    page = browser.get(address)
    form = {"answer": "Ik ga vanmiddag langs.", "opened": page.context["opened"]}
    Case.objects.filter(pk=case.pk).update(worker=worker)

    assert browser.get(address).status_code == 404, "its worker is there"
    assert browser.post(address, form | {"opened": ""}).status_code == 404, "who did not read it on duty"
    assert another.post(address, form).status_code == 404, "nor with the form of somebody else"
    other_wish = f"/dossiers/{case.pk}/wensen/{wish.pk + 1}/"
    assert browser.post(other_wish, form).status_code == 404
    empty = browser.post(address, form | {"answer": ""})
    assert empty.status_code == 422 and empty.context["opened"] == form["opened"], (
        "a fault loses nothing either"
    )
    told = words_of(browser.post(address, form, follow=True))
    assert "Het antwoord is bewaard." in told
    assert "Intussen is deze bewoner weer van iemand anders." in told and "0999 - 12 00 01" in told
    wish.refresh_from_db()
    assert (wish.answer, wish.answered_by) == ("Ik ga vanmiddag langs.", outsider)

    Wish.objects.update(answered_by=worker, answer="Ik ga zelf")
    late = browser.post(address, form)
    assert late.status_code == 422 and "Farida was net iets eerder" in words_of(late)
    assert "Ik ga vanmiddag langs." in late.content.decode()
    with time_machine.travel(now + dt.timedelta(days=2), tick=True):
        browser.force_login(outsider)
        assert browser.post(address, form).status_code == 404
