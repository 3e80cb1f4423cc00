"""Vandaag as a signed-in worker opens it, in this process: from the request to the page."""

from __future__ import annotations

import warnings
from functools import partial

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.test import Client

from bench.clock import median, say, seconds, spending
from bench.table import Line, at_most
from bench.town import Town
from cases.models import Case
from wijkzorg.accounts.models import User
from wijkzorg.accounts.screen_lock import open_screen

WORKERS = 5
PAGES = 12


def _come_in(client: Client, worker: User) -> None:
    """Sign a worker in as the door leaves them: second factor used, screen open."""
    client.force_login(worker)
    request = HttpRequest()
    request.user, request.session = worker, client.session
    record_authentication(request, worker, "mfa", type="totp")
    open_screen(request, worker)
    request.session.save()


def measure(town: Town) -> list[Line]:
    """Open the page of some workers, several times each."""
    # The static files are collected where the product is installed, not here.
    warnings.filterwarnings("ignore", "No directory at")
    workers = list(User.objects.order_by("pk")[:: max(1, User.objects.count() // WORKERS)][:WORKERS])
    say(f"opening Vandaag for {len(workers)} workers ...")
    durations, queries, shown = [], [], []
    for worker in workers:
        client = Client(HTTP_HOST=_host())
        _come_in(client, worker)
        with spending() as spent:
            _page(client)
        queries.append(spent.queries)
        durations += [seconds(partial(_page, client)) for _page_number in range(PAGES)]
        shown.append(Case.objects.filter(worker=worker).count())
    what = f"Vandaag with {max(shown)} of {town.cases:,} cases"
    return [
        at_most(f"{what}, ms on the server", 1000 * median(durations), 40, "{:.3g}"),
        at_most(f"{what}, queries", max(queries), 10),
    ]


def _page(client: Client) -> HttpResponseBase:
    response = client.get("/")
    if response.status_code != 200:
        raise RuntimeError(f"Vandaag answered {response.status_code}")
    return response


def _host() -> str:
    """Return a name under which the product answers."""
    names = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    return names[0].lstrip(".") if names else "localhost"
