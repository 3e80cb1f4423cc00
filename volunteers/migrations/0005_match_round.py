# How the last round of matching in a wijk went: numbers alone, one row for each wijk.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0004_ends"),
        ("neighbourhoods", "0005_postcode_wall"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="wanneer")),
                ("requests", models.PositiveIntegerField(verbose_name="hulpvragen")),
                ("offered", models.PositiveIntegerField(verbose_name="gevraagd")),
                ("unmatched", models.PositiveIntegerField(verbose_name="niemand gevonden")),
                ("greedy", models.BooleanField(default=False, verbose_name="een voor een verdeeld")),
                ("district", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="neighbourhoods.district", verbose_name="wijk")),
                ("municipality", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.municipality")),
            ],
            options={
                "verbose_name": "ronde van vragen",
                "verbose_name_plural": "rondes van vragen",
                "constraints": [models.UniqueConstraint(fields=("municipality", "district"), name="match_round_one_a_district")],
            },
        ),
        # Who was helped before is found again by their telephone, also among what has ended.
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True), fields=["phone"], name="help_request_of_phone"
            ),
        ),
        migrations.RunSQL(
            "SELECT wz_wall('volunteers_matchround')", "SELECT wz_unwall('volunteers_matchround')"
        ),
        migrations.RunSQL(
            "ALTER TABLE volunteers_matchround ADD CONSTRAINT volunteers_matchround_district_id_wall"
            " FOREIGN KEY (municipality_id, district_id) REFERENCES neighbourhoods_district (municipality_id, id)"
            " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE volunteers_matchround DROP CONSTRAINT volunteers_matchround_district_id_wall",
        ),
    ]
