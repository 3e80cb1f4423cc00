"""Flags that open and close are told to who listens (wijkzorg.events), however they were changed."""

from django.db import migrations

TRIGGERS = (
    ("flags_opened", "INSERT", "NEW TABLE AS now_is"),
    ("flags_changed", "UPDATE", "OLD TABLE AS was NEW TABLE AS now_is"),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_flag_uuid"), ("events", "0002_walls")]

    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {name} AFTER {what} ON cases_flag REFERENCING {tables}"
            " FOR EACH STATEMENT EXECUTE FUNCTION wz_flags_told()",
            f"DROP TRIGGER {name} ON cases_flag",
        )
        for name, what, tables in TRIGGERS
    ]
