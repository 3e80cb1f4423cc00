"""The product as it is served in production, over HTTP: sixteen workers at once on a large town."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from django.conf import settings
from django.middleware.csrf import get_token
from django.test import RequestFactory

from bench import databases, recording
from bench.clock import say
from bench.screen import client_of
from bench.table import NOTHING, Line, at_most, duration
from bench.town import Town
from bench.visitors import Browser, Visit, all_at_once, weights
from cases.models import Contact
from residents.models import Resident
from wijkzorg.accounts.models import User

VISITORS = 16
WARM_UP_SHARE = 5  # of the time; pages that are opened then are not counted
KILOBYTE = 1000
_COOKIE = "__Host-sessionid"


def measure(town: Town, *, seconds: int) -> list[Line]:
    """Serve the town, let people work in it, and take back what they wrote."""
    newest = Contact.objects.order_by("-pk").values_list("pk", flat=True)[0]
    everybody = User.objects.filter(cases__isnull=False).distinct().order_by("pk")
    workers = list(everybody[:: max(1, everybody.count() // VISITORS)][:VISITORS])
    names = list(Resident.objects.order_by("pk").values_list("last_name", flat=True)[:200])
    with served(town) as address:
        visits = [_visit(address, worker, names, number) for number, worker in enumerate(workers)]
        first, later = weights(visits[0].browser)
        say(f"{len(visits)} workers open pages for {seconds} s ...")
        took = all_at_once(visits, seconds, seconds / WARM_UP_SHARE)
    recording.take_back(town, newest, sorted({case for visit in visits for case in visit.recorded}))
    every = [each for times in took.values() for each in times]
    what = f"{len(visits)} workers at once on {town.cases:,} cases, {len(every):,} pages"
    return [
        at_most(f"{what}: median, ms", 1000 * median(every), 80, "{:.3g}"),
        at_most(f"{what}: 95 of 100 within, ms", 1000 * _p95(every), 250, "{:.3g}"),
        *(_told(kind, times) for kind, times in sorted(took.items())),
        at_most("Vandaag over the line, first visit, kB", first / KILOBYTE, 150, "{:.4g}"),
        at_most("Vandaag over the line, after that, kB", later / KILOBYTE, 30, "{:.4g}"),
    ]


def _told(kind: str, times: list[float]) -> Line:
    words = f"  {kind}: median, and 95 of 100 within"
    return Line(words, duration(median(times)), duration(_p95(times)), "", NOTHING, True)


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1]


def _visit(address: str, worker: User, names: list[str], number: int) -> Visit:
    """Give a worker a browser in which they are signed in."""
    client = client_of(worker)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    request = RequestFactory().get("/")
    get_token(request)
    cookies = {_COOKIE: session, "__Host-csrftoken": request.META["CSRF_COOKIE"]}
    return Visit(Browser(address, cookies), names, random.Random(number))


@contextmanager
def served(town: Town) -> Iterator[str]:
    """Serve a town as in production, with the files collected and compressed; one web process for each core."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="wijkzorg-bench-") as folder:
        environment = os.environ | {
            "DATABASE_URL": databases.address(town.database),
            # The pages use it as a cache alone.
            "REDIS_URL": settings.CACHE_URL,
            "WIJKZORG_PRODUCTION": "1",
            "WIJKZORG_BEHIND_PROXY": "1",
            "WIJKZORG_ALLOWED_HOSTS": "localhost",
            "WIJKZORG_SECRET_KEY": settings.SECRET_KEY,
            "WIJKZORG_FIELD_KEYS": ",".join(settings.WIJKZORG_FIELD_KEYS),
            "WIJKZORG_STATIC_ROOT": str(Path(folder) / "static"),
            "WIJKZORG_BIND": f"127.0.0.1:{port}",
            "WIJKZORG_WEB_WORKERS": str(os.cpu_count() or 2),
            "WIJKZORG_LOG_LEVEL": "WARNING",
        }
        environment.pop("DATABASE_OWNER_URL", None)
        log = (Path(folder) / "web.log").open("w+")
        run = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(run, env=environment, check=True, stdout=log, stderr=log, cwd=settings.BASE_DIR)
        serve = [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "python:wijkzorg.gunicorn_conf",
            "wijkzorg.wsgi",
        ]
        web = subprocess.Popen(serve, env=environment, stdout=log, stderr=log, cwd=settings.BASE_DIR)
        try:
            address = f"http://localhost:{port}"
            _await(address, web, log.name)
            yield address
        finally:
            web.terminate()
            web.wait(30)
            log.close()


def _await(address: str, web: subprocess.Popen[bytes], log: str) -> None:
    for _attempt in range(300):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if web.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"the web part did not start: {Path(log).read_text()[-500:]}")


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
