"""The wall between municipalities round the tables of this room; a key of names never changes."""

from django.db import migrations

TABLES = ("care_naming", "care_sent")


class Migration(migrations.Migration):
    dependencies = [("care", "0001_names_and_sent"), ("tenancy", "0003_sealed_history")]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{name}')", f"SELECT wz_unwall('{name}')") for name in TABLES),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON care_naming FROM wijkzorg_app",
            "GRANT UPDATE, DELETE ON care_naming TO wijkzorg_app",
        ),
    ]
