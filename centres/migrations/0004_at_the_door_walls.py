"""Walls round who is at the desk and who came for nothing; a count is added and read, and nothing else."""

from django.db import migrations

TABLES = ("centres_camefornothing", "centres_deskshift", "centres_deskshiftevent")
KEYS = (
    ("centres_camefornothing", "centre_id", "centres_centre", ""),
    ("centres_camefornothing", "closure_id", "centres_closure", ""),
    ("centres_deskshift", "centre_id", "centres_centre", "ON DELETE CASCADE "),
)


class Migration(migrations.Migration):
    dependencies = [("centres", "0003_at_the_door"), ("centres", "0002_walls"), ("tenancy", "0003_sealed_history")]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_wall FOREIGN KEY (municipality_id, {column})"
                f" REFERENCES {target} (municipality_id, id) {more}DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_wall",
            )
            for table, column, target, more in KEYS
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON centres_camefornothing FROM wijkzorg_app",
            "GRANT UPDATE, DELETE ON centres_camefornothing TO wijkzorg_app",
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
