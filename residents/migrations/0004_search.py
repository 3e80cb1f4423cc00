"""Residents are found by name, with accents and typing errors, and by birth date."""

from pathlib import Path

import django.contrib.postgres.operations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("residents", "0003_row_security")]

    operations = [
        django.contrib.postgres.operations.BtreeGinExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.UnaccentExtension(),
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0004_search.sql").read_text(),
            "DROP FUNCTION residents_search, residents_likeness, residents_alike;"
            "DROP TRIGGER word_added ON residents_resident;"
            "DROP TRIGGER word_changed ON residents_resident;"
            "DROP TRIGGER word_replaced ON residents_resident;"
            "DROP TRIGGER word_gone ON residents_resident;"
            "DROP FUNCTION residents_word_added, residents_word_gone;"
            "DROP TABLE residents_word;"
            "ALTER TABLE residents_resident DROP COLUMN search;"
            "DROP FUNCTION residents_words, residents_row, residents_plain;",
        ),
    ]
