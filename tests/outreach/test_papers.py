"""The agreement on paper, and the page behind its code: what a resident reads and what a tap does."""

from __future__ import annotations

import datetime as dt
import html
import re
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cases.actions import record_contact
from cases.models import Agreement, Case, Medium
from outreach import agenda, paper_text, papers
from outreach.models import Paper, Wish
from rights import content
from tests.cases.screens import days_ago, words_of
from tests.conftest import ZONE, Place, add_contact, make_case, signed_in, stay_inside
from tests.outreach.conftest import desk_of
from wijkzorg.accounts.models import Organisation, Team, User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.tenancy.plain_dutch import forbidden, too_long
from wijkzorg.tenancy.workdays import after_workdays

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_came_before() -> None:
    cache.clear()


@pytest.fixture
def case(place: Place, worker: User, today: dt.date) -> Case:
    Team.objects.filter(pk=place.team.pk).update(phone="0999 - 12 00 01")
    return make_case(place, worker, days_ago(today, 60))


@pytest.fixture
def code(case: Case, worker: User, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code on a paper that was printed."""
    tokens = (f"AbCdEfGhIjKlMnOpQrSt{end}" for end in ("Uv", "Xy", "Zz"))
    monkeypatch.setattr("outreach.papers.secrets.token_urlsafe", lambda size: next(tokens))
    papers.print_paper(actor=worker, case=case, now=timezone.now())
    return "AbCdEfGhIjKlMnOpQrStUv"


def said(page: Any) -> str:
    """Return what stands on a page of a resident, each part as a line."""
    body = re.sub(r"<svg.*?</svg>|<[^>]+>", "\n", page.content.decode().split("<body>")[1], flags=re.DOTALL)
    return html.unescape("\n".join(line.strip() for line in body.splitlines() if line.strip()))


def lines_of(text: paper_text.Text) -> list[str]:
    blocks = [line for block in text.blocks for line in (block.heading, *block.lines)]
    return [text.title, text.call, text.ask, *text.ask_lines, *blocks]


# --- the paper ------------------------------------------------------------------------------------


def test_the_paper_is_one_a4_that_is_logged_and_kept_nowhere(
    at_work: Client, case: Case, worker: User
) -> None:
    made = at_work.post(f"/dossiers/{case.pk}/papier/")
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF") and re.findall(rb"/Type/Pages/Count (\d+)", made.content) == [
        b"1"
    ]
    assert AccessEntry.objects.filter(action="print", case_id=case.pk, user_id=worker.pk).count() == 1
    stored = Paper.objects.get()
    assert stored.printed_by == worker and len(stored.token_hash) == 64


@pytest.mark.parametrize(
    ("contacts", "per_days", "medium", "line"),
    [
        (1, 7, Medium.HOME_VISIT, "Farida komt bij je thuis. Dat is 1 keer per week."),
        (2, 21, Medium.PHONE, "Farida belt je. Dat is 2 keer in de 3 weken."),
        (3, 10, Medium.WALK_IN, "Je ziet Farida bij de inloop. Dat is 3 keer in de 10 dagen."),
        (1, 1, Medium.MESSAGE, "Farida stuurt je een bericht. Dat is elke dag."),
        (5, 5, Medium.VIDEO, "Farida belt je met beeld. Dat is elke dag."),
        (1, 14, Medium.OUTDOORS, "Je ziet Farida ergens buiten. Dat is 1 keer in de 2 weken."),
    ],
)
def test_it_says_who_comes_and_how_often(
    case: Case, contacts: int, per_days: int, medium: Medium, line: str
) -> None:
    agreement = Agreement(contacts=contacts, per_days=per_days, medium=medium)
    assert line in " ".join(lines_of(paper_text.make(papers.case_with_all(case.pk), agreement)))


def test_every_sentence_of_every_paper_is_short_and_without_words_of_the_trade(
    place: Place, case: Case, worker: User
) -> None:
    User.objects.filter(pk=worker.pk).update(name="Maria van der Meulen de Jong")
    for medium, (contacts, per_days), phone, has_worker in product(
        Medium, ((1, 7), (2, 21), (3, 10), (1, 1), (365, 365)), ("", "0999 - 12 00 01"), (True, False)
    ):
        Team.objects.filter(pk=place.team.pk).update(phone=phone, name="Wijkteam Oost en Noord")
        Case.objects.filter(pk=case.pk).update(worker=worker if has_worker else None)
        text = paper_text.make(
            papers.case_with_all(case.pk), Agreement(contacts=contacts, per_days=per_days, medium=medium)
        )
        for line in lines_of(text):
            assert too_long(line) == [] and forbidden(line) == [], line


def test_what_is_not_filled_in_is_left_out_or_says_what_holds_everywhere(place: Place, case: Case) -> None:
    Team.objects.filter(pk=place.team.pk).update(phone="")
    agreement = case.agreements.get()
    bare = lines_of(paper_text.make(papers.case_with_all(case.pk), agreement))
    assert "Laat het ons weten." in bare
    assert "Je mag ook een klacht sturen naar Welzijn Oost." in bare
    assert "Een onafhankelijke cliëntondersteuner denkt met je mee." in bare
    Organisation.objects.update(complaints="Bel Ans.\nZij luistert.", client_support="MEE helpt je gratis.")
    own = lines_of(paper_text.make(papers.case_with_all(case.pk), agreement))
    assert {"Bel Ans.", "Zij luistert.", "MEE helpt je gratis."} <= set(own)
    assert not [line for line in own if "Welzijn Oost" in line]


def test_a_paper_with_all_that_may_stand_on_it_still_is_one_page(place: Place, case: Case) -> None:
    longest = "Dit is een zin van tien woorden die hier staat. " * 6
    Organisation.objects.update(complaints=longest[:300], client_support=longest[:300])
    text = paper_text.make(papers.case_with_all(case.pk), case.agreements.get())
    made = papers.form(text, "https://wijkzorg.example/zien/AbCdEfGhIjKlMnOpQrStUv/", dt.date(2026, 11, 25))
    assert re.findall(rb"/Type/Pages/Count (\d+)", made) == [b"1"]


def test_the_words_that_an_organisation_fills_in_must_be_plain(place: Place) -> None:
    organisation = place.team.organisation
    organisation.complaints = "Bij vragen over de integrale aansturing kunt u bellen."
    organisation.client_support = " ".join(["woord"] * 16)
    with pytest.raises(Exception, match="integrale") as refused:
        organisation.full_clean()
    assert set(refused.value.message_dict) == {"complaints", "client_support"}  # type: ignore[attr-defined]


def test_after_a_change_the_case_and_vandaag_say_that_the_paper_is_old(
    at_work: Client, place: Place, case: Case, code: str, worker: User, today: dt.date
) -> None:
    assert "Het klopt nog." in words_of(at_work.get(f"/dossiers/{case.pk}/"))
    assert "papier klopt niet" not in words_of(at_work.get("/"))
    Agreement.objects.create(
        municipality=place.municipality, case=case, valid_from=today, contacts=1, per_days=14,
        medium=Medium.HOME_VISIT, reason="no_capacity", created_by=worker,
    )  # fmt: skip
    assert "klopt niet meer: er is iets veranderd" in words_of(at_work.get(f"/dossiers/{case.pk}/"))
    assert "De afspraak op papier klopt niet meer." in words_of(at_work.get("/"))
    at_work.post(f"/dossiers/{case.pk}/papier/")
    assert "Het klopt nog." in words_of(at_work.get(f"/dossiers/{case.pk}/"))


def test_without_an_agreement_or_after_closing_there_is_nothing_to_print(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    bare = make_case(place, worker, days_ago(today, 9), ref="D2", agreed=False)
    assert "Er is nog niets afgesproken." in words_of(at_work.get(f"/dossiers/{bare.pk}/papier/"))
    assert "Er is nog niets afgesproken." in words_of(
        at_work.post(f"/dossiers/{bare.pk}/papier/", follow=True)
    )
    closed = make_case(place, worker, days_ago(today, 9), ref="D3")
    Case.objects.filter(pk=closed.pk).update(closed_on=today)
    assert at_work.post(f"/dossiers/{closed.pk}/papier/").status_code == 302
    assert not Paper.objects.exists()


def test_nobody_else_prints(case: Case, outsider: User, stranger: User) -> None:
    for user in (outsider, stranger):
        browser = signed_in(Client(), user)
        assert browser.get(f"/dossiers/{case.pk}/papier/").status_code == 404
        assert browser.post(f"/dossiers/{case.pk}/papier/").status_code == 404


# --- the page behind its code ---------------------------------------------------------------------


def scan(place: Place, code: str, *, tap: bool = False, browser: Client | None = None) -> Any:
    """Open the page, or tap its button, as somebody who is nobody here."""
    stay_inside(None)
    visitor = browser or Client(enforce_csrf_checks=True)
    answer = visitor.post(f"/zien/{code}/") if tap else visitor.get(f"/zien/{code}/")
    if tap and answer.status_code == 302:
        answer = visitor.get(answer["Location"])
    assert not visitor.cookies
    stay_inside(place.municipality.pk)
    return answer


def test_a_tap_puts_the_resident_on_vandaag_the_same_day(
    at_work: Client, place: Place, case: Case, code: str, today: dt.date
) -> None:
    assert "Ik wil iemand zien" in said(scan(place, code))
    assert "Wil iemand zien." not in words_of(at_work.get("/"))
    assert "Dank je wel" in said(scan(place, code, tap=True))
    wish = Wish.objects.get()
    assert (wish.case, wish.asked_on) == (case, today)
    assert "Wil iemand zien. Sinds vandaag gevraagd" in words_of(at_work.get("/"))
    assert "Dennis wil iemand zien" in words_of(at_work.get(f"/dossiers/{case.pk}/"))


def test_tapping_again_while_it_waits_is_the_same_wish(place: Place, case: Case, code: str) -> None:
    for _turn in range(3):
        scan(place, code, tap=True)
    assert [wish.taps for wish in Wish.objects.all()] == [3]


def test_the_pages_are_there_in_english_too_without_a_cookie(place: Place, case: Case, code: str) -> None:
    stay_inside(None)
    phone = Client(enforce_csrf_checks=True)
    asked = phone.get(f"/zien/{code}/?taal=en").content.decode()
    phone.cookies.clear()
    assert '<html lang="en"' in asked and "I want to see somebody" in asked
    assert f'action="/zien/{code}/?taal=en"' in asked
    tapped = phone.post(f"/zien/{code}/?taal=en")
    phone.cookies.clear()
    thanked = phone.get(tapped["Location"]).content.decode()
    gone = phone.get(f"/zien/{'x' * 22}/?taal=en").content.decode()
    stay_inside(place.municipality.pk)
    assert "Thank you" in thanked and "You hear from us by" in thanked
    for page in (asked, thanked, gone):
        text = " ".join(re.sub(r"<(svg|head)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL).split())
        assert not re.search(r"\b(?:je|niet|van|een|het|wij|dank|gemeente)\b", text), text
        assert too_long(text) == []


def test_the_pages_hold_nothing_of_a_person_and_are_plain(place: Place, case: Case, code: str) -> None:
    pages = [scan(place, code), scan(place, code, tap=True), scan(place, "x" * 22)]
    for page in pages:
        whole = page.content.decode()
        for name in (
            "Dennis",
            "Hoekstra",
            "Farida",
            "Team Oost",
            "Welzijn",
            "D00001",
            "Lindenhof",
            "<script",
        ):
            assert name not in whole
        assert too_long(said(page)) == [] and forbidden(said(page)) == []
    assert "0999 - 12 00 01" in said(pages[0]) and "Bel 112." in said(pages[0])


@pytest.mark.parametrize("wrong", ["x" * 22, "x", "x" * 300, "AbCdEfGhIjKlMnOpQrStUw"])
def test_a_code_that_nobody_has_answers_as_one_that_works_no_longer(
    place: Place, code: str, wrong: str
) -> None:
    for tap in (False, True):
        answer = scan(place, wrong, tap=tap)
        assert answer.status_code == 404 and "Deze code werkt niet" in answer.content.decode()
    assert not Wish.objects.exists()


def test_an_older_paper_works_until_its_code_lapses_or_the_case_closes(
    at_work: Client, place: Place, case: Case, code: str, worker: User, today: dt.date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    newer = "ZyXwVuTsRqPoNmLkJiHgFe"
    monkeypatch.setattr("outreach.papers.secrets.token_urlsafe", lambda size: newer)
    papers.print_paper(actor=worker, case=case, now=timezone.now())
    assert [scan(place, each).status_code for each in (code, newer)] == [200, 200]
    old = Paper.objects.earliest("pk")
    assert at_work.post(f"/dossiers/{case.pk}/papier/{old.pk}/vervallen/").status_code == 302
    assert [scan(place, each).status_code for each in (code, newer)] == [404, 200]
    Case.objects.filter(pk=case.pk).update(closed_on=today)
    assert scan(place, newer).status_code == 404
    assert scan(place, newer, tap=True).status_code == 404


def test_the_code_stands_nowhere_in_the_database(place: Place, case: Case, code: str) -> None:
    assert code not in str(Paper.objects.values().get())
    assert code not in str(list(AccessEntry.objects.values()))


def test_what_asks_too_often_waits(place: Place, case: Case, code: str) -> None:
    answers = [scan(place, code).status_code for _turn in range(31)]
    assert answers == [200] * 30 + [429]


def test_the_log_knows_that_the_resident_asked_and_from_no_nearer_than_a_network(
    place: Place, case: Case, code: str
) -> None:
    scan(place, code, tap=True)
    line = AccessEntry.objects.filter(action="write", case_id=case.pk, user_id=None).get()
    assert line.origin == "127.0.0.0/24"


def test_unanswered_for_two_working_days_it_stands_on_the_board(
    place: Place, case: Case, code: str, team_lead: User, worker: User, today: dt.date
) -> None:
    scan(place, code, tap=True)

    def asked(day: dt.date) -> list[str]:
        return [item.code for item in agenda.ROOM.for_lead(desk_of(team_lead), day) if item.code == "wish"]

    board = after_workdays(today, 2)
    assert asked(board - dt.timedelta(days=1)) == []
    assert asked(board) == ["wish"]
    assert "wish" in [item.code for item in agenda.ROOM.for_worker(desk_of(worker), board)]
    Case.objects.filter(pk=case.pk).update(worker=None)
    assert asked(today) == ["wish"]  # nobody's: the lead's at once


def test_a_wish_is_answered_with_who_comes_and_when(
    at_work: Client, place: Place, case: Case, code: str, worker: User, colleague: User
) -> None:
    scan(place, code, tap=True)
    wish = Wish.objects.get()
    address = f"/dossiers/{case.pk}/wensen/{wish.pk}/"
    assert at_work.post(address, {"answer": " "}).status_code == 422
    form = {"answer": "Ik kom donderdag, is gezegd."}
    assert [at_work.post(address, form).status_code for _turn in range(2)] == [302, 302]
    assert "Wil iemand zien." not in words_of(at_work.get("/"))
    later = signed_in(Client(), colleague).post(address, {"answer": "Ik ga morgen"})
    assert later.status_code == 422
    assert "Farida was net iets eerder: “Ik kom donderdag, is gezegd.”." in words_of(later)
    assert "Ik ga morgen" in later.content.decode()
    page = words_of(at_work.get(f"/dossiers/{case.pk}/"))
    assert "Wilde iemand zien" in page and "Farida antwoordde: Ik kom donderdag, is gezegd." in page
    scan(place, code, tap=True)
    assert Wish.objects.count() == 2


def test_seeing_the_resident_answers_it_and_calling_or_trying_does_not(
    place: Place, case: Case, code: str, worker: User
) -> None:
    scan(place, code, tap=True)
    now = timezone.now()
    for medium, reached, waits in (
        (Medium.PHONE, True, 1),
        (Medium.HOME_VISIT, False, 1),
        (Medium.OUTDOORS, True, 0),
    ):
        record_contact(actor=worker, case=case, happened_at=now, medium=medium, reached=reached, now=now)
        assert Wish.objects.waiting().count() == waits


def test_a_visit_before_it_does_not_answer_it(
    place: Place, case: Case, code: str, worker: User, today: dt.date
) -> None:
    add_contact(case, worker, days_ago(today, 1))
    scan(place, code, tap=True)
    assert Wish.objects.waiting().count() == 1


def test_prints_and_wishes_are_among_what_a_resident_may_ask_for(place: Place, case: Case, code: str) -> None:
    scan(place, code, tap=True)
    found = [part.title for part in content.of_case(case, ZONE) if part.section == "paper"]
    assert sorted(found) == ["Afspraak op papier geprint", "Je wilde iemand zien"]
