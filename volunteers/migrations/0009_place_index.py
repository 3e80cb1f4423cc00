"""Who lives around a request is found by an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('neighbourhoods', '0005_postcode_wall'),
        ('tenancy', '0003_sealed_history'),
        ('volunteers', '0008_letters_language'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='volunteer',
            index=models.Index(condition=models.Q(('active', True)), fields=['municipality', 'x', 'y'], name='volunteer_place'),
        ),
    ]
