"""A request that is destroyed is named by no other any more: one that was joined with it, or a date of its series."""

from django.db import migrations

_COLUMNS = ("merged_into_id", "part_of_id")


def _key(column: str, more: str) -> str:
    name = f"volunteers_helprequest_{column}_wall"
    return (
        f"ALTER TABLE volunteers_helprequest DROP CONSTRAINT {name};"
        f"ALTER TABLE volunteers_helprequest ADD CONSTRAINT {name} FOREIGN KEY (municipality_id, {column})"
        f" REFERENCES volunteers_helprequest (municipality_id, id) {more}DEFERRABLE INITIALLY DEFERRED"
    )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0003_application")]

    operations = [
        migrations.RunSQL(_key(column, f"ON DELETE SET NULL ({column}) "), _key(column, ""))
        for column in _COLUMNS
    ]
