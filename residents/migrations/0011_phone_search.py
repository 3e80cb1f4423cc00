"""Residents are found by their telephone number too."""

import re
from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
REPLACED = "words|word_added|likeness"


def _former() -> str:
    """Return the functions as 0010 made them, for the way back."""
    parts = (SQL / "0010_address_search.sql").read_text().split("\n\n")
    pattern = rf"^CREATE OR REPLACE FUNCTION residents_(?:{REPLACED})\("
    return "\n\n".join(part for part in parts if re.search(pattern, part, re.MULTILINE))


class Migration(migrations.Migration):
    dependencies = [("residents", "0010_address_search")]

    operations = [
        migrations.RunSQL(
            (SQL / "0011_phone_search.sql").read_text(),
            "SELECT public.similarity('', '');"
            "ALTER TABLE residents_resident ALTER COLUMN search"
            " SET EXPRESSION AS (residents_row(first_name, last_name, birth_date, street, house_number, postcode));"
            "DROP FUNCTION residents_row(text, text, date, text, text, text, text);" + _former() + ";"
            "DROP FUNCTION residents_phone;",
        ),
    ]
