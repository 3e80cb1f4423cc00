"""The wall round the history of residents, sealed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("residents", "0005_history"), ("tenancy", "0003_sealed_history")]

    operations = [
        migrations.RunSQL("SELECT wz_wall('residents_residentevent')", "SELECT wz_unwall('residents_residentevent')"),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
