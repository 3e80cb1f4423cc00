"""What a log line carries: the request it belongs to, and nothing of anybody."""

from __future__ import annotations

import json
import logging
import re
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.conftest import Place, signed_in
from wijkzorg import logs, redaction
from wijkzorg.accounts.models import User
from wijkzorg.urls import handler400, handler429, handler500, urlpatterns  # noqa: F401

NAME, EMAIL, BSN = "Guusje Grootveld", "guusje.grootveld@thuis.example", "123456782"
SECRETS = (NAME, "Grootveld", EMAIL, BSN, "guusje")


def broken(request: HttpRequest, who: str) -> HttpResponse:
    """Fail in every way in which a page may tell too much."""
    resident = {"name": NAME, "bsn": BSN, "typed": request.POST.get("note")}
    logging.getLogger("cases.views").error("could not show %s (%s) of %s", who, EMAIL, resident)
    logging.getLogger("allauth.account").warning(f"no mail to {EMAIL} of {NAME}")  # noqa: G004
    logging.getLogger("cases.views").warning(f"address {EMAIL} and number {BSN}")  # noqa: G004
    try:
        User.objects.create(email=EMAIL)
        User.objects.create(email=EMAIL)
    except Exception as error:
        raise ValueError(f"{NAME} <{EMAIL}> {BSN} {resident}") from error
    return HttpResponse()


urlpatterns = [path("stuk/<str:who>/", broken), *urlpatterns]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[list[dict[str, Any]]]:
    """The lines that the application writes to stderr, filled when a test calls `read`."""
    kept: list[dict[str, Any]] = []
    handler = logging.StreamHandler(_Captured(kept))
    handler.setFormatter(logs.formatter())
    logging.getLogger().addHandler(handler)
    yield kept
    logging.getLogger().removeHandler(handler)


class _Captured:
    def __init__(self, kept: list[dict[str, Any]]) -> None:
        self._kept = kept

    def write(self, words: str) -> None:
        self._kept += [json.loads(line) for line in words.splitlines() if line]

    def flush(self) -> None:
        """Nothing is held back."""


@pytest.fixture
def failing(db: None, settings: Any, worker: User) -> Any:
    """Open the broken page as a worker, with a resident in its address, its query and its form."""
    settings.ROOT_URLCONF = __name__
    settings.ADMINS = [("beheer", "beheer@voorbeeldstad.example")]
    client = signed_in(Client(raise_request_exception=False), worker)
    return client.post(f"/stuk/{NAME}/?q={EMAIL}", {"note": f"{NAME} {BSN}"})


def test_a_page_that_fails_tells_nothing_of_anybody(lines: list[dict[str, Any]], failing: Any) -> None:
    assert failing.status_code == 500
    everything = json.dumps(lines, ensure_ascii=False) + failing.content.decode() + str(failing.headers)
    everything += " ".join(f"{letter.subject} {letter.body}" for letter in mail.outbox)
    assert not [secret for secret in SECRETS if secret.lower() in everything.lower()]
    failed = next(line for line in lines if line["event"] == "failed")
    assert lines[1]["event"].startswith("… (test_lines:")
    assert lines[2]["event"] == "address … and number …"
    assert failed["error"] == "ValueError"
    assert failed["because"] == [
        "django.db.utils.IntegrityError",
        "psycopg2.errors.UniqueViolation 23505 accounts_user_email_key",
    ]
    assert failed["trace"][-1].endswith(" broken")
    assert failed["status"] == 500


def test_a_page_that_fails_shows_the_number_under_which_its_lines_are_found(
    lines: list[dict[str, Any]], failing: Any
) -> None:
    number = failing["X-Request-ID"]
    assert str(uuid.UUID(number)) == number
    assert number in failing.content.decode()
    assert {line["request_id"] for line in lines} == {number}
    assert lines[-1]["route"] == "stuk/<str:who>/"


def test_a_line_says_who_and_for_which_municipality_by_number(
    client: Client, place: Place, worker: User, lines: list[dict[str, Any]]
) -> None:
    client.force_login(worker)
    client.get("/dossiers/999999/")
    (refused,) = [line for line in lines if line["event"] == "refused"]
    assert (refused["user_id"], refused["municipality_id"]) == (worker.pk, place.municipality.pk)
    assert (refused["status"], refused["route"]) == (404, "dossiers/<int:pk>/")
    assert "999999" not in json.dumps(refused)


def test_a_request_has_an_id_of_its_own_whatever_a_visitor_sends(client: Client, db: None) -> None:
    sent = str(uuid.uuid4())
    first, second = (client.get("/healthz", headers={"X-Request-ID": sent})["X-Request-ID"] for _ in range(2))
    assert len({sent, first, second}) == 3
    assert logs.request_id() == ""


def test_behind_a_proxy_of_ours_its_id_and_the_visitor_s_address_are_believed(
    client: Client, db: None, settings: Any
) -> None:
    settings.WIJKZORG_BEHIND_PROXY = True
    sent = str(uuid.uuid4())
    assert client.get("/healthz", headers={"X-Request-ID": sent})["X-Request-ID"] == sent
    odd = client.get("/healthz", headers={"X-Request-ID": "<b>x"})["X-Request-ID"]
    assert str(uuid.UUID(odd)) == odd
    forwarded = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    assert client.get("/healthz", headers=forwarded).wsgi_request.META["REMOTE_ADDR"] == "198.51.100.7"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("mail aan jan.jansen+x@thuis.example!", "mail aan …!"),
        ("nummer 123456782 en 123.456.782", "nummer … en …"),
        ("nummer 123456789 blijft", "nummer 123456789 blijft"),
        ("fout\nDETAIL:  Key (email)=(jan) already exists.", "fout\nDETAIL: …"),
    ],
)
def test_what_is_surely_personal_is_taken_out_of_a_text(words: str, left: str) -> None:
    assert redaction.text(words) == left


@pytest.mark.parametrize(
    ("template", "arguments", "logger", "shown"),
    [
        ("%s of %s standings", (3, "GM9999"), "cases.tasks", "3 of GM9999 standings"),
        ("case %s of %s", (12, "Hoekstra"), "cases.upkeep", "case 12 of …"),
        (
            "Task %(name)s[%(id)s] %(exc)s",
            {"name": "cases.tasks.x", "id": "y", "exc": "Jan"},
            "celery",
            "Task cases.tasks.x[…] …",
        ),
        ("Not Found: /dossiers/?q=Jan", (), "django.other", "… (test_lines:1)"),
        ("%d wrong", ("Jan",), "cases", "%d wrong"),
    ],
)
def test_a_message_shows_numbers_and_our_own_codes_only(
    template: str, arguments: Any, logger: str, shown: str
) -> None:
    record = logging.LogRecord(logger, logging.INFO, __file__, 1, template, arguments, None)
    assert redaction.event(record, record.args) == shown


def test_at_a_terminal_a_line_is_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    record = logging.LogRecord("cases.tasks", logging.INFO, "x.py", 1, "%s moved", (3,), None)
    assert re.fullmatch(r"\d\d:\d\d:\d\d INFO    cases.tasks: 3 moved", logs.formatter().format(record))


def test_all_rooms_of_the_house_are_known_as_ours() -> None:
    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text("utf-8"))
    assert set(redaction.OUR_ROOMS) == set(project["tool"]["importlinter"]["root_packages"])
