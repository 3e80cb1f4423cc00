"""A case on paper: tagged PDF, logged, without a name in the name of the file."""

from __future__ import annotations

import pytest
from django.test import Client

from cases.models import Case
from tests.cases.conftest import at_work, today, waiting  # noqa: F401  (fixtures)
from tests.conftest import add_contact
from wijkzorg.accounts.models import User
from wijkzorg.audit.models import AccessEntry

pytestmark = pytest.mark.django_db


def test_a_case_becomes_a_pdf_that_a_screen_reader_can_read_and_is_logged(
    at_work: Client,  # noqa: F811
    waiting: Case,  # noqa: F811
    worker: User,
) -> None:
    add_contact(waiting, worker, waiting.opened_on)
    answer = at_work.get(f"/dossiers/{waiting.pk}/dossier.pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF") and b"/StructTreeRoot" in answer.content
    assert "Hoekstra" not in answer["Content-Disposition"]
    line = AccessEntry.objects.get(action="print")
    assert (line.case_id, line.user_id) == (waiting.pk, worker.pk)


def test_another_team_prints_nothing(client: Client, outsider: User, waiting: Case) -> None:  # noqa: F811
    client.force_login(outsider)
    assert client.get(f"/dossiers/{waiting.pk}/dossier.pdf").status_code == 404
