"""The wall between municipalities round the lists that wait."""

from django.db import migrations

TABLE = "neighbourhoods_keptareas"


class Migration(migrations.Migration):
    dependencies = [("neighbourhoods", "0008_kept_areas"), ("tenancy", "0003_sealed_history")]

    operations = [migrations.RunSQL(f"SELECT wz_wall('{TABLE}')", f"SELECT wz_unwall('{TABLE}')")]
