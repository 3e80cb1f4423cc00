"""A letter is in the language of who reads it, and leads to what it is about."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0004_outside'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='language',
            field=models.CharField(db_default='nl', default='nl', max_length=8, verbose_name='taal'),
        ),
        migrations.AddField(
            model_name='letter',
            name='path_encrypted',
            field=models.CharField(blank=True, db_default='', default='', max_length=500, verbose_name='pagina'),
        ),
    ]
