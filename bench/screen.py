"""Vandaag as a signed-in worker opens it, in this process: from the request to the page."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from unittest import mock

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.test import Client

from bench import databases
from bench.clock import median, say, seconds, spending
from bench.table import Line, at_most, at_most_times
from bench.town import Town
from cases.models import Case
from wijkzorg.accounts.models import User
from wijkzorg.accounts.screen_lock import open_screen

WORKERS = 5
PAGES = 12
ROUNDS = 40


def _come_in(client: Client, worker: User) -> None:
    """Sign a worker in as the door leaves them: second factor used, screen open."""
    client.force_login(worker)
    request = HttpRequest()
    request.user, request.session = worker, client.session
    record_authentication(request, worker, "mfa", type="totp")
    open_screen(request, worker)
    request.session.save()


def client_of(worker: User) -> Client:
    """Return a browser in which a worker is signed in."""
    client = Client(HTTP_HOST=_host())
    _come_in(client, worker)
    return client


def measure(town: Town) -> list[Line]:
    """Open the page of some workers, several times each."""
    # The static files are collected where the product is installed, not here.
    warnings.filterwarnings("ignore", "No directory at")
    workers = list(User.objects.order_by("pk")[:: max(1, User.objects.count() // WORKERS)][:WORKERS])
    say(f"opening Vandaag for {len(workers)} workers ...")
    durations, queries, shown = [], [], []
    for worker in workers:
        client = client_of(worker)
        with spending() as spent:
            _page(client)
        queries.append(spent.queries)
        durations += [seconds(partial(_page, client)) for _page_number in range(PAGES)]
        shown.append(Case.objects.filter(worker=worker).count())
    walls = [
        _walls(town, client_of(workers[0]), path, what)
        for path, what in (("/", "Vandaag"), (_a_case(workers[0]), "a case"))
    ]
    what = f"Vandaag with {max(shown)} of {town.cases:,} cases"
    return [
        at_most(f"{what}, ms on the server", 1000 * median(durations), 40, "{:.3g}"),
        at_most(f"{what}, queries", max(queries), 10),
        *walls,
    ]


def _walls(town: Town, client: Client, path: str, what: str) -> Line:
    """Open a page with the wall and the log, and without them, in turn."""
    bare, walled = [], []
    for _number in range(ROUNDS + 5):
        with databases.unheld(town.database), _unlogged():
            bare.append(seconds(partial(_page, client, path)))
        walled.append(seconds(partial(_page, client, path)))
    # The first ones warm up.
    return at_most_times(
        f"{what} with wall and log, against without", median(walled[5:]), median(bare[5:]), 1.5
    )


@contextmanager
def _unlogged() -> Iterator[None]:
    """Let a page be read without a line in the access log."""
    with ExitStack() as stack:
        for name in ("day.views.log_event", "cases.views.log_read"):
            stack.enter_context(mock.patch(name))
        yield


def _a_case(worker: User) -> str:
    return f"/dossiers/{Case.objects.filter(worker=worker, closed_on=None).order_by('pk')[0].pk}/"


def _page(client: Client, path: str = "/") -> HttpResponseBase:
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return response


def _host() -> str:
    """Return a name under which the product answers."""
    names = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    return names[0].lstrip(".") if names else "localhost"
