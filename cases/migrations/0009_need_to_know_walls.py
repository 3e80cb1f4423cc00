"""Walls round what 0008 made, and rows that stay as they were written."""

from django.db import migrations

TABLES = ("cases_emergencyaccess", "cases_targetgroupevent")


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_need_to_know"), ("tenancy", "0003_sealed_history")]

    operations = [
        *(
            migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE cases_emergencyaccess ADD CONSTRAINT cases_emergencyaccess_{name}_id_wall FOREIGN KEY"
                f" (municipality_id, {name}_id) REFERENCES {target} (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE cases_emergencyaccess DROP CONSTRAINT cases_emergencyaccess_{name}_id_wall",
            )
            for name, target in (("case", "cases_case"), ("team", "accounts_team"))
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON cases_emergencyaccess FROM wijkzorg_app",
            "GRANT UPDATE, DELETE ON cases_emergencyaccess TO wijkzorg_app",
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
