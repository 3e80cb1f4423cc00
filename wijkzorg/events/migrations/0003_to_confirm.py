"""Another address must agree anew, while what happens is kept for the subscription."""

from django.db import migrations, models

DUE = """
CREATE OR REPLACE FUNCTION wz_subscriptions_due(now timestamptz, most integer)
RETURNS TABLE (municipality_id bigint, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.municipality_id, s.id FROM public.events_subscription s
    WHERE s.ended_at IS NULL AND s.paused_at IS NULL AND s.next_at <= now
      AND (s.to_confirm OR EXISTS (
          SELECT FROM public.events_delivery d
          WHERE d.subscription_id = s.id AND d.delivered_at IS NULL AND d.given_up_at IS NULL AND d.next_at <= now))
    ORDER BY s.next_at, s.id LIMIT most
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0002_walls'),
    ]

    operations = [
        migrations.AddField(
            model_name='subscription',
            name='to_confirm',
            field=models.BooleanField(db_default=True, default=True, verbose_name='wacht op bevestiging'),
        ),
        migrations.RunSQL(DUE, DUE.replace("s.to_confirm OR", "s.confirmed_at IS NULL OR")),
    ]
