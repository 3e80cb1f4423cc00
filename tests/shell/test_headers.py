"""What every answer tells the browser: what it may load, do, frame and keep."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from cases.models import Case
from tests.cases.screens import words_of
from tests.conftest import PASSWORD, Place, make_case, signed_in
from tests.shell.addresses import every_address
from wijkzorg.accounts.models import User
from wijkzorg.shell.checks import production_is_serious
from wijkzorg.urls import handler400, handler429, handler500, urlpatterns  # noqa: F401

EXACTLY = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# Pages that may do more than the rest, each with its reason.
EXCEPTIONS: dict[str, dict[str, str]] = {}


def broken(request: HttpRequest) -> HttpResponse:
    """Fail."""
    raise RuntimeError


urlpatterns = [path("stuk/", broken), *urlpatterns]


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def case(place: Place, worker: User) -> Case:
    """A case of the worker."""
    return make_case(place, worker, dt.date(2026, 1, 5))


def is_guarded(answer: Any, where: str) -> None:
    for name, value in EXACTLY.items():
        assert answer.headers.get(name) == value, f"{where}: {name}"
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert {name: policy[name] for name in POLICY} == POLICY | EXCEPTIONS.get(where, {}), where
    assert "unsafe" not in answer["Content-Security-Policy"], where
    for feature in ("camera", "microphone", "geolocation"):
        assert f"{feature}=()" in answer["Permissions-Policy"], where
    assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"], where
    assert answer["X-Request-ID"], where


@pytest.mark.parametrize("who", ["nobody", "worker", "administrator"])
def test_every_address_answers_with_the_headers_and_is_kept_nowhere(
    client: Client, case: Case, worker: User, who: str
) -> None:
    administrator = User.objects.create_superuser("beheer@voorbeeldstad.example", PASSWORD)
    client.raise_request_exception = False
    if who != "nobody":
        signed_in(client, {"worker": worker, "administrator": administrator}[who])
    session = dict(client.cookies)
    seen = set()
    for where in every_address({"pk": case.pk, "object_id": worker.pk}):
        client.cookies.update(session)
        answer = client.get(where)
        seen.add(answer.status_code)
        if where.startswith("/api/"):
            continue  # no page; tests/api/test_frame.py
        is_guarded(answer, where)
        assert "no-store" in answer["Cache-Control"], where
        assert answer.status_code < 500, where
    assert {200, 302} <= seen


def test_pages_that_say_no_have_the_headers_too(
    client: Client, worker: User, settings: Any, place: Place
) -> None:
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    nobody = User.objects.create_user("niemand@voorbeeldstad.example", PASSWORD)
    client.force_login(nobody)
    answers = {
        400: client.get("/", {"q": "\0"}),
        403: client.get("/"),
        404: client.get("/is-er-niet/"),
        405: client.delete("/"),
        413: client.post("/inloggen/", {"login": "x" * 2_600_000}),
        500: client.get("/stuk/"),
    }
    cache.clear()
    for _ in range(31):
        answers[429] = Client().post("/inloggen/", {"login": "x", "password": "y"})
    for status, answer in answers.items():
        assert answer.status_code == status
        is_guarded(answer, str(status))
        assert "no-store" in answer["Cache-Control"]
    strict = Client(enforce_csrf_checks=True).post("/inloggen/", {"login": worker.email})
    assert strict.status_code == 403
    is_guarded(strict, "403")
    elsewhere = client.get("/", headers={"Host": "elders.example"})
    assert elsewhere.status_code == 400
    is_guarded(elsewhere, "400")


def test_static_files_are_kept_by_the_browser(client: Client) -> None:
    answer = client.get("/static/css/base.css")
    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]
    is_guarded(answer, "static")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {"login": "a\0b"}}, 400),
        ({"data": {f"f{number}": "" for number in range(501)}}, 413),
        ({"data": b"login=" + b"x" * 2_600_000, "content_type": "application/x-www-form-urlencoded"}, 413),
        ({"data": b"--x\r\nrubbish", "content_type": "multipart/form-data; boundary=x"}, None),
        ({"data": b"rubbish", "content_type": "multipart/form-data"}, 400),
        ({"data": b"login=%ff%fe", "content_type": "application/x-www-form-urlencoded"}, None),
        ({"data": b"login=a", "content_type": "application/x-www-form-urlencoded; charset=utf-16"}, 400),
        ({"data": {f"f{number}": io.BytesIO(b"x") for number in range(11)}}, 413),
    ],
)
def test_what_is_no_form_of_ours_is_refused_in_plain_dutch(
    client: Client, db: None, sent: dict[str, Any], status: int | None
) -> None:
    client.raise_request_exception = False
    answer = client.post("/inloggen/", **sent)
    assert answer.status_code == (status or 200)
    if status:
        words = words_of(answer)
        assert "Dit konden we niet lezen" in words
        assert "Er is niets opgeslagen" in words
        assert answer["X-Request-ID"] in words


@pytest.mark.parametrize(
    "where", ["/%00/", "/%ff/", "/dossiers/%ff/", "/dossiers/99999999999999999999999/", "/?q=%ff%00"]
)
def test_an_address_that_makes_no_sense_is_refused(client: Client, worker: User, where: str) -> None:
    client.force_login(worker)
    assert client.get(where).status_code in (400, 404)


def test_in_production_cookies_travel_over_tls_and_to_this_host_alone() -> None:
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
             "SESSION_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SAMESITE")  # fmt: skip
    code = "import json; from django.conf import settings; "
    code += f"print(json.dumps([getattr(settings, name) for name in {names!r}]))"
    environment = os.environ | {"WIJKZORG_PRODUCTION": "1", "WIJKZORG_SECRET_KEY": "x" * 50}
    said = subprocess.check_output(
        [sys.executable, "-c", code], env=environment | {"DJANGO_SETTINGS_MODULE": "wijkzorg.settings"}
    )
    assert json.loads(said) == ["__Host-sessionid", "__Host-csrftoken", True, True, True, 31_536_000, "Lax"]


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"DEBUG": True}, "wijkzorg.E001"),
        ({"WIJKZORG_DEMO": True}, "wijkzorg.E002"),
        ({"SECRET_KEY": "kort"}, "wijkzorg.E003"),
        ({"SECRET_KEY": "a" * 60}, "wijkzorg.E003"),
        ({"ALLOWED_HOSTS": ["*"]}, "wijkzorg.E004"),
        ({}, None),
    ],
)
def test_production_refuses_what_is_for_looking_around(
    settings: Any, changed: dict[str, Any], number: str | None
) -> None:
    settings.PRODUCTION, settings.SECRET_KEY = True, "qwertyuiopasdfghjklzxcvbnm0123456789-QWERTYUIOPASDF"
    settings.ALLOWED_HOSTS, settings.DEBUG, settings.WIJKZORG_DEMO = ["wijkzorg.example"], False, False
    for name, value in changed.items():
        setattr(settings, name, value)
    assert [error.id for error in production_is_serious()] == ([number] if number else [])
