"""Visit a running Wijkzorg as a browser would: sign in, read pages, collect the flags that stand on them."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True, order=True)
class ScreenFlag:
    """A flag as a page shows it: a case, a rule, and since when."""

    case: str
    kind: str
    since: str


@dataclass(frozen=True)
class Scene:
    """A page to take a picture of: its name, who is signed in, where, and how large in pixels of the page."""

    name: str
    email: str
    password: str
    path: str
    width: int = 1280
    height: int = 900
    sharpness: int = 1


class DemoError(Exception):
    """Say in one sentence why the demo cannot go on."""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.flags: set[ScreenFlag] = set()
        self.links: list[str] = []
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if {"data-case", "data-kind", "data-since"} <= values.keys():
            self.flags.add(ScreenFlag(values["data-case"], values["data-kind"], values["data-since"]))
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "input" and "name" in values:
            self.fields[values["name"]] = values.get("value", "")


class Visitor:
    """Someone with a browser and nothing else."""

    def __init__(self, address: str) -> None:
        self._address = address
        jar = http.cookiejar.CookieJar()
        # No proxy of the machine stands between this visitor and a page on the same machine.
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
        )

    def is_served(self) -> bool:
        """Tell whether the address answers."""
        try:
            with self._opener.open(f"{self._address}/healthz", timeout=5) as answer:
                return int(answer.status) == 200
        except OSError:
            return False

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form; raises DemoError when the door stays closed."""
        fields = self._read("/inloggen/").fields
        fields |= {"login": email, "password": password}
        final, _page = self._open("/inloggen/", urllib.parse.urlencode(fields).encode())
        if urllib.parse.urlsplit(final).path == "/inloggen/":
            raise DemoError(f"{email} could not sign in.")

    def flags_on(self, path: str) -> set[ScreenFlag]:
        """Return the flags that stand on a page."""
        return self._read(path).flags

    def _read(self, path: str) -> _Page:
        final, page = self._open(path, None)
        if urllib.parse.urlsplit(final).path != path:
            raise DemoError(f"{path} led to {final} instead.")
        return page

    def _open(self, path: str, form: bytes | None) -> tuple[str, _Page]:
        headers = {"Referer": f"{self._address}{path}"}
        request = urllib.request.Request(self._address + path, data=form, headers=headers)
        try:
            with self._opener.open(request, timeout=30) as answer:
                page = _Page()
                page.feed(answer.read().decode("utf-8"))
                return str(answer.url), page
        except urllib.error.HTTPError as error:
            raise DemoError(f"{path} answered {error.code}.") from error
        except OSError as error:
            raise DemoError(f"{path} did not answer: {error}.") from error
