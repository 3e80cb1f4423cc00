"""Walls round what 0016 made, and the references that stay inside them."""

from django.db import migrations

TABLES = ("cases_decision", "cases_decisionevent", "cases_confirmation", "cases_confirmationevent")
REFERENCES = (
    ("cases_agreement", "decision", "cases_decision", ""),
    ("cases_confirmation", "case", "cases_case", ""),
    ("cases_confirmation", "agreement", "cases_agreement", ""),
    ("cases_confirmation", "need", "cases_need", ""),
    ("cases_confirmation", "pause", "cases_pause", "ON DELETE SET NULL (pause_id)"),
    ("cases_confirmation", "decision", "cases_decision", ""),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_less_than_needed"), ("tenancy", "0003_sealed_history")]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{name}_id_wall FOREIGN KEY (municipality_id, {name}_id)"
                f" REFERENCES {target} (municipality_id, id) {gone} DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_{name}_id_wall",
            )
            for table, name, target, gone in REFERENCES
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
