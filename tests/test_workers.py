"""Real Celery workers on a real queue: days that pass and policies that change become flags by themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from cases import assessment, rules, tasks, upkeep
from cases.management.workers import worker_answers
from cases.models import Flag, Reassessment, ReassessmentChunk, Standing
from tests.cases.histories import random_history
from tests.cases.stored import store
from tests.conftest import Place, moment
from wijkzorg import embedded
from wijkzorg.accounts.models import User

ROOT = Path(__file__).resolve().parents[1]
CASES = 80
pytestmark = pytest.mark.django_db(transaction=True)


def start_worker(log: Path) -> subprocess.Popen[bytes]:
    """Start a worker on the database and the queue of this test."""
    database = embedded.database_url().replace("/wijkzorg?", f"/{connection.settings_dict['NAME']}?")
    environment = os.environ | {
        "DATABASE_URL": database,
        "REDIS_URL": current_app.conf.broker_url,
        "WIJKZORG_PRODUCTION": "0",
    }
    words = ["worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "wijkzorg", *words],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=file,
        )


@pytest.fixture
def worker_at_work(tmp_path: Path, transactional_db: None) -> Iterator[Path]:
    """A worker that answers; its log."""
    log = tmp_path / "worker.log"
    process = start_worker(log)
    try:
        wait_until(worker_answers, log)
        yield log
    finally:
        process.terminate()
        process.wait(timeout=30)
        current_app.control.purge()


def wait_until(done: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.1)


@pytest.fixture
def today(place: Place) -> dt.date:
    """The day that it is in the municipality."""
    return place.municipality.day_of(timezone.now())


@pytest.fixture
def left_alone(place: Place, worker: User, today: dt.date) -> dict[str, rules.History]:
    """Cases with all that happened, judged ten days ago, and since then by no task."""
    rng = random.Random("left alone")
    before = today - dt.timedelta(days=10)
    histories = {}
    for number in range(CASES):
        drawn = random_history(rng, before, 30)
        histories[f"D{number:05}"] = dataclasses.replace(drawn, municipality_policies=())
    with transaction.atomic():
        ids = [store(place, worker, ref, history).pk for ref, history in histories.items()]
    assessment.refresh(case_ids=ids, on=before, now=moment(before), cause=Flag.Cause.CORRECTED)
    return histories


def open_flags() -> dict[tuple[str, str], dt.date]:
    rows = Flag.objects.filter(state=Flag.State.OPEN).values_list("case__ref", "kind", "since")
    return {(ref, kind): since for ref, kind, since in rows}


def wanted(histories: dict[str, rules.History], on: dt.date) -> dict[tuple[str, str], dt.date]:
    """Return what the rules in Python say of histories."""
    return {
        (ref, flag.kind.value): flag.since
        for ref, history in histories.items()
        for flag in rules.assess(history, on).flags
    }


def test_ten_days_without_a_worker_and_then_one_every_since_is_right(
    left_alone: dict[str, rules.History], today: dt.date, worker_at_work: Path
) -> None:
    expected = wanted(left_alone, today)
    assert open_flags() == wanted(left_alone, today - dt.timedelta(days=10)) != expected
    for _ in range(3):  # as a schedule that was not heard for a while may send it
        tasks.advance_standings.delay()
    wait_until(lambda: open_flags() == expected, worker_at_work)
    late = {since for since in expected.values() if since > today - dt.timedelta(days=10)}
    assert len(late) > 3, "the ten days brought something"
    assert not Standing.objects.filter(next_on__lte=today).exists()


def test_a_new_policy_reaches_the_flags_of_its_municipality_by_the_workers(
    place: Place,
    worker: User,
    left_alone: dict[str, rules.History],
    today: dt.date,
    worker_at_work: Path,
) -> None:
    strict = rules.Policy(threshold_percent=90, window_max_days=14, window_intervals=1, unfindable_attempts=1)
    _policy, job = upkeep.set_policy(
        actor=worker,
        municipality=place.municipality,
        target_group=None,
        valid_from=today - dt.timedelta(days=30),
        numbers=strict,
        reason="proef",
        now=timezone.now(),
    )
    version = rules.PolicyVersion(today - dt.timedelta(days=30), strict)
    histories = {
        ref: dataclasses.replace(history, municipality_policies=(version,))
        for ref, history in left_alone.items()
    }
    expected = wanted(histories, today)
    assert expected != wanted(left_alone, today)
    wait_until(lambda: open_flags() == expected, worker_at_work)
    wait_until(lambda: upkeep.progress(job_id=job.pk) == (CASES, CASES, []), worker_at_work)
    causes = set(Flag.objects.filter(state=Flag.State.CLOSED).values_list("close_cause", flat=True))
    assert causes <= {"policy_changed", "case_closed", "corrected", "restored", "need_changed"}


def test_a_chunk_that_the_queue_lost_is_sent_again_by_the_schedule(
    place: Place, left_alone: dict[str, rules.History], today: dt.date, worker_at_work: Path
) -> None:
    long_ago = timezone.now() - 2 * upkeep.RESEND_AFTER
    job: Reassessment = upkeep.request_reassessment(
        municipality=place.municipality,
        cause=Flag.Cause.CORRECTED,
        now=long_ago,
        size=10,
        send=False,
    )
    ReassessmentChunk.objects.update(sent_at=long_ago)
    tasks.resume_reassessments.delay()
    wait_until(lambda: upkeep.progress(job_id=job.pk) == (CASES, CASES, []), worker_at_work)
    assert open_flags() == wanted(left_alone, today)


def test_two_workers_that_do_the_same_at_once_open_no_flag_twice(
    place: Place, left_alone: dict[str, rules.History], today: dt.date, worker_at_work: Path
) -> None:
    Flag.objects.all().delete()
    Standing.objects.all().delete()
    jobs = [
        upkeep.request_reassessment(
            municipality=place.municipality, cause=Flag.Cause.CORRECTED, now=timezone.now(), size=size
        )
        for size in (7, 11, CASES)
    ]
    tasks.advance_standings.delay()
    for job in jobs:
        wait_until(lambda pk=job.pk: upkeep.progress(job_id=pk)[0] == CASES, worker_at_work)  # type: ignore[misc]
    expected = wanted(left_alone, today)
    assert open_flags() == expected
    assert Flag.objects.filter(state=Flag.State.OPEN).count() == len(expected)
