"""Where somebody walked last is found by who walked."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("reports", "0002_walls")]

    operations = [
        migrations.AddIndex(
            model_name="streetround",
            index=models.Index(fields=["walked_by", "-ended_at"], name="round_of_walker"),
        ),
    ]
