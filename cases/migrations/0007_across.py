"""What looks across the wall, and the last reference that did not stay inside it."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_row_security")]

    operations = [
        migrations.AddConstraint(
            "reassessment", models.UniqueConstraint(fields=("municipality", "id"), name="reassessment_wall")
        ),
        migrations.AlterField(
            "reassessmentchunk",
            "reassessment",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="chunks",
                to="cases.reassessment",
            ),
        ),
        migrations.AddIndex(
            "reassessmentchunk",
            models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["municipality"],
                name="reassessment_chunk_waits",
            ),
        ),
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0008_across.sql").read_text(),
            "ALTER TABLE cases_reassessmentchunk DROP CONSTRAINT cases_reassessmentchunk_reassessment_id_wall;"
            "REVOKE MAINTAIN ON cases_case, cases_need, cases_agreement, cases_pause, cases_contact FROM wijkzorg_app;"
            "ALTER FUNCTION wz_guard_first_need() SECURITY INVOKER RESET ALL;"
            "ALTER FUNCTION wz_guard_paused_days() SECURITY INVOKER RESET ALL;"
            "DROP FUNCTION cases_municipalities_due, cases_municipalities_reassessing;",
        ),
    ]
