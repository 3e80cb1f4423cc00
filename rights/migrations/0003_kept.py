"""What the application may only add to; and the proof of destruction, which one function of the database writes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_walls")]

    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON rights_retentionpolicy, rights_statement FROM wijkzorg_app;"
            "REVOKE INSERT, UPDATE, DELETE ON rights_tombstone FROM wijkzorg_app;",
            "GRANT UPDATE, DELETE ON rights_retentionpolicy, rights_statement TO wijkzorg_app;"
            "GRANT INSERT, UPDATE, DELETE ON rights_tombstone TO wijkzorg_app;",
        ),
    ]
