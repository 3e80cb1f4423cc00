"""Walls between municipalities: a row refers only to rows of its own municipality, and the database says so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("neighbourhoods", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE neighbourhoods_neighbourhood ADD CONSTRAINT neighbourhoods_neighbourhood_district_id_wall FOREIGN KEY (municipality_id, district_id) "
            "REFERENCES neighbourhoods_district (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE neighbourhoods_neighbourhood DROP CONSTRAINT neighbourhoods_neighbourhood_district_id_wall",
        ),
    ]
