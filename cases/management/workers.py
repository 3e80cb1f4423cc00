"""See that a Celery worker is there for a command that waits for one."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import FrameType

from celery import current_app
from django.conf import settings
from django.core.management.base import OutputWrapper
from kombu.exceptions import OperationalError as BrokerError

from wijkzorg import embedded, processes

LOOK_SECONDS = 0.3
ASK_SECONDS = 15.0  # how often to ask whether the worker that answered is still there
BROKER_GONE: tuple[type[BaseException], ...] = (
    BrokerError,
    ConnectionError,
    *current_app.connection_for_write().transport.connection_errors,
)


@contextlib.contextmanager
def somebody_works(stderr: OutputWrapper, *, inline: bool) -> Iterator[None]:
    """Keep our own servers up, and with them a worker where none answers, until the caller is done."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(_ended_in_order())
        if settings.EMBEDDED:
            stack.enter_context(embedded.Keeper())
            if not inline:
                stack.enter_context(_Stopgap(stderr))
        elif not inline and not worker_answers():
            stderr.write("No worker answers yet. Start one with: ./run worker")
        yield


def worker_answers(seconds: float = 1.0) -> bool:
    """Tell whether a Celery worker listens; as soon as the first one answers."""
    with contextlib.suppress(*BROKER_GONE):
        return bool(current_app.control.ping(timeout=seconds, limit=1))
    return False


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let `kill` and a closed terminal end a command as Ctrl-C does, so that no worker stays behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class _Stopgap(threading.Thread):
    """A worker for as long as a command lasts, begun where none answers, and begun again when it dies."""

    def __init__(self, stderr: OutputWrapper) -> None:
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
                if process is not None and process.poll() is not None:
                    _end_group(process)
                    process = None
                if process is None and not worker_answers():
                    self._stderr.write("No worker answers: one is started for as long as this takes.")
                    process = _start_worker()
                if self._over.wait(ASK_SECONDS if process is None else LOOK_SECONDS):
                    return
        finally:
            if process is not None:
                _stop(process)


def _start_worker() -> subprocess.Popen[bytes]:
    options = ["--concurrency", str(os.cpu_count() or 1), "--without-gossip", "--without-mingle"]
    with (embedded.logs_dir() / "reassess-worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "wijkzorg", "worker", *options, "--loglevel", "INFO"],
            cwd=settings.BASE_DIR,
            # So that `./run stop` finds it, should the command be killed.
            env=os.environ | {processes.MARK: str(embedded.data_dir())},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Let a worker end what it holds; after ten seconds end it with all that it started."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)
    _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a worker: its children outlive one that was killed."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
