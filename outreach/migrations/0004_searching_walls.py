"""Walls round what 0003 made, keys that stay inside them, and which flags have no search plan yet."""

from django.db import migrations

TABLES = ("searchplan", "searchstep", "deskask", "searchplanevent", "searchstepevent", "deskaskevent")
KEYS = (
    ("outreach_searchplan", "case_id", "cases_case", ""),
    # A flag may be past its years before the plan that it opened: then the plan forgets which it was.
    ("outreach_searchplan", "flag_id", "cases_flag", "ON DELETE SET NULL (flag_id)"),
    ("outreach_searchstep", "case_id", "cases_case", ""),
    ("outreach_searchstep", "plan_id", "outreach_searchplan", ""),
    ("outreach_deskask", "case_id", "cases_case", ""),
    ("outreach_deskask", "plan_id", "outreach_searchplan", ""),
)
# It looks across the wall, and gives ids only. A plan that was open at any time since the flag was raised is its plan.
WITHOUT_PLAN = """
CREATE FUNCTION wz_flags_without_plan() RETURNS TABLE (municipality_id bigint, flag_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.municipality_id, f.id FROM cases_flag f
    WHERE f.kind = 'unfindable' AND f.state = 'open' AND NOT EXISTS (
        SELECT FROM outreach_searchplan p
        WHERE p.case_id = f.case_id AND (p.ended_at IS NULL OR p.ended_at >= f.detected_at))
    ORDER BY f.municipality_id, f.id
$$;
REVOKE EXECUTE ON FUNCTION wz_flags_without_plan() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_flags_without_plan() TO wijkzorg_app;
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0003_searching"), ("cases", "0012_flag_wall"), ("tenancy", "0003_sealed_history")]

    operations = [
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_wall FOREIGN KEY (municipality_id, {column}) "
                f"REFERENCES {target} (municipality_id, id) {gone} DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_wall",
            )
            for table, column, target, gone in KEYS
        ),
        *(
            migrations.RunSQL(f"SELECT wz_wall('outreach_{table}')", f"SELECT wz_unwall('outreach_{table}')")
            for table in TABLES
        ),
        migrations.RunSQL(WITHOUT_PLAN, "DROP FUNCTION wz_flags_without_plan()"),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
