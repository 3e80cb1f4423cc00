"""Under which names contacts are known outside, and what systems sent."""

import care.models
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenancy', '0003_sealed_history'),
    ]

    operations = [
        migrations.CreateModel(
            name='Naming',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BinaryField(default=care.models.new_key)),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'verbose_name': 'sleutel van kenmerken',
                'verbose_name_plural': 'sleutels van kenmerken',
                'constraints': [models.UniqueConstraint(fields=('municipality',), name='care_naming_once')],
            },
        ),
        migrations.CreateModel(
            name='Sent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client', models.UUIDField(verbose_name='systeem')),
                ('key_hash', models.CharField(max_length=64)),
                ('asked_hash', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(verbose_name='ontvangen op')),
                ('answer', models.JSONField(default=dict)),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'verbose_name': 'ontvangen opdracht',
                'verbose_name_plural': 'ontvangen opdrachten',
                'indexes': [models.Index(fields=['municipality', 'made_at'], name='care_sent_age')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'client', 'key_hash'), name='care_sent_once')],
            },
        ),
    ]
