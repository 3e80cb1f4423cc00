"""A wall round the links to calendars, and of which link a secret is; a tap may be taken back, and nothing else of it."""

from django.db import migrations

# Whoever reads a calendar has no municipality yet: this looks across the wall, for one hash, and gives ids only.
LINK_OF = """
CREATE FUNCTION wz_calendar_link_of(wanted text) RETURNS TABLE (municipality_id bigint, link_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.municipality_id, l.id FROM volunteers_calendarlink l WHERE l.token_hash = wanted AND l.ended_at IS NULL
$$;
REVOKE EXECUTE ON FUNCTION wz_calendar_link_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_calendar_link_of(text) TO wijkzorg_app;
"""
WALL = (
    "ALTER TABLE volunteers_calendarlink ADD CONSTRAINT volunteers_calendarlink_volunteer_id_wall"
    " FOREIGN KEY (municipality_id, volunteer_id) REFERENCES volunteers_volunteer (municipality_id, id)"
    " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
)


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0006_feeds"), ("tenancy", "0003_sealed_history")]

    operations = [
        migrations.RunSQL(
            "SELECT wz_wall('volunteers_calendarlink')", "SELECT wz_unwall('volunteers_calendarlink')"
        ),
        migrations.RunSQL(
            WALL,
            "ALTER TABLE volunteers_calendarlink DROP CONSTRAINT volunteers_calendarlink_volunteer_id_wall",
        ),
        migrations.RunSQL(
            "GRANT UPDATE (taken_back_at) ON volunteers_toomuch TO wijkzorg_app",
            "REVOKE UPDATE (taken_back_at) ON volunteers_toomuch FROM wijkzorg_app",
        ),
        migrations.RunSQL(LINK_OF, "DROP FUNCTION wz_calendar_link_of(text)"),
        migrations.RunSQL("SELECT wz_seal_history()", migrations.RunSQL.noop),
    ]
