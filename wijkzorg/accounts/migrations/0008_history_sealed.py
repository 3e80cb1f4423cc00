"""The history of accounts, roles and invitations, sealed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_entrance_walls"), ("tenancy", "0003_sealed_history")]

    operations = [migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop)]
