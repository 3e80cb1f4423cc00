"""The wall between municipalities round the tables of this room (row-level security, forced)."""

from django.db import migrations

TABLES = (
    "audit_accessentry",
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("tenancy", "0002_wall")]

    operations = [
        migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES
    ]
