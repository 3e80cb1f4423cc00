"""Walls between municipalities: a row refers only to rows of its own municipality, and the database says so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("residents", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE residents_resident ADD CONSTRAINT residents_resident_neighbourhood_id_wall FOREIGN KEY (municipality_id, neighbourhood_id) "
            "REFERENCES neighbourhoods_neighbourhood (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE residents_resident DROP CONSTRAINT residents_resident_neighbourhood_id_wall",
        ),
    ]
