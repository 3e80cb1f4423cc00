"""Handing a case over: offered with a note, taken, refused or taken back, and what its old worker then sees."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases.models import Case
from teams.models import Transfer
from tests.cases.screens import sent_form, words_of
from tests.conftest import Browser, Place, make_member, stay_inside
from tests.teams.conftest import another_team, case_of
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry, Action

pytestmark = pytest.mark.django_db
NOTE = "Belt liever dan dat je langskomt."


@pytest.fixture
def case(place: Place, worker: User, today: dt.date) -> Case:
    """A case of the worker."""
    return case_of(place, worker, today)


def in_browser(user: User) -> Client:
    """Return a browser in which somebody is signed in."""
    browser = Browser()
    browser.force_login(user)
    return browser


def offered(case: Case, user: User, receiver: str, note: str = NOTE) -> Any:
    """Offer a case on its page."""
    page = f"/dossiers/{case.pk}/overdragen/"
    return in_browser(user).post(page, {"receiver": receiver, "note": note})


def to(user: User, place: Place) -> str:
    """Say somebody of the team as the form does."""
    return f"{place.team.pk}-{user.pk}"


def answered(transfer: Transfer, user: User, step: str, **more: Any) -> Any:
    """Answer an offer on its page."""
    return in_browser(user).post(f"/overdracht/{transfer.pk}/", {"stap": step, "answer": "", **more})


def test_an_offered_case_stays_with_its_worker_until_it_is_taken(
    place: Place, case: Case, worker: User, colleague: User
) -> None:
    page = offered(case, worker, to(colleague, place))
    assert page.status_code == 302 and page.headers["Location"] == f"/dossiers/{case.pk}/"
    offer = Transfer.objects.get()
    assert (offer.state, offer.from_worker, offer.to_worker, offer.note) == (
        "waiting", worker, colleague, NOTE,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.worker == worker

    shown = words_of(in_browser(colleague).get(f"/overdracht/{offer.pk}/"))
    assert NOTE in shown and "Overnemen" in shown
    page = answered(offer, colleague, "aannemen")
    assert page.headers["Location"] == f"/dossiers/{case.pk}/"
    case.refresh_from_db()
    offer.refresh_from_db()
    assert (case.worker, case.team, offer.state, offer.answered_by) == (
        colleague, place.team, "accepted", colleague,
    )  # fmt: skip
    history = words_of(in_browser(colleague).get(f"/dossiers/{case.pk}/geschiedenis/"))
    assert "overgenomen" in history
    written = AccessEntry.objects.filter(action=Action.WRITE, user_id=colleague.pk)
    assert case.pk in {pk for line in written for pk in [line.case_id, *(line.case_ids or [])]}


def test_who_refuses_says_why_and_the_case_stays_where_it_is(
    place: Place, case: Case, worker: User, colleague: User
) -> None:
    offered(case, worker, to(colleague, place))
    offer = Transfer.objects.get()
    page = answered(offer, colleague, "weigeren", answer="  ")
    assert page.status_code == 422 and "Schrijf waarom niet" in words_of(page)
    page = answered(offer, colleague, "weigeren", answer="Ik ken de familie.")
    assert page.headers["Location"] == "/"
    offer.refresh_from_db()
    case.refresh_from_db()
    assert (offer.state, offer.answer, case.worker) == ("refused", "Ik ken de familie.", worker)
    seen = words_of(in_browser(worker).get(f"/overdracht/{offer.pk}/"))
    assert "Ik ken de familie." in seen and "Aan iemand anders aanbieden" in seen


def test_a_refusal_stands_on_vandaag_of_who_offered_until_it_is_offered_again_or_a_week_passed(
    place: Place, case: Case, worker: User, colleague: User
) -> None:
    offered(case, worker, to(colleague, place))
    offer = Transfer.objects.get()
    answered(offer, colleague, "weigeren", answer="Mijn week is vol. " * 20)
    told = words_of(in_browser(worker).get("/"))
    assert "Niet overgenomen." in told and "Pim neemt dit dossier niet over: Mijn week is vol." in told
    assert "Niet overgenomen." not in words_of(in_browser(colleague).get("/"))
    offer.refresh_from_db()
    week_ago = timezone.now() - dt.timedelta(days=7, minutes=1)
    for answered_at, told_still in ((week_ago, False), (week_ago + dt.timedelta(minutes=2), True)):
        Transfer.objects.update(answered_at=answered_at)
        assert ("Niet overgenomen." in words_of(in_browser(worker).get("/"))) is told_still
    offered(case, worker, to(colleague, place), "Toch nog eens?")
    again = words_of(in_browser(worker).get("/"))
    assert "Niet overgenomen." not in again and "Overdracht, nog niet aangenomen." in again


def test_who_offered_takes_it_back_and_then_nobody_takes_it(
    place: Place, case: Case, worker: User, colleague: User
) -> None:
    offered(case, worker, to(colleague, place))
    offer = Transfer.objects.get()
    page = answered(offer, colleague, "intrekken")
    assert Transfer.objects.get().state == "withdrawn", "a colleague of the team may take it back too"
    assert page.headers["Location"] == f"/dossiers/{case.pk}/"
    late = answered(offer, colleague, "aannemen")
    assert late.status_code == 422 and "Hier is al op geantwoord: ingetrokken" in words_of(late)
    case.refresh_from_db()
    assert case.worker == worker


def test_an_offer_without_a_receiver_or_a_note_says_both_at_once_and_keeps_what_was_typed(
    place: Place, case: Case, worker: User, colleague: User
) -> None:
    page = offered(case, worker, "", "")
    assert page.status_code == 422
    words = words_of(page)
    assert "Kies een collega of een team." in words and "Schrijf wat de ander moet weten." in words
    page = offered(case, worker, "", NOTE)
    assert NOTE in page.content.decode()
    page = offered(case, worker, to(colleague, place), "x" * 5000)
    assert page.status_code == 422 and "hoogstens 4000 tekens, het zijn er 5000" in words_of(page)
    assert "x" * 5000 in page.content.decode()
    assert not Transfer.objects.exists()


def test_an_offer_sent_twice_is_one_and_another_waits_its_turn(
    place: Place, case: Case, worker: User, colleague: User
) -> None:
    for _twice in range(2):
        assert offered(case, worker, to(colleague, place)).status_code == 302
    assert Transfer.objects.count() == 1
    other = another_team(place)
    page = offered(case, worker, f"{other.pk}-")
    assert page.status_code == 422
    assert "wordt al overgedragen aan Pim" in words_of(page) and NOTE in page.content.decode()


def test_a_closed_case_is_neither_offered_nor_taken(
    place: Place, case: Case, worker: User, colleague: User, today: dt.date
) -> None:
    offered(case, worker, to(colleague, place))
    Case.objects.filter(pk=case.pk).update(closed_on=today)
    offer = Transfer.objects.get()
    page = answered(offer, colleague, "aannemen")
    assert page.status_code == 422 and "Dit dossier is gesloten" in words_of(page)
    answered(offer, worker, "intrekken")
    page = offered(case, worker, to(colleague, place))
    assert page.status_code == 422 and "Dit dossier is gesloten" in words_of(page)


def test_who_left_the_team_meanwhile_takes_nothing(
    place: Place, case: Case, worker: User, colleague: User, today: dt.date
) -> None:
    offered(case, worker, to(colleague, place))
    Membership.objects.filter(user=colleague).update(ends_on=today - dt.timedelta(days=1))
    Membership.objects.create(
        municipality=place.municipality, user=colleague, team=another_team(place), role="worker",
        starts_on=today,
    )  # fmt: skip
    assert answered(Transfer.objects.get(), colleague, "aannemen").status_code == 404
    case.refresh_from_db()
    assert case.worker == worker


def test_a_case_offered_to_a_team_is_given_by_its_lead_to_one_of_them(
    place: Place, case: Case, worker: User, outsider: User
) -> None:
    west = Membership.objects.get(user=outsider).team
    assert west is not None
    head = make_member(place, "hennie@voorbeeldstad.example", Membership.Role.TEAM_LEAD, west)
    offered(case, worker, f"{west.pk}-")
    offer = Transfer.objects.get()
    assert in_browser(outsider).get(f"/overdracht/{offer.pk}/").status_code == 404, "its lead is asked"
    # The lead reads the note, and nothing else of the case.
    assert NOTE in words_of(in_browser(head).get(f"/overdracht/{offer.pk}/"))
    assert in_browser(head).get(f"/dossiers/{case.pk}/").status_code == 404
    page = answered(offer, head, "aannemen", worker="")
    assert page.status_code == 422 and "Kies wie het dossier krijgt." in words_of(page)
    assert answered(offer, head, "aannemen", worker=str(worker.pk)).status_code == 422, "not of that team"
    page = answered(offer, head, "aannemen", worker=str(outsider.pk))
    assert page.status_code == 302
    case.refresh_from_db()
    assert (case.team, case.worker) == (west, outsider)


def test_offers_are_of_who_is_in_them_and_not_there_for_anybody_else(
    place: Place, case: Case, worker: User, colleague: User, outsider: User, stranger: User, volunteer: User
) -> None:
    offered(case, worker, to(colleague, place))
    path = f"/overdracht/{Transfer.objects.get().pk}/"
    for user in (outsider, stranger, volunteer):
        browser = in_browser(user)
        assert browser.get(path).status_code == 404
        assert browser.post(path, {"stap": "aannemen"}).status_code == 404
        assert browser.get(f"/dossiers/{case.pk}/overdragen/").status_code == 404
    assert in_browser(worker).put(path).status_code == 405
    # Who offered it does not take it for another.
    assert answered(Transfer.objects.get(), worker, "aannemen").status_code == 422
    case.refresh_from_db()
    assert case.worker == worker


def test_the_link_of_a_case_that_moved_says_to_which_team_and_nothing_else(
    place: Place, case: Case, worker: User, outsider: User, stranger: User
) -> None:
    west = Membership.objects.get(user=outsider).team
    assert west is not None
    west.phone = "0999 - 12 34 56"
    west.save()
    head = make_member(place, "hennie@voorbeeldstad.example", Membership.Role.TEAM_LEAD, west)
    offered(case, worker, f"{west.pk}-")
    answered(Transfer.objects.get(), head, "aannemen", worker=str(outsider.pk))

    page = in_browser(worker).get(f"/dossiers/{case.pk}/")
    words = words_of(page)
    assert page.status_code == 410
    assert "Dit dossier is overgedragen aan Team West" in words
    assert "0999 - 12 34 56" in words and "hennie@voorbeeldstad.example" in words
    for secret in (case.resident.last_name, case.resident.first_name, case.ref, "Buiten", NOTE):
        assert secret not in words
    assert in_browser(stranger).get(f"/dossiers/{case.pk}/").status_code == 404
    # A contact that was being typed is not kept there, and not lost either.
    late = in_browser(worker).post(f"/dossiers/{case.pk}/contact/", sent_form(note="Koffie gedronken"))
    assert late.status_code == 410 and "Koffie gedronken" in words_of(late)
    assert in_browser(stranger).post(f"/dossiers/{case.pk}/contact/", sent_form()).status_code == 404
    assert not case.contacts.exists()
    # What the receiver knows: who had it, and why.
    kept = words_of(in_browser(outsider).get(f"/overdracht/{Transfer.objects.get().pk}/"))
    assert "Farida, Team Oost" in kept and NOTE in kept


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["weigeren", "intrekken"])
def test_two_who_answer_at_once_get_one_answer_and_the_other_is_told(
    place: Place, worker: User, colleague: User, today: dt.date, other: str
) -> None:
    case = case_of(place, worker, today)
    offered(case, worker, to(colleague, place))
    offer = Transfer.objects.get()
    steps = [("aannemen", colleague), (other, worker if other == "intrekken" else colleague)]
    browsers = [(in_browser(user), step) for step, user in steps]
    start = threading.Barrier(2)

    def answer(browser: Client, step: str) -> Any:
        start.wait()
        try:
            return browser.post(f"/overdracht/{offer.pk}/", {"stap": step, "answer": "Nee, dank je"})
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        pages = [page.result(60) for page in [pool.submit(answer, *one) for one in browsers]]
    assert sorted(page.status_code for page in pages) == [302, 422]
    stay_inside(place.municipality.pk)
    case.refresh_from_db()
    offer.refresh_from_db()
    won = {"accepted": colleague, "refused": worker, "withdrawn": worker}
    assert case.worker == won[offer.state]
    told = next(page for page in pages if page.status_code == 422)
    assert "Hier is al op geantwoord" in words_of(told)
