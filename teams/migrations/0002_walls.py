"""The wall round transfers and their history, and the references that stay inside it."""

from django.db import migrations

TABLES = ("teams_transfer", "teams_transferevent")
KEYS = (
    ("case_id", "cases_case"),
    ("from_team_id", "accounts_team"),
    ("to_team_id", "accounts_team"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0001_transfers"),
        ("accounts", "0002_walls"),
        ("cases", "0002_walls"),
        ("tenancy", "0003_sealed_history"),
    ]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        *(
            migrations.RunSQL(
                f"ALTER TABLE teams_transfer ADD CONSTRAINT teams_transfer_{column}_wall"
                f" FOREIGN KEY (municipality_id, {column}) REFERENCES {target} (municipality_id, id)"
                " DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE teams_transfer DROP CONSTRAINT teams_transfer_{column}_wall",
            )
            for column, target in KEYS
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
