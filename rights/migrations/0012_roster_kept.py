"""How long the roster is kept."""

from django.db import migrations, models
from django.db.models import Q

NAME = "retention_at_least_the_law"
LEAST = Q(
    wmo_years__range=(15, 100),
    jeugdwet_years__range=(20, 100),
    none_granted_years__range=(1, 100),
    request_years__range=(1, 100),
    log_years__range=(5, 100),
    roster_years__range=(1, 100),
)


class Migration(migrations.Migration):

    dependencies = [("rights", "0011_paper")]

    operations = [
        migrations.AddField(
            model_name="retentionpolicy",
            name="roster_years",
            field=models.PositiveSmallIntegerField(
                db_default=2, default=2, verbose_name="rooster: afwezigheid, contracten en diensten"
            ),
        ),
        migrations.RemoveConstraint(model_name="retentionpolicy", name=NAME),
        migrations.AddConstraint(
            model_name="retentionpolicy",
            constraint=models.CheckConstraint(condition=LEAST, name=NAME),
        ),
    ]
