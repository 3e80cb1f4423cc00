"""A week's figures of a large town, counted, against reading the same rows once; and two years of them to ask for."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import connection

from bench import databases, places
from bench.clock import in_turn, say
from bench.table import Line, at_most_times
from bench.town import Town
from municipalities import counting
from municipalities.definitions import DEFINITIONS, Level, Nature
from municipalities.limits import NORM
from municipalities.relations import Period
from municipalities.series import WEEK, monday_of, stretches
from wijkzorg.tenancy.models import Municipality

WEEKS = 104
_WHERE = (
    "JOIN residents_resident r ON r.id = c.resident_id WHERE c.municipality_id = %(municipality)s GROUP BY 1"
)
_VERSIONS = """
SELECT r.neighbourhood_id, count(*), sum(v.contacts * v.medium)
FROM cases_case c JOIN {table} v ON v.case_id = c.id AND v.valid_from < %(ends)s
"""
_FLAGS = (
    "SELECT r.neighbourhood_id, count(*), max(f.kind) FROM cases_case c JOIN cases_flag f ON f.case_id = c.id"
)
# What is read for a stock, and for a flow: each row of it once, by neighbourhood, and nothing reckoned with it.
BARE_THEN = (
    f"SELECT r.neighbourhood_id, count(*), max(c.opened_on) FROM cases_case c {_WHERE}",
    f"{_VERSIONS.format(table='cases_need')} {_WHERE}",
    f"{_VERSIONS.format(table='cases_agreement')} {_WHERE}",
    f"""SELECT r.neighbourhood_id, count(*), min(s.day) FROM cases_case c LEFT JOIN LATERAL (
        SELECT day FROM cases_contact WHERE case_id = c.id AND day < %(ends)s AND reached AND medium <= 3
        ORDER BY day DESC LIMIT 1) AS s ON true {_WHERE}""",
    f"{_FLAGS} {_WHERE}",
)
BARE_BETWEEN = (
    f"{_VERSIONS.format(table='cases_need')} {_WHERE}",
    f"{_VERSIONS.format(table='cases_agreement')} {_WHERE}",
    f"SELECT r.neighbourhood_id, count(*) FROM cases_case c JOIN cases_pause p ON p.case_id = c.id {_WHERE}",
    f"""SELECT r.neighbourhood_id, count(*), sum(k.medium) FROM cases_case c JOIN cases_contact k
        ON k.case_id = c.id AND k.day >= %(begins)s AND k.day < %(ends)s AND k.reached {_WHERE}""",
    f"{_FLAGS} {_WHERE}",
)


def measure(town: Town) -> list[Line]:
    """Count the last week, and read its rows, in turn."""
    monday = monday_of(town.on)
    week = Period(monday - WEEK, monday)
    areas = counting.areas_of(Municipality.objects.get(pk=places.MUNICIPALITY))
    say(f"counting the week from {week.begins} of {town.cases:,} cases ...")
    databases.vacuum("cases_need", "cases_agreement", "cases_pause", "cases_case", "residents_resident")
    took = in_turn(
        {
            "floor": (_nothing, partial(_read, week)),
            "figures": (_nothing, partial(_count, areas, week)),
        },
        rounds=3,
    )
    what = f"all figures of a week, {town.cases:,} cases, against reading their rows"
    return [at_most_times(what, took["figures"].seconds, took["floor"].seconds, 2)]


def _nothing() -> None:
    pass


def _read(week: Period) -> None:
    values: dict[str, Any] = {"municipality": places.MUNICIPALITY, "begins": week.begins, "ends": week.ends}
    flows = [
        (statement, values | {"begins": stretch.begins, "ends": stretch.ends})
        for stretch in stretches(week)
        for statement in BARE_BETWEEN
    ]
    with connection.cursor() as cursor:
        for statement, told in [*((statement, values) for statement in BARE_THEN), *flows]:
            cursor.execute(statement, told)
            cursor.fetchall()


def _count(areas: counting.Areas, week: Period) -> None:
    counting.stocks(areas, week.ends, NORM)
    for stretch in stretches(week):
        counting.over_days(areas, stretch, NORM)
    counting.behind(areas, week, NORM)


# Two years of what was published: every week of stocks, and flows by their level; a third is hidden.
_EDITIONS = """
INSERT INTO municipalities_edition (
    municipality_id, uuid, number, kind, reason, since, through, published_at, least, base, step, width, open_from,
    unsettled, areas)
SELECT %(municipality)s, gen_random_uuid(), w, 'regular', '', %(first)s::date + 7 * (w - 1), %(first)s::date + 7 * w,
       %(first)s::date + 7 * w + 2, 10, 10, 5, 5, %(first)s::date + 7 * w, '[]', '{}'
FROM generate_series(1, %(weeks)s) AS w
"""
_PUBLISHED = """
INSERT INTO municipalities_published (
    municipality_id, edition_id, indicator, part, area_code, level, begins, ends, value, latest)
SELECT e.municipality_id, e.id, f.indicator, f.part, a.code, a.level, p.begins, p.ends,
       CASE WHEN hashtext(a.code || f.indicator || f.part || e.number) %% 3 <> 0
            THEN 5 * abs(hashtext(f.indicator || f.part || a.code) %% 900) END, true
FROM municipalities_edition e
CROSS JOIN unnest(%(indicators)s::varchar[], %(parts)s::varchar[], %(stocks)s::bool[]) AS f(indicator, part, stock)
CROSS JOIN (
    SELECT code, 'gemeente' AS level FROM tenancy_municipality WHERE id = %(municipality)s
    UNION ALL SELECT code, 'wijk' FROM neighbourhoods_district WHERE municipality_id = %(municipality)s
    UNION ALL SELECT code, 'buurt' FROM neighbourhoods_neighbourhood WHERE municipality_id = %(municipality)s
) AS a
CROSS JOIN LATERAL (
    SELECT e.through AS begins, e.through AS ends WHERE f.stock
    UNION ALL SELECT e.since, e.through WHERE NOT f.stock AND a.level = 'gemeente'
    UNION ALL SELECT m::date, (m + interval '1 month')::date
    FROM date_trunc('month', e.since::timestamp) AS m
    WHERE NOT f.stock AND a.level = 'wijk' AND (m + interval '1 month')::date BETWEEN e.since + 1 AND e.through
    UNION ALL SELECT q::date, (q + interval '3 months')::date
    FROM date_trunc('quarter', e.since::timestamp) AS q
    WHERE NOT f.stock AND a.level = 'buurt' AND (q + interval '3 months')::date BETWEEN e.since + 1 AND e.through
) AS p
WHERE e.municipality_id = %(municipality)s
ORDER BY e.number
"""


def publish_two_years(town: Town) -> int:
    """Fill in what two years of editions say, as rows of the size and number that they have; return how many."""
    cells = [
        (one.code, part, one.nature is Nature.STOCK)
        for one in DEFINITIONS.values()
        if one.levels == tuple(Level)
        for part in one.names
    ]
    indicators, parts, stocks = (list(column) for column in zip(*cells, strict=True))
    first = monday_of(town.on) - WEEKS * dt.timedelta(weeks=1)
    with databases.loading(town.database, guarded=True) as cursor:
        values: dict[str, Any] = {"municipality": places.MUNICIPALITY, "first": first, "weeks": WEEKS}
        cursor.execute(_EDITIONS, values)
        cursor.execute(_PUBLISHED, values | {"indicators": indicators, "parts": parts, "stocks": stocks})
        rows = int(cursor.rowcount)
    databases.vacuum("municipalities_edition", "municipalities_published")
    return rows
