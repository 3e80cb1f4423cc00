"""The oldest month of the access log goes when it is past the years of every municipality."""

from django.db import migrations

# The months are shared, so the municipality that keeps its log for longest decides. Which month and how many years are
# not for the caller to say; wz_drop_log_month refuses one that is not whole. It does not wait long for a page, as all
# other pages would wait behind it: the next night does it too.
DROP_OLD = """
CREATE FUNCTION wz_drop_old_log() RETURNS date LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    years integer := (
        SELECT greatest(5, max(latest.log_years)) FROM (
            SELECT DISTINCT ON (municipality_id) log_years FROM rights_retentionpolicy ORDER BY municipality_id, id DESC
        ) AS latest);
    oldest date := (
        SELECT min(month) FROM (
            SELECT to_date(right(c.relname, 7), 'YYYY_MM') AS month FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'audit_accessentry'::regclass AND c.relname ~ '^audit_accessentry_[0-9]{4}_[0-9]{2}$'
            UNION ALL
            SELECT date_trunc('month', min(r.at) AT TIME ZONE 'UTC')::date FROM audit_accessentry_rest r
        ) AS months);
BEGIN
    IF oldest IS NULL OR (oldest + interval '1 month') AT TIME ZONE 'UTC' + make_interval(years => years) > now() THEN
        RETURN NULL;
    END IF;
    PERFORM wz_drop_log_month(oldest, years);
    RETURN oldest;
END $$;
REVOKE ALL ON FUNCTION wz_drop_old_log() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_drop_old_log() TO wijkzorg_app;
"""


class Migration(migrations.Migration):
    dependencies = [("rights", "0006_sealed_history"), ("audit", "0006_written_through_glass")]

    operations = [migrations.RunSQL(DROP_OLD, "DROP FUNCTION wz_drop_old_log()")]
