"""Walls round boundaries, house numbers and the history of areas, and keys that stay inside them."""

from django.db import migrations

TABLES = (
    "neighbourhoods_boundary",
    "neighbourhoods_housenumber",
    "neighbourhoods_districtevent",
    "neighbourhoods_neighbourhoodevent",
)
KEYS = ("neighbourhoods_boundary", "neighbourhoods_housenumber")


class Migration(migrations.Migration):
    dependencies = [("neighbourhoods", "0006_boundaries"), ("tenancy", "0003_sealed_history")]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_neighbourhood_id_wall"
                " FOREIGN KEY (municipality_id, neighbourhood_id)"
                " REFERENCES neighbourhoods_neighbourhood (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_neighbourhood_id_wall",
            )
            for table in KEYS
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
