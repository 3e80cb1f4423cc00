
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_membership_wall'),
        ('residents', '0006_history_wall'),
        ('tenancy', '0002_wall'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CitizenNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('encrypted', models.TextField()),
                ('hash', models.BinaryField(max_length=32)),
                ('recorded_at', models.DateTimeField(verbose_name='vastgelegd op')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('resident', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='residents.resident')),
            ],
            options={
                'verbose_name': 'burgerservicenummer',
                'verbose_name_plural': 'burgerservicenummers',
                'constraints': [models.UniqueConstraint(fields=('municipality', 'resident'), name='citizen_number_one_each'), models.UniqueConstraint(fields=('municipality', 'hash'), name='citizen_number_once')],
            },
        ),
        migrations.CreateModel(
            name='CitizenNumberGround',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('law', models.CharField(choices=[('wmo', 'Wet maatschappelijke ondersteuning 2015, artikel 5.2.9'), ('jeugdwet', 'Jeugdwet, paragraaf 7.2'), ('wabb', 'Wet algemene bepalingen burgerservicenummer, artikel 10')], max_length=16, verbose_name='wet')),
                ('text', models.TextField(max_length=2000, verbose_name='waarvoor het nodig is')),
                ('recorded_at', models.DateTimeField(verbose_name='vastgelegd op')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='beëindigd op')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='beëindigd door')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vastgelegd door')),
            ],
            options={
                'verbose_name': 'grondslag burgerservicenummer',
                'verbose_name_plural': 'grondslagen burgerservicenummer',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('municipality',), name='citizen_number_one_ground'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='citizen_number_ground_ended_by_somebody'), models.CheckConstraint(condition=models.Q(('law__in', ['wmo', 'jeugdwet', 'wabb'])), name='citizen_number_ground_is_law'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='citizen_number_ground_text')],
            },
        ),
        migrations.CreateModel(
            name='CitizenNumberRight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='vanaf')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='tot en met')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gegeven door')),
                ('membership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.membership', verbose_name='lidmaatschap')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'verbose_name': 'recht op burgerservicenummers',
                'verbose_name_plural': 'rechten op burgerservicenummers',
                'constraints': [models.UniqueConstraint(fields=('municipality', 'membership', 'starts_on'), name='citizen_number_right_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='citizen_number_right_ends_after_start')],
            },
        ),
    ]
