"""Who is bound to an organisation hears of its flags alone: an event of a flag says whose case it is."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).resolve().parent
FIRST = HERE.parents[1] / "wijkzorg/events/migrations/sql/0002_telling.sql"


def before() -> str:
    """Return how flags were told before."""
    text = FIRST.read_text(encoding="utf-8")
    begins = text.index("CREATE FUNCTION wz_flags_told")
    return "CREATE OR REPLACE" + text[begins + len("CREATE") : text.index("END $$;", begins)] + "END $$;"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0020_case_uuid"),
        ("accounts", "0011_membership_is_a_role"),
        ("events", "0005_of_organisation"),
    ]

    operations = [
        migrations.RunSQL(
            (HERE / "sql/0021_flags_of_organisation.sql").read_text(encoding="utf-8"), before()
        ),
    ]
