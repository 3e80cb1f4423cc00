"""Walls round who comes to one centre alone and who must be reached another way, and keys that stay inside them."""

from django.db import migrations

TABLES = ("reaching_onlyhere", "reaching_onlyhereevent", "reaching_reach", "reaching_reachevent")
KEYS = (
    ("reaching_onlyhere", "resident_id", "residents_resident"),
    ("reaching_onlyhere", "centre_id", "centres_centre"),
    ("reaching_reach", "resident_id", "residents_resident"),
    ("reaching_reach", "closure_id", "centres_closure"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("reaching", "0001_reaching"),
        ("centres", "0004_at_the_door_walls"),
        ("residents", "0002_walls"),
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
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
