"""The walls round the tables of this room, and the triggers that note what changes in areas."""

from pathlib import Path

from django.db import migrations

TABLES = ("municipality_api_export", "municipality_api_exportpiece", "municipality_api_areachange")
CHANGES = (Path(__file__).parent / "sql/0002_changes.sql").read_text(encoding="utf-8")
BACK = """
DROP INDEX published_in_order;
DROP TRIGGER area_made ON neighbourhoods_district;
DROP TRIGGER area_changed ON neighbourhoods_district;
DROP TRIGGER area_gone ON neighbourhoods_district;
DROP TRIGGER area_made ON neighbourhoods_neighbourhood;
DROP TRIGGER area_changed ON neighbourhoods_neighbourhood;
DROP TRIGGER area_gone ON neighbourhoods_neighbourhood;
DROP FUNCTION wz_area_changed;
ALTER TABLE municipality_api_areachange DROP COLUMN xid;
DELETE FROM municipality_api_areachange;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("municipality_api", "0001_exports"),
        ("municipalities", "0002_walls"),
        ("neighbourhoods", "0009_kept_areas_wall"),
        ("tenancy", "0003_sealed_history"),
    ]

    operations = [
        migrations.RunSQL(CHANGES, BACK),
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        migrations.RunSQL(
            "ALTER TABLE municipality_api_exportpiece ADD CONSTRAINT municipality_api_exportpiece_export_id_wall"
            " FOREIGN KEY (municipality_id, export_id) REFERENCES municipality_api_export (municipality_id, id)"
            " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE municipality_api_exportpiece DROP CONSTRAINT municipality_api_exportpiece_export_id_wall",
        ),
    ]
