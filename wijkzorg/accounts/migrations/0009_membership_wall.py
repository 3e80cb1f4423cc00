
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_history_sealed'),
        ('tenancy', '0002_wall'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('municipality', 'id'), name='membership_wall'),
        ),
    ]
