"""Walls round figures, and keys that stay inside them."""

from django.db import migrations

TABLES = ("municipalities_edition", "municipalities_published", "municipalities_fact", "municipalities_strictness")


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0001_figures"), ("tenancy", "0003_sealed_history")]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_edition_id_wall FOREIGN KEY (municipality_id, edition_id)"
                " REFERENCES municipalities_edition (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_edition_id_wall",
            )
            for table in ("municipalities_published", "municipalities_fact")
        ),
    ]
