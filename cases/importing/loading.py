"""Write the checked rows of a folder, and bring the standings of the cases that they touch up to date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.utils import CursorWrapper

from cases import assessment, rules
from cases.importing import statements
from cases.importing.progress import Progress
from cases.models import Flag, Reason
from wijkzorg.tenancy.models import Municipality

PAGES_AT_ONCE = 1_000
CASES_AT_ONCE = 2_000
# From so many new rows on, the planner would be wrong with what it knew of the tables before: for each agreement it
# would read the needs of the whole municipality.
MANY_NEEDS = 1_000
MANY_CONTACTS = 10_000
RESIDENTS = ("residents", statements.UPDATE_RESIDENTS, statements.INSERT_RESIDENTS)
CASES = ("cases", statements.UPDATE_CASES, statements.INSERT_CASES)
NEEDS = ("needs", statements.UPDATE_NEEDS, statements.INSERT_NEEDS)
AGREEMENTS = ("agreements", statements.UPDATE_AGREEMENTS, statements.INSERT_AGREEMENTS)
PAUSES = ("pauses", statements.UPDATE_PAUSES, statements.INSERT_PAUSES)


@dataclass(frozen=True, slots=True)
class Count:
    """What became of the rows of one file; `same` were stored already."""

    file: str
    new: int
    changed: int
    same: int


class Loading:
    """One import into one municipality, in the transaction of its caller."""

    def __init__(
        self,
        cursor: CursorWrapper,
        municipality: Municipality,
        now: dt.datetime,
        say: Callable[[str], object],
    ) -> None:
        self._cursor, self._say = cursor, say
        self._municipality, self._now = municipality, now
        self._today = municipality.day_of(now)
        default = rules.DEFAULT_POLICY
        self._values: dict[str, Any] = {
            "municipality": municipality.pk,
            "organisation": f"{municipality.name} (import)"[-200:],
            "now": now,
            "today": self._today,
            "year": self._today.year,
            "zone": municipality.timezone,
            "codes": Reason.values,
            "unknown_reason": statements.UNKNOWN_REASON,
            "video": default.video,
            "phone": default.phone,
            "message": default.message,
        }

    def load(self) -> list[Count]:
        """Write what is new or different; return the counts of each file."""
        self._run("DROP TABLE IF EXISTS pg_temp.import_touched, pg_temp.import_new_contacts")
        self._run("CREATE TEMP TABLE import_touched (case_id bigint, cause smallint) ON COMMIT DROP")
        for sql in statements.SURROUNDINGS:
            self._run(sql)
        counts = [self._rows(*rows) for rows in (RESIDENTS, CASES)]
        self._know()
        needs = self._rows(*NEEDS)
        counts.append(needs)
        if needs.new >= MANY_NEEDS:
            self._run("ANALYZE cases_need")
        counts += [self._rows(*rows) for rows in (AGREEMENTS, PAUSES)]
        if needs.new >= MANY_NEEDS:
            self._run("ANALYZE cases_case, cases_agreement")
        # What the database refuses at the end of the transaction it says now, and keeps no list of it in memory.
        self._run("SET CONSTRAINTS ALL IMMEDIATE")
        contacts = self._contacts()
        if contacts.new >= MANY_CONTACTS:
            self._run("ANALYZE cases_case, cases_need, cases_agreement, cases_pause, cases_contact")
        self._refresh()
        self._run("SET CONSTRAINTS ALL DEFERRED")
        return [*counts[:4], contacts, *counts[4:]]

    def _know(self) -> None:
        """Note the ids that the other files refer to by name."""
        for name, sql in (("cases", statements.KNOWN_CASES), ("users", statements.KNOWN_USERS)):
            self._run(f"DROP TABLE IF EXISTS pg_temp.import_known_{name}")
            self._run(sql)
            self._run(f"ANALYZE import_known_{name}")

    def _rows(self, name: str, update: str, insert: str) -> Count:
        """Update, then insert: a pause that shrinks makes room for a new one."""
        changed, new = self._run(update), self._run(insert)
        return Count(f"{name}.csv", new, changed, self._rows_of(name) - changed - new)

    def _contacts(self) -> Count:
        new = self._run(statements.NEW_CONTACTS)
        self._run(statements.TOUCH_CONTACTS)
        progress = Progress(self._say, "contacts.csv", "contacts stored")
        stored, page, pages = 0, 0, self._number("SELECT pg_relation_size('import_new_contacts') / 8192")
        while page < pages:
            part = {"first_page": page, "next_page": page + PAGES_AT_ONCE}
            stored += self._run(statements.INSERT_CONTACTS, part)
            page += PAGES_AT_ONCE
            progress.reached(stored)
        progress.done(stored)
        return Count("contacts.csv", new, 0, self._rows_of("contacts") - new)

    def _refresh(self) -> None:
        """Bring standings and flags up to date, part by part."""
        # One row a case: its first cause in the order of statements.CAUSES.
        self._run("DROP TABLE IF EXISTS pg_temp.import_judged")
        self._run(
            "CREATE TEMP TABLE import_judged ON COMMIT DROP AS"
            " SELECT case_id, min(cause) AS cause FROM import_touched GROUP BY case_id"
        )
        self._run("CREATE INDEX ON import_judged (cause, case_id)")
        progress, judged = Progress(self._say, "standings", "cases judged"), 0
        for place, cause in enumerate(statements.CAUSES):
            for case_ids in self._touched(place):
                self._judge(case_ids, cause)
                judged += len(case_ids)
                progress.reached(judged)
        progress.done(judged)

    def _judge(self, case_ids: list[int], cause: Flag.Cause) -> None:
        assessment.refresh(case_ids=case_ids, on=self._today, now=self._now, cause=cause, written=True)

    def _touched(self, cause: int) -> Iterator[list[int]]:
        last = 0
        while True:
            self._run(
                "SELECT case_id FROM import_judged WHERE cause = %(cause)s AND case_id > %(last)s"
                " ORDER BY case_id LIMIT %(limit)s",
                {"cause": cause, "last": last, "limit": CASES_AT_ONCE},
            )
            case_ids = [row[0] for row in self._cursor.fetchall()]
            if not case_ids:
                return
            yield case_ids
            last = case_ids[-1]

    def _rows_of(self, name: str) -> int:
        return self._number(f"SELECT count(*) FROM import_{name}")

    def _number(self, sql: str) -> int:
        self._cursor.execute(sql)
        return int(self._cursor.fetchone()[0])

    def _run(self, sql: str, more: dict[str, Any] | None = None) -> int:
        self._cursor.execute(sql, {**self._values, **(more or {})})
        return int(self._cursor.rowcount)
