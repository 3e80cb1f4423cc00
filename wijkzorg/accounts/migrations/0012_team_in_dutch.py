"""The organisation of a team is called so on the pages about it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_membership_is_a_role'),
    ]

    operations = [
        migrations.AlterField(
            model_name='team',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='accounts.organisation', verbose_name='organisatie'),
        ),
        migrations.AlterField(
            model_name='teamevent',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation', verbose_name='organisatie'),
        ),
    ]
