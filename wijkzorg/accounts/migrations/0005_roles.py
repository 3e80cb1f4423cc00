"""Which roles somebody has, wherever: asked at the door, where nobody is inside a wall yet; it gives roles alone."""

from django.db import migrations

ROLES = """
CREATE FUNCTION accounts_roles_of(p_user bigint, p_day date)
RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS 'SELECT DISTINCT role FROM accounts_membership WHERE user_id = p_user AND (ends_on IS NULL OR ends_on >= p_day)';
REVOKE EXECUTE ON FUNCTION accounts_roles_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_roles_of TO wijkzorg_app;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_places")]

    operations = [migrations.RunSQL(ROLES, "DROP FUNCTION accounts_roles_of")]
