"""Standings remember what they were judged from, so nothing needs a proof."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
PROOFS = (
    "DROP FUNCTION wz_proved_reached, wz_proved_seen, wz_proved_delivered, wz_proved_due, wz_proved_promised,"
    " wz_is_newest, wz_is_less, wz_points;"
)

# What wz_case_judged takes the place of, as it stood in 0006_few.sql.
CASE_STANDING = """
CREATE FUNCTION wz_case_standing(p_case bigint, p_day int) RETURNS int[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    c record;
BEGIN
    c := wz_case(p_case);
    RETURN wz_standing(
        p_case, p_day, c.opened, c.closed, c.needs, c.agreements, c.pauses, wz_policies(c.municipality, c.target_group));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_remembered")]

    operations = [
        migrations.RunSQL(PROOFS, (SQL / "0007_proof.sql").read_text()),
        migrations.RunSQL("DROP FUNCTION wz_case_standing", CASE_STANDING),
        migrations.RunSQL(
            (SQL / "0011_digest.sql").read_text(),
            "DROP FUNCTION wz_case_judged, wz_read_from, wz_digest, wz_contact_hash, wz_pause_hash, wz_version_hash;",
        ),
    ]
