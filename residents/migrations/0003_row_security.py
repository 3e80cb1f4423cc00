"""The wall between municipalities round the tables of this room (row-level security, forced)."""

from django.db import migrations

TABLES = (
    "residents_resident",
)


class Migration(migrations.Migration):
    dependencies = [("residents", "0002_walls"), ("tenancy", "0002_wall")]

    operations = [
        migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES
    ]
