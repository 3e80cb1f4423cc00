"""What was written by break-glass stands with the looks by it."""

from django.db import migrations


def _index(actions):
    return (
        "DROP INDEX access_by_break_glass;"
        "CREATE INDEX access_by_break_glass ON audit_accessentry (municipality_id, at, id)"
        f" WHERE action = 'break_glass' OR (action {actions} AND reason <> '')"
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_drop_before")]

    operations = [migrations.RunSQL(_index("IN ('read', 'write')"), _index("= 'read'"))]
