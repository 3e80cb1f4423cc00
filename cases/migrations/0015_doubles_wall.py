"""The wall round doubles; another team's case is never referred to, only the team."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_doubles"), ("tenancy", "0003_sealed_history")]

    operations = [
        migrations.RunSQL("SELECT wz_wall('cases_double')", "SELECT wz_unwall('cases_double')"),
        *(
            migrations.RunSQL(
                f"ALTER TABLE cases_double ADD CONSTRAINT cases_double_{name}_id_wall FOREIGN KEY"
                f" (municipality_id, {name}_id) REFERENCES {target} (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE cases_double DROP CONSTRAINT cases_double_{name}_id_wall",
            )
            for name, target in (("case", "cases_case"), ("other_team", "accounts_team"))
        ),
    ]
