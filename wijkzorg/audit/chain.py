"""Prove the chain of a municipality's access log: what was altered, what is missing, what was slipped in.

Nothing here trusts the functions of the database that seal: the digests are computed anew, from the words below.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from wijkzorg.audit.sealing import YEARS

MANY = 100  # faults that are named, of each kind and month
# As wz_log_digest says it in migrations/sql/0003_sealing.sql.
_DIGEST = """sha256(convert_to(jsonb_build_array('wijkzorg-entry-1', e.id, e.municipality_id, e.at AT TIME ZONE 'UTC',
    e.xid::text, e.action, e.result, e.user_id, e.role, e.responsible_user_id, e.resident_id, e.case_id,
    e.resident_ids, e.case_ids, e.object_kind, e.object_id, e.origin, e.reason, e.request_id)::text, 'UTF8'))"""

_LINKS = """
SELECT s.number, s.kind, s.month, s.rows, s.sealed_at, to_jsonb(s.sealed_at AT TIME ZONE 'UTC') #>> '{}',
    s.before::text, s.ids, cardinality(s.digests), s.previous, s.hash,
    coalesce((SELECT string_agg(d, ''::bytea ORDER BY n) FROM unnest(s.digests) WITH ORDINALITY AS u(d, n)), '')
FROM audit_seal s WHERE s.municipality_id = %(m)s AND s.number > %(after)s ORDER BY s.number LIMIT 500
"""

# What is sealed and not there, there and not as it was sealed, and there and in no seal; a month at a time.
_DIFFERENCES = f"""
WITH sealed AS (
    SELECT u.id, u.digest, s.number FROM audit_seal s, unnest(s.ids, s.digests) AS u(id, digest)
    WHERE s.municipality_id = %(m)s AND s.month = %(month)s AND s.number > %(dropped)s
), present AS (
    SELECT e.id, e.at, e.xid, {_DIGEST} AS digest FROM audit_accessentry e
    WHERE e.municipality_id = %(m)s AND e.at >= %(month)s::timestamp AT TIME ZONE 'UTC'
        AND e.at < (%(month)s::timestamp + interval '1 month') AT TIME ZONE 'UTC'
)
SELECT id, sealed.number, present.at, present.xid < %(before)s::xid8
FROM sealed FULL JOIN present USING (id) WHERE sealed.digest IS DISTINCT FROM present.digest ORDER BY id
"""

_MONTHS = """
SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM audit_accessentry
WHERE municipality_id = %(m)s ORDER BY 1
"""


@dataclass(slots=True)
class Proof:
    """What was found in the log of a municipality."""

    faults: list[str] = field(default_factory=list)
    rows: int = 0
    links: int = 0
    waiting: int = 0
    waits_since: dt.datetime | None = None
    head: str = ""


@dataclass(slots=True)
class _Chain:
    """The chain as far as it was walked."""

    number: int = 0
    hash: bytes = b""
    before: str = "0"
    months: set[dt.date] = field(default_factory=set)
    dropped: dict[dt.date, int] = field(
        default_factory=dict
    )  # a month, and the number of the link that says so


def prove(municipality_id: int) -> Proof:
    """Walk the chain of a municipality and compare every line with its seal; call it inside that municipality."""
    proof, chain = Proof(), _Chain()
    for link in _links(municipality_id):
        proof.faults += _faults_of(link, chain, municipality_id)
        proof.links += 1
        proof.rows += link.rows if link.kind == "rows" else 0
    if chain.hash:
        proof.head = f"{chain.number}:{chain.hash.hex()}"
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"m": municipality_id})
        chain.months |= {month for (month,) in cursor.fetchall()}
    for month in sorted(chain.months):
        _compare(proof, chain, month, municipality_id)
    return proof


@dataclass(frozen=True, slots=True)
class _Link:
    """A row of audit_seal."""

    number: int
    kind: str
    month: dt.date
    rows: int
    sealed_at: dt.datetime
    sealed_words: str
    before: str
    ids: list[int]
    digests: int
    previous: bytes
    hash: bytes
    body: bytes

    def computed(self, municipality_id: int) -> bytes:
        """Return the hash that the link should have."""
        said = [
            "wijkzorg-seal-1", municipality_id, self.number, self.kind, self.month.isoformat(), self.rows,
            self.sealed_words, self.before, self.ids, self.previous.hex(),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(said).encode() + self.body).digest()


def _links(municipality_id: int) -> Iterator[_Link]:
    after = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_LINKS, {"m": municipality_id, "after": after})
            rows = cursor.fetchall()
        for row in rows:
            yield _Link(*row[:9], *(bytes(value) for value in row[9:]))
        if not rows:
            return
        after = rows[-1][0]


def _faults_of(link: _Link, chain: _Chain, municipality_id: int) -> list[str]:
    """Judge a link against the one before, and go on from it."""
    faults = []
    if link.number != chain.number + 1:
        faults.append(f"seal {chain.number + 1}: missing")
    elif link.previous != chain.hash:
        faults.append(f"seal {link.number}: does not follow the one before it")
    if link.hash != link.computed(municipality_id):
        faults.append(f"seal {link.number}: altered")
    if link.kind == "dropped":
        if link.sealed_at < _kept_until(link.month):
            faults.append(f"seal {link.number}: the month {link.month:%Y-%m} was dropped too early")
        chain.dropped[link.month] = link.number
    elif len(link.ids) != link.rows or link.digests != link.rows:
        faults.append(f"seal {link.number}: has not the {link.rows} lines that it says")
    chain.months.add(link.month)
    chain.number, chain.hash, chain.before = link.number, link.hash, link.before
    return faults


def _kept_until(month: dt.date) -> dt.datetime:
    months = month.year * 12 + month.month + YEARS * 12
    return dt.datetime(months // 12, months % 12 + 1, 1, tzinfo=dt.UTC)


def _compare(proof: Proof, chain: _Chain, month: dt.date, municipality_id: int) -> None:
    """Compare the lines of a month with their seals."""
    values: dict[str, Any] = {
        "m": municipality_id,
        "month": month,
        "dropped": chain.dropped.get(month, 0),
        "before": chain.before,
    }
    named = 0
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, values)
        for pk, number, at, is_late in cursor:
            if number is None and not is_late:
                proof.waiting += 1
                proof.waits_since = min(proof.waits_since or at, at)
                continue
            named += 1
            if named > MANY:
                continue
            if at is None:
                proof.faults.append(f"line {pk}: missing (seal {number}, {month:%Y-%m})")
            elif number is None:
                proof.faults.append(f"line {pk}: slipped in after the sealing ({at.isoformat()})")
            else:
                proof.faults.append(f"line {pk}: altered (seal {number}, {at.isoformat()})")
    if named > MANY:
        proof.faults.append(f"and {named - MANY} more lines in {month:%Y-%m}")
