"""The wall round the accesses, and the one way across it: of a system, which municipalities let it in."""

from django.db import migrations

PLACES = """
CREATE FUNCTION clients_places_of(p_client bigint)
RETURNS TABLE (municipality_id bigint, code text, name text, scopes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS 'SELECT a.municipality_id, m.code, m.name, a.scopes
    FROM clients_access a JOIN tenancy_municipality m ON m.id = a.municipality_id
    WHERE a.client_id = p_client AND a.ended_at IS NULL';
REVOKE EXECUTE ON FUNCTION clients_places_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clients_places_of TO wijkzorg_app;
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_clients"), ("tenancy", "0003_sealed_history")]

    operations = [
        migrations.RunSQL("SELECT wz_wall('clients_access')", "SELECT wz_unwall('clients_access')"),
        migrations.RunSQL("SELECT wz_wall('clients_accessevent')", "SELECT wz_unwall('clients_accessevent')"),
        migrations.RunSQL(PLACES, "DROP FUNCTION clients_places_of"),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
