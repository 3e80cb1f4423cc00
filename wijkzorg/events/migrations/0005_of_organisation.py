"""Whose an event is, and to which organisation a subscription is bound: a bound one hears nobody else's."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def before() -> str:
    """Return how events became deliveries before."""
    text = (SQL / "0002_telling.sql").read_text(encoding="utf-8")
    begins = text.index("CREATE FUNCTION wz_event_told")
    return "CREATE OR REPLACE" + text[begins + len("CREATE") : text.index("END $$;", begins)] + "END $$;"


class Migration(migrations.Migration):
    dependencies = [("events", "0004_system_name")]

    operations = [
        migrations.AddField("event", "organisation", models.BigIntegerField(editable=False, null=True)),
        migrations.AddField("subscription", "organisation", models.BigIntegerField(editable=False, null=True)),
        migrations.RunSQL((SQL / "0005_of_organisation.sql").read_text(encoding="utf-8"), before()),
    ]
