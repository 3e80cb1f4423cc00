"""The wall round the tables of the roster, and the references that stay inside it."""

from django.db import migrations

TABLES = (
    "roster_absence",
    "roster_standin",
    "roster_workcontract",
    "roster_mediumminutes",
    "roster_dutyshift",
)
# From which table, by which column, to which; and what follows when that row goes.
KEYS = (
    ("roster_standin", "absence_id", "roster_absence", "ON DELETE CASCADE "),
    ("roster_standin", "team_id", "accounts_team", ""),
    ("roster_workcontract", "team_id", "accounts_team", ""),
    ("roster_dutyshift", "neighbourhood_id", "neighbourhoods_neighbourhood", ""),
)


class Migration(migrations.Migration):
    dependencies = [
        ("roster", "0001_initial"),
        ("accounts", "0002_walls"),
        ("neighbourhoods", "0002_walls"),
        ("tenancy", "0002_wall"),
    ]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        *(
            migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_wall FOREIGN KEY (municipality_id, {column})"
                f" REFERENCES {target} (municipality_id, id) {more}DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_wall",
            )
            for table, column, target, more in KEYS
        ),
    ]
