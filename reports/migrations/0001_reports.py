

import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0009_membership_wall'),
        ('cases', '0011_digest'),
        ('neighbourhoods', '0003_row_security'),
        ('residents', '0008_citizen_number_walls'),
        ('tenancy', '0003_sealed_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CallInstead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Zoals “Wijkteam Oost”.', max_length=100, verbose_name='wie')),
                ('phone', models.CharField(max_length=40, verbose_name='telefoonnummer')),
                ('hours', models.CharField(help_text='Zoals “dag en nacht”.', max_length=100, verbose_name='wanneer')),
                ('municipality', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality', verbose_name='gemeente')),
            ],
            options={
                'verbose_name': 'wie te bellen bij zorgen',
                'verbose_name_plural': 'wie te bellen bij zorgen',
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(choices=[('person', 'een persoon'), ('place', 'een plek of straat')], max_length=8, verbose_name='over')),
                ('topic', models.CharField(blank=True, choices=[('young_people', 'jongeren die rondhangen'), ('no_seats', 'geen plek om te zitten'), ('conflict', 'ruzie in de straat'), ('loneliness', 'mensen zijn alleen'), ('other', 'iets anders')], max_length=16, verbose_name='wat er speelt')),
                ('channel', models.CharField(choices=[('public', 'het formulier'), ('desk', 'de balie'), ('volunteer', 'een vrijwilliger'), ('phone', 'telefoon')], max_length=16, verbose_name='hoe gemeld')),
                ('text', models.TextField(verbose_name='wat is er aan de hand')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='wie of waar')),
                ('danger', models.BooleanField(default=False, verbose_name='gevaar')),
                ('reporter_name', models.CharField(blank=True, max_length=200, verbose_name='naam van de melder')),
                ('reporter_phone', models.CharField(blank=True, max_length=40, verbose_name='telefoon van de melder')),
                ('reporter_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail van de melder')),
                ('reporter_protected', models.BooleanField(default=False, verbose_name='melder blijft geheim')),
                ('received_at', models.DateTimeField(verbose_name='binnengekomen')),
                ('token', models.UUIDField(help_text='Van het formulier: twee keer verstuurd telt één keer.')),
                ('duty_kind', models.CharField(choices=[('social', 'sociaal werker'), ('youth', 'jongerenwerker'), ('community', 'opbouwwerker')], max_length=16, verbose_name='dienst')),
                ('belongs_from', models.DateTimeField(null=True, verbose_name='ligt bij de dienst vanaf')),
                ('take_up_by', models.DateField(verbose_name='oppakken uiterlijk')),
                ('state', models.CharField(choices=[('new', 'nieuw'), ('taken_up', 'opgepakt'), ('closed', 'afgerond')], default='new', max_length=8, verbose_name='stand')),
                ('taken_up_at', models.DateTimeField(null=True, verbose_name='opgepakt op')),
                ('tell_by', models.DateField(null=True, verbose_name='de persoon horen laten uiterlijk')),
                ('postponed_why', models.TextField(blank=True, verbose_name='waarom later')),
                ('told_at', models.DateTimeField(null=True, verbose_name='de persoon weet het sinds')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='afgerond op')),
                ('outcome', models.CharField(blank=True, choices=[('talked', 'opgelost door te praten'), ('case_opened', 'dossier geopend'), ('help_found', 'hulp gevonden'), ('passed_on', 'met toestemming doorgegeven'), ('nothing_needed', 'niets nodig'), ('not_found', 'niet gevonden')], max_length=16, verbose_name='uitkomst')),
                ('outcome_text', models.TextField(blank=True, verbose_name='toelichting')),
                ('case', models.ForeignKey(db_column='became_case', db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='cases.case')),
                ('filed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('neighbourhood', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='neighbourhoods.neighbourhood', verbose_name='buurt')),
                ('resident', models.ForeignKey(db_column='about_resident', db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='residents.resident')),
                ('taken_up_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team')),
            ],
            options={
                'verbose_name': 'melding',
                'verbose_name_plural': 'meldingen',
            },
        ),
        migrations.CreateModel(
            name='ReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('about', models.CharField(choices=[('person', 'een persoon'), ('place', 'een plek of straat')], max_length=8, verbose_name='over')),
                ('topic', models.CharField(blank=True, choices=[('young_people', 'jongeren die rondhangen'), ('no_seats', 'geen plek om te zitten'), ('conflict', 'ruzie in de straat'), ('loneliness', 'mensen zijn alleen'), ('other', 'iets anders')], max_length=16, verbose_name='wat er speelt')),
                ('channel', models.CharField(choices=[('public', 'het formulier'), ('desk', 'de balie'), ('volunteer', 'een vrijwilliger'), ('phone', 'telefoon')], max_length=16, verbose_name='hoe gemeld')),
                ('text', models.TextField(verbose_name='wat is er aan de hand')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='wie of waar')),
                ('danger', models.BooleanField(default=False, verbose_name='gevaar')),
                ('reporter_name', models.CharField(blank=True, max_length=200, verbose_name='naam van de melder')),
                ('reporter_phone', models.CharField(blank=True, max_length=40, verbose_name='telefoon van de melder')),
                ('reporter_email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail van de melder')),
                ('reporter_protected', models.BooleanField(default=False, verbose_name='melder blijft geheim')),
                ('received_at', models.DateTimeField(verbose_name='binnengekomen')),
                ('token', models.UUIDField(help_text='Van het formulier: twee keer verstuurd telt één keer.')),
                ('duty_kind', models.CharField(choices=[('social', 'sociaal werker'), ('youth', 'jongerenwerker'), ('community', 'opbouwwerker')], max_length=16, verbose_name='dienst')),
                ('belongs_from', models.DateTimeField(null=True, verbose_name='ligt bij de dienst vanaf')),
                ('take_up_by', models.DateField(verbose_name='oppakken uiterlijk')),
                ('state', models.CharField(choices=[('new', 'nieuw'), ('taken_up', 'opgepakt'), ('closed', 'afgerond')], default='new', max_length=8, verbose_name='stand')),
                ('taken_up_at', models.DateTimeField(null=True, verbose_name='opgepakt op')),
                ('tell_by', models.DateField(null=True, verbose_name='de persoon horen laten uiterlijk')),
                ('postponed_why', models.TextField(blank=True, verbose_name='waarom later')),
                ('told_at', models.DateTimeField(null=True, verbose_name='de persoon weet het sinds')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='afgerond op')),
                ('outcome', models.CharField(blank=True, choices=[('talked', 'opgelost door te praten'), ('case_opened', 'dossier geopend'), ('help_found', 'hulp gevonden'), ('passed_on', 'met toestemming doorgegeven'), ('nothing_needed', 'niets nodig'), ('not_found', 'niet gevonden')], max_length=16, verbose_name='uitkomst')),
                ('outcome_text', models.TextField(blank=True, verbose_name='toelichting')),
                ('case', models.ForeignKey(db_column='became_case', db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cases.case')),
                ('filed_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancy.municipality')),
                ('neighbourhood', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='neighbourhoods.neighbourhood', verbose_name='buurt')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.report')),
                ('resident', models.ForeignKey(db_column='about_resident', db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='residents.resident')),
                ('taken_up_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.team')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReportStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('filed', 'gemeld'), ('taken_up', 'opgepakt'), ('note', 'notitie'), ('reporter_told', 'de melder heeft bericht gekregen'), ('person_told', 'de persoon weet van de melding'), ('postponed', 'het vertellen is uitgesteld'), ('resident', 'bij een bewoner gezet'), ('case', 'dossier geopend'), ('closed', 'afgerond')], max_length=16, verbose_name='wat')),
                ('text', models.TextField(blank=True, verbose_name='tekst')),
                ('at', models.DateTimeField(verbose_name='wanneer')),
                ('token', models.UUIDField(null=True, unique=True)),
                ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('report', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reports.report')),
            ],
            options={
                'verbose_name': 'stap van een melding',
                'verbose_name_plural': 'stappen van meldingen',
            },
        ),
        migrations.CreateModel(
            name='StreetRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ended_at', models.DateTimeField(verbose_name='tot')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='minuten')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='wat viel op')),
                ('token', models.UUIDField(unique=True)),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('neighbourhood', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='neighbourhoods.neighbourhood', verbose_name='buurt')),
                ('walked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'ronde in de buurt',
                'verbose_name_plural': 'rondes in de buurt',
            },
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['municipality', 'state', 'neighbourhood'], name='report_going'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['municipality', 'closed_at'], name='report_closed'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('resident__isnull', False)), fields=['resident'], name='report_of_resident'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('municipality', 'id'), name='report_wall'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('municipality', 'token'), name='report_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='report_filled'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', 'person'), ('topic', '')), models.Q(('about', 'place'), models.Q(('topic', ''), _negated=True)), _connector='OR'), name='report_topic_of_place'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'new'), ('taken_up_at__isnull', True), ('taken_up_by__isnull', True)), models.Q(models.Q(('state', 'new'), _negated=True), ('taken_up_at__isnull', False), ('taken_up_by__isnull', False)), _connector='OR'), name='report_taken_up_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True), ('outcome', '')), _connector='OR'), name='report_closed_with_outcome'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', False), models.Q(('outcome', 'case_opened'), _negated=True), _connector='OR'), name='report_case_is_known'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'passed_on'), _negated=True), models.Q(('outcome_text', ''), _negated=True), _connector='OR'), name='report_passed_on_to_someone'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('taken_up_at__isnull', True), ('taken_up_at__gte', models.F('received_at')), _connector='OR'), name='report_taken_up_after'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_reportevent" ("about", "about_resident", "became_case", "belongs_from", "channel", "closed_at", "danger", "duty_kind", "filed_by_id", "id", "municipality_id", "neighbourhood_id", "outcome", "outcome_text", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postponed_why", "received_at", "reporter_email", "reporter_name", "reporter_phone", "reporter_protected", "state", "subject", "take_up_by", "taken_up_at", "taken_up_by_id", "team_id", "tell_by", "text", "token", "told_at", "topic") SELECT old_values."about", old_values."about_resident", old_values."became_case", old_values."belongs_from", old_values."channel", old_values."closed_at", old_values."danger", old_values."duty_kind", old_values."filed_by_id", old_values."id", old_values."municipality_id", old_values."neighbourhood_id", old_values."outcome", old_values."outcome_text", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."postponed_why", old_values."received_at", old_values."reporter_email", old_values."reporter_name", old_values."reporter_phone", old_values."reporter_protected", old_values."state", old_values."subject", old_values."take_up_by", old_values."taken_up_at", old_values."taken_up_by_id", old_values."team_id", old_values."tell_by", old_values."text", old_values."token", old_values."told_at", old_values."topic" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='30a01b71e12ce6eb85d902b4eed0b5d431b1f488', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_234a9', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='reports_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_reportevent" ("about", "about_resident", "became_case", "belongs_from", "channel", "closed_at", "danger", "duty_kind", "filed_by_id", "id", "municipality_id", "neighbourhood_id", "outcome", "outcome_text", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postponed_why", "received_at", "reporter_email", "reporter_name", "reporter_phone", "reporter_protected", "state", "subject", "take_up_by", "taken_up_at", "taken_up_by_id", "team_id", "tell_by", "text", "token", "told_at", "topic") SELECT old_values."about", old_values."about_resident", old_values."became_case", old_values."belongs_from", old_values."channel", old_values."closed_at", old_values."danger", old_values."duty_kind", old_values."filed_by_id", old_values."id", old_values."municipality_id", old_values."neighbourhood_id", old_values."outcome", old_values."outcome_text", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."postponed_why", old_values."received_at", old_values."reporter_email", old_values."reporter_name", old_values."reporter_phone", old_values."reporter_protected", old_values."state", old_values."subject", old_values."take_up_by", old_values."taken_up_at", old_values."taken_up_by_id", old_values."team_id", old_values."tell_by", old_values."text", old_values."token", old_values."told_at", old_values."topic" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='b65967163264bd601fb12a3667013d83049767e0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_6acd6', referencing='REFERENCING OLD TABLE AS old_values ', table='reports_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='79709c12d5a2ece868c72f81bcfe3e43e6ab1222', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_eac1b', table='reports_reportevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='reportstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['note', 'postponed']), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='report_step_filled'),
        ),
        migrations.AddIndex(
            model_name='streetround',
            index=models.Index(fields=['neighbourhood', '-ended_at'], name='round_of_neighbourhood'),
        ),
        migrations.AddConstraint(
            model_name='streetround',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__range', (5, 480))), name='round_minutes'),
        ),
    ]
