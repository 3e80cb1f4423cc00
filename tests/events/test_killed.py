"""A real worker on a real queue that is killed in the middle of its work: nothing is lost, nothing is invented."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from cases.management.workers import worker_answers
from tests.conftest import Place
from tests.events.making import subscribe
from tests.events.receivers import Receiver
from tests.events.test_delivering import SUBJECTS, happen
from wijkzorg import embedded
from wijkzorg.events import delivering, tasks
from wijkzorg.events.models import Delivery, Event

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)
EVENTS = 60


@pytest.fixture
def worker_process(tmp_path: Path, transactional_db: None) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker of the demo, in a group of processes of its own, on the database and queue of this test."""
    database = embedded.database_url().replace("/wijkzorg?", f"/{connection.settings_dict['NAME']}?")
    environment = os.environ | {
        "DATABASE_URL": database,
        "REDIS_URL": current_app.conf.broker_url,
        "WIJKZORG_PRODUCTION": "0",
        "WIJKZORG_DEMO": "1",
        "WIJKZORG_URL": "http://localhost:8000",
    }
    log = (tmp_path / "worker.log").open("ab")
    words = ["worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "wijkzorg", *words],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        _wait_until(worker_answers)
        yield process
    finally:
        _kill(process)
        current_app.control.purge()
        log.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the worker and its children at once, without a word."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def _wait_until(done: Any) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(
    place: Place, receiver: Receiver, worker_process: subprocess.Popen[bytes]
) -> None:
    subscribe(place, address=receiver.address, made_at=timezone.now(), next_at=timezone.now())

    def die_at_twenty(_event: dict[str, Any]) -> int:
        if len(receiver.got) == 20:
            _kill(worker_process)  # it was read here, and nobody there will ever know
            receiver.answer = lambda _later: 204
        return 204

    receiver.answer = die_at_twenty
    # Each announces itself to the worker, which begins while the others still happen.
    told: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    for number in range(EVENTS):
        subject = SUBJECTS[number % len(SUBJECTS)]
        told[subject].append(happen(place, subject, timezone.now()))
    tasks.send_events.delay()
    tasks.send_events.delay()  # two at once share the work
    _wait_until(lambda: len(receiver.got) > 20)
    waiting = Delivery.objects.waiting().count()
    assert waiting == EVENTS - 20, "what was read last was not written down"
    now = timezone.now()
    assert delivering.due(now=now) == [], "the dead one still holds it"
    later = now + delivering.CLAIM
    sent = sum(
        delivering.serve(municipality_id=municipality, subscription_id=pk, clock=lambda: later)
        for municipality, pk in delivering.due(now=later)
    )
    assert sent == waiting
    arrived = receiver.first()
    assert {
        subject: [event["id"] for event in arrived if event["subject"] == subject] for subject in SUBJECTS
    } == told
    assert len(receiver.got) == EVENTS + 1, "one went twice, with the same id"
    assert set(receiver.ids) == {str(event.uuid) for event in Event.objects.all()}
