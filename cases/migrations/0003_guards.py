"""Guards that look at more than one row."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls")]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0003_guards.sql").read_text(),
            "ALTER TABLE cases_contact DROP CONSTRAINT contact_day_of_moment, DROP CONSTRAINT contact_recorded_after;"
            "DROP TRIGGER pause_at_most_84_in_365 ON cases_pause;"
            "DROP TRIGGER need_when_opened_stays ON cases_need;"
            "DROP TRIGGER case_has_need_when_opened ON cases_case;"
            "DROP FUNCTION wz_guard_paused_days(), wz_guard_first_need();",
        ),
    ]
