"""Every address asked what its description allows, and what it does not: schemathesis with all of its checks.

By hand, with thousands of cases against a demo: see docs/api.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as so_many
from schemathesis.checks import CHECKS

from centres.models import Centre
from municipalities.api.models import Export
from tests.api.conftest import BASE, MakeSystem, System
from tests.api.test_figures import MONDAY, publish
from tests.centres.conftest import make_centre
from tests.conftest import Place
from wijkzorg.clients.scopes import Scope
from wijkzorg.events.models import Subscription
from wijkzorg.rest.description import document

CASES = 12
SIGNALS = (request_started, request_finished)
OPERATIONS = [
    (path, method)
    for path, methods in document()["paths"].items()
    for method in methods
    if path != "/openapi.json"
]
MODES = list(schemathesis.GenerationMode)


@pytest.fixture
def known(place: Place, make_system: MakeSystem, settings: Any) -> Iterator[dict[str, Any]]:
    """A system that may do everything, and something to ask for at every address."""
    settings.WIJKZORG_API_PER_MINUTE = 10**6
    system = make_system(place, scopes=list(Scope.values))
    edition = publish(place, 1, [("GM9999", "openDossiers", "", MONDAY, MONDAY, 95)])
    centre = make_centre(place)
    yield {"system": system, "edities": edition.uuid, "buurtcentra": Centre.objects.get(pk=centre.pk).uuid}
    for signal in SIGNALS:
        signal.connect(close_old_connections)


def number_of(path: str, known: dict[str, Any]) -> str:
    """Return the uuid of something that is there."""
    system: System = known["system"]
    if path.startswith("/exports"):
        there = Export.objects.first()
        return str(there.uuid if there else _made(system, "exports", {"formaat": "csv"}))
    if path.startswith("/abonnementen"):
        listens = Subscription.objects.filter(ended_at=None).first()
        told = {
            "omschrijving": "Zaak",
            "adres": "https://zaak.example/",
            "soorten": ["nl.wijkzorg.statistieken-gepubliceerd"],
        }
        return str(listens.uuid if listens else _made(system, "abonnementen", told))
    return str(known.get(path.split("/")[1], ""))


def _made(system: System, name: str, told: dict[str, Any]) -> Any:
    answer = system.post(f"{BASE}/{name}", json.dumps(told), content_type="application/json")
    assert answer.status_code in (201, 202), answer.content
    return answer.json()["id"]


@pytest.mark.parametrize("mode", MODES, ids=[mode.value for mode in MODES])
@pytest.mark.parametrize(
    ("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS]
)
def test_what_is_described_is_what_is_answered(
    path: str, method: str, mode: schemathesis.GenerationMode, known: dict[str, Any]
) -> None:
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    # What is compressed on its way, this client does not unpack.
    headers = {"Authorization": known["system"].defaults["HTTP_AUTHORIZATION"], "Accept-Encoding": "identity"}
    checks: Any = CHECKS.get_all()

    @given(case=schema[path][method.upper()].as_strategy(generation_mode=mode))
    @so_many(
        max_examples=CASES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case[Any]) -> None:
        if mode.is_positive:
            case.query = {**(case.query or {}), "gemeenteCode": "GM9999"}
            if "uuid" in (case.path_parameters or {}):
                case.path_parameters["uuid"] = number_of(path, known)
            if "cursor" in case.query:
                del case.query["cursor"]
        # The request is inside the transaction of the test: Django's own client does the same, and undoes it.
        for signal in SIGNALS:
            signal.disconnect(close_old_connections)
        answer = case.call_and_validate(headers=headers, checks=checks)
        assert answer.status_code != 401, "everything was asked with a token"
        assert answer.headers["api-version"] == [document()["info"]["version"]]

    ask()
