"""The wall between municipalities, ready to be put round tables; and what the application's account may do at all."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0002_wall.sql").read_text(),
            "DROP FUNCTION wz_wall, wz_unwall;"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM wijkzorg_app;"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM wijkzorg_app;"
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM wijkzorg_app;"
            "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM wijkzorg_app;",
        ),
    ]
