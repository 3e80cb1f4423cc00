"""On a machine with servers of our own nobody has to know about migrations: a command finds its tables there."""

import sys

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

# Any number that no one else in this database uses: whoever comes second waits until the tables are there.
LOCK = 7_265_110


def migrate_if_needed() -> None:
    """Bring the database up to date if it is not; words go to stderr."""
    if not _waiting():
        return
    # As the owner: the application's account may not even note that a migration was done.
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            if _waiting():
                print("Bringing the database up to date ...", file=sys.stderr)
                call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _waiting() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
