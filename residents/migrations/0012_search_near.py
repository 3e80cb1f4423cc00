"""The search can keep to some neighbourhoods, as the desk of a centre does."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
_FORMER = (SQL / "0010_address_search.sql").read_text()
_FORMER = _FORMER[_FORMER.index("CREATE OR REPLACE FUNCTION residents_search"):]
_RIGHTS = """
REVOKE EXECUTE ON FUNCTION residents_search FROM PUBLIC;
GRANT EXECUTE ON FUNCTION residents_search TO wijkzorg_app;
"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0011_phone_search")]

    operations = [
        migrations.RunSQL(
            (SQL / "0012_search_near.sql").read_text(),
            "DROP FUNCTION residents_search(text, int, bigint[], bigint[]);" + _FORMER + _RIGHTS,
        ),
    ]
