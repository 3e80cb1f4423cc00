"""Where somebody works: asked before it is known whose rows may be seen, so it looks across the wall, for ids alone."""

from django.db import migrations

PLACES = """
CREATE FUNCTION accounts_places_of(p_user bigint)
RETURNS TABLE (municipality_id bigint, starts_on date, ends_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS 'SELECT municipality_id, starts_on, ends_on FROM accounts_membership WHERE user_id = p_user';
REVOKE EXECUTE ON FUNCTION accounts_places_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_places_of TO wijkzorg_app;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_row_security")]

    operations = [migrations.RunSQL(PLACES, "DROP FUNCTION accounts_places_of")]
