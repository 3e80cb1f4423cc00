"""Abonnementen: made, looked at, changed as it was read, ended; a secret once; nobody else's."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as so_many
from hypothesis import strategies as st

from municipalities.api.subscription_shapes import FORM
from tests.api.conftest import BASE, MakeSystem, System
from tests.api.test_frame import problem
from tests.conftest import Place
from wijkzorg.clients.scopes import Scope
from wijkzorg.encryption import decrypt
from wijkzorg.events.kinds import OPENED, PUBLISHED
from wijkzorg.events.models import Delivery, Subscription
from wijkzorg.events.targets import LONGEST, target_of
from wijkzorg.tenancy.wall import inside

ASKED = {
    "omschrijving": "Zaaksysteem",
    "adres": "https://berichten.voorbeeldstad.example/wijkzorg",
    "soorten": [PUBLISHED.type],
}


@pytest.fixture
def system(place: Place, make_system: MakeSystem) -> System:
    """A system that may subscribe to figures."""
    return make_system(place, scopes=[Scope.SUBSCRIPTIONS])


def send(system: System, method: str, path: str, body: Any = None, **headers: str) -> Any:
    data = b"" if body is None else json.dumps(body).encode()
    return system.generic(method, f"{BASE}/{path}", data, "application/json", headers=headers)


def make(system: System, **more: Any) -> Any:
    answer = send(system, "POST", "abonnementen", ASKED | more)
    assert answer.status_code == 201, answer.content
    return answer


def test_a_subscription_is_made_with_a_secret_that_is_shown_once(system: System) -> None:
    answer = make(system)
    made = answer.json()
    assert made["geheim"].startswith("whsec_")
    assert made["toestand"] == "wachtOpBevestiging" and made["bevestigdOp"] is None
    assert {key: made[key] for key in ASKED} == ASKED
    assert answer["Location"].endswith(f"/api/v1/abonnementen/{made['id']}")
    row = Subscription.objects.get(uuid=made["id"])
    assert decrypt(row.secret_encrypted) == made["geheim"]
    assert row.client == system.access.client.uuid
    shown = system.ask(f"abonnementen/{made['id']}")
    assert shown.status_code == 200 and "geheim" not in shown.json()
    assert shown["ETag"] == answer["ETag"]
    (listed,) = system.ask("abonnementen").json()["abonnementen"]
    assert listed == shown.json()


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"adres": "http://berichten.example/"}, {"adres"}),
        ({"adres": "https://10.0.0.1/"}, {"adres"}),
        ({"adres": "https://localhost/"}, {"adres"}),
        ({"adres": "https://berichten.example:22/"}, {"adres"}),
        ({"soorten": ["iets"], "adres": "https://169.254.169.254/"}, {"adres", "soorten.0"}),
        ({"soorten": []}, {"soorten"}),
        ({"soorten": ["nl.wijkzorg.proef"]}, {"soorten.0"}),
        ({"omschrijving": "", "adres": 1, "soorten": "a", "geheim": "b"}, {*ASKED, "geheim"}),
        ({"omschrijving": "a" * 101}, {"omschrijving"}),
        ({"omschrijving": "   "}, {"omschrijving"}),
        ({"omschrijving": "a\nb"}, {"omschrijving"}),
        ({"omschrijving": "a\u202eb"}, {"omschrijving"}),
    ],
)
def test_all_that_is_wrong_is_said_at_once(system: System, more: dict[str, Any], names: set[str]) -> None:
    said = problem(send(system, "POST", "abonnementen", ASKED | more), 400)
    assert {one["name"] for one in said["invalidParams"]} == names
    assert {one["in"] for one in said["invalidParams"]} == {"body"}
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://a.nl",
        "https://berichten.zaken.acc.voorbeeldstad.example:8443/haak?sleutel=a&b=%20c",
        "https://xn--bcher-kva.example/@wijk",
    ],
)
def test_addresses_as_systems_have_them_are_taken(system: System, address: str) -> None:
    assert make(system, adres=address).json()["adres"] == address


@pytest.mark.parametrize(
    "host",
    [
        "ontvanger.1example",
        "ontvanger.0xample",
        "ontvanger.3com",
        "een.twee.drie.vier.vijf.zes.zeven.example",
        "xn--bcher-kva.example",
        "haak.xn--vermgensberatung-pwb",
        "a" * 63 + "." + "b" * 63,
        ".".join(["a" * 49] * 5) + ".nl",
    ],
)
def test_every_name_that_dns_knows_may_be_sent_to(system: System, host: str) -> None:
    address = f"https://{host}/haak"
    assert make(system, adres=address).json()["adres"] == address


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.0.0x1",
        "10.0.0.0X",
        "ontvanger.example.1",
        "[::1]",
        "[fd00::1]",
        "2130706433",
        "localhost",
        "intern",
        "ontvanger..example",
        "-ontvanger.example",
        "ontvanger.example-",
        "ontvanger_1.example",
        "a" * 64 + ".example",
        ".".join(["a" * 49] * 5) + ".example",
    ],
)
def test_what_is_no_name_in_the_world_may_not(system: System, host: str) -> None:
    said = problem(send(system, "POST", "abonnementen", ASKED | {"adres": f"https://{host}/haak"}), 400)
    assert [each["name"] for each in said["invalidParams"]] == ["adres"]


# Long addresses are slow to make on a busy machine, which is no fault of theirs.
@so_many(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.from_regex(re.compile(FORM, re.ASCII), fullmatch=True))
def test_what_the_description_lets_through_may_be_sent_to(address: str) -> None:
    if len(address) <= LONGEST:
        assert target_of(address).secure


def test_events_of_flags_need_the_scope_that_has_a_legal_ground(
    place: Place, system: System, make_system: MakeSystem
) -> None:
    half = make_system(place, scopes=[Scope.SUBSCRIPTIONS, Scope.FLAGS])
    for one in (system, half):
        refused = send(one, "POST", "abonnementen", ASKED | {"soorten": [OPENED.type]})
        assert "dossiers.lezen" in problem(refused, 403)["detail"]
    scopes = [Scope.SUBSCRIPTIONS, Scope.FLAGS, Scope.CASES]
    may = make_system(place, scopes=scopes, bound_to=place.team.organisation)
    assert make(may, soorten=[OPENED.type]).json()["soorten"] == [OPENED.type]
    assert Subscription.objects.get().organisation == place.team.organisation_id


def test_a_change_is_of_what_was_read(system: System) -> None:
    made = make(system)
    path = f"abonnementen/{made.json()['id']}"
    problem(send(system, "PATCH", path, {"omschrijving": "Nieuw"}), 400)
    problem(send(system, "PATCH", path, {"omschrijving": "Nieuw"}, **{"If-Match": '"oud"'}), 409)
    answer = send(system, "PATCH", path, {"omschrijving": "Nieuw"}, **{"If-Match": made["ETag"]})
    assert answer.status_code == 200 and answer.json()["omschrijving"] == "Nieuw"
    assert answer["ETag"] != made["ETag"]
    problem(send(system, "PATCH", path, {"omschrijving": "Later"}, **{"If-Match": made["ETag"]}), 412)
    wrong = {"adres": "https://127.0.0.1/", "soorten": ["iets"], "toestand": "actief"}
    said = problem(send(system, "PATCH", path, wrong, **{"If-Match": answer["ETag"]}), 400)
    assert {one["name"] for one in said["invalidParams"]} == {"toestand", "adres", "soorten.0"}
    problem(send(system, "PATCH", path, {"soorten": [OPENED.type]}, **{"If-Match": answer["ETag"]}), 403)
    assert system.ask(path)["ETag"] == answer["ETag"], "nothing of it was done"


def test_another_address_must_agree_anew(system: System) -> None:
    made = make(system)
    Subscription.objects.update(confirmed_at="2026-11-26T08:00:00Z", to_confirm=False)
    path = f"abonnementen/{made.json()['id']}"
    assert system.ask(path).json()["toestand"] == "actief"
    changed = {"adres": "https://anders.voorbeeldstad.example/"}
    answer = send(system, "PATCH", path, changed, **{"If-Match": made["ETag"]})
    assert answer.json()["toestand"] == "wachtOpBevestiging"


def test_a_system_pauses_and_resumes_but_not_what_an_administrator_paused(system: System) -> None:
    made = make(system)
    path = f"abonnementen/{made.json()['id']}"
    paused = send(system, "PATCH", path, {"stilgezet": True}, **{"If-Match": made["ETag"]})
    assert (paused.json()["toestand"], paused.json()["redenStilgezet"]) == ("stilgezet", "ontvanger")
    problem(send(system, "POST", f"{path}/proefberichten"), 409)
    resumed = send(system, "PATCH", path, {"stilgezet": False}, **{"If-Match": paused["ETag"]})
    assert resumed.json()["redenStilgezet"] is None
    Subscription.objects.update(paused_at="2026-11-26T08:00:00Z", paused_why="by_hand")
    problem(send(system, "PATCH", path, {"stilgezet": False}, **{"If-Match": resumed["ETag"]}), 409)


def test_what_went_wrong_is_said_in_words(system: System) -> None:
    path = f"abonnementen/{make(system).json()['id']}"
    Subscription.objects.update(failed_at="2026-11-26T08:00:00Z", failure="too_slow")
    assert system.ask(path).json()["laatsteFout"] == "er kwam niet op tijd antwoord"


def test_a_test_message_waits_to_be_sent_once_a_minute(system: System) -> None:
    path = f"abonnementen/{make(system).json()['id']}"
    answer = send(system, "POST", f"{path}/proefberichten")
    assert answer.status_code == 202 and answer.json()["aantalWachtend"] == 1
    again = send(system, "POST", f"{path}/proefberichten")
    problem(again, 429)
    assert 0 < int(again["Retry-After"]) <= 60
    assert Delivery.objects.count() == 1


def test_a_secret_is_renewed_and_shown_once(system: System) -> None:
    made = make(system).json()
    path = f"abonnementen/{made['id']}"
    answer = send(system, "POST", f"{path}/geheimen")
    assert answer.status_code == 201
    assert answer.json()["geheim"] not in ("", made["geheim"])
    assert answer.json()["vorigGeheimGeldigTot"] is not None
    row = Subscription.objects.get()
    assert (decrypt(row.secret_encrypted), decrypt(row.former_encrypted)) == (
        answer.json()["geheim"],
        made["geheim"],
    )
    assert "geheim" not in system.ask(path).json()


def test_what_is_ended_is_gone(system: System) -> None:
    path = f"abonnementen/{make(system).json()['id']}"
    answer = send(system, "DELETE", path)
    assert answer.status_code == 204 and answer.content == b"" and answer["API-Version"]
    problem(system.ask(path), 404)
    problem(send(system, "DELETE", path), 404)
    assert system.ask("abonnementen").json() == {"abonnementen": []}


def test_another_system_and_another_municipality_find_nothing(
    place: Place, elsewhere: Place, system: System, make_system: MakeSystem
) -> None:
    made = make(system)
    path = f"abonnementen/{made.json()['id']}"
    others = [
        make_system(place, scopes=[Scope.SUBSCRIPTIONS]),
        make_system(elsewhere, scopes=[Scope.SUBSCRIPTIONS]),
    ]
    for other in others:
        assert other.ask("abonnementen").json() == {"abonnementen": []}
        problem(other.ask(path), 404)
        problem(send(other, "PATCH", path, {"omschrijving": "x"}, **{"If-Match": made["ETag"]}), 404)
        problem(send(other, "DELETE", path), 404)
        problem(send(other, "POST", f"{path}/geheimen"), 404)
        problem(send(other, "POST", f"{path}/proefberichten"), 404)
    assert Subscription.objects.get().ended_at is None


def test_a_system_of_two_municipalities_has_subscriptions_in_each(
    place: Place, elsewhere: Place, make_system: MakeSystem
) -> None:
    both = make_system(place, elsewhere, scopes=[Scope.SUBSCRIPTIONS])
    problem(send(both, "POST", "abonnementen", ASKED), 400)
    code = elsewhere.municipality.code
    answer = send(both, "POST", f"abonnementen?gemeenteCode={code}", ASKED)
    assert answer.status_code == 201
    path = f"abonnementen/{answer.json()['id']}"
    problem(both.ask(f"{path}?gemeenteCode={place.municipality.code}"), 404)
    assert both.ask(f"{path}?gemeenteCode={code}").status_code == 200
    with inside(elsewhere.municipality.pk):
        assert Subscription.objects.count() == 1


def test_without_the_scope_nothing_of_it_is_there(place: Place, make_system: MakeSystem) -> None:
    reader = make_system(place, scopes=[Scope.FIGURES])
    path = f"abonnementen/{uuid.uuid4()}"
    for method, where in (
        ("GET", "abonnementen"),
        ("POST", "abonnementen"),
        ("GET", path),
        ("PATCH", path),
        ("DELETE", path),
        ("POST", f"{path}/geheimen"),
        ("POST", f"{path}/proefberichten"),
    ):
        problem(send(reader, method, where, ASKED), 403)


def test_twenty_are_enough(system: System) -> None:
    for _ in range(20):
        make(system)
    said = problem(send(system, "POST", "abonnementen", ASKED), 409)
    assert "al 20" in said["detail"]


def test_a_list_costs_the_same_for_one_and_for_twenty(
    system: System, django_assert_max_num_queries: Any
) -> None:
    make(system)
    with CaptureQueriesContext(connection) as one:
        system.ask("abonnementen")
    most = len(one)
    for _ in range(19):
        make(system)
    with django_assert_max_num_queries(most):
        assert len(system.ask("abonnementen").json()["abonnementen"]) == 20
