"""Sixteen people at work at once, each in a browser of their own, and what their pages weigh."""

from __future__ import annotations

import gzip
import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

_ASSET = re.compile(r'(?:href|src)="(/static/[^"#?]+)')
_FIELD = re.compile(r'<input[^>]*name="(csrfmiddlewaretoken|token)"[^>]*value="([^"]*)"')
_CASE = re.compile(r'href="(/dossiers/\d+/)"')
# Somebody reads for a moment before the next page: not measured, and the server is free meanwhile.
SHORTEST_LOOK, LONGEST_LOOK = 0.5, 1.5


class Unserved(Exception):
    """A page that did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as it came over the line."""

    status: int
    text: str
    bytes: int


@dataclass(slots=True)
class Browser:
    """A browser in which somebody is signed in; it keeps its connection and takes compressed answers."""

    address: str
    cookies: dict[str, str]
    line: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        """Open the line."""
        self.line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)

    def open(self, path: str, form: dict[str, str] | None = None) -> Answer:
        """Ask for a page, or send a form."""
        headers = {
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            # As the proxy in front of it says it.
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{urlsplit(self.address).netloc}/",
        }
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request("GET" if form is None else "POST", path, urlencode(form) if form else None, headers)
        answer = self.line.getresponse()
        body = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        text = gzip.decompress(body) if answer.getheader("Content-Encoding") == "gzip" else body
        return Answer(answer.status, text.decode(errors="replace"), len(body))


def weights(browser: Browser) -> tuple[int, int]:
    """Return the bytes over the line of a first visit to Vandaag, and of one with all files in the browser's cache."""
    page = browser.open("/")
    files = sorted(set(_ASSET.findall(page.text)))
    styles = [browser.open(path) for path in files]
    fonts = [path for path in files if path.endswith(".woff2")]
    if page.status != 200 or not fonts or any(answer.status != 200 for answer in styles):
        raise Unserved(f"Vandaag answered {page.status}, its files {[each.status for each in styles]}")
    return page.bytes + sum(answer.bytes for answer in styles), page.bytes


@dataclass(slots=True)
class Visit:
    """One person at work: what they open, and how long each took."""

    browser: Browser
    names: list[str]
    dice: random.Random
    took: dict[str, list[float]] = field(default_factory=dict)
    recorded: list[int] = field(default_factory=list)

    def work(self, until: float, measured_from: float) -> None:
        """Open pages until a moment, with a look at each; what is opened before `measured_from` warms up."""
        cases = self._cases()
        while time.monotonic() < until:
            kind = self.dice.choices(("Vandaag", "case", "contact", "search"), (3, 3, 2, 2))[0]
            case = self.dice.choice(cases)
            name = self.dice.choice(self.names)
            for what, page in self._pages(kind, case, name):
                begun = time.perf_counter()
                answer = page()
                if time.monotonic() >= measured_from:
                    self.took.setdefault(what, []).append(time.perf_counter() - begun)
                if answer.status not in (200, 302):
                    raise Unserved(f"{what} answered {answer.status}")
                self._form = answer.text
                time.sleep(self.dice.uniform(SHORTEST_LOOK, LONGEST_LOOK))

    _form: str = ""

    def _cases(self) -> list[str]:
        cases = _CASE.findall(self.browser.open("/").text)
        if not cases:
            raise Unserved("there is no case on Vandaag")
        return cases

    def _pages(self, kind: str, case: str, name: str) -> list[tuple[str, Callable[[], Answer]]]:
        match kind:
            case "Vandaag":
                return [("Vandaag", lambda: self.browser.open("/"))]
            case "case":
                return [("case", lambda: self.browser.open(case))]
            case "search":
                return [("search", lambda: self.browser.open(f"/dossiers/?{urlencode({'q': name})}"))]
            case _:
                return [
                    ("contact", lambda: self.browser.open(f"{case}contact/")),
                    ("contact", lambda: self._record(case)),
                ]

    def _record(self, case: str) -> Answer:
        hidden = dict(_FIELD.findall(self._form))
        when = re.search(r'name="happened_at"[^>]*value="([^"]+)"', self._form)
        form = {
            **hidden,
            "medium": "5",
            "reached": "true",
            "happened_at": when[1] if when else "",
            "note": "Gebeld.",
        }
        self.recorded.append(int(case.split("/")[2]))
        return self.browser.open(f"{case}contact/", form)


def all_at_once(visits: list[Visit], seconds: float, warm_up: float) -> dict[str, list[float]]:
    """Let all work at the same time and return how long pages took, by kind; raises what went wrong in any."""
    failures: list[BaseException] = []

    def work(visit: Visit) -> None:
        try:
            visit.work(begun + warm_up + seconds, begun + warm_up)
        except BaseException as failure:
            failures.append(failure)

    begun = time.monotonic()
    threads = [threading.Thread(target=work, args=(visit,)) for visit in visits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    took: dict[str, list[float]] = {}
    for visit in visits:
        for kind, times in visit.took.items():
            took.setdefault(kind, []).extend(times)
    return took
