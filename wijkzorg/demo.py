"""Bring up a fictional municipality with web, worker and beat: python -m wijkzorg.demo [--port N] [--check] | --stop.

`./run demo` prepares the parts and calls this; `./run pictures` does so with --pictures FOLDER.
"""

import argparse
import contextlib
import fcntl
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from wijkzorg import embedded, processes
from wijkzorg.demo_visit import DemoError, Visitor

if TYPE_CHECKING:
    from wijkzorg.demo_town import Town

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Run, try or stop the demo; returns the exit status."""
    options = _options(arguments)
    if options.stop:
        return stop()
    if os.environ.get(processes.MARK) != str(embedded.data_dir()):
        _begin_again_marked(arguments)
    # `kill`, Ctrl-C and a closed terminal all end it the same way.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return _run(options.port, check=options.check, pictures=options.pictures)
    except KeyboardInterrupt:
        return 130
    except (DemoError, embedded.EmbeddedError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1


def stop() -> int:
    """Stop a running demo, its leftovers, and the servers of this data folder."""
    mark = str(embedded.data_dir())
    running = processes.marked(mark)
    steps = ((signal.SIGTERM, 30.0), (signal.SIGKILL, 5.0))
    for number, seconds in steps:
        for pid in processes.marked(mark):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and processes.marked(mark):
            time.sleep(0.1)
    try:
        served = any(server.processes for server in embedded.status())
        embedded.stop()
    except embedded.EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    print("Stopped." if running or served else "Nothing runs.", file=sys.stderr)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run demo", description=__doc__)
    parser.add_argument("--port", type=int, help="where to serve; 8000 when left out")
    parser.add_argument("--check", action="store_true", help="try it over HTTP and end")
    parser.add_argument("--pictures", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--stop", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.port is not None and not 0 < options.port < 65536:
        parser.error(f"--port: {options.port} is no port (1 to 65535)")
    return options


def _begin_again_marked(arguments: list[str]) -> None:
    """Start this very process anew with the mark: the environment of a running process cannot be added to."""
    environment = os.environ | {
        processes.MARK: str(embedded.data_dir()),
        "WIJKZORG_DATA": str(embedded.data_dir()),
        "WIJKZORG_DEMO": "1",
        "WIJKZORG_PRODUCTION": "0",
        "DJANGO_SETTINGS_MODULE": "wijkzorg.settings",
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1",
    }
    os.execve(sys.executable, [sys.executable, "-m", "wijkzorg.demo", *arguments], environment)


def _interrupt(number: int, frame: FrameType | None) -> None:
    # Once: whoever presses Ctrl-C twice must not cut off the cleaning up.
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(port: int | None, *, check: bool, pictures: Path | None) -> int:
    port = _free_port(port, any_will_do=check or pictures is not None)
    os.environ["WIJKZORG_URL"] = f"http://localhost:{port}"
    with _servers(), contextlib.ExitStack() as stack:
        supervisor = processes.Supervisor(folder=ROOT, logs=embedded.logs_dir(), environment=os.environ)
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wijkzorg-")))
        stack.callback(supervisor.stop)
        town = _load_town(lambda: _start_parts(supervisor, port, scratch))
        _wait("worker", town.worker_answers, supervisor)
        town.raise_flags()
        visitor = Visitor(f"http://127.0.0.1:{port}")
        _wait("web", visitor.is_served, supervisor)
        address = f"http://localhost:{port}"
        print(f"{town.table()}\n\n{address}\n{town.logins()}\n{town.systems(address)}", flush=True)
        if check:
            print(town.check(visitor), flush=True)
            return 0
        if pictures is not None:
            _take_pictures(f"http://localhost:{port}", town, pictures)
            return 0
        print(f"\nIts letters are at http://localhost:{port}/demo/post/. Ctrl-C ends it.", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                time.sleep(3600)
        print("\nStopping ...", file=sys.stderr)
    return 0


def _take_pictures(address: str, town: "Town", folder: Path) -> None:
    # A demo alone has no browser among its parts.
    from wijkzorg import demo_pictures

    for picture in demo_pictures.take(address, town.scenes(), folder):
        print(f"{picture} ({picture.stat().st_size // 1000} kB)", flush=True)


def _load_town(start_parts: Callable[[], None]) -> "Town":
    """Fill the database; one demo at a time, as two could trip over each other's migrations.

    The parts start meanwhile where the town stands already; else after it, so that nothing works on half a town.
    """
    # Only now, as it needs the servers. The parts, whose logs are files, keep their own level.
    os.environ.setdefault("WIJKZORG_LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from wijkzorg.demo_town import Town

    with (embedded.data_dir() / "demo-load.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        town = Town()
        town.bring_up_to_date()
        stands = town.stands()
        if stands:
            start_parts()
        town.load()
    if not stands:
        start_parts()
    return town


def _free_port(wanted: int | None, *, any_will_do: bool) -> int:
    """Return the port to serve on; raises DemoError when it is taken."""
    port = wanted or (0 if any_will_do else 8000)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise DemoError(f"port {port} is for root only; choose one above 1023 with --port.") from error
        except OSError as error:
            raise DemoError(f"port {port} is taken; choose another with --port.") from error
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def _servers() -> Iterator[None]:
    """Keep the embedded servers up; the last demo to end stops them, if a demo started them."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield
        return
    print("Starting PostgreSQL and Valkey ...", file=sys.stderr)
    ours = embedded.data_dir() / "started-by-demo"
    embedded.logs_dir()
    with (embedded.data_dir() / "demo.lock").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        if embedded.ensure():
            ours.touch()
        try:
            with embedded.Keeper():
                yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if ours.exists():
                    embedded.stop()
                    ours.unlink(missing_ok=True)


def _start_parts(supervisor: processes.Supervisor, port: int, folder: Path) -> None:
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "wijkzorg"]
    supervisor.start(
        "worker",
        [
            *celery,
            "worker",
            "--loglevel",
            "INFO",
            "--concurrency",
            "2",
            "--without-gossip",
            "--without-mingle",
            "-n",
            f"demo{port}@%h",
        ],
    )
    supervisor.start(
        "beat", [*celery, "beat", "--loglevel", "INFO", "--schedule", str(folder / "beat-schedule")]
    )
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:wijkzorg.gunicorn_conf"]
    supervisor.start("web", [*gunicorn, "--bind", f"127.0.0.1:{port}", "wijkzorg.wsgi"])


def _wait(name: str, ready: Callable[[], bool], supervisor: processes.Supervisor) -> None:
    """Wait until a part is ready; raises DemoError when it keeps dying or takes longer than a minute."""
    deadline = time.monotonic() + 60
    log = embedded.logs_dir() / f"{name}.log"
    while not ready():
        if supervisor.deaths(name) > 3:
            raise DemoError(f"{name} does not stay up; its log is {log}.")
        if time.monotonic() > deadline:
            raise DemoError(f"{name} did not answer within a minute; its log is {log}.")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
