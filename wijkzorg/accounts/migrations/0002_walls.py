"""Walls between municipalities: a row refers only to rows of its own municipality, and the database says so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE accounts_team ADD CONSTRAINT accounts_team_organisation_id_wall FOREIGN KEY (municipality_id, organisation_id) "
            "REFERENCES accounts_organisation (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE accounts_team DROP CONSTRAINT accounts_team_organisation_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE accounts_membership ADD CONSTRAINT accounts_membership_team_id_wall FOREIGN KEY (municipality_id, team_id) "
            "REFERENCES accounts_team (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE accounts_membership DROP CONSTRAINT accounts_membership_team_id_wall",
        ),
    ]
