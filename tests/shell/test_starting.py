"""Web, worker and beat refuse to start where production is not serious, in one sentence, and for good."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from celery import current_app

from wijkzorg import embedded

ROOT = Path(__file__).resolve().parents[2]
CELERY = ("-m", "celery", "--quiet", "--app", "wijkzorg")
WEB = (
    "-m",
    "gunicorn",
    "--config",
    "python:wijkzorg.gunicorn_conf",
    "--bind",
    "127.0.0.1:0",
    "wijkzorg.wsgi",
)
PARTS = {
    "web": WEB,
    "wsgi": ("-c", "import wijkzorg.wsgi"),
    "worker": (*CELERY, "worker", "--concurrency", "1"),
    # Beat throws away a file that is no schedule of its own, /dev/null too: it gets a folder of its own.
    "beat": (*CELERY, "beat", "--schedule", "{folder}/schedule"),
}


def started(*words: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Start a part of a production and wait until it ends by itself."""
    environment = os.environ | {
        "DATABASE_URL": embedded.database_url(),
        "REDIS_URL": current_app.conf.broker_url,
        "WIJKZORG_PRODUCTION": "1",
        "WIJKZORG_SECRET_KEY": "qwertyuiopasdfghjklzxcvbnm0123456789-QWERTYUIOPASDF",
        "WIJKZORG_FIELD_KEYS": embedded.field_key(),
        "WIJKZORG_ALLOWED_HOSTS": "wijkzorg.example",
        "WIJKZORG_WEB_WORKERS": "1",
        **changed,
    }
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(
            [sys.executable, *(word.replace("{folder}", folder) for word in words)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.mark.parametrize("part", PARTS)
def test_no_part_starts_with_the_demo_in_production(part: str) -> None:
    ended = started(*PARTS[part], WIJKZORG_DEMO="1")
    assert ended.returncode != 0
    assert [line for line in ended.stderr.splitlines() if "Wijkzorg does not start" in line] == [
        "Wijkzorg does not start. WIJKZORG_DEMO opens logins with a password that everybody knows."
        " Production refuses it."
    ]
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"WIJKZORG_DEBUG": "1"}, "WIJKZORG_DEBUG shows everybody what went wrong"),
        ({"WIJKZORG_SECRET_KEY": "kort"}, "WIJKZORG_SECRET_KEY must have at least 50 random characters"),
        ({"WIJKZORG_FIELD_KEYS": ""}, "WIJKZORG_FIELD_KEYS is empty"),
        ({"WIJKZORG_FIELD_KEYS": "kort"}, "WIJKZORG_FIELD_KEYS holds something that is no key"),
        ({"WIJKZORG_ALLOWED_HOSTS": "*"}, "WIJKZORG_ALLOWED_HOSTS must name hosts"),
    ],
)
def test_the_web_part_says_what_is_wrong(changed: dict[str, str], said: str) -> None:
    ended = started(*PARTS["wsgi"], **changed)
    assert ended.returncode != 0 and said in ended.stderr and "Traceback" not in ended.stderr


def test_a_production_that_is_serious_starts() -> None:
    assert started(*PARTS["wsgi"]).returncode == 0
