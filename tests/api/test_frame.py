"""What every answer of the API has, whoever asks for what."""

from __future__ import annotations

import json
import re
import uuid
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import BASE, TOKEN, MakeSystem, System
from tests.conftest import Place
from tests.test_access_table import routes
from wijkzorg.accounts.models import User
from wijkzorg.rest import VERSION, cursors

HEADERS = {
    "API-Version": VERSION,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def problem(answer: Any, status: int) -> dict[str, Any]:
    """Return a problem, which is one by all the rules."""
    assert answer.status_code == status, (answer.status_code, answer.content[:500])
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["API-Version"] == VERSION
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert said["title"] and said["detail"]
    assert str(said["type"]).startswith("urn:wijkzorg:fout:")
    return said


def test_an_answer_has_the_headers_of_the_rules(system: System) -> None:
    answer = system.ask("gebieden")
    assert answer.status_code == 200
    for name, value in HEADERS.items():
        assert answer[name] == value
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")
    assert int(answer["RateLimit-Limit"]) > int(answer["RateLimit-Remaining"]) > 0
    assert not answer.has_header("Set-Cookie")
    assert not answer.has_header("Access-Control-Allow-Origin")


@pytest.mark.parametrize("path", ["gebieden/", "niets", "", "gebieden/GM0001", "gebieden/abc", "Gebieden"])
def test_what_is_not_there_is_a_404_and_no_redirect(path: str, system: System) -> None:
    problem(system.ask(path), 404)


def test_the_root_without_a_slash_is_not_there_either(client: Client) -> None:
    problem(client.get("/api"), 404)


def test_the_description_is_read_and_nothing_else(system: System) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"{BASE}/openapi.json")
    problem(answer, 405)
    assert "GET" in answer["Allow"]


def test_without_a_token_nobody_comes_in(client: Client, place: Place) -> None:
    answer = client.get(f"{BASE}/gebieden")
    problem(answer, 401)
    assert answer["WWW-Authenticate"] == 'Bearer realm="wijkzorg"'
    answer = client.get(f"{BASE}/gebieden", headers={"Authorization": "Bearer onzin"})
    problem(answer, 401)
    assert answer["WWW-Authenticate"] == 'Bearer realm="wijkzorg", error="invalid_token"'


def test_a_signed_in_browser_is_nobody_here(client: Client, place: Place, team_lead: User) -> None:
    client.force_login(team_lead)
    problem(client.get(f"{BASE}/gebieden"), 401)


def test_a_token_without_the_scope_is_refused(place: Place, make_system: MakeSystem) -> None:
    other = make_system(place, scopes=["abonnementen.beheren"])
    answer = other.ask("gebieden")
    problem(answer, 403)
    assert 'error="insufficient_scope", scope="statistieken.lezen"' in answer["WWW-Authenticate"]
    assert "statistieken.lezen" in answer.json()["detail"]


def test_what_cannot_be_read_at_all_promises_no_list_of_faults(system: System) -> None:
    said = problem(system.ask("gebieden", {"gemeenteCode": "GM\0"}), 400)
    assert "invalidParams" not in said["detail"] and "invalidParams" not in said


def test_a_method_that_is_not_known_says_which_are(system: System) -> None:
    answer = system.delete(f"{BASE}/gebieden")
    problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert system.head(f"{BASE}/gebieden").status_code == 200
    asked = system.options(f"{BASE}/gebieden")
    assert asked.status_code == 204 and asked["Allow"] == answer["Allow"] and asked["API-Version"]
    assert "Content-Type" not in asked.headers and not asked.content


def test_a_form_that_is_not_known_is_refused(system: System) -> None:
    for asked in ("text/html", "*/*;q=0", "application/json;q=0, */*", "application/problem+json"):
        problem(system.ask("gebieden", Accept=asked), 406)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv, application/json;q=0.9", "text/csv"),
        ("text/csv;q=0.8, application/json;q=0.9", "application/json"),
        ("application/json;q=0, */*;q=0.1", "text/csv"),
        ("text/html, Application/JSON; charset=utf-8; Q=0.5, */*;q=0.1", "application/json"),
        ("application/json;q=veel", "application/json"),
        (",".join(["text/html"] * 500), None),
    ],
)
def test_the_form_that_is_liked_best_is_given(system: System, asked: str, given: str | None) -> None:
    answer = system.ask("statistieken", Accept=asked)
    if given is None:
        problem(answer, 406)
    else:
        assert answer.status_code == 200 and answer["Content-Type"].partition(";")[0] == given


def test_all_that_is_wrong_is_said_at_once(system: System) -> None:
    answer = system.ask(
        "gebieden", {"limit": "0", "niveau": "straat", "nieveau": "wijk", "vervallen": ["true", "false"]}
    )
    said = problem(answer, 400)
    found = {(each["name"], each["code"]) for each in said["invalidParams"]}
    assert found == {
        ("limit", "minValue"),
        ("niveau", "invalidChoice"),
        ("nieveau", "unknown"),
        ("vervallen", "repeated"),
    }
    assert {each["in"] for each in said["invalidParams"]} == {"query"}


def test_pages_follow_each_other_by_their_links(system: System) -> None:
    whole = [row["code"] for row in system.ask("gebieden").json()["gebieden"]]
    assert whole == ["GM9999", "WK999900", "BU99990001"]
    answer, found = system.ask("gebieden", {"limit": 1}), []
    while True:
        found += [row["code"] for row in answer.json()["gebieden"]]
        links = dict(reversed(part.split("; ")) for part in answer["Link"].split(", "))
        if 'rel="next"' not in links:
            break
        answer = system.get(links['rel="next"'].strip("<>"))
    assert found == whole


def test_a_cursor_is_of_one_question_of_one_system(
    system: System, place: Place, elsewhere: Place, make_system: MakeSystem
) -> None:
    cursor = next_of(system.ask("gebieden", {"limit": 1}))
    assert system.ask("gebieden", {"cursor": cursor}).status_code == 200
    assert system.ask("gebieden", {"cursor": cursor, "limit": 2, "gemeenteCode": "GM9999"}).status_code == 200
    named = [
        system.ask("gebieden", {"cursor": cursor, "niveau": "wijk"}),
        system.ask("buurtcentra", {"cursor": cursor}),
        make_system(elsewhere).ask("gebieden", {"cursor": cursor}),
        make_system(place).ask("gebieden", {"cursor": cursor}),
    ]
    for answer in named:
        assert [one["name"] for one in problem(answer, 400)["invalidParams"]] == ["cursor"]


def test_a_cursor_with_one_sign_changed_is_refused(system: System, settings: Any) -> None:
    settings.WIJKZORG_API_PER_MINUTE = 1000
    cursor = next_of(system.ask("gebieden", {"limit": 1}))
    for number, sign in enumerate(cursor):
        forged = cursor[:number] + ("A" if sign != "A" else "B") + cursor[number + 1 :]
        said = problem(system.ask("gebieden", {"cursor": forged}), 400)
        assert [one["name"] for one in said["invalidParams"]] == ["cursor"]


@pytest.mark.parametrize(
    "key", [["1"], ["9" * 18], ["BU99990001", "a" * 40, "2026-11-23", "2026-11-29", "b" * 32]]
)
def test_every_cursor_has_the_form_of_one_and_says_its_key(key: list[str]) -> None:
    word = cursors.write(key, "vraag")
    assert re.fullmatch(cursors.FORM, word) and len(word) <= cursors.LONGEST
    assert cursors.read(word, "vraag", len(key)) == key


def test_a_cursor_that_never_was_ours_names_a_page_that_never_was(system: System) -> None:
    assert (
        problem(system.ask("gebieden", {"cursor": "verzonnen"}), 400)["invalidParams"][0]["name"] == "cursor"
    )
    said = problem(system.ask("gebieden", {"cursor": "A" * 80}), 404)
    assert said["invalidParams"][0]["name"] == "cursor"


def test_nobody_reads_in_a_cursor_where_a_page_begins(system: System) -> None:
    cursor = next_of(system.ask("gebieden", {"limit": 2}))
    raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert b"WK9999" not in raw


def test_a_cursor_outlives_the_secret_that_made_it(system: System, settings: Any) -> None:
    cursor = next_of(system.ask("gebieden", {"limit": 1}))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert system.ask("gebieden", {"cursor": cursor}).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    problem(system.ask("gebieden", {"cursor": cursor}), 404)


def next_of(answer: Any) -> str:
    """Return the cursor of the page after this one."""
    cursor: str = answer["Link"].partition("cursor=")[2].partition(">")[0]
    return cursor


@pytest.mark.parametrize("path", ["gebieden", "niets", "gebieden/BU99990001"])
def test_nul_is_a_bad_request(path: str, system: System) -> None:
    problem(system.ask(path, {"niveau": "wi\0jk"}), 400)


def test_the_description_is_for_anybody(client: Client) -> None:
    answer = client.get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["API-Version"] == json.loads(answer.content)["info"]["version"]
    problem(client.post(f"{BASE}/openapi.json"), 405)


def test_too_often_is_told_with_when_to_come_back(system: System, settings: Any) -> None:
    settings.WIJKZORG_API_PER_MINUTE = 2
    answers = [system.ask("gebieden") for _ in range(4)]
    assert 429 in {answer.status_code for answer in answers}
    problem(answers[-1], 429)
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert answers[-1]["RateLimit-Remaining"] == "0"


def test_a_body_that_is_too_large_is_not_read(system: System) -> None:
    answer = system.generic("POST", f"{BASE}/gebieden", b"", CONTENT_LENGTH="50000000")
    problem(answer, 413)


@pytest.mark.parametrize("path", ["gebieden", "niets"])
def test_too_many_parameters_are_a_bad_request(path: str, system: System) -> None:
    said = problem(system.ask(path, {f"x{number}": 1 for number in range(1100)}), 400)
    assert "te veel parameters" in said["detail"]
    answer = system.post(TOKEN, {f"x{number}": 1 for number in range(1100)})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_every_address_of_the_api_has_the_headers_and_asks_who_comes(client: Client, place: Place) -> None:
    paths = [route for route in routes() if route.startswith("api/v1/") and "openapi" not in route]
    assert len(paths) > 1
    for route in paths:
        path = "/" + re.sub("<uuid:[a-z]+>", str(uuid.UUID(int=0)), route).replace("<area:code>", "GM9999")
        path = path.replace("<slug:indicator>", "punten")
        answers = [client.generic(method, path) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")]
        assert {answer.status_code for answer in answers} <= {401, 405}, route
        assert 401 in {answer.status_code for answer in answers}
        for answer in answers:
            problem(answer, answer.status_code)
            assert {name: answer[name] for name in HEADERS} == HEADERS
