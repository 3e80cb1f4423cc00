"""In which language somebody reads: their letters come in it."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0003_sealed_history'),
        ('volunteers', '0007_feeds_walls'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='helprequest',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='helprequest',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='volunteer',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='volunteer',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='application',
            name='reads',
            field=models.CharField(db_default='nl', default='nl', max_length=8, verbose_name='taal van de brieven'),
        ),
        migrations.AddField(
            model_name='helprequest',
            name='reads',
            field=models.CharField(db_default='nl', default='nl', max_length=8, verbose_name='taal van de brieven'),
        ),
        migrations.AddField(
            model_name='helprequestevent',
            name='reads',
            field=models.CharField(db_default='nl', default='nl', max_length=8, verbose_name='taal van de brieven'),
        ),
        migrations.AddField(
            model_name='volunteer',
            name='reads',
            field=models.CharField(db_default='nl', default='nl', max_length=8, verbose_name='taal van de brieven'),
        ),
        migrations.AddField(
            model_name='volunteerevent',
            name='reads',
            field=models.CharField(db_default='nl', default='nl', max_length=8, verbose_name='taal van de brieven'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='helprequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "volunteers_helprequestevent" ("asker_name", "channel", "closed_at", "code_hash", "consent", "danger", "day_part", "email", "filed_by_id", "first_on", "for_case", "for_resident", "from_report", "helpers", "house_number", "id", "kind", "language", "language_essential", "last_on", "merged_into_id", "minutes", "municipality_id", "name", "needs_vog", "neighbourhood_id", "no_network", "on_behalf", "opened_at", "outcome_text", "part_of_id", "parties", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "reads", "received_at", "rrule", "skills", "starts_at", "state", "street", "taken_up_at", "taken_up_by_id", "text", "token", "urgent", "widened_at", "x", "y") SELECT old_values."asker_name", old_values."channel", old_values."closed_at", old_values."code_hash", old_values."consent", old_values."danger", old_values."day_part", old_values."email", old_values."filed_by_id", old_values."first_on", old_values."for_case", old_values."for_resident", old_values."from_report", old_values."helpers", old_values."house_number", old_values."id", old_values."kind", old_values."language", old_values."language_essential", old_values."last_on", old_values."merged_into_id", old_values."minutes", old_values."municipality_id", old_values."name", old_values."needs_vog", old_values."neighbourhood_id", old_values."no_network", old_values."on_behalf", old_values."opened_at", old_values."outcome_text", old_values."part_of_id", old_values."parties", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."phone", old_values."postcode", old_values."reads", old_values."received_at", old_values."rrule", old_values."skills", old_values."starts_at", old_values."state", old_values."street", old_values."taken_up_at", old_values."taken_up_by_id", old_values."text", old_values."token", old_values."urgent", old_values."widened_at", old_values."x", old_values."y" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='f24ce1a95ce2becb7cd11ce660568589f469ed08', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_ad67c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='volunteers_helprequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='helprequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "volunteers_helprequestevent" ("asker_name", "channel", "closed_at", "code_hash", "consent", "danger", "day_part", "email", "filed_by_id", "first_on", "for_case", "for_resident", "from_report", "helpers", "house_number", "id", "kind", "language", "language_essential", "last_on", "merged_into_id", "minutes", "municipality_id", "name", "needs_vog", "neighbourhood_id", "no_network", "on_behalf", "opened_at", "outcome_text", "part_of_id", "parties", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "reads", "received_at", "rrule", "skills", "starts_at", "state", "street", "taken_up_at", "taken_up_by_id", "text", "token", "urgent", "widened_at", "x", "y") SELECT old_values."asker_name", old_values."channel", old_values."closed_at", old_values."code_hash", old_values."consent", old_values."danger", old_values."day_part", old_values."email", old_values."filed_by_id", old_values."first_on", old_values."for_case", old_values."for_resident", old_values."from_report", old_values."helpers", old_values."house_number", old_values."id", old_values."kind", old_values."language", old_values."language_essential", old_values."last_on", old_values."merged_into_id", old_values."minutes", old_values."municipality_id", old_values."name", old_values."needs_vog", old_values."neighbourhood_id", old_values."no_network", old_values."on_behalf", old_values."opened_at", old_values."outcome_text", old_values."part_of_id", old_values."parties", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."phone", old_values."postcode", old_values."reads", old_values."received_at", old_values."rrule", old_values."skills", old_values."starts_at", old_values."state", old_values."street", old_values."taken_up_at", old_values."taken_up_by_id", old_values."text", old_values."token", old_values."urgent", old_values."widened_at", old_values."x", old_values."y" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9539e41cb94b96151bd3d8833abaee2586265f2a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_8c4d0', referencing='REFERENCING OLD TABLE AS old_values ', table='volunteers_helprequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='volunteer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "volunteers_volunteerevent" ("active", "available", "house_number", "id", "joined_on", "kinds", "languages", "left_on", "minutes_a_week", "municipality_id", "neighbourhood_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "radius_m", "reads", "skills", "user_id", "vog_on", "vog_outcome", "x", "y") SELECT old_values."active", old_values."available", old_values."house_number", old_values."id", old_values."joined_on", old_values."kinds", old_values."languages", old_values."left_on", old_values."minutes_a_week", old_values."municipality_id", old_values."neighbourhood_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."phone", old_values."postcode", old_values."radius_m", old_values."reads", old_values."skills", old_values."user_id", old_values."vog_on", old_values."vog_outcome", old_values."x", old_values."y" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='90e974610e2b33cf33b3d5587bc7d2ee0145fcf0', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6cedd', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='volunteers_volunteer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='volunteer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "volunteers_volunteerevent" ("active", "available", "house_number", "id", "joined_on", "kinds", "languages", "left_on", "minutes_a_week", "municipality_id", "neighbourhood_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "postcode", "radius_m", "reads", "skills", "user_id", "vog_on", "vog_outcome", "x", "y") SELECT old_values."active", old_values."available", old_values."house_number", old_values."id", old_values."joined_on", old_values."kinds", old_values."languages", old_values."left_on", old_values."minutes_a_week", old_values."municipality_id", old_values."neighbourhood_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."phone", old_values."postcode", old_values."radius_m", old_values."reads", old_values."skills", old_values."user_id", old_values."vog_on", old_values."vog_outcome", old_values."x", old_values."y" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='370e7c2caa981c8b1683cbd1a794509de06cba94', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_16027', referencing='REFERENCING OLD TABLE AS old_values ', table='volunteers_volunteer', when='AFTER')),
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
