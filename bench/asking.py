"""Systems that ask over REST, as it is served in production: sixteen at once, and one that fetches all there is."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import tracemalloc
from dataclasses import dataclass, field
from statistics import median, quantiles
from urllib.parse import urlencode, urlsplit

from django.utils import timezone

from bench import figures, places
from bench.clock import say
from bench.serving import served
from bench.table import NOTHING, Line, at_least, at_most, duration
from bench.town import Town
from municipalities.api import exporting
from municipalities.api.models import Export
from municipalities.definitions import DEFINITIONS
from wijkzorg.clients import actions
from wijkzorg.clients.models import Client
from wijkzorg.clients.scopes import Scope
from wijkzorg.tenancy.wall import inside

SYSTEMS = 16
PAGE = 10_000
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class System:
    """A system with a token and a line of its own."""

    address: str
    identity: tuple[str, str]
    dice: random.Random
    took: list[float] = field(default_factory=list)
    _line: http.client.HTTPConnection | None = None
    _token: str = ""

    def sign_in(self) -> None:
        """Fetch a token."""
        name, secret = self.identity
        told = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret}
        status, _, body = self._send("POST", "/api/oauth/token", urlencode(told), _FORM)
        if status != 200:
            raise RuntimeError(f"no token: {status} {body[:200]!r}")
        self._token = json.loads(body)["access_token"]

    def get(self, path: str) -> tuple[bytes, str]:
        """Ask for something; return it with its Link header."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        status, link, body = self._send("GET", f"/api/v1{path}", None, headers)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body[:200]!r}")
        return body, link

    def look(self) -> None:
        """Ask what a system asks that shows figures: one figure of the municipality, over two years."""
        figure = self.dice.choice(list(DEFINITIONS))
        begun = time.perf_counter()
        self.get(f"/statistieken?niveau=gemeente&indicator={figure}")
        self.took.append(time.perf_counter() - begun)

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str, bytes]:
        if self._line is None:
            parts = urlsplit(self.address)
            self._line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        for again in (False, True):
            try:
                self._line.request(method, path, body, headers | {"X-Forwarded-Proto": "https"})
                answer = self._line.getresponse()
                break
            except ConnectionError:  # a line that nobody used for a while was closed
                self._line.close()
                if again:
                    raise
        return answer.status, answer.headers.get("Link", ""), answer.read()


def measure(town: Town, *, seconds: int) -> list[Line]:
    """Count a week; then publish two years, and let systems ask for them."""
    lines = figures.measure(town)
    rows = figures.publish_two_years(town)
    say(f"two years are {rows:,} published figures")
    identities = [_let_in(number) for number in range(SYSTEMS)]
    with served(town) as address:
        systems = [
            System(address, identity, random.Random(number)) for number, identity in enumerate(identities)
        ]
        for system in systems:
            system.sign_in()
        lines += _alone(systems[0])
        lines += _at_once(systems, seconds)
        lines += _changes(systems[0], rows)
    return lines + _exports(rows)


def _alone(system: System) -> list[Line]:
    for _ in range(20):
        system.look()
    system.took.clear()
    for _ in range(200):
        system.look()
    what = "statistieken of a municipality over two years: 95 of 100 within, ms"
    return [at_most(what, 1000 * _p95(system.took), 50, "{:.3g}")]


def _at_once(systems: list[System], seconds: int) -> list[Line]:
    """Let all of them ask one thing after the other, as fast as they are answered."""
    say(f"{len(systems)} systems ask for {seconds} s ...")
    until = time.monotonic() + seconds
    faults: list[BaseException] = []

    def work(system: System) -> None:
        system.took.clear()
        try:
            while time.monotonic() < until:
                system.look()
                time.sleep(system.dice.uniform(0.1, 0.3))  # it does something with the answer
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=[system]) for system in systems]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    took = [each for system in systems for each in system.took]
    what = f"{len(systems)} systems at once, {len(took):,} questions"
    return [
        at_most(f"{what}: median, ms", 1000 * median(took), 60, "{:.3g}"),
        Line("  95 of 100 within", duration(_p95(took)), "", "", NOTHING, True),
    ]


def _changes(system: System, rows: int) -> list[Line]:
    """Fetch all that was ever published, page by page, as a system that keeps a copy."""
    path, count, begun = f"/wijzigingen?limit={PAGE}", 0, time.perf_counter()
    while True:
        body, link = system.get(path)
        count += len(json.loads(body)["wijzigingen"])
        following = [part for part in link.split(",") if 'rel="next"' in part]
        if not following:
            break
        path = following[0].split("<")[1].split(">")[0].partition("/api/v1")[2]
    took = time.perf_counter() - begun
    if count < rows:
        raise RuntimeError(f"{count} changes of {rows} figures")
    return [
        at_least(f"wijzigingen, {count:,} of them in pages of {PAGE:,}: rows a second", count / took, 20_000)
    ]


def _exports(rows: int) -> list[Line]:
    """Make files of a tenth and of all; the memory for the second is no more."""
    lines = []
    for form in (Export.Form.NDJSON, Export.Form.CSV):
        took, _ = _export(form, {})
        lines.append(at_least(f"an export of {rows:,} rows as {form}: rows a second", rows / took, 20_000))
    _, little = _export(Export.Form.NDJSON, {"niveau": "wijk"}, watched=True)
    _, much = _export(Export.Form.NDJSON, {}, watched=True)
    return [
        *lines,
        at_most(
            "memory of an export of all, against one of the wijken alone, times", much / little, 1.5, "{:.3g}"
        ),
    ]


def _export(form: str, asked: dict[str, str], *, watched: bool = False) -> tuple[float, int]:
    now = timezone.now()
    with inside(places.MUNICIPALITY):
        client = Client.objects.order_by("pk")[0]
        export = exporting.ask(
            municipality_id=places.MUNICIPALITY, client_id=client.pk, form=form, asked=asked, now=now
        )
        if watched:
            tracemalloc.start()
        begun = time.perf_counter()
        exporting.make(export_id=export.pk, now=now)
        took = time.perf_counter() - begun
        most = tracemalloc.get_traced_memory()[1] if watched else 0
        if watched:
            tracemalloc.stop()
    return took, most


def _let_in(number: int) -> tuple[str, str]:
    """Let a system in; return how it is called, and its secret."""
    now = timezone.now()
    with inside(places.MUNICIPALITY):
        access = actions.let_in(
            municipality_id=places.MUNICIPALITY,
            name=f"Systeem {number}",
            organisation="Meetstad",
            scopes=[Scope.FIGURES],
            legal_ground="",
            actor=None,
            now=now,
        )
        credential, secret = actions.make_secret(
            client=access.client, municipality_id=places.MUNICIPALITY, actor=None, now=now
        )
    return credential.oauth_id, secret


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1]
