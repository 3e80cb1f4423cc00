"""Walls round the room, keys that stay inside them, what stays as it was written, and of which request a code is."""

from django.db import migrations

TABLES = (
    "volunteer",
    "volunteerevent",
    "hours",
    "away",
    "toomuch",
    "block",
    "blockevent",
    "volunteerpolicy",
    "volunteerpolicyevent",
    "helprequest",
    "helprequestevent",
    "requeststep",
    "escalationstep",
    "offer",
    "offerevent",
    "task",
    "taskevent",
)
# From which table, by which column, to which; and what follows when that row goes.
KEYS = (
    ("volunteer", "neighbourhood_id", "neighbourhoods_neighbourhood", ""),
    ("hours", "volunteer_id", "volunteers_volunteer", "ON DELETE CASCADE "),
    ("away", "volunteer_id", "volunteers_volunteer", "ON DELETE CASCADE "),
    ("toomuch", "volunteer_id", "volunteers_volunteer", "ON DELETE CASCADE "),
    ("block", "volunteer_id", "volunteers_volunteer", ""),
    ("helprequest", "neighbourhood_id", "neighbourhoods_neighbourhood", ""),
    ("helprequest", "merged_into_id", "volunteers_helprequest", ""),
    ("helprequest", "part_of_id", "volunteers_helprequest", ""),
    ("requeststep", "request_id", "volunteers_helprequest", ""),
    ("escalationstep", "request_id", "volunteers_helprequest", ""),
    ("offer", "request_id", "volunteers_helprequest", ""),
    ("offer", "volunteer_id", "volunteers_volunteer", ""),
    ("task", "request_id", "volunteers_helprequest", ""),
    ("task", "volunteer_id", "volunteers_volunteer", ""),
    ("task", "offer_id", "volunteers_offer", ""),
)
# Whoever follows a request by its code has no municipality yet: this looks across the wall, for one hash, and gives
# ids only.
REQUEST_OF = """
CREATE FUNCTION wz_help_request_of(wanted text) RETURNS TABLE (municipality_id bigint, request_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.municipality_id, r.id FROM volunteers_helprequest r WHERE r.code_hash = wanted
$$;
REVOKE EXECUTE ON FUNCTION wz_help_request_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_help_request_of(text) TO wijkzorg_app;
"""
# Written once: what was done is not done otherwise, and a tap or the hours of a week stay what they were.
_KEPT = ("requeststep", "toomuch")
_NEVER_DELETED = ("volunteer", "block", "helprequest", "escalationstep", "offer", "task")


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0001_volunteers"),
        ("accounts", "0002_walls"),
        ("neighbourhoods", "0002_walls"),
        ("tenancy", "0003_sealed_history"),
    ]

    operations = [
        *(
            migrations.RunSQL(
                f"SELECT wz_wall('volunteers_{table}')", f"SELECT wz_unwall('volunteers_{table}')"
            )
            for table in TABLES
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE volunteers_{table} ADD CONSTRAINT volunteers_{table}_{column}_wall"
                f" FOREIGN KEY (municipality_id, {column})"
                f" REFERENCES {target} (municipality_id, id) {more}DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE volunteers_{table} DROP CONSTRAINT volunteers_{table}_{column}_wall",
            )
            for table, column, target, more in KEYS
        ),
        *(
            migrations.RunSQL(
                f"REVOKE UPDATE, DELETE, TRUNCATE ON volunteers_{table} FROM wijkzorg_app",
                f"GRANT UPDATE, DELETE ON volunteers_{table} TO wijkzorg_app",
            )
            for table in _KEPT
        ),
        *(
            migrations.RunSQL(
                f"REVOKE DELETE, TRUNCATE ON volunteers_{table} FROM wijkzorg_app",
                f"GRANT DELETE ON volunteers_{table} TO wijkzorg_app",
            )
            for table in _NEVER_DELETED
        ),
        migrations.RunSQL(REQUEST_OF, "DROP FUNCTION wz_help_request_of(text)"),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
