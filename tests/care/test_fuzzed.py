"""Every address of care asked what its description allows and what it does not, by a system that may do all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as so_many
from schemathesis.checks import CHECKS

from cases import assessment
from cases.models import Case, Flag
from tests.api.conftest import System
from tests.care.conftest import said, send
from tests.volunteers import conftest as street
from wijkzorg.rest.description import document

stored = street.stored
CASES = 15
ROOMS = ("contactmomenten", "dossiers", "hulpvragen", "signaleringen")
OPERATIONS = [
    (path, method)
    for path, methods in document()["paths"].items()
    for method in methods
    if path.split("/")[1] in ROOMS
]
MODES = list(schemathesis.GenerationMode)


@pytest.fixture
def known(system: System, case: Case, stored: street.Ask, settings: Any) -> Iterator[dict[str, str]]:
    """Something to ask for at every address."""
    settings.WIJKZORG_API_PER_MINUTE = 10**6
    assessment.refresh(case_ids=[case.pk], on=timezone.localdate(), now=timezone.now(), cause=None)
    contact = send(system, "contactmomenten", said(case, verslag="Om te lezen."))
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield {
        "contactmomenten": contact.json()["id"],
        "dossiers": str(case.uuid),
        "hulpvragen": str(stored(case=case).uuid),
        "signaleringen": str(Flag.objects.all()[0].uuid),
    }
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", MODES, ids=[mode.value for mode in MODES])
@pytest.mark.parametrize(
    ("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS]
)
def test_what_is_described_is_what_is_answered(
    path: str,
    method: str,
    mode: schemathesis.GenerationMode,
    known: dict[str, str],
    system: System,
) -> None:
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    checks: Any = CHECKS.get_all()
    token = system.defaults["HTTP_AUTHORIZATION"]
    seen: set[int] = set()

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
        headers = {"Authorization": token, "Accept-Encoding": "identity"}
        if mode.is_positive:
            if "cursor" in (case.query or {}):
                del case.query["cursor"]
            if case.query and "gemeenteCode" in case.query:
                case.query["gemeenteCode"] = "GM9999"
            if case.query and "dossierId" in case.query:
                case.query["dossierId"] = known["dossiers"]
            if isinstance(case.body, dict) and "dossierId" in case.body:
                case.body["dossierId"] = known["dossiers"]
            if "uuid" in (case.path_parameters or {}):
                case.path_parameters["uuid"] = known[path.split("/")[1]]
            if method in {"patch", "delete"}:
                headers["If-Match"] = "*"  # as it is now: the case before this one may have changed it
        answer = case.call_and_validate(headers=headers, checks=checks)
        seen.add(answer.status_code)
        assert answer.status_code not in {401, 500}

    ask()
    if mode.is_positive and method == "get":
        assert 200 in seen
