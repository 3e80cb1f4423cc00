"""Who is let in: tokens, municipalities, and when it ends."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from tests.api.conftest import BASE, TOKEN, MakeSystem, System
from tests.api.test_frame import problem
from tests.conftest import Place, stay_inside
from wijkzorg.audit.models import AccessEntry
from wijkzorg.clients import actions
from wijkzorg.clients.keys import ASSERTION_TYPE
from wijkzorg.clients.scopes import NEED_GROUND
from wijkzorg.tenancy.wall import inside


def test_a_system_of_one_municipality_gets_nothing_of_another(system: System, elsewhere: Place) -> None:
    code = elsewhere.municipality.code
    problem(system.ask("gebieden", {"gemeenteCode": code}), 403)
    problem(system.ask("gebieden", {"gemeenteCode": "GM0000"}), 403)  # the same where there is none
    problem(system.ask(f"gebieden/{code}"), 404)
    problem(system.ask(f"gebieden/{elsewhere.neighbourhood.code}"), 404)
    assert system.ask("gebieden", {"ligtInCode": code}).json() == {"gebieden": []}
    assert system.ask("gebieden", {"gemeenteCode": system.access.municipality.code}).status_code == 200


def test_a_system_of_two_municipalities_says_which(
    place: Place, elsewhere: Place, make_system: MakeSystem
) -> None:
    both = make_system(place, elsewhere)
    said = problem(both.ask("gebieden"), 400)
    assert said["invalidParams"][0]["name"] == "gemeenteCode"
    for where in (place, elsewhere):
        found = both.ask("gebieden", {"gemeenteCode": where.municipality.code}).json()["gebieden"]
        assert {row["code"][2:6] for row in found} == {where.municipality.code[2:]}


def test_what_is_ended_ends_at_once(system: System, place: Place) -> None:
    assert system.ask("gebieden").status_code == 200
    actions.end_access(access=system.access, actor=None, now=timezone.now())
    problem(system.ask("gebieden"), 401)
    assert system.sign_in().json()["error"] == "invalid_scope"


def test_a_second_secret_takes_over_from_the_first(system: System, place: Place) -> None:
    told: Any = {"municipality_id": place.municipality.pk, "actor": None, "now": timezone.now()}
    _second, secret = actions.make_secret(client=system.access.client, **told)
    actions.end_credential(credential=system.credential, **told)
    problem(system.ask("gebieden"), 401)
    answer = system.sign_in()
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    system.credential, system.secret = _second, secret
    assert system.sign_in().status_code == 200
    assert system.ask("gebieden").status_code == 200


def test_a_token_can_be_given_back(system: System, place: Place, make_system: MakeSystem) -> None:
    token = system.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    other = make_system(place)
    for who in (other, system):
        told = {"token": token, "client_id": who.credential.oauth_id, "client_secret": who.secret}
        assert who.ask("gebieden").status_code == 200
        assert Client().post("/api/oauth/revoke", told).status_code == 200
        assert system.ask("gebieden").status_code == (200 if who is other else 401)


def test_a_secret_is_shown_by_basic_too(system: System) -> None:
    shown = base64.b64encode(f"{system.credential.oauth_id}:{system.secret}".encode()).decode()
    answer = Client().post(
        TOKEN,
        {"grant_type": "client_credentials", "scope": "statistieken.lezen"},
        headers={"Authorization": f"Basic {shown}"},
    )
    assert answer.status_code == 200
    said = answer.json()
    assert (said["token_type"], said["expires_in"], said["scope"]) == ("Bearer", 600, "statistieken.lezen")
    assert "refresh_token" not in said
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("told", "status", "error"),
    [
        ({"client_secret": "fout"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "wz-niemand"}, 401, "invalid_client"),
        ({"client_id": "wz\0"}, 400, "invalid_request"),
        ({"client_id": "wz\u00e9"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"scope": "dossiers.lezen"}, 400, "invalid_scope"),
        ({"scope": "alles"}, 400, "invalid_scope"),
    ],
)
def test_no_token_is_said_as_oauth_says_it(
    told: dict[str, str], status: int, error: str, system: System
) -> None:
    answer = System.sign_in(system, **told)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer["Content-Type"] == "application/json"
    if status == 401:
        assert answer["WWW-Authenticate"]


@pytest.mark.parametrize("sub", ["\ud800", "\0", "\u00e9", "", "wz-niemand", 1, None, ["wz"]])
def test_an_assertion_of_nobody_is_refused_whatever_it_calls_itself(sub: Any, place: Place) -> None:
    def part(said: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")

    answer = Client().post(
        TOKEN,
        {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": f"{part({'alg': 'RS256'})}.{part({'sub': sub})}.AAAA",
        },
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_what_is_wrong_with_a_question_for_a_token_is_said_in_dutch_without_accents(place: Place) -> None:
    for path, body, dutch in (
        (TOKEN, "", "Stuur de parameter grant_type mee."),
        ("/api/oauth/revoke", "token=", "Stuur de parameter token mee."),
        (TOKEN, "grant_type=x&grant_type=y", "Noem elke parameter eenmaal."),
        ("/api/oauth/revoke", "token=x&token=y", "Noem elke parameter eenmaal."),
        (TOKEN, "client_id=%00", "Deze vraag is niet te lezen."),
    ):
        answer = Client().post(path, body, content_type="application/x-www-form-urlencoded")
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
        assert answer.json()["error_description"] == dutch and dutch.isascii()


def test_a_parameter_that_stands_there_twice_is_refused(system: System) -> None:
    told = {
        "grant_type": ["client_credentials", "password"],
        "client_id": system.credential.oauth_id,
        "client_secret": system.secret,
    }
    answer = system.post(TOKEN, told)
    assert answer.status_code == 400 and answer.json()["error"] == "invalid_request"


@pytest.mark.parametrize("path", [TOKEN, "/api/oauth/revoke"])
def test_what_stands_in_the_address_is_refused(path: str, system: System) -> None:
    told = {"client_id": system.credential.oauth_id, "client_secret": system.secret, "token": "x"}
    answer = Client().post(f"{path}?client_secret=x", told | {"grant_type": "client_credentials"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_nobody_says_to_be_two(system: System, place: Place, make_system: MakeSystem) -> None:
    shown = base64.b64encode(f"{system.credential.oauth_id}:{system.secret}".encode()).decode()
    told = {"grant_type": "client_credentials", "client_id": make_system(place).credential.oauth_id}
    answer = Client().post(TOKEN, told, headers={"Authorization": f"Basic {shown}"})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    own = told | {"client_id": system.credential.oauth_id}
    assert Client().post(TOKEN, own, headers={"Authorization": f"Basic {shown}"}).status_code == 200


def test_the_token_address_has_a_limit_of_its_own(system: System) -> None:
    answers = [System.sign_in(system, client_secret="fout") for _ in range(70)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["error"] == "temporarily_unavailable"
    assert answers[-1]["Retry-After"]


@pytest.mark.parametrize("scope", sorted(NEED_GROUND))
def test_who_reads_of_persons_has_a_legal_ground(scope: str, place: Place, make_system: MakeSystem) -> None:
    with pytest.raises(ValidationError):
        make_system(place, scopes=[scope], ground=" ")


def test_every_call_is_in_the_log_with_the_end_user(system: System, place: Place, elsewhere: Place) -> None:
    system.ask("gebieden", **{"X-Gebruiker": "j.jansen@voorbeeldstad"})
    system.ask(f"gebieden/{elsewhere.municipality.code}")
    with inside(place.municipality.pk):
        lines = list(AccessEntry.objects.filter(object_kind="api.gebieden").order_by("id"))
    assert [(line.action, line.result, line.object_id) for line in lines] == [
        ("open", "done", ""),
        ("open", "refused", elsewhere.municipality.code),
    ]
    assert lines[0].role == f"api:{system.access.client.uuid}|j.jansen@voorbeeldstad"
    assert lines[1].role == f"api:{system.access.client.uuid}"
    problem(system.ask("gebieden", **{"X-Gebruiker": "a,b"}), 400)
    stay_inside(None)


def test_a_token_in_an_address_is_no_token(system: System) -> None:
    token = system.defaults.pop("HTTP_AUTHORIZATION").removeprefix("Bearer ")
    problem(Client().get(f"{BASE}/gebieden", {"access_token": token}), 401)
