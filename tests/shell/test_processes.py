"""The lines of real processes: a worker, beat and the web server say the same in one form, and nothing of anybody."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from tests.shell.failing import BSN, EMAIL, NAME, fail, fail_in_the_second
from wijkzorg import embedded, logs

ROOT = Path(__file__).resolve().parents[2]
SECRETS = (NAME.partition(" ")[0], "Grootveld", EMAIL, "guusje", BSN)


class Process:
    """A part of the application whose stderr is read as lines."""

    def __init__(self, folder: Path, *command: str) -> None:
        self._path = folder / "stderr"
        environment = os.environ | {
            "DATABASE_URL": embedded.database_url(),
            "REDIS_URL": current_app.conf.broker_url,
            "WIJKZORG_PRODUCTION": "0",
            # That it runs as root, where it does, is said before there are lines.
            "PYTHONWARNINGS": "ignore",
        }
        with self._path.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=file, stderr=file
            )

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)

    @property
    def words(self) -> str:
        """All that it wrote."""
        return self._path.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """All that it wrote, each line as the object that it must be."""
        return [json.loads(line) for line in self.words.splitlines()]

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a line and return it."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if found := [line for line in self.lines if wanted(line)]:
                return found[-1]
            time.sleep(0.1)
        pytest.fail(self.words)


WORKER = (
    *("celery", "-q", "-A", "wijkzorg", "worker", "-c", "1", "-l", "INFO", "-I", "tests.shell.failing"),
    *("--without-gossip", "--without-mingle"),
)


def test_a_task_that_fails_is_told_with_the_id_of_the_request_that_asked_for_it(tmp_path: Path) -> None:
    asked_by = logs.new_request_id()
    with Process(tmp_path, *WORKER) as process:
        with logs.within(logs.Line(asked_by)):
            sent = fail.delay(NAME)
        line = process.wait_for(lambda line: "error" in line)
    assert line["request_id"] == asked_by
    assert (line["task"], line["task_id"], line["error"]) == (
        "tests.shell.failing.fail",
        sent.id,
        "ValueError",
    )
    assert line["level"] == "error"
    assert not [secret for secret in SECRETS if secret in process.words]


def test_lines_of_a_task_say_by_number_which_municipality_they_are_about(tmp_path: Path) -> None:
    asked_by = logs.new_request_id()
    with Process(tmp_path, *WORKER) as process:
        with logs.within(logs.Line(asked_by)):
            fail_in_the_second.delay(71, 72)
        process.wait_for(lambda line: "error" in line)
        own = [line for line in process.lines if line.get("request_id") == asked_by]
        asked_for = logs.new_request_id()
        with logs.within(logs.Line(asked_for, municipality_id=73)):
            fail.delay(NAME)
        sent_along = process.wait_for(lambda line: line.get("request_id") == asked_for)
    assert [(line["event"], line.get("municipality_id")) for line in own[:2]] == [
        ("in the first", 71),
        ("between", None),
    ]
    assert (own[2]["error"], own[2]["municipality_id"]) == ("ValueError", 72)
    assert sent_along["municipality_id"] == 73


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_the_web_server_says_what_kind_of_page_was_answered_and_how(tmp_path: Path) -> None:
    port = _free_port()
    command = ("gunicorn", "--config", "python:wijkzorg.gunicorn_conf", "--bind", f"127.0.0.1:{port}")
    with Process(tmp_path, *command, "wijkzorg.wsgi") as process:
        process.wait_for(lambda line: line["event"].startswith("Booting worker"))
        web = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        web.request("GET", f"/inloggen/?next=/{EMAIL}", headers={"Referer": f"https://x/{BSN}"})
        answer = web.getresponse()
        answer.read()
        line = process.wait_for(lambda line: line["event"] == "answered")
        assert (line["method"], line["status"], line["route"]) == ("GET", 200, "inloggen/")
        assert line["request_id"] == answer.headers["X-Request-ID"]
        assert line["ms"] >= 0 and line["bytes"] > 1000
        for rubbish in (
            f"GET /{EMAIL} {NAME}\r\n\r\n",
            f"GET / HTTP/1.1\r\n{EMAIL} {BSN}\r\n\r\n",
            "x" * 9000,
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as line_to:
                line_to.sendall(rubbish.encode())
                assert line_to.recv(100).startswith(b"HTTP/1.1 4")
        for asked, status, title in (
            ("GET /api/v1/gebieden?" + "x" * 8200 + " HTTP/1.1\r\n\r\n", 414, "Adres te lang"),
            ("GET /api/v1/gebieden HTTP/1.1\r\n" + "X-A: b\r\n" * 70 + "\r\n", 431, "Headers te groot"),
            ("GET /api/v1/gebieden HTTP/1.1\r\nX-A: " + "b" * 8200 + "\r\n\r\n", 431, "Headers te groot"),
            ("haal /api/v1/gebieden HTTP/1.1\r\n\r\n", 400, "Ongeldige invoer"),
            ("GET /api/v1/gebieden HTTP/9.9\r\n\r\n", 400, "Ongeldige invoer"),
            ("GET /api/v1/gebieden HTTP/1.1\r\nExpect: koek\r\n\r\n", 417, "Verwachting kan niet"),
            (
                "POST /api/v1/exports HTTP/1.1\r\nTransfer-Encoding: koek, chunked\r\n\r\n",
                501,
                "Overdracht kan niet",
            ),
        ):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as line_to:
                line_to.sendall(asked.encode())
                refused = http.client.HTTPResponse(line_to)
                refused.begin()
                said = json.loads(refused.read())
            assert (refused.status, said["status"], said["title"]) == (status, status, title)
            assert refused.headers["Content-Type"] == "application/problem+json"
            assert refused.headers["API-Version"] and refused.headers["Cache-Control"] == "no-store"
    assert process.lines
    assert not [secret for secret in SECRETS if secret in process.words]


def test_beat_says_what_it_sends(tmp_path: Path) -> None:
    beat = ("celery", "-q", "-A", "wijkzorg", "beat", "-l", "INFO", "-s", str(tmp_path / "schedule"))
    with Process(tmp_path, *beat) as process:
        assert process.wait_for(lambda line: line["logger"] == "celery.beat")["level"] == "info"
