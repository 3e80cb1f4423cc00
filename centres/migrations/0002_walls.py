"""Walls round the centres, keys that stay inside them, and history that nobody rewrites."""

from django.db import migrations

TABLES = (
    "centres_centre",
    "centres_centreevent",
    "centres_catchment",
    "centres_openinghours",
    "centres_openinghoursevent",
    "centres_openingexception",
    "centres_openingexceptionevent",
    "centres_closure",
    "centres_closureevent",
    "centres_activity",
    "centres_centrestaff",
    "centres_centrestaffevent",
)
# From which table, by which column, to which; and what follows when that row goes.
KEYS = (
    ("centres_catchment", "centre_id", "centres_centre", "ON DELETE CASCADE "),
    ("centres_catchment", "neighbourhood_id", "neighbourhoods_neighbourhood", ""),
    ("centres_openinghours", "centre_id", "centres_centre", "ON DELETE CASCADE "),
    ("centres_openingexception", "centre_id", "centres_centre", "ON DELETE CASCADE "),
    ("centres_closure", "centre_id", "centres_centre", ""),
    ("centres_closure", "instead_id", "centres_centre", ""),
    ("centres_activity", "centre_id", "centres_centre", "ON DELETE CASCADE "),
    ("centres_centrestaff", "centre_id", "centres_centre", ""),
)


class Migration(migrations.Migration):
    dependencies = [
        ("centres", "0001_centres"),
        ("accounts", "0002_walls"),
        ("neighbourhoods", "0002_walls"),
        ("tenancy", "0003_sealed_history"),
    ]

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
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
