"""Walls round events, what they may hold, and the functions that pass them on, find what is due and forget."""

from pathlib import Path

from django.db import migrations

TABLES = ("events_event", "events_subscription", "events_delivery")
REFERENCES = (("subscription_id", "events_subscription"), ("event_id", "events_event"))
# Another system keeps what it reads: an event holds codes, days and numbers, never a name. Of a flag it holds nothing.
CODE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+Z)?|(GM|WK|BU)[0-9][0-9A-Z]{3,7}|[a-z][a-z-]{1,30}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"
CHECKS = {
    "event_subject_is_a_code": "subject ~ '^(GM[0-9]{4}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'",
    "event_holds_codes_only": (
        "jsonb_typeof(data) = 'object' AND NOT jsonb_path_exists(data, "
        "'$.* ? (@.type() == \"object\" || @.type() == \"array\" || @.type() == \"string\" && !(@ like_regex \""
        + CODE
        + "\"))')"
    ),
    "event_of_a_flag_holds_nothing": "type NOT LIKE 'nl.wijkzorg.signalering%' OR data = '{}'",
}


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("tenancy", "0002_wall")]

    operations = [
        *(migrations.RunSQL(f"SELECT wz_wall('{table}')", f"SELECT wz_unwall('{table}')") for table in TABLES),
        *(
            migrations.RunSQL(
                f"ALTER TABLE events_delivery ADD CONSTRAINT events_delivery_{column}_wall"
                f" FOREIGN KEY (municipality_id, {column}) REFERENCES {target} (municipality_id, id)"
                " DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE events_delivery DROP CONSTRAINT events_delivery_{column}_wall",
            )
            for column, target in REFERENCES
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE events_event ADD CONSTRAINT {name} CHECK ({condition})",
                f"ALTER TABLE events_event DROP CONSTRAINT {name}",
            )
            for name, condition in CHECKS.items()
        ),
        migrations.RunSQL("REVOKE UPDATE, DELETE, TRUNCATE ON events_event FROM wijkzorg_app", migrations.RunSQL.noop),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON events_subscription, events_delivery FROM wijkzorg_app",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            (Path(__file__).parent / "sql" / "0002_telling.sql").read_text(),
            "DROP FUNCTION wz_forget_events, wz_subscriptions_due, wz_flags_told;"
            "DROP TRIGGER event_told ON events_event; DROP FUNCTION wz_event_told",
        ),
    ]
