"""The page of a wijk as anybody opens it: made anew, kept, and how much of it goes over the line."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import warnings
from collections.abc import Callable
from statistics import median
from time import perf_counter

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from bench import databases
from bench.clock import say
from bench.table import NOTHING, Line, at_most
from centres.models import Activity, Catchment, Centre, Closure, OpeningHours
from neighbourhoods.models import Boundary, District, Neighbourhood
from wijkzorg.tenancy.models import Municipality
from wijkzorg.tenancy.wall import inside

UNCACHED, CACHED, KILOBYTES = 60, 10, 60  # what is asked, in milliseconds and kB
WIJK = "/wijk/WK{digits}00/"
ROUNDS = 40
NEIGHBOURHOODS, CENTRES, CORNERS = 12, 10, 120
_FILE = re.compile(r'href="/static/([^"#]+)')
_FONT = "vendor/source-sans-3/source-sans-3-latin-wght-normal.woff2"  # which the styles ask for


def measure(empty: str, name: str) -> list[Line]:
    """Make a large wijk in a database of its own, open its page, and drop it."""
    say(f"making a wijk of {NEIGHBOURHOODS} neighbourhoods and {CENTRES} centres ...")
    databases.create(name, empty)
    try:
        databases.use(name)
        address = _make()
        # A host that may be asked for: measured as it is served, without debugging.
        client = Client(SERVER_NAME="localhost")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # whitenoise has no collected files here
            return _lines(client, address)
    finally:
        databases.drop(name)


def _lines(client: Client, address: str) -> list[Line]:
    page = client.get(address)
    if page.status_code != 200:
        raise RuntimeError(f"{address} answered {page.status_code}")
    anew = _milliseconds(client, address, caches["tenant"].clear)
    kept = _milliseconds(client, address, lambda: None)
    files = sorted({*_FILE.findall(page.content.decode()), _FONT})
    whole = _sent(page.content) + sum(_sent(_file(path)) for path in files)
    what = f"the page of a wijk with {CENTRES} doors and its map"
    line = "the page of a wijk over the line, with styles, icons and letter, kB"
    weight = f"{len(page.content) / 1000:.3g}"
    return [
        at_most(f"{what}, made anew: median, ms", anew, UNCACHED, "{:.3g}"),
        at_most(f"{what}, kept: median, ms", kept, CACHED, "{:.3g}"),
        at_most(line, whole / 1000, KILOBYTES, "{:.3g}"),
        Line("  the page alone, before it is compressed, kB", weight, "", "", NOTHING, True),
    ]


def _milliseconds(client: Client, address: str, before: Callable[[], object]) -> float:
    took = []
    for _round in range(ROUNDS):
        before()
        begun = perf_counter()
        client.get(address)
        took.append(1000 * (perf_counter() - begun))
    return median(took)


def _sent(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def _file(path: str) -> bytes:
    found = finders.find(path)
    if not isinstance(found, str):
        raise RuntimeError(f"{path} is no file of {settings.STATIC_URL}")
    with open(found, "rb") as file:
        return file.read()


def _make() -> str:
    """Make a wijk with round neighbourhoods, each centre open by day, every third of them shut."""
    municipality, _new = Municipality.objects.get_or_create(code="GM9999", defaults={"name": "Meetstad"})
    digits = municipality.code[2:]
    now = timezone.now()
    with inside(municipality.pk):
        own = {"municipality": municipality}
        district = District.objects.create(code=f"WK{digits}00", name="Meetwijk", reference_year=2026, **own)
        here = [
            Neighbourhood.objects.create(
                district=district, code=f"BU{digits}00{n:02}", name=f"Buurt {n}", reference_year=2026, **own
            )
            for n in range(NEIGHBOURHOODS)
        ]
        for n, place in enumerate(here):
            Boundary.objects.create(
                neighbourhood=place, reference_year=2026, polygons=[], outline=[_ring(n)], **own
            )
        made: list[Centre] = []
        for n in range(CENTRES):
            centre = Centre.objects.create(
                name=f"Centrum {n}",
                street="Meetlaan",
                house_number=str(n + 1),
                postcode="1892 AA",
                phone=f"0999 1200{n:02}",
                x=155_000 + 400 * n,
                y=463_000 + 300 * (n % 4),
                wheelchair=True,
                **own,
            )
            Catchment.objects.create(centre=centre, neighbourhood=here[n % NEIGHBOURHOODS], **own)
            for weekday in range(7):
                OpeningHours.objects.create(
                    centre=centre, weekday=weekday, opens=dt.time(0), closes=dt.time(0), **own
                )
                Activity.objects.create(
                    centre=centre,
                    name="Koffie",
                    weekday=weekday,
                    starts=dt.time(10),
                    ends=dt.time(12),
                    text="Iedereen kan binnenlopen.",
                    **own,
                )
            if n % 3 == 2:
                Closure.objects.create(
                    centre=centre,
                    starts_at=now - dt.timedelta(days=1),
                    ends_at=now + dt.timedelta(days=9),
                    reason="De vloer wordt gelakt.",
                    decided_by="de beheerder",
                    instead=made[0],
                    announced_at=now,
                    **own,
                )
            made.append(centre)
    return WIJK.format(digits=digits)


def _ring(n: int) -> list[list[int]]:
    """Return a boundary of so many corners, as that of a real neighbourhood has after drawing."""
    west, south = 155_000 + 1000 * (n % 4), 463_000 + 1000 * (n // 4)
    side = CORNERS // 4
    steps = [(round(1000 * k / side), 30 * (k % 2)) for k in range(side)]
    ring = [[west + along, south + off] for along, off in steps]
    ring += [[west + 1000 - off, south + along] for along, off in steps]
    ring += [[west + 1000 - along, south + 1000 - off] for along, off in steps]
    ring += [[west + off, south + 1000 - along] for along, off in steps]
    return [*ring, ring[0]]
