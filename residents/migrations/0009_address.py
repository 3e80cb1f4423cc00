"""Where a resident lives and how they are called; with the history of it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('neighbourhoods', '0003_row_security'),
        ('residents', '0008_citizen_number_walls'),
        ('tenancy', '0003_sealed_history'),
    ]

    operations = [
        # On the way back this comes last, and seals what the steps below open.
        migrations.RunSQL(migrations.RunSQL.noop, "SELECT wz_seal_history()"),
        pgtrigger.migrations.RemoveTrigger(
            model_name='resident',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='resident',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='resident',
            name='house_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='huisnummer'),
        ),
        migrations.AddField(
            model_name='resident',
            name='phone',
            field=models.CharField(blank=True, db_default='', default='', max_length=30, verbose_name='telefoon'),
        ),
        migrations.AddField(
            model_name='resident',
            name='postcode',
            field=models.CharField(blank=True, db_default='', default='', max_length=7, verbose_name='postcode'),
        ),
        migrations.AddField(
            model_name='resident',
            name='street',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='straat'),
        ),
        migrations.AddField(
            model_name='residentevent',
            name='house_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='huisnummer'),
        ),
        migrations.AddField(
            model_name='residentevent',
            name='phone',
            field=models.CharField(blank=True, db_default='', default='', max_length=30, verbose_name='telefoon'),
        ),
        migrations.AddField(
            model_name='residentevent',
            name='postcode',
            field=models.CharField(blank=True, db_default='', default='', max_length=7, verbose_name='postcode'),
        ),
        migrations.AddField(
            model_name='residentevent',
            name='street',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='straat'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='resident',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "residents_residentevent" ("birth_date", "first_name", "house_number", "id", "last_name", "municipality_id", "neighbourhood_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "ref", "street") SELECT old_values."birth_date", old_values."first_name", old_values."house_number", old_values."id", old_values."last_name", old_values."municipality_id", old_values."neighbourhood_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."phone", old_values."postcode", old_values."ref", old_values."street" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='3d20f3bfeb42d54c95e877b06004c141a0f4f6e9', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7908c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='residents_resident', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='resident',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "residents_residentevent" ("birth_date", "first_name", "house_number", "id", "last_name", "municipality_id", "neighbourhood_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "ref", "street") SELECT old_values."birth_date", old_values."first_name", old_values."house_number", old_values."id", old_values."last_name", old_values."municipality_id", old_values."neighbourhood_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."phone", old_values."postcode", old_values."ref", old_values."street" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='7f87f2f16c9ec0e8d6aa33ddbf0972f16ee13225', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_3d2a9', referencing='REFERENCING OLD TABLE AS old_values ', table='residents_resident', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='resident',
            constraint=models.CheckConstraint(condition=models.Q(('postcode', ''), ('postcode__regex', '^[1-9][0-9]{3} (?!SA|SD|SS)[A-Z]{2}$'), _connector='OR'), name='resident_postcode'),
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
