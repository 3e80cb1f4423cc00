"""Walls round what 0005 made, keys that stay inside them, and of which paper a code is."""

from django.db import migrations

TABLES = ("paper", "paperevent", "wish", "wishevent")
KEYS = (
    ("outreach_paper", "case_id", "cases_case"),
    ("outreach_wish", "case_id", "cases_case"),
    ("outreach_wish", "paper_id", "outreach_paper"),
)
# Whoever scans a code has no municipality yet: this looks across the wall, for one hash, and gives ids only.
PAPER_OF = """
CREATE FUNCTION wz_paper_of(wanted text) RETURNS TABLE (municipality_id bigint, paper_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.municipality_id, p.id FROM outreach_paper p WHERE p.token_hash = wanted
$$;
REVOKE EXECUTE ON FUNCTION wz_paper_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_paper_of(text) TO wijkzorg_app;
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0005_paper"), ("tenancy", "0003_sealed_history")]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_wall FOREIGN KEY (municipality_id, {column}) "
                f"REFERENCES {target} (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_wall",
            )
            for table, column, target in KEYS
        ),
        *(
            migrations.RunSQL(f"SELECT wz_wall('outreach_{table}')", f"SELECT wz_unwall('outreach_{table}')")
            for table in TABLES
        ),
        migrations.RunSQL(PAPER_OF, "DROP FUNCTION wz_paper_of(text)"),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
