"""The wall between municipalities round the tables of this room."""

from django.db import migrations

TABLES = ("day_told", "day_nomorningmail", "day_morningrun")


class Migration(migrations.Migration):
    dependencies = [("day", "0001_initial"), ("tenancy", "0003_sealed_history")]

    operations = [
        migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES
    ]
