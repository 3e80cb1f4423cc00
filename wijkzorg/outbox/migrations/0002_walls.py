"""The wall around letters, what they may hold, and the one look across municipalities: which are due."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial"), ("tenancy", "0002_wall")]

    operations = [
        migrations.RunSQL("SELECT wz_wall('outbox_letter')", "SELECT wz_unwall('outbox_letter')"),
        # A letter may end up in any mailbox: it holds numbers, never a name or an address.
        migrations.RunSQL(
            "ALTER TABLE outbox_letter ADD CONSTRAINT letter_numbers_only CHECK (jsonb_typeof(numbers) = 'object'"
            """ AND NOT jsonb_path_exists(numbers, '$.* ? (@.type() != "number")'))""",
            "ALTER TABLE outbox_letter DROP CONSTRAINT letter_numbers_only",
        ),
        migrations.RunSQL("REVOKE DELETE, TRUNCATE ON outbox_letter FROM wijkzorg_app", migrations.RunSQL.noop),
        migrations.RunSQL(
            """
            CREATE FUNCTION wz_letters_due(now timestamptz, most integer)
            RETURNS TABLE (municipality_id bigint, id bigint)
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
                SELECT l.municipality_id, l.id FROM public.outbox_letter l
                WHERE l.sent_at IS NULL AND l.given_up_at IS NULL AND l.next_at <= now
                ORDER BY l.next_at, l.id LIMIT most
            $$;
            REVOKE ALL ON FUNCTION wz_letters_due FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION wz_letters_due TO wijkzorg_app;
            """,
            "DROP FUNCTION wz_letters_due",
        ),
    ]
