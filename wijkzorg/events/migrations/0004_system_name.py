"""A subscription shows the name of the system that took it."""
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_to_confirm'),
    ]

    operations = [
        migrations.AddField(
            model_name='subscription',
            name='system',
            field=models.CharField(blank=True, db_default='', default='', max_length=100, verbose_name='systeem'),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='client',
            field=models.UUIDField(editable=False, verbose_name='kenmerk van het systeem'),
        ),
    ]
