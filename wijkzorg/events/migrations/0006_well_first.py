"""Whose receiver answers is served before whose did not: one that hangs holds up nobody but itself."""

from django.db import migrations

DUE = """
CREATE OR REPLACE FUNCTION wz_subscriptions_due(now timestamptz, most integer)
RETURNS TABLE (municipality_id bigint, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.municipality_id, s.id FROM public.events_subscription s
    WHERE s.ended_at IS NULL AND s.paused_at IS NULL AND s.next_at <= now
      AND (s.confirmed_at IS NULL OR EXISTS (
          SELECT FROM public.events_delivery d
          WHERE d.subscription_id = s.id AND d.delivered_at IS NULL AND d.given_up_at IS NULL AND d.next_at <= now))
    ORDER BY %s LIMIT most
$$;
"""
FORMER, NOW = "s.next_at, s.id", "s.failures > 0, s.next_at, s.id"


class Migration(migrations.Migration):
    dependencies = [("events", "0005_of_organisation")]

    operations = [migrations.RunSQL(DUE % NOW, DUE % FORMER)]
