"""Judge all cases of a municipality anew, by the Celery workers; waits until it is done."""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from cases import upkeep
from cases.management.arguments import add_municipality, find_municipality
from cases.management.workers import BROKER_GONE, somebody_works
from cases.models import Flag, Reassessment, ReassessmentChunk
from wijkzorg.tenancy.wall import inside

LOOK_SECONDS = 0.3
NAMED = 10
# Without a step forward for so long, what waits is sent again; each time in vain for twice as long.
STUCK_SECONDS = 4.0
SERVER_GONE: tuple[type[BaseException], ...] = (*upkeep.GONE, *BROKER_GONE)
GIVE_UP_SECONDS = 120.0  # a server that is away for so long is not being started again


class Command(BaseCommand):
    """Ask for a reassessment and show how far the workers are; a server or worker that dies meanwhile delays it."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a municipality, and whether to do without workers."""
        add_municipality(parser)
        parser.add_argument("--inline", action="store_true", help="in this process, without workers")
        parser.add_argument(
            "--distrust",
            action="store_true",
            help="judge every case, also those of which nothing changed since they were judged last",
        )
        parser.add_argument(
            "--chunk",
            type=_count,
            default=upkeep.CHUNK,
            metavar="N",
            help=f"how many cases a worker takes at a time; {upkeep.CHUNK:,} when left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Cut the work in chunks, wait for them, say what failed."""
        municipality = find_municipality(options["municipality"])
        with inside(municipality.pk):
            job = upkeep.request_reassessment(
                municipality=municipality,
                cause=Flag.Cause.CORRECTED,
                now=timezone.now(),
                size=options["chunk"],
                send=False,
                distrust=options["distrust"],
            )
        self._shown = -1
        try:
            with somebody_works(self.stderr, inline=options["inline"]):
                step = _do_next if options["inline"] else _Sender().send_what_waits
                total, failures = self._finish(job, step)
        except KeyboardInterrupt:
            raise CommandError("stopped; the workers go on with what waits", returncode=130) from None
        if failures:
            raise CommandError(_sentence_of(failures))
        self.stderr.write(f"{total:,} cases assessed.")

    def _finish(self, job: Reassessment, step: Callable[[Reassessment], None]) -> tuple[int, list[str]]:
        """Take steps until every case is done; return how many there were, and what failed."""
        answered_at = time.monotonic()
        while True:
            try:
                with inside(job.municipality_id):
                    done, total, failures = upkeep.progress(job_id=job.pk)
                self._show(done, total)
                if done == total:
                    return total, failures
                step(job)
                answered_at = time.monotonic()
            except SERVER_GONE as error:
                connection.close()
                if time.monotonic() - answered_at > GIVE_UP_SECONDS:
                    reason = str(error).strip().splitlines() or [type(error).__name__]
                    raise CommandError(f"a server stays away, so this stops waiting: {reason[0]}") from None
                time.sleep(LOOK_SECONDS)

    def _show(self, done: int, total: int) -> None:
        if done != self._shown:
            end = "\n" if done == total or not sys.stderr.isatty() else "\r"
            self.stderr.write(f"{done:,} of {total:,} cases", ending=end)
        self._shown = done


def _do_next(job: Reassessment) -> None:
    """Judge the first chunk that waits in this process."""
    with inside(job.municipality_id):
        waiting = ReassessmentChunk.objects.filter(reassessment=job, done_at=None).order_by("id")
        chunk_id = waiting.values_list("id", flat=True)[0]
    now = timezone.now()
    if not upkeep.reassess_chunk(municipality_id=job.municipality_id, chunk_id=chunk_id, now=now):
        time.sleep(LOOK_SECONDS)  # the schedule gave it to a worker


def _sentence_of(failures: list[str]) -> str:
    """Name the first cases that could not be judged, and count the others."""
    wrong = ", ".join(failures).split(", ")
    others = f" and {len(wrong) - NAMED:,} more" if len(wrong) > NAMED else ""
    return f"these cases could not be judged (the log says why): {', '.join(wrong[:NAMED])}{others}"


class _Sender:
    """Send the chunks to the workers, and again when for some time none of them is done."""

    def __init__(self) -> None:
        self._left = -1
        self._moved_at = 0.0
        self._patience = STUCK_SECONDS

    def send_what_waits(self, job: Reassessment) -> None:
        """Send what waits if nothing moves; else leave the workers some time."""
        with inside(job.municipality_id):
            left = ReassessmentChunk.objects.filter(reassessment=job, done_at=None).count()
        now = time.monotonic()
        if self._left < 0:
            self._send(job)
        elif left != self._left:
            self._moved_at, self._patience = now, STUCK_SECONDS
        elif now - self._moved_at > self._patience:
            self._send(job)
            self._patience *= 2
        self._left = left
        time.sleep(LOOK_SECONDS)

    def _send(self, job: Reassessment) -> None:
        upkeep.send_chunks(
            municipality_id=job.municipality_id, now=timezone.now(), job_id=job.pk, stale=dt.timedelta()
        )
        self._moved_at = time.monotonic()


def _count(text: str) -> int:
    """Read a whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1")
    return int(text)
