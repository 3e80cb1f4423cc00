"""A wish to see somebody may be said at a desk too: then there is no paper, and who passed it on."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_less_than_needed_walls'),
        ('outreach', '0006_paper_walls'),
        ('tenancy', '0003_sealed_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='wish',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='wish',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='wish',
            name='passed_on_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wishevent',
            name='passed_on_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='wish',
            name='paper',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outreach.paper'),
        ),
        migrations.AlterField(
            model_name='wishevent',
            name='paper',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outreach.paper'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wish',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "outreach_wishevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_on", "case_id", "id", "municipality_id", "paper_id", "passed_on_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taps") SELECT old_values."answer", old_values."answered_at", old_values."answered_by_id", old_values."asked_at", old_values."asked_on", old_values."case_id", old_values."id", old_values."municipality_id", old_values."paper_id", old_values."passed_on_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."taps" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a2efb2601d46d14b20eb8a7d9a036929dc10c43f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7951d', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='outreach_wish', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='wish',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "outreach_wishevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_on", "case_id", "id", "municipality_id", "paper_id", "passed_on_by_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taps") SELECT old_values."answer", old_values."answered_at", old_values."answered_by_id", old_values."asked_at", old_values."asked_on", old_values."case_id", old_values."id", old_values."municipality_id", old_values."paper_id", old_values."passed_on_by_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."taps" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='72d198bc2c5213a533f65e456c2a0bab1ff29633', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_827d4', referencing='REFERENCING OLD TABLE AS old_values ', table='outreach_wish', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('paper__isnull', False), ('passed_on_by__isnull', True)), models.Q(('paper__isnull', True), ('passed_on_by__isnull', False)), _connector='OR'), name='wish_by_paper_or_desk'),
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
