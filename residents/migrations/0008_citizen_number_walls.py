"""The wall round the tables of citizen numbers, and the references that stay inside it."""

from django.db import migrations

TABLES = ("residents_citizennumber", "residents_citizennumberground", "residents_citizennumberright")


class Migration(migrations.Migration):
    dependencies = [("residents", "0007_citizen_number")]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        migrations.RunSQL(
            "ALTER TABLE residents_citizennumber ADD CONSTRAINT residents_citizennumber_resident_id_wall FOREIGN KEY (municipality_id, resident_id) "
            "REFERENCES residents_resident (municipality_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE residents_citizennumber DROP CONSTRAINT residents_citizennumber_resident_id_wall",
        ),
        migrations.RunSQL(
            "ALTER TABLE residents_citizennumberright ADD CONSTRAINT residents_citizennumberright_membership_id_wall FOREIGN KEY (municipality_id, membership_id) "
            "REFERENCES accounts_membership (municipality_id, id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE residents_citizennumberright DROP CONSTRAINT residents_citizennumberright_membership_id_wall",
        ),
    ]
