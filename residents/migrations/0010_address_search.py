"""Residents are found by their address too."""

import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
REPLACED = "words|word_added|word_gone|alike|likeness|search"


def _former() -> str:
    """Return the functions as 0004 made them, for the way back."""
    parts = (SQL / "0004_search.sql").read_text().split("\n\n")
    there = [part for part in parts if re.search(rf"^CREATE FUNCTION residents_(?:{REPLACED})\(", part, re.MULTILINE)]
    return "\n\n".join(there).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("residents", "0009_address")]

    operations = [
        migrations.RunSQL(
            (SQL / "0010_address_search.sql").read_text(),
            "SELECT public.similarity('', '');"
            "ALTER TABLE residents_resident ALTER COLUMN search"
            " SET EXPRESSION AS (residents_row(first_name, last_name, birth_date));"
            "DROP FUNCTION residents_row(text, text, date, text, text, text);"
            "DROP FUNCTION residents_address;"
            "DELETE FROM residents_word WHERE word ~ '^q[01]';" + _former(),
        ),
    ]
