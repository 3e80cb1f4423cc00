"""Looking for somebody is recorded in the case: it counts for when the last record was made, and goes when it is old."""

from django.db import migrations

_MADE = """
        UNION ALL
        SELECT (greatest(opened_at, ended_at) AT TIME ZONE zone)::date FROM outreach_searchplan WHERE case_id = guarded
        UNION ALL
        SELECT (greatest(added_at, done_at) AT TIME ZONE zone)::date FROM outreach_searchstep WHERE case_id = guarded
        UNION ALL
        SELECT (greatest(asked_at, ended_at) AT TIME ZONE zone)::date FROM outreach_deskask WHERE case_id = guarded
    ) AS records"""
# A plan goes as a whole, when it ended before that day, and with it what refers to it.
_PLANS = """(SELECT p.id FROM outreach_searchplan p
               WHERE p.case_id = $2 AND (p.ended_at AT TIME ZONE $5)::date <= $4)"""
_OLD = f"""
            ('outreach_searchstep'::name, 't.case_id = $2 AND t.plan_id IN {_PLANS}'),
            ('outreach_deskask'::name, 't.case_id = $2 AND (t.ended_at AT TIME ZONE $5)::date <= $4'),
            ('outreach_searchplan'::name, 't.case_id = $2 AND t.id IN {_PLANS}'),
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
    dependencies = [("rights", "0008_outreach"), ("outreach", "0004_searching_walls")]

    operations = [
        migrations.RunSQL(_replaced(function, old, new), _replaced(function, new, old))
        for function, old, new in _CHANGES
    ]
