"""The wall between municipalities round the tables of this room (row-level security, forced)."""

from django.db import migrations

TABLES = (
    "cases_agreement",
    "cases_case",
    "cases_contact",
    "cases_flag",
    "cases_need",
    "cases_pause",
    "cases_policy",
    "cases_reassessment",
    "cases_reassessmentchunk",
    "cases_standing",
    "cases_standingcheck",
    "cases_targetgroup",
    "cases_agreementevent",
    "cases_caseevent",
    "cases_contactevent",
    "cases_needevent",
    "cases_pauseevent",
    "cases_policyevent",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_ground"), ("tenancy", "0002_wall")]

    operations = [
        migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES
    ]
