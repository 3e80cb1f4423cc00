"""Walls between municipalities: a row refers only to rows of its own municipality, and the database says so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE cases_policy ADD CONSTRAINT cases_policy_target_group_id_wall FOREIGN KEY (municipality_id, target_group_id) "
            "REFERENCES cases_targetgroup (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_policy DROP CONSTRAINT cases_policy_target_group_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_case ADD CONSTRAINT cases_case_resident_id_wall FOREIGN KEY (municipality_id, resident_id) "
            "REFERENCES residents_resident (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_case DROP CONSTRAINT cases_case_resident_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_case ADD CONSTRAINT cases_case_team_id_wall FOREIGN KEY (municipality_id, team_id) "
            "REFERENCES accounts_team (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_case DROP CONSTRAINT cases_case_team_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_case ADD CONSTRAINT cases_case_target_group_id_wall FOREIGN KEY (municipality_id, target_group_id) "
            "REFERENCES cases_targetgroup (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_case DROP CONSTRAINT cases_case_target_group_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_need ADD CONSTRAINT cases_need_case_id_wall FOREIGN KEY (municipality_id, case_id) "
            "REFERENCES cases_case (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_need DROP CONSTRAINT cases_need_case_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_agreement ADD CONSTRAINT cases_agreement_case_id_wall FOREIGN KEY (municipality_id, case_id) "
            "REFERENCES cases_case (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_agreement DROP CONSTRAINT cases_agreement_case_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_contact ADD CONSTRAINT cases_contact_case_id_wall FOREIGN KEY (municipality_id, case_id) "
            "REFERENCES cases_case (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_contact DROP CONSTRAINT cases_contact_case_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_pause ADD CONSTRAINT cases_pause_case_id_wall FOREIGN KEY (municipality_id, case_id) "
            "REFERENCES cases_case (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_pause DROP CONSTRAINT cases_pause_case_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_standing ADD CONSTRAINT cases_standing_case_id_wall FOREIGN KEY (municipality_id, case_id) "
            "REFERENCES cases_case (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_standing DROP CONSTRAINT cases_standing_case_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_flag ADD CONSTRAINT cases_flag_case_id_wall FOREIGN KEY (municipality_id, case_id) "
            "REFERENCES cases_case (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE cases_flag DROP CONSTRAINT cases_flag_case_id_wall",
        ),
    ]
