"""The access log as NEN 7513 asks for it: its fields, in months, append-only, and sealed in a chain."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
ARRAY = django.contrib.postgres.fields.ArrayField


def _municipality():
    return models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to="tenancy.municipality",
    )


def _sql(name):
    return (SQL / f"0003_{name}.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_row_security")]

    operations = [
        migrations.RunSQL("ALTER TABLE audit_accessentry RENAME TO audit_accessentry_before",
                          "ALTER TABLE audit_accessentry_before RENAME TO audit_accessentry"),
        migrations.RunSQL("DROP INDEX access_by_resident",
                          "CREATE INDEX access_by_resident ON audit_accessentry_before (municipality_id, resident_id, at)"),
        migrations.RunSQL(_sql("entries"),
                          "DROP TABLE audit_accessentry, audit_visitorentry, audit_seal, audit_sealing;"
                          "DROP FUNCTION wz_append_only"),
        migrations.RunSQL("SELECT wz_wall('audit_accessentry'), wz_wall('audit_seal')", migrations.RunSQL.noop),
        migrations.RunSQL(_sql("months"),
                          "DROP FUNCTION wz_log_guard, wz_log_month, wz_log_month_name, wz_make_log_months"),
        migrations.RunSQL(_sql("sealing"),
                          "DROP FUNCTION wz_drop_log_month, wz_seal_log, wz_seal_where, wz_sealing, wz_add_seal,"
                          " wz_seal_hash, wz_log_digest"),
        migrations.RunSQL(_sql("looking"), "DROP FUNCTION wz_log_of_resident"),
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.DeleteModel("AccessEntry"),
            migrations.CreateModel(
                name="AccessEntry",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("at", models.DateTimeField(verbose_name="moment")),
                    ("action", models.CharField(max_length=24, verbose_name="handeling")),
                    ("result", models.CharField(default="done", max_length=8, verbose_name="uitkomst")),
                    ("user_id", models.BigIntegerField(null=True, verbose_name="gebruiker")),
                    ("role", models.CharField(blank=True, max_length=200, verbose_name="rol")),
                    ("responsible_user_id", models.BigIntegerField(null=True, verbose_name="namens")),
                    ("resident_id", models.BigIntegerField(null=True, verbose_name="bewoner")),
                    ("case_id", models.BigIntegerField(null=True, verbose_name="dossier")),
                    ("resident_ids", ARRAY(base_field=models.BigIntegerField(), default=list, size=None, verbose_name="bewoners")),
                    ("case_ids", ARRAY(base_field=models.BigIntegerField(), default=list, size=None, verbose_name="dossiers")),
                    ("object_kind", models.CharField(blank=True, max_length=64, verbose_name="soort")),
                    ("object_id", models.CharField(blank=True, max_length=64, verbose_name="nummer")),
                    ("origin", models.CharField(blank=True, max_length=64, verbose_name="herkomst")),
                    ("reason", models.TextField(blank=True, verbose_name="reden")),
                    ("request_id", models.UUIDField(null=True, verbose_name="verzoek")),
                    ("municipality", _municipality()),
                ],
                options={"verbose_name": "inzage", "verbose_name_plural": "inzagen"},
            ),
            migrations.CreateModel(
                name="VisitorEntry",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("at", models.DateTimeField(verbose_name="moment")),
                    ("action", models.CharField(max_length=24, verbose_name="handeling")),
                    ("network", models.CharField(blank=True, max_length=64, verbose_name="netwerk")),
                    ("request_id", models.UUIDField(null=True, verbose_name="verzoek")),
                ],
                options={"verbose_name": "bezoek van buiten", "verbose_name_plural": "bezoeken van buiten"},
            ),
            migrations.CreateModel(
                name="Seal",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("number", models.BigIntegerField(verbose_name="nummer")),
                    ("kind", models.CharField(max_length=8, verbose_name="soort")),
                    ("month", models.DateField(verbose_name="maand")),
                    ("rows", models.IntegerField(verbose_name="regels")),
                    ("sealed_at", models.DateTimeField(verbose_name="verzegeld op")),
                    ("ids", ARRAY(base_field=models.BigIntegerField(), size=None)),
                    ("previous", models.BinaryField()),
                    ("hash", models.BinaryField()),
                    ("municipality", _municipality()),
                ],
                options={"verbose_name": "zegel", "verbose_name_plural": "zegels"},
            ),
        ]),
    ]
