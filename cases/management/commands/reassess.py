"""Judge all cases of a municipality anew, by the Celery workers; waits until it is done."""

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from cases import upkeep
from cases.management.arguments import add_municipality, find_municipality
from cases.models import Flag, ReassessmentChunk
from wijkzorg import embedded

LOOK_SECONDS = 0.3
STUCK_SECONDS = 15  # without a step forward for so long, what waits is sent again
BROKER_GONE = (BrokerError, ConnectionError, *current_app.connection_for_write().transport.connection_errors)


class Command(BaseCommand):
    """Ask for a reassessment and show how far the workers are."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a municipality, and whether to do without workers."""
        add_municipality(parser)
        parser.add_argument("--inline", action="store_true", help="in this process, without workers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Cut the work in chunks, wait for them, say what failed."""
        municipality = find_municipality(options["municipality"])
        inline = options["inline"]
        job = upkeep.request_reassessment(
            municipality=municipality, cause=Flag.Cause.CORRECTED, now=timezone.now(), send=False
        )
        if inline:
            self._inline(job.pk)
        else:
            with _workers(self.stderr):
                self._wait(job.pk)
        _done, total, failures = upkeep.progress(job_id=job.pk)
        if failures:
            raise CommandError(f"these cases could not be judged (the log says why): {', '.join(failures)}")
        self.stderr.write(f"{total} cases assessed.")

    def _inline(self, job_id: int) -> None:
        chunks = ReassessmentChunk.objects.filter(reassessment_id=job_id, done_at=None).order_by("id")
        for chunk_id in chunks.values_list("id", flat=True):
            upkeep.reassess_chunk(chunk_id=chunk_id, now=timezone.now())
            self._show(*upkeep.progress(job_id=job_id)[:2])

    def _wait(self, job_id: int) -> None:
        shown, moved_at = -1, -STUCK_SECONDS
        while True:
            try:
                done, total, _failures = upkeep.progress(job_id=job_id)
                if done != shown:
                    self._show(done, total)
                    moved_at = time.monotonic() if shown >= 0 else -STUCK_SECONDS
                    shown = done
                if done == total:
                    return
                if time.monotonic() - moved_at > STUCK_SECONDS:
                    moved_at = time.monotonic()
                    upkeep.send_chunks(now=timezone.now(), job_id=job_id, stale=dt.timedelta())
            except upkeep.GONE:
                connection.close()
            except BROKER_GONE:
                pass
            time.sleep(LOOK_SECONDS)

    def _show(self, done: int, total: int) -> None:
        end = "\n" if done == total or not sys.stderr.isatty() else "\r"
        self.stderr.write(f"{done:,} of {total:,} cases", ending=end)


@contextlib.contextmanager
def _workers(stderr: Any) -> Iterator[None]:
    """See that somebody works: on a machine with servers of our own, a worker of our own where none answers."""
    if not settings.EMBEDDED:
        if not _answered():
            stderr.write("No worker answers yet. Start one with: ./run worker")
        yield
        return
    with embedded.Keeper(), _Stopgap(stderr):
        yield


def _answered() -> bool:
    with contextlib.suppress(*BROKER_GONE):
        return bool(current_app.control.ping(timeout=1.0))
    return False


class _Stopgap(threading.Thread):
    """A worker for as long as the command lasts, begun where none answers, and begun again when it dies."""

    def __init__(self, stderr: Any) -> None:
        super().__init__(name="stopgap", daemon=True)
        self._stderr = stderr
        self._over = threading.Event()

    def __enter__(self) -> "_Stopgap":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        """Look now and then whether a worker answers; work until the command is over."""
        process: subprocess.Popen[bytes] | None = None
        try:
            while True:
                if (process is None or process.poll() is not None) and not _answered():
                    self._stderr.write("No worker answers: one is started for as long as this takes.")
                    process = _start_worker()
                if self._over.wait(STUCK_SECONDS if process is None else LOOK_SECONDS):
                    return
        finally:
            if process is not None:
                _stop(process)


def _start_worker() -> subprocess.Popen[bytes]:
    log = (embedded.logs_dir() / "reassess-worker.log").open("ab")
    with log:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "wijkzorg", "worker", "--concurrency", str(os.cpu_count() or 1),
             "--without-gossip", "--without-mingle", "--loglevel", "INFO"],
            cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Let a worker end what it holds; after ten seconds end it with all that it started."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
