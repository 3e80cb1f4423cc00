"""The contact rules as functions of the database."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_guards")]

    operations = [
        migrations.RunSQL(
            (SQL / "0004_standing.sql").read_text(),
            "DROP FUNCTION wz_quick, wz_standing, wz_last_enough, wz_contacts, wz_worth, wz_bit, wz_paused, wz_kth_day, wz_counted, wz_contact,"
            " wz_pause, wz_version, wz_day;",
        ),
        migrations.RunSQL(
            (SQL / "0005_numbers.sql").read_text(), "DROP FUNCTION wz_evidence, wz_numbers, wz_policies;"
        ),
        migrations.RunSQL((SQL / "0006_few.sql").read_text(), "DROP FUNCTION wz_flags, wz_case_standing, wz_case;"),
        migrations.RunSQL(
            (SQL / "0007_proof.sql").read_text(),
            "DROP FUNCTION wz_proved_reached, wz_proved_seen, wz_proved_delivered, wz_proved_due, wz_proved_promised,"
            " wz_is_newest, wz_is_less, wz_points;",
        ),
    ]
