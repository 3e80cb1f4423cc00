"""History is deleted by wz_destroy alone: the application may add to it, even where it passes by the triggers."""

from django.db import migrations

_HISTORY = (
    "cases_agreementevent, cases_caseevent, cases_contactevent, cases_needevent, cases_pauseevent, cases_policyevent"
)


class Migration(migrations.Migration):
    dependencies = [("rights", "0004_destruction"), ("cases", "0006_row_security")]

    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE ON {_HISTORY} FROM wijkzorg_app",
            f"GRANT UPDATE, DELETE ON {_HISTORY} TO wijkzorg_app",
        ),
    ]
