"""The admin as a workplace: its start page, each list, search and field that looks up, over a large municipality."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from bench import databases, histories, places, searching, volunteering
from bench.clock import in_turn, say, spending
from bench.screen import client_of
from bench.table import Line, at_most
from wijkzorg.accounts.models import User
from wijkzorg.tenancy.wall import inside

VOLUNTEERS = 5_000
ROUNDS = 3
MOST_MS = 300
# A desk for a wijk of fourteen neighbourhoods, and a coordinator for all of them.
_WIJK, _TOWN = 14, 56
_FILL = searching.FILL.replace("33000), 1, '06'", f"33000), 1 + pg_temp.dice(i, 21, {_TOWN}), '06'")
STATEMENTS = (
    """
INSERT INTO centres_centre (id, municipality_id, name, street, house_number, postcode, x, y, phone, wheelchair,
                            accessible_toilet, hearing_loop, open_on_holidays)
SELECT i, %(municipality)s, 'Centrum ' || i, 'Kerkstraat', '1', '1234 BC', 155000, 463000, '', false, false,
       false, false
FROM generate_series(1, 2) AS i
""",
    f"""
INSERT INTO centres_catchment (municipality_id, centre_id, neighbourhood_id)
SELECT %(municipality)s, 1, i FROM generate_series(1, {_WIJK}) AS i
UNION ALL SELECT %(municipality)s, 2, i FROM generate_series(1, {_TOWN}) AS i
""",
    """
INSERT INTO accounts_user (id, password, is_superuser, email, name, is_active, is_staff, date_joined)
SELECT 9000000 + i, '!', false, 'balie' || i || '@bench.example', 'Balie ' || i, true, false, %(today)s
FROM generate_series(1, 2) AS i
""",
    """
INSERT INTO accounts_membership (municipality_id, user_id, role, starts_on)
VALUES (%(municipality)s, 9000001, 'centre_staff', %(today)s - 100),
       (%(municipality)s, 9000002, 'coordinator', %(today)s - 100)
""",
    """
INSERT INTO centres_centrestaff (municipality_id, centre_id, user_id, role, first_day)
VALUES (%(municipality)s, 1, 9000001, 'centre_staff', %(today)s - 100),
       (%(municipality)s, 2, 9000002, 'coordinator', %(today)s - 100)
""",
)
_LOOKS_UP = "/beheer/autocomplete/?app_label=cases&model_name=case&field_name=resident&term="
# By whom, what, and with what typed.
DESK = {
    "start page": "/beheer/",
    "residents": "/beheer/residents/resident/",
    "residents, a neighbourhood": "/beheer/residents/resident/?buurt=3",
    "residents, search": "/beheer/residents/resident/?q=jannsen",
    "residents, search for a common name": "/beheer/residents/resident/?q=de+jong",
    "residents, looked up": f"{_LOOKS_UP}heokstra",
    "requests": "/beheer/volunteers/helprequest/",
    "requests, search": "/beheer/volunteers/helprequest/?q=jannsen",
}
COORDINATOR = {
    "start page": "/beheer/",
    "requests": "/beheer/volunteers/helprequest/",
    "requests, ended": "/beheer/volunteers/helprequest/?stand=klaar",
    "requests, all": "/beheer/volunteers/helprequest/?stand=alles",
    "requests, search": "/beheer/volunteers/helprequest/?q=jannsen",
    "volunteers": "/beheer/volunteers/volunteer/",
    "volunteers, VOG ends": "/beheer/volunteers/volunteer/?vog=loopt-af",
    "volunteers, stretched": "/beheer/volunteers/volunteer/?mee=vol",
    "volunteers, search": "/beheer/volunteers/volunteer/?q=vrijwiliger+12",
}


def measure(empty: str, name: str, *, residents: int, requests: int) -> list[Line]:
    """Make a municipality with a desk and a coordinator, open each page some times, and drop it."""
    say(f"making {residents:,} residents and {requests:,} open requests ...")
    databases.create(name, empty)
    try:
        _fill(name, residents, requests)
        databases.use(name)
        databases.vacuum("residents_resident", "residents_word", *volunteering.TABLES)
        # A page far on, where there are so many: a list shows a hundred at a time.
        page = min(100, residents * _WIJK // _TOWN // 100)
        far = {"residents, a page far on": f"/beheer/residents/resident/?p={max(page - 1, 0)}"}
        return [*_pages(9000001, "the desk", DESK | far), *_pages(9000002, "a coordinator", COORDINATOR)]
    finally:
        databases.drop(name)


def _fill(name: str, residents: int, requests: int) -> None:
    now = timezone.now()
    values: dict[str, Any] = {
        "municipality": places.MUNICIPALITY,
        "today": timezone.localdate(now, places.ZONE),
        "now": now,
        "volunteers": VOLUNTEERS,
        "requests": requests,
    }
    names = {
        word.lower(): getattr(searching, word) for word in ("FIRST", "COMMON", "BEFORE", "BEGUN", "ENDED")
    }
    names |= {"streets": searching.STREETS, "street_ended": searching.STREET_ENDED}
    with databases.loading(name, guarded=False) as cursor:
        cursor.execute(histories.DICE)
        for statement in (*volunteering.STATEMENTS, *STATEMENTS):
            cursor.execute(statement, values)
        cursor.execute(_FILL, {**names, "municipality": places.MUNICIPALITY, "residents": residents})
        cursor.execute(searching.WORDS)
        for table in volunteering.NUMBERED:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def _pages(user_id: int, who: str, pages: dict[str, str]) -> list[Line]:
    say(f"opening {len(pages)} pages of {who} ...")
    with inside(places.MUNICIPALITY):
        client = client_of(User.objects.get(pk=user_id))
    works: dict[str, tuple[Callable[[], None], Callable[[], object]]] = {
        what: (_nothing, partial(_page, client, path)) for what, path in pages.items()
    }
    took = in_turn(works, rounds=ROUNDS)
    lines = []
    for what, path in pages.items():
        with spending() as spent:
            _page(client, path)
        say(f"  {what}: {spent.queries} queries, {1000 * spent.seconds:.0f} ms of them")
        lines.append(at_most(f"{who}: {what}, ms", 1000 * took[what].seconds, MOST_MS, "{:.3g}"))
    return lines


def _nothing() -> None:
    """There is nothing to prepare."""


def _page(client: Client, path: str) -> HttpResponseBase:
    response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return response
