"""What became of a letter is kept for a year; the application may not delete any, so the owner's function does."""

from django.db import migrations

FORGET = """
CREATE FUNCTION wz_forget_letters() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM outbox_letter WHERE coalesce(sent_at, given_up_at) <= now() - interval '1 year' RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION wz_forget_letters() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_forget_letters() TO wijkzorg_app;
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_walls")]

    operations = [migrations.RunSQL(FORGET, "DROP FUNCTION wz_forget_letters()")]
