"""The municipality is an area too: that it is new, or called otherwise, is noted with the changes of wijken and buurten."""

from django.db import migrations

CHANGES = """
CREATE FUNCTION wz_municipality_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO municipality_api_areachange (municipality_id, code, gone) VALUES (NEW.id, NEW.code, false);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION wz_municipality_changed FROM PUBLIC;
CREATE TRIGGER area_made AFTER INSERT ON tenancy_municipality
    FOR EACH ROW EXECUTE FUNCTION wz_municipality_changed();
CREATE TRIGGER area_changed AFTER UPDATE OF name, code ON tenancy_municipality
    FOR EACH ROW WHEN ((OLD.name, OLD.code) IS DISTINCT FROM (NEW.name, NEW.code))
    EXECUTE FUNCTION wz_municipality_changed();
INSERT INTO municipality_api_areachange (municipality_id, code, gone)
SELECT id, code, false FROM tenancy_municipality ORDER BY id;
"""
BACK = """
DROP TRIGGER area_made ON tenancy_municipality;
DROP TRIGGER area_changed ON tenancy_municipality;
DROP FUNCTION wz_municipality_changed;
DELETE FROM municipality_api_areachange a USING tenancy_municipality m
WHERE m.id = a.municipality_id AND m.code = a.code;
"""


class Migration(migrations.Migration):
    dependencies = [("municipality_api", "0002_walls")]

    operations = [migrations.RunSQL(CHANGES, BACK)]
