"""Sealed history is written also by wz_destroy: it takes away what it wrote itself, so that nothing is left of a case."""

from django.db import migrations

# What a sealed trigger wrote of the rows that this transaction deleted (they no longer heed pgtrigger.ignore).
TAKE_AWAY = """
    FOR due IN
        SELECT c.relname AS tbl, '' AS condition FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.attname = 'pgh_label' AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND EXISTS (SELECT FROM pg_attribute m WHERE m.attrelid = c.oid AND m.attname = 'municipality_id')
    LOOP
        EXECUTE format(
            'DELETE FROM %I t WHERE t.municipality_id = $1 AND t.pgh_label = ''delete''
             AND t.pgh_created_at = transaction_timestamp()', due.tbl) USING here;
    END LOOP;
"""
BEFORE = "    PERFORM set_config('pgtrigger.ignore', coalesce(ignored, '{}'), true);"


def _replaced(old: str, new: str) -> str:
    return f"""
DO $change$
DECLARE
    former text := pg_get_functiondef('wz_destroy(bigint, timestamptz)'::regprocedure);
BEGIN
    IF position($part${old}$part$ IN former) = 0 THEN
        RAISE EXCEPTION 'wz_destroy is not as it was';
    END IF;
    EXECUTE replace(former, $part${old}$part$, $part${new}$part$);
END $change$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0005_history_kept"),
        ("cases", "0009_need_to_know_walls"),
        ("residents", "0006_history_wall"),
    ]

    operations = [migrations.RunSQL(_replaced(BEFORE, TAKE_AWAY + BEFORE), _replaced(TAKE_AWAY + BEFORE, BEFORE))]
