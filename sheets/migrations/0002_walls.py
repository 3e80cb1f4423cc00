"""The wall between municipalities round the table of this room."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sheets", "0001_lists"), ("tenancy", "0003_sealed_history")]

    operations = [migrations.RunSQL("SELECT wz_wall('sheets_upload')", "SELECT wz_unwall('sheets_upload')")]
