"""The lines that were there already, with the moment that they had."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_nen7513")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO audit_accessentry (municipality_id, at, action, user_id, resident_id, case_id, origin)"
            " SELECT municipality_id, at, action, user_id, resident_id, case_id, origin"
            " FROM audit_accessentry_before ORDER BY id",
            migrations.RunSQL.noop,
        ),
    ]
