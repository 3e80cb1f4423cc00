"""The citizen number: off, until a law is named; seen by few, in no address, and nowhere in the clear."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import logging
import secrets
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from cases.models import Case
from residents import actions, bsn
from residents.citizen_number import CitizenNumber, CitizenNumberGround, CitizenNumberRight
from rights.models import SubjectRequest
from tests.cases.screens import words_of
from tests.conftest import START, Browser, Place, make_case, make_member
from wijkzorg.accounts.models import Membership, User
from wijkzorg.audit.models import AccessEntry
from wijkzorg.tenancy.wall import inside

GOOD, OTHER = "111222333", "123456782"
FIND = "/dossiers/bsn/"


def test_a_number_is_nine_digits_that_pass_the_check() -> None:
    for typed in (GOOD, " 111 222 333 ", "1112.22.333", "111-222-333"):
        assert bsn.read(typed) == GOOD
    assert bsn.read("10464554") == bsn.read("010464554") == "010464554"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("111222334", "Er zit een fout in dit nummer"),
        ("000000000", "alleen nullen"),
        ("00000000", "alleen nullen"),
        ("", "dit zijn er 0"),
        ("1112223", "dit zijn er 7"),
        ("1112223330", "dit zijn er 10"),
        ("11122233a", "alleen cijfers"),
        ("١١١٢٢٢٣٣٣", "alleen cijfers"),
        ("-11222333", "Er zit een fout"),
    ],
)
def test_what_is_no_number_is_said_in_words_that_do_not_repeat_it(typed: str, words: str) -> None:
    with pytest.raises(bsn.NotANumber, match=words) as refused:
        bsn.read(typed)
    assert not typed or typed not in str(refused.value)


def is_number(digits: str) -> bool:
    try:
        return bsn.read(digits) == digits
    except bsn.NotANumber:
        return False


@given(st.integers(0, 99_999_999))
def test_one_wrong_digit_is_always_found(first: int) -> None:
    eight = f"{first:08}"
    rest = sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2), eight, strict=True)) % 11
    # What comes after the eight: the rest itself, and no digit at all where that is ten or nothing but zeros stands.
    right = [f"{eight}{rest}"] if rest < 10 and first > 0 else []
    assert [number for last in range(10) if is_number(number := f"{eight}{last}")] == right
    for number, place, step in itertools.product(right, range(9), range(1, 10)):
        wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
        assert not is_number(wrong), (number, wrong)


@pytest.fixture
def administrator(place: Place) -> User:
    """Whoever records the ground and gives rights."""
    return make_member(place, "beheer@voorbeeldstad.example", Membership.Role.ADMINISTRATOR)


@pytest.fixture
def ground(place: Place, administrator: User) -> CitizenNumberGround:
    """A municipality that keeps citizen numbers."""
    return actions.record_ground(
        actor=administrator,
        municipality=place.municipality,
        law=CitizenNumberGround.Law.WMO,
        text="Afstemmen met de toegang",
        now=timezone.now(),
    )


@pytest.fixture
def right(administrator: User, worker: User, ground: CitizenNumberGround) -> CitizenNumberRight:
    """The worker may use them."""
    membership = Membership.objects.get(user=worker)
    return actions.grant_right(actor=administrator, membership=membership, starts_on=START)


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case of the worker's."""
    return make_case(place, worker, dt.date(2026, 1, 5))


@pytest.fixture
def browser(client: Client, worker: User) -> Client:
    """The worker, signed in."""
    client.force_login(worker)
    return client


def page_of(case: Case) -> str:
    return f"/dossiers/{case.pk}/bsn/"


def record(browser: Client, case: Case, number: str = GOOD) -> Any:
    return browser.post(page_of(case), {"doe": "vastleggen", "bsn": number})


def logged(*actions_: str) -> list[tuple[str, int | None, str]]:
    rows = AccessEntry.objects.filter(action__in=actions_).order_by("id")
    return list(rows.values_list("action", "resident_id", "reason"))


def everything() -> str:
    """Return all that stands in all tables, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(oid, 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} AS t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_without_a_ground_the_pages_are_not_there_for_anybody(
    browser: Client, administrator: User, worker: User, case: Case
) -> None:
    membership = Membership.objects.get(user=worker)
    actions.grant_right(actor=administrator, membership=membership, starts_on=START)
    for answer in (browser.get(page_of(case)), record(browser, case), browser.get(FIND)):
        assert answer.status_code == 404
    assert "urgerservicenummer" not in words_of(browser.get(f"/dossiers/{case.pk}/"))
    assert not CitizenNumber.objects.exists()


@pytest.mark.parametrize("when", ["no right", "tomorrow", "until yesterday"])
def test_without_a_right_today_they_are_not_there_either(
    browser: Client, administrator: User, worker: User, ground: CitizenNumberGround, case: Case, when: str
) -> None:
    today = dt.timedelta(days=1)
    now = timezone.now().date()
    membership = Membership.objects.get(user=worker)
    if when == "tomorrow":
        actions.grant_right(actor=administrator, membership=membership, starts_on=now + 2 * today)
    if when == "until yesterday":
        actions.grant_right(
            actor=administrator, membership=membership, starts_on=START, ends_on=now - 2 * today
        )
    assert browser.get(page_of(case)).status_code == 404
    assert browser.post(FIND, {"bsn": GOOD, "reason": "voor de toegang"}).status_code == 404


def test_a_number_is_hidden_until_somebody_says_why_and_that_is_logged(
    browser: Client, right: CitizenNumberRight, case: Case
) -> None:
    assert "Burgerservicenummer" in words_of(browser.get(f"/dossiers/{case.pk}/"))
    assert record(browser, case, "1112.22.333").status_code == 302
    page = browser.get(page_of(case))
    assert GOOD not in page.content.decode() and "••• ••• •••" in page.content.decode()
    assert browser.post(page_of(case), {"doe": "tonen", "reason": ""}).status_code == 422
    shown = browser.post(page_of(case), {"doe": "tonen", "reason": "aanvraag bij de toegang"})
    assert GOOD in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert GOOD not in browser.get(page_of(case)).content.decode()
    assert logged("bsn_write", "bsn_read") == [
        ("bsn_write", case.resident_id, "recorded"),
        ("bsn_read", case.resident_id, "aanvraag bij de toegang"),
    ]


def test_it_stands_nowhere_in_the_clear(
    browser: Client, right: CitizenNumberRight, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        record(browser, case)
        browser.post(page_of(case), {"doe": "tonen", "reason": "aanvraag bij de toegang"})
        browser.post(FIND, {"bsn": GOOD, "reason": "aanvraag bij de toegang"})
        record(browser, case, "111222334")
    assert GOOD not in everything()
    assert not any(number in caplog.text for number in (GOOD, "111222334"))


def test_it_is_found_exactly_and_by_post_alone(
    browser: Client, right: CitizenNumberRight, case: Case, place: Place, worker: User
) -> None:
    record(browser, case)
    found = browser.post(FIND, {"bsn": "111.222.333", "reason": "telefoon van de toegang"})
    assert "Dennis Hoekstra" in words_of(found)
    assert GOOD not in found.content.decode()
    for number in (OTHER, "11122233"):
        answer = browser.post(FIND, {"bsn": number, "reason": "telefoon van de toegang"})
        assert "Dennis Hoekstra" not in words_of(answer)
    assert "Dennis Hoekstra" not in words_of(browser.get(FIND, {"bsn": GOOD, "reason": "telefoon"}))
    assert logged("bsn_search") == [
        ("bsn_search", case.resident_id, "telefoon van de toegang"),
        ("bsn_search", None, "telefoon van de toegang"),
    ]


def test_who_may_use_numbers_still_sees_no_case_of_another_team(
    browser: Client, right: CitizenNumberRight, case: Case, administrator: User, outsider: User
) -> None:
    record(browser, case)
    actions.grant_right(
        actor=administrator, membership=Membership.objects.get(user=outsider), starts_on=START
    )
    theirs = Browser()
    theirs.force_login(outsider)
    assert theirs.get(page_of(case)).status_code == 404
    answer = theirs.post(FIND, {"bsn": GOOD, "reason": "telefoon van de toegang"})
    assert answer.status_code == 200
    assert "Hoekstra" not in words_of(answer)
    # That it was found is in the log all the same.
    assert logged("bsn_search") == [("bsn_search", case.resident_id, "telefoon van de toegang")]


def test_a_wrong_number_is_refused_beside_its_field(
    browser: Client, right: CitizenNumberRight, case: Case
) -> None:
    for number, words in (("111222334", "Er zit een fout in dit nummer"), ("000000000", "alleen nullen")):
        answer = record(browser, case, number)
        assert answer.status_code == 422
        assert words in words_of(answer)
    assert not CitizenNumber.objects.exists()


def test_one_number_is_of_one_resident(
    browser: Client, right: CitizenNumberRight, case: Case, place: Place, worker: User
) -> None:
    other = make_case(place, worker, dt.date(2026, 1, 5), ref="D2", first_name="Aylin", last_name="Kaya")
    record(browser, case)
    answer = record(browser, other)
    assert answer.status_code == 422
    assert "staat al bij iemand anders" in words_of(answer) and "Hoekstra" not in words_of(answer)
    assert record(browser, case).status_code == 302, "the same once more is no other"
    record(browser, case, OTHER)
    assert record(browser, other).status_code == 302
    with pytest.raises(IntegrityError), transaction.atomic():
        row = CitizenNumber.objects.get(resident=case.resident)
        CitizenNumber.objects.filter(resident=other.resident).update(hash=row.hash)


def test_a_number_that_is_destroyed_is_gone(browser: Client, right: CitizenNumberRight, case: Case) -> None:
    record(browser, case)
    assert browser.post(page_of(case), {"doe": "vernietigen", "reason": ""}).status_code == 422
    browser.post(page_of(case), {"doe": "vernietigen", "reason": "verkeerde persoon"})
    assert not CitizenNumber.objects.exists()
    assert logged("bsn_write")[-1] == ("bsn_write", case.resident_id, "destroyed: verkeerde persoon")
    assert browser.post(page_of(case), {"doe": "tonen", "reason": "nog eens kijken"}).status_code == 422


def test_when_the_ground_ends_all_are_hidden_at_once_and_can_be_destroyed(
    browser: Client, right: CitizenNumberRight, case: Case, ground: CitizenNumberGround, administrator: User
) -> None:
    record(browser, case)
    with pytest.raises(ValidationError, match="Beëindig eerst de grondslag"):
        actions.destroy_all(actor=administrator, municipality=ground.municipality)
    actions.end_ground(actor=administrator, ground=ground, now=timezone.now())
    assert browser.get(page_of(case)).status_code == 404
    assert browser.post(page_of(case), {"doe": "tonen", "reason": "nog even kijken"}).status_code == 404
    assert CitizenNumber.objects.count() == 1
    assert actions.destroy_all(actor=administrator, municipality=ground.municipality) == 1
    assert not CitizenNumber.objects.exists()


def test_consent_is_no_ground_and_there_is_one_at_a_time(
    place: Place, administrator: User, ground: CitizenNumberGround
) -> None:
    for law in ("toestemming", ""):
        ended = actions.end_ground(actor=administrator, ground=ground, now=timezone.now())
        assert ended.ended_by == administrator
        with pytest.raises(ValidationError):
            actions.record_ground(
                actor=administrator, municipality=place.municipality, law=law, text="x", now=timezone.now()
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        CitizenNumberGround.objects.update(law="toestemming")


def test_nobody_gives_the_right_to_themselves(administrator: User, ground: CitizenNumberGround) -> None:
    with pytest.raises(ValidationError, match="niet aan jezelf"):
        actions.grant_right(
            actor=administrator, membership=Membership.objects.get(user=administrator), starts_on=START
        )


def test_another_municipality_has_its_own_ground_and_finds_nothing_of_ours(
    browser: Client, right: CitizenNumberRight, case: Case, elsewhere: Place, stranger: User
) -> None:
    record(browser, case)
    with inside(elsewhere.municipality.pk):
        theirs = make_member(elsewhere, "beheer@buurstad.example", Membership.Role.ADMINISTRATOR)
        membership = Membership.objects.get(user=stranger)
        actions.grant_right(actor=theirs, membership=membership, starts_on=START)
    visitor = Browser()
    visitor.force_login(stranger)
    assert visitor.get(FIND).status_code == 404, "our ground is not theirs"
    with inside(elsewhere.municipality.pk):
        actions.record_ground(
            actor=theirs,
            municipality=elsewhere.municipality,
            law="jeugdwet",
            text="jeugdhulp",
            now=timezone.now(),
        )
    assert "Niet gevonden" in words_of(visitor.post(FIND, {"bsn": GOOD, "reason": "telefoon van de toegang"}))
    assert visitor.get(page_of(case)).status_code == 404


def test_a_new_key_takes_over_and_the_old_one_may_go(
    browser: Client, right: CitizenNumberRight, case: Case, settings: Settings, place: Place, worker: User
) -> None:
    keys = [base64.urlsafe_b64encode(secrets.token_bytes(32)).decode() for _ in range(2)]
    settings.WIJKZORG_FIELD_KEYS = keys[1:]
    record(browser, case)
    settings.WIJKZORG_FIELD_KEYS = keys
    question = {"bsn": GOOD, "reason": "telefoon van de toegang"}
    assert "Hoekstra" in words_of(browser.post(FIND, question)), "during the change"
    other = make_case(place, worker, dt.date(2026, 1, 5), ref="D2", first_name="Aylin", last_name="Kaya")
    assert record(browser, other).status_code == 422, "the number that stands under the old key is found too"
    call_command("reencrypt")
    settings.WIJKZORG_FIELD_KEYS = keys[:1]
    assert "Hoekstra" in words_of(browser.post(FIND, question))
    shown = browser.post(page_of(case), {"doe": "tonen", "reason": "aanvraag bij de toegang"})
    assert GOOD in shown.content.decode()


def test_a_resident_reads_their_own_number_if_who_makes_the_file_may(
    browser: Client, right: CitizenNumberRight, case: Case, place: Place, administrator: User, team_lead: User
) -> None:
    record(browser, case)
    officer = make_member(place, "fg@voorbeeldstad.example", Membership.Role.PRIVACY_OFFICER)
    made = SubjectRequest.objects.create(
        municipality=place.municipality,
        kind=SubjectRequest.Kind.ACCESS,
        resident_id=case.resident_id,
        received_on=START,
        due_on=START,
        started_by=officer,
        started_at=timezone.now(),
    )
    theirs = Browser()
    theirs.force_login(officer)
    address = f"/rechten/verzoeken/{made.pk}/"
    assert "Jij mag dat nummer niet zien" in words_of(theirs.get(address))
    without = theirs.get(f"{address}gegevens.json").content.decode()
    assert GOOD not in without and "We bewaren dit nummer" in without
    assert logged("bsn_read") == []

    actions.grant_right(actor=administrator, membership=Membership.objects.get(user=officer), starts_on=START)
    page = theirs.get(address)
    assert "Het staat in het bestand" in words_of(page) and GOOD not in page.content.decode()
    told = {row["wat"]: row["waarde"] for row in theirs.get(f"{address}gegevens.json").json()["bewoner"]}
    assert told["Burgerservicenummer"] == GOOD
    assert theirs.get(f"{address}gegevens.pdf").content.startswith(b"%PDF")
    assert logged("bsn_read") == [("bsn_read", case.resident_id, f"inzage, verzoek {made.pk}")] * 2

    CitizenNumber.objects.all().delete()
    rows = theirs.get(f"{address}gegevens.json").json()["bewoner"]
    assert "Burgerservicenummer" not in {row["wat"] for row in rows}
    assert "urgerservicenummer" not in words_of(theirs.get(address))


def test_opening_a_case_costs_no_more_for_many_numbers(
    browser: Client, right: CitizenNumberRight, case: Case, django_assert_max_num_queries: Any
) -> None:
    for number in itertools.islice(_numbers(), 3):
        record(browser, case, number)
    with django_assert_max_num_queries(20):
        browser.get(page_of(case))


def _numbers() -> Any:
    for number in range(100_000_000, 200_000_000):
        try:
            yield bsn.read(str(number))
        except bsn.NotANumber:
            continue
