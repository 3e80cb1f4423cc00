"""What is in a database: every table with its rows counted and digested, sequences, roles, migrations, log chains.

The digest of a table is the sum of the hashes of its rows, so their order does not matter. It finds what was lost or
altered by accident; against intent there is the envelope.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from wijkzorg import encryption
from wijkzorg.backup.errors import BackupError

FORMAT = 1
# A row as text must be the same text wherever it is asked.
PLAIN_TEXT = """
SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL TimeZone = 'UTC';
SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL row_security = off;
SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
"""
_TABLES = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1
"""
_ROWS = """
SELECT count(*), (coalesce(sum(h), 0) % 170141183460469231731687303715884105727)::text || ':' || coalesce(bit_xor(h), 0)
FROM (SELECT hashtextextended(t::text, 7265) AS h FROM {table} AS t) AS hashes
"""
_SEQUENCES = """
SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value FROM pg_sequences
WHERE schemaname !~ '^pg_' AND last_value IS NOT NULL ORDER BY 1
"""
# Who owns something here or was granted something: roles are not in a dump and must be there before it.
_ROLES = """
WITH acls AS (
  SELECT relowner AS owner, relacl AS acl FROM pg_class WHERE relnamespace::regnamespace::text !~ '^(pg_|information_)'
  UNION ALL SELECT proowner, proacl FROM pg_proc WHERE pronamespace::regnamespace::text !~ '^(pg_|information_)'
  UNION ALL SELECT nspowner, nspacl FROM pg_namespace WHERE nspname !~ '^(pg_|information_)'
  UNION ALL SELECT defaclrole, defaclacl FROM pg_default_acl
), ids AS (
  SELECT owner AS id FROM acls UNION SELECT (aclexplode(acl)).grantee FROM acls WHERE acl IS NOT NULL
)
SELECT rolname FROM ids JOIN pg_roles r ON r.oid = ids.id WHERE rolname !~ '^pg_' AND r.oid >= 16384 ORDER BY 1
"""


# The newest link of each municipality's chain: who keeps it elsewhere can tell later whether the log was made anew.
_CHAINS = """
SELECT DISTINCT ON (m.code) m.code, s.number || ':' || encode(s.hash, 'hex')
FROM audit_seal s JOIN tenancy_municipality m ON m.id = s.municipality_id ORDER BY m.code, s.number DESC
"""


@dataclass(frozen=True)
class Table:
    """One table: how many rows, and the digest of all of them."""

    name: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """Say what a copy holds, as it was at one moment."""

    made_at: str
    server: str
    municipalities: list[str]
    migrations: list[str]
    roles: list[str]
    field_keys: list[str]
    tables: list[Table]
    sequences: dict[str, int]
    chains: dict[str, str]
    format: int = FORMAT

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(table.rows for table in self.tables)

    def to_bytes(self) -> bytes:
        """Write it as JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Read it again; raises BackupError for one of a newer program."""
        try:
            fields: dict[str, Any] = json.loads(data)
            if fields["format"] > FORMAT:
                raise BackupError("this copy was made by a newer Wijkzorg: upgrade this one first")
            return cls(**fields | {"tables": [Table(**table) for table in fields["tables"]]})
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError(
                f"what the copy says of itself cannot be read ({type(error).__name__})"
            ) from None


def read_manifest(connection: BaseDatabaseWrapper, now: dt.datetime) -> Manifest:
    """Count and digest everything within the open transaction of the owner, which should be one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_TEXT)
        tables = []
        for name in _column(cursor, _TABLES):
            cursor.execute(_ROWS.format(table=name))
            rows, digest = cursor.fetchone() or (0, "")
            tables.append(Table(name, rows, digest))
        cursor.execute(_SEQUENCES)
        sequences = dict(cursor.fetchall())
        cursor.execute(_CHAINS)
        chains = dict(cursor.fetchall())
        return Manifest(
            made_at=now.astimezone(dt.UTC).isoformat(timespec="seconds"),
            server=_column(cursor, "SHOW server_version")[0],
            municipalities=_column(cursor, "SELECT code FROM tenancy_municipality ORDER BY code"),
            migrations=_column(cursor, "SELECT app || '.' || name FROM django_migrations ORDER BY id"),
            roles=_column(cursor, _ROLES),
            field_keys=encryption.fingerprints(),
            tables=tables,
            sequences=sequences,
            chains=chains,
        )


def missing_roles(connection: BaseDatabaseWrapper, roles: Iterable[str]) -> list[str]:
    """Return which of the roles this server does not have."""
    with connection.cursor() as cursor:
        there = set(_column(cursor, "SELECT rolname FROM pg_roles"))
    return [role for role in roles if role not in there]


def comparing_sql(manifest: Manifest) -> str:
    """Return SQL that raises an error, and so ends its transaction, unless the database is what a manifest says."""
    named = ",".join(_literal(table.name) for table in manifest.tables)
    parts = [
        PLAIN_TEXT,
        _checked(
            f"SELECT array_agg(name ORDER BY name) INTO found FROM ({_TABLES}) AS tables (name);"
            "IF found IS DISTINCT FROM (SELECT array_agg(name ORDER BY name)"
            f" FROM unnest(ARRAY[{named}]::text[]) AS name)"
            " THEN RAISE EXCEPTION 'the tables are not those of the copy'; END IF;"
        ),
    ]
    for table in manifest.tables:
        query = _ROWS.format(table=table.name).strip().removeprefix("SELECT")
        parts.append(
            _checked(
                f"SELECT ARRAY[n::text, d] INTO found FROM (SELECT {query}) AS counted (n, d);"
                f"IF found IS DISTINCT FROM ARRAY['{table.rows}', {_literal(table.digest)}] THEN"
                f" RAISE EXCEPTION 'the rows of %% are not those of the copy', {_literal(table.name)}; END IF;"
            ).replace("%%", "%")
        )
    for name, last in manifest.sequences.items():
        # A sequence goes on while a copy is made: the dump may be a little further.
        parts.append(
            _checked(
                f"IF (SELECT last_value FROM {name}) < {int(last)} THEN"
                f" RAISE EXCEPTION 'the sequence % is behind that of the copy', {_literal(name)}; END IF;"
            )
        )
    return "\n".join(parts)


def _checked(body: str) -> str:
    return f"DO $check$ DECLARE found text[]; BEGIN {body} END $check$;"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _column(cursor: CursorWrapper, statement: str) -> list[Any]:
    cursor.execute(statement)
    return [row[0] for row in cursor.fetchall()]
