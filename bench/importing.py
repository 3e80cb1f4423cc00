"""Importing a folder of files with the command that a municipality uses, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench import databases
from bench.clock import say
from bench.memory import MEGABYTE, peak
from bench.table import Line, at_least, at_most, duration
from bench.town import Town
from cases.models import Contact

_OFFSET = "to_char(happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"

# The files as the municipality's own system would write them, of the cases up to a number.
_FILES = {
    "residents.csv": """
        SELECT r.ref AS resident_ref, first_name, last_name, birth_date, n.code AS neighbourhood_code
        FROM residents_resident r JOIN neighbourhoods_neighbourhood n ON n.id = neighbourhood_id
        WHERE r.id <= {last} ORDER BY r.id""",
    "cases.csv": """
        SELECT c.ref AS case_ref, r.ref AS resident_ref, opened_on, closed_on, t.name AS team, u.email AS worker,
               g.name AS target_group
        FROM cases_case c JOIN residents_resident r ON r.id = resident_id JOIN accounts_team t ON t.id = team_id
        JOIN accounts_user u ON u.id = worker_id LEFT JOIN cases_targetgroup g ON g.id = target_group_id
        WHERE c.id <= {last} ORDER BY c.id""",
    "needs.csv": """
        SELECT c.ref AS case_ref, valid_from, contacts, per_days,
               (ARRAY['home_visit', 'walk_in', 'outdoors', 'video', 'phone', 'message'])[medium] AS medium, reason
        FROM cases_need JOIN cases_case c ON c.id = case_id WHERE c.id <= {last} ORDER BY c.id, valid_from""",
    "agreements.csv": """
        SELECT c.ref AS case_ref, valid_from, contacts, per_days,
               (ARRAY['home_visit', 'walk_in', 'outdoors', 'video', 'phone', 'message'])[medium] AS medium, reason
        FROM cases_agreement JOIN cases_case c ON c.id = case_id WHERE c.id <= {last} ORDER BY c.id, valid_from""",
    "contacts.csv": f"""
        SELECT c.ref AS case_ref, {_OFFSET} AS happened_at,
               (ARRAY['home_visit', 'walk_in', 'outdoors', 'video', 'phone', 'message'])[medium] AS medium,
               CASE WHEN reached THEN 'true' ELSE 'false' END AS reached, u.email AS worker
        FROM cases_contact k JOIN cases_case c ON c.id = case_id JOIN accounts_user u ON u.id = k.worker_id
        WHERE c.id <= {{last}}""",
    "pauses.csv": """
        SELECT c.ref AS case_ref, first_day AS "from", last_day AS until, reason
        FROM cases_pause JOIN cases_case c ON c.id = case_id WHERE c.id <= {last} ORDER BY c.id, first_day""",
}


def measure(town: Town, empty: str, *, contacts: int) -> list[Line]:
    """Write part of a town as files and import them into an empty database, from start to exit of the command."""
    database = f"{town.database}_import"
    with tempfile.TemporaryDirectory(prefix="wijkzorg-bench-") as folder:
        rows = _write(town, Path(folder), contacts)
        say(f"importing {rows:,} contacts ...")
        databases.create(database, empty)
        try:
            took, memory = _run(Path(folder), databases.address(database))
            databases.use(database)
            stored = Contact.objects.count()
        finally:
            databases.drop(database)
            databases.use(town.database)
    say(f"  in {duration(took)}")
    # Two rows that say the same are one contact.
    if not 0.99 * rows < stored <= rows:
        raise RuntimeError(f"{stored} of {rows} contacts were imported")
    return [
        at_least(f"import of {rows:,} contacts, contacts/s", rows / took, 30_000),
        at_most("import, most memory at once, MB", memory / MEGABYTE, 300, "{:.0f}"),
    ]


def _write(town: Town, folder: Path, contacts: int) -> int:
    """Write the files of so many cases that they have about that many contacts; return how many they have."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_contact")
        (there,) = cursor.fetchone()
        last = min(town.cases, max(1, round(town.cases * contacts / there)))
        for name, query in _FILES.items():
            with (folder / name).open("w", encoding="utf-8") as file:
                cursor.copy_expert(
                    f"COPY ({query.format(last=last)}) TO STDOUT WITH (FORMAT csv, HEADER)", file
                )
        cursor.execute("SELECT count(*) FROM cases_contact WHERE case_id <= %s", [last])
        return int(cursor.fetchone()[0])


def _run(folder: Path, address: str) -> tuple[float, int]:
    """Run the command; return how long it took, and the most memory that its process had, in bytes."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_dossiers", str(folder)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as words:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--municipality", "GM9999"],
            env={**os.environ, "DATABASE_URL": address},
            stdout=subprocess.DEVNULL,
            stderr=words,
        )
        memory = 0
        while process.poll() is None:
            memory = max(memory, peak(process.pid))
            time.sleep(0.02)
        took = time.perf_counter() - begun
        words.seek(0)
        if process.returncode:
            raise RuntimeError(f"import_dossiers ended with {process.returncode}: {words.read()[-2000:]}")
    return took, memory
