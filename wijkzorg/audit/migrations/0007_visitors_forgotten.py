"""Who came from outside is kept for a year."""

from django.db import migrations

# Neither what goes nor when is for the caller to say.
FORGET = """
DROP TRIGGER append_only ON audit_visitorentry;
CREATE TRIGGER append_only BEFORE UPDATE ON audit_visitorentry FOR EACH ROW EXECUTE FUNCTION wz_append_only();
CREATE TRIGGER kept_a_year BEFORE DELETE ON audit_visitorentry
    FOR EACH ROW WHEN (OLD.at > now() - interval '1 year') EXECUTE FUNCTION wz_append_only();
CREATE FUNCTION wz_forget_visitors() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (DELETE FROM audit_visitorentry WHERE at <= now() - interval '1 year' RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION wz_forget_visitors() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_forget_visitors() TO wijkzorg_app;
"""
KEEP = """
DROP FUNCTION wz_forget_visitors();
DROP TRIGGER kept_a_year ON audit_visitorentry;
DROP TRIGGER append_only ON audit_visitorentry;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_visitorentry
    FOR EACH ROW EXECUTE FUNCTION wz_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_written_through_glass")]

    operations = [migrations.RunSQL(FORGET, KEEP)]
