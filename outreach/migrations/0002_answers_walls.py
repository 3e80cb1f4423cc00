"""Walls round what 0001 made, keys that stay inside them, and answers that stay as they were written."""

from django.db import migrations

TABLES = ("outreach_flaganswer", "outreach_signoflife", "outreach_signoflifeevent")
KEYS = (
    ("outreach_flaganswer", "case_id", "cases_case"),
    ("outreach_flaganswer", "flag_id", "cases_flag"),
    ("outreach_signoflife", "case_id", "cases_case"),
)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_answers"), ("cases", "0012_flag_wall"), ("tenancy", "0003_sealed_history")]

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
            migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON outreach_flaganswer FROM wijkzorg_app",
            "GRANT UPDATE, DELETE ON outreach_flaganswer TO wijkzorg_app",
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
