"""Prints of the agreement and wishes to see somebody are records of the case, and go when they are old."""

from django.db import migrations

_MADE = """
        UNION ALL
        SELECT (greatest(printed_at, lapsed_at) AT TIME ZONE zone)::date FROM outreach_paper WHERE case_id = guarded
        UNION ALL
        SELECT (greatest(asked_at, answered_at) AT TIME ZONE zone)::date FROM outreach_wish WHERE case_id = guarded
    ) AS records"""
# A paper that is old is kept while its code works: a resident may have it on the wall.
_OLD = """
            ('outreach_wish'::name, 't.case_id = $2 AND (greatest(t.asked_at, t.answered_at) AT TIME ZONE $5)::date <= $4'),
            ('outreach_paper'::name, 't.case_id = $2 AND (t.lapsed_at AT TIME ZONE $5)::date <= $4 AND NOT EXISTS
               (SELECT FROM outreach_wish w WHERE w.paper_id = t.id
                AND (greatest(w.asked_at, w.answered_at) AT TIME ZONE $5)::date > $4)'),
            ('outreach_signoflife'::name,"""
_CHANGES = (
    ("wz_last_made(bigint, text)", "\n    ) AS records", _MADE),
    ("wz_due_rows(bigint, bigint, bigint, boolean)", "\n            ('outreach_signoflife'::name,", _OLD),
)


def _replaced(function: str, old: str, new: str) -> str:
    return f"""
DO $change$
DECLARE
    former text := pg_get_functiondef('{function}'::regprocedure);
BEGIN
    IF position($part${old}$part$ IN former) = 0 THEN
        RAISE EXCEPTION '{function} is not as it was';
    END IF;
    EXECUTE replace(former, $part${old}$part$, $part${new}$part$);
END $change$;
"""


class Migration(migrations.Migration):
    dependencies = [("rights", "0010_reports"), ("outreach", "0006_paper_walls")]

    operations = [
        migrations.RunSQL(_replaced(function, old, new), _replaced(function, new, old))
        for function, old, new in _CHANGES
    ]
