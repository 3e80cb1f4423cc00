"""Who may come in, and who sees what."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client

from cases.models import Contact
from tests.cases.screens import days_ago, sent_form, words_of
from tests.conftest import PASSWORD, Place, make_case
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_was_refused_before() -> None:
    """Sessions and the count of failed sign-ins live in the cache, which a rollback does not empty."""
    cache.clear()


def test_someone_who_is_not_signed_in_is_sent_to_sign_in_and_then_to_the_page(
    client: Client, worker: User
) -> None:
    asked = client.get("/dossiers/")
    assert asked["Location"] == "/inloggen/?next=/dossiers/"
    answer = client.post(
        asked["Location"], {"login": worker.email, "password": PASSWORD, "next": "/dossiers/"}
    )
    assert answer["Location"] == "/dossiers/"


def test_the_sign_in_page_is_dutch_and_offers_no_registration(client: Client) -> None:
    page = words_of(client.get("/inloggen/"))
    assert "Inloggen" in page and "E-mailadres" in page and "Wachtwoord" in page
    assert "aanmelden" not in page.lower() and "registreren" not in page.lower()


def test_nobody_can_make_an_account_for_themselves(client: Client) -> None:
    answer = client.post(
        "/account/signup/", {"email": "ik@elders.example", "password1": "een-heel-lang-woord"}
    )
    assert "Je kunt hier zelf geen account maken" in words_of(answer)
    assert not User.objects.filter(email="ik@elders.example").exists()


def test_a_wrong_password_is_said_in_dutch_and_keeps_the_address_typed(client: Client, worker: User) -> None:
    answer = client.post("/inloggen/", {"login": worker.email, "password": "fout"})
    assert "Dit ging niet goed" in words_of(answer)
    assert f'value="{worker.email}"' in answer.content.decode()
    assert "fout" not in re.findall(r'value="([^"]*)"', answer.content.decode())


def test_signing_out_ends_the_session(at_work: Client) -> None:
    at_work.post("/uitloggen/")
    assert at_work.get("/").status_code == 302


def test_the_user_menu_offers_only_pages_that_are_there(at_work: Client) -> None:
    assert at_work.get("/account/password/change/").status_code == 200


@pytest.mark.parametrize("path", ["/account/email/", "/account/login/", "/accounts/login/"])
def test_pages_of_allauth_that_nobody_needs_are_not_there(at_work: Client, path: str) -> None:
    assert at_work.get(path).status_code == 404


def test_someone_without_a_role_reads_what_to_do(client: Client, place: Place) -> None:
    nobody = User.objects.create_user("niemand@voorbeeldstad.example", PASSWORD)
    client.force_login(nobody)
    answer = client.get("/")
    assert answer.status_code == 403
    assert "Vraag de beheerder van je gemeente" in words_of(answer)


@pytest.mark.parametrize("who", ["outsider", "stranger", "volunteer"])
@pytest.mark.parametrize("path", ["/dossiers/{}/", "/dossiers/{}/contact/"])
def test_a_case_of_another_team_municipality_or_role_is_not_there(
    client: Client,
    place: Place,
    worker: User,
    today: dt.date,
    request: pytest.FixtureRequest,
    who: str,
    path: str,
) -> None:
    case = make_case(place, worker, days_ago(today, 30))
    client.force_login(request.getfixturevalue(who))
    assert client.get(path.format(case.pk)).status_code == 404
    if path.endswith("contact/"):
        assert client.post(path.format(case.pk), sent_form()).status_code == 404
        assert not Contact.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "stranger", "volunteer"])
def test_the_list_holds_nothing_of_others(
    client: Client, place: Place, worker: User, today: dt.date, request: pytest.FixtureRequest, who: str
) -> None:
    make_case(place, worker, days_ago(today, 30))
    client.force_login(request.getfixturevalue(who))
    assert "Hoekstra" not in words_of(client.get("/dossiers/"))
    assert "Hoekstra" not in words_of(client.get("/"))


@pytest.mark.parametrize("who", ["colleague", "team_lead"])
def test_the_team_sees_the_case_but_it_stands_on_its_workers_list_only(
    client: Client, place: Place, worker: User, today: dt.date, request: pytest.FixtureRequest, who: str
) -> None:
    case = make_case(place, worker, days_ago(today, 30))
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/dossiers/{case.pk}/").status_code == 200
    assert "Hoekstra" in words_of(client.get("/dossiers/"))
    assert "Hoekstra" not in words_of(client.get("/"))


def test_opening_a_case_is_logged_with_who_and_whom(
    at_work: Client, place: Place, worker: User, today: dt.date
) -> None:
    case = make_case(place, worker, days_ago(today, 30))
    at_work.get(f"/dossiers/{case.pk}/")
    (entry,) = AccessEntry.objects.filter(action=AccessEntry.Action.READ)
    assert (entry.user_id, entry.case_id, entry.resident_id) == (worker.pk, case.pk, case.resident_id)


@pytest.mark.parametrize(
    ("path", "method"),
    [("/", "post"), ("/dossiers/", "post"), ("/dossiers/1/", "post"), ("/dossiers/1/contact/", "put")],
)
def test_a_wrong_method_is_refused(at_work: Client, path: str, method: str) -> None:
    assert getattr(at_work, method)(path).status_code == 405


def test_a_page_that_is_not_there_says_so_in_dutch(at_work: Client) -> None:
    answer = at_work.get("/dossiers/999999/")
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in words_of(answer)


def test_an_expired_form_says_that_nothing_was_saved(worker: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/inloggen/", {"login": worker.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Er is niets opgeslagen" in words_of(answer)


def test_a_search_with_a_character_that_no_name_has_is_refused_in_words(at_work: Client) -> None:
    answer = at_work.get("/dossiers/", {"q": "a\0b"})
    assert answer.status_code == 400
    assert "Dit konden we niet lezen" in words_of(answer)


def test_a_page_answers_head_as_it_answers_get(at_work: Client) -> None:
    assert at_work.head("/").status_code == 200
