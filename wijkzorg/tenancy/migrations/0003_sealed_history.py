"""History that the application's account can neither switch off, nor write, nor change."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_wall")]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0003_sealed_history.sql").read_text(),
            "DROP FUNCTION wz_seal_history",
        ),
    ]
