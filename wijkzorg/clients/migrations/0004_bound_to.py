"""Of which organisation's cases a system sees."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0003_sealed_history'),
        ('accounts', '0011_membership_is_a_role'),
        ('clients', '0003_called_linked'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='access',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='access',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='access',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='access',
            name='bound_to',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Nodig voor dossiers en contactmomenten: het systeem ziet alleen die van deze organisatie.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation', verbose_name='dossiers van organisatie'),
        ),
        migrations.AddField(
            model_name='accessevent',
            name='bound_to',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Nodig voor dossiers en contactmomenten: het systeem ziet alleen die van deze organisatie.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.organisation', verbose_name='dossiers van organisatie'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='access',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clients_accessevent" ("bound_to_id", "client_id", "ended_at", "given_at", "given_by_id", "id", "keeps", "legal_ground", "municipality_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scopes") SELECT new_values."bound_to_id", new_values."client_id", new_values."ended_at", new_values."given_at", new_values."given_by_id", new_values."id", new_values."keeps", new_values."legal_ground", new_values."municipality_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."scopes" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='fd2649e9f1deb3d5053fadf779abb1cc878ea864', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_85b5a', referencing='REFERENCING NEW TABLE AS new_values ', table='clients_access', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='access',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clients_accessevent" ("bound_to_id", "client_id", "ended_at", "given_at", "given_by_id", "id", "keeps", "legal_ground", "municipality_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scopes") SELECT new_values."bound_to_id", new_values."client_id", new_values."ended_at", new_values."given_at", new_values."given_by_id", new_values."id", new_values."keeps", new_values."legal_ground", new_values."municipality_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."scopes" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='7f71567fcba2bfff4c89428dfe40468455e2e3a6', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_82dd2', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='clients_access', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='access',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "clients_accessevent" ("bound_to_id", "client_id", "ended_at", "given_at", "given_by_id", "id", "keeps", "legal_ground", "municipality_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "scopes") SELECT old_values."bound_to_id", old_values."client_id", old_values."ended_at", old_values."given_at", old_values."given_by_id", old_values."id", old_values."keeps", old_values."legal_ground", old_values."municipality_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."scopes" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8aa8f645c9ec3c23ad812fce01f20bee26a7b0e6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_c9a4f', referencing='REFERENCING OLD TABLE AS old_values ', table='clients_access', when='AFTER')),
        ),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
