"""A request of a resident, as the privacy officer starts it and the team lead answers it."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from cases.models import Case
from rights.models import SubjectRequest
from tests.conftest import signed_in
from wijkzorg.accounts.models import User

SECRET = "De buurvrouw, mevrouw Visser, zei dat hij schreeuwde."


def as_user(user: User) -> Client:
    return signed_in(Client(), user)


def asked(client: Client, case: Case, kind: str = "access", **changed: Any) -> Any:
    form = {"kind": kind, "ref": case.resident.ref, "received_on": "2026-01-15", "statement": ""} | changed
    return client.post("/rechten/verzoeken/nieuw/", form)


def started(officer: User, case: Case, kind: str = "access", **changed: Any) -> SubjectRequest:
    assert asked(as_user(officer), case, kind, **changed).status_code == 302
    return SubjectRequest.objects.latest("pk")


def released(officer: User, lead: User, case: Case, *left_out: str) -> SubjectRequest:
    made = started(officer, case)
    review = made.reviews.get()
    at_lead = as_user(lead)
    for key in left_out:
        form = {"do": "leave_out", "key": key, "why": "third_party", "reason": "over de buurvrouw"}
        assert at_lead.post(f"/rechten/beoordelen/{review.pk}/", form).status_code == 302
    form = {"do": "decide", "decision": "released", "reason": ""}
    assert at_lead.post(f"/rechten/beoordelen/{review.pk}/", form).status_code == 302
    return made


def data_of(officer: User, made: SubjectRequest) -> Any:
    answer = as_user(officer).get(f"/rechten/verzoeken/{made.pk}/gegevens.json")
    assert answer.status_code == 200
    return json.loads(answer.content)
