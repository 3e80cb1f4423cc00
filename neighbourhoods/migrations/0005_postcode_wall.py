"""The wall round postcodes, and the neighbourhood that stays inside it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("neighbourhoods", "0004_postcode"), ("tenancy", "0002_wall")]

    operations = [
        migrations.RunSQL(
            "SELECT wz_wall('neighbourhoods_postcode')", "SELECT wz_unwall('neighbourhoods_postcode')"
        ),
        migrations.RunSQL(
            "ALTER TABLE neighbourhoods_postcode ADD CONSTRAINT neighbourhoods_postcode_neighbourhood_id_wall"
            " FOREIGN KEY (municipality_id, neighbourhood_id)"
            " REFERENCES neighbourhoods_neighbourhood (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE neighbourhoods_postcode DROP CONSTRAINT neighbourhoods_postcode_neighbourhood_id_wall",
        ),
    ]
