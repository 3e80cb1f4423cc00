"""In which language a reporter reads: their letter comes in it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0003_sealed_history'),
        ('reports', '0003_round_of_walker'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='report',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='report',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='report',
            name='reads',
            field=models.CharField(db_default='nl', default='nl', max_length=8, verbose_name='taal van de brieven'),
        ),
        migrations.AddField(
            model_name='reportevent',
            name='reads',
            field=models.CharField(db_default='nl', default='nl', max_length=8, verbose_name='taal van de brieven'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_reportevent" ("about", "about_resident", "became_case", "belongs_from", "channel", "closed_at", "danger", "duty_kind", "filed_by_id", "id", "municipality_id", "neighbourhood_id", "outcome", "outcome_text", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postponed_why", "reads", "received_at", "reporter_email", "reporter_name", "reporter_phone", "reporter_protected", "state", "subject", "take_up_by", "taken_up_at", "taken_up_by_id", "team_id", "tell_by", "text", "token", "told_at", "topic") SELECT old_values."about", old_values."about_resident", old_values."became_case", old_values."belongs_from", old_values."channel", old_values."closed_at", old_values."danger", old_values."duty_kind", old_values."filed_by_id", old_values."id", old_values."municipality_id", old_values."neighbourhood_id", old_values."outcome", old_values."outcome_text", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."postponed_why", old_values."reads", old_values."received_at", old_values."reporter_email", old_values."reporter_name", old_values."reporter_phone", old_values."reporter_protected", old_values."state", old_values."subject", old_values."take_up_by", old_values."taken_up_at", old_values."taken_up_by_id", old_values."team_id", old_values."tell_by", old_values."text", old_values."token", old_values."told_at", old_values."topic" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9f92bde3d2de56d44b19ef3039f5c0cbdc12f847', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_234a9', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='reports_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_reportevent" ("about", "about_resident", "became_case", "belongs_from", "channel", "closed_at", "danger", "duty_kind", "filed_by_id", "id", "municipality_id", "neighbourhood_id", "outcome", "outcome_text", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postponed_why", "reads", "received_at", "reporter_email", "reporter_name", "reporter_phone", "reporter_protected", "state", "subject", "take_up_by", "taken_up_at", "taken_up_by_id", "team_id", "tell_by", "text", "token", "told_at", "topic") SELECT old_values."about", old_values."about_resident", old_values."became_case", old_values."belongs_from", old_values."channel", old_values."closed_at", old_values."danger", old_values."duty_kind", old_values."filed_by_id", old_values."id", old_values."municipality_id", old_values."neighbourhood_id", old_values."outcome", old_values."outcome_text", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."postponed_why", old_values."reads", old_values."received_at", old_values."reporter_email", old_values."reporter_name", old_values."reporter_phone", old_values."reporter_protected", old_values."state", old_values."subject", old_values."take_up_by", old_values."taken_up_at", old_values."taken_up_by_id", old_values."team_id", old_values."tell_by", old_values."text", old_values."token", old_values."told_at", old_values."topic" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9c9fdfbdc75b66565713b182e954912fa36affb6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_6acd6', referencing='REFERENCING OLD TABLE AS old_values ', table='reports_report', when='AFTER')),
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
