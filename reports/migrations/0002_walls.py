"""Walls round the reports, keys that stay inside them, and steps that stay as they were written."""

from django.db import migrations

TABLES = (
    "reports_report",
    "reports_reportevent",
    "reports_reportstep",
    "reports_streetround",
    "reports_callinstead",
)
KEYS = (
    ("reports_report", "neighbourhood_id", "neighbourhoods_neighbourhood"),
    ("reports_report", "team_id", "accounts_team"),
    ("reports_reportstep", "report_id", "reports_report"),
    ("reports_streetround", "neighbourhood_id", "neighbourhoods_neighbourhood"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_reports"),
        ("accounts", "0002_walls"),
        ("neighbourhoods", "0002_walls"),
        ("tenancy", "0003_sealed_history"),
    ]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_wall FOREIGN KEY (municipality_id, {column})"
                f" REFERENCES {target} (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_wall",
            )
            for table, column, target in KEYS
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON reports_reportstep FROM wijkzorg_app;"
            "REVOKE DELETE, TRUNCATE ON reports_report FROM wijkzorg_app",
            "GRANT UPDATE, DELETE ON reports_reportstep TO wijkzorg_app;"
            "GRANT DELETE ON reports_report TO wijkzorg_app",
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
