"""What is due, counted in the database; and the one function that may destroy it."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rights", "0003_kept"), ("cases", "0006_row_security")]

    operations = [
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0004_destruction.sql").read_text(),
            "DROP FUNCTION wz_destroy(bigint, timestamptz);"
            "DROP FUNCTION wz_count_due(bigint, bigint, bigint, boolean, date, text, date);"
            "DROP FUNCTION wz_due_rows(bigint, bigint, bigint, boolean);"
            "DROP FUNCTION wz_care_tables(name);"
            "DROP FUNCTION wz_old_contacts(bigint, bigint, date, text, date);"
            "DROP FUNCTION wz_last_made(bigint, text);"
            "DROP FUNCTION wz_years_after(date, int);",
        ),
    ]
