"""Help requests are found by a name that may be typed wrong, with an index and inside the wall."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0010_board_indexes"), ("residents", "0012_search_near")]

    operations = [
        migrations.RunSQL(
            (SQL / "0011_named_like.sql").read_text(),
            "DROP FUNCTION volunteers_requests_named(text, int); DROP INDEX help_request_named;",
        ),
    ]
