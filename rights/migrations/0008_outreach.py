"""What is done about a flag is a record of the case: it counts for when the last was made, and goes with old flags."""

from django.db import migrations

# Each part is put into what stands there, so that rooms that add theirs do not undo each other's.
_MADE = """
        UNION ALL
        SELECT (answered_at AT TIME ZONE zone)::date FROM outreach_flaganswer WHERE case_id = guarded
        UNION ALL
        SELECT (recorded_at AT TIME ZONE zone)::date FROM outreach_signoflife WHERE case_id = guarded
    ) AS records"""
_OLD = """
        RETURN QUERY VALUES
            ('outreach_flaganswer'::name, 't.case_id = $2 AND t.flag_id IN (SELECT f.id FROM cases_flag f
               WHERE f.case_id = $2 AND f.state = ''closed'' AND (f.closed_at AT TIME ZONE $5)::date <= $4)'),
            ('outreach_signoflife'::name, 't.case_id = $2 AND (t.recorded_at AT TIME ZONE $5)::date <= $4');
        RETURN QUERY VALUES
            ('cases_contactevent'::name,"""
_CHANGES = (
    ("wz_last_made(bigint, text)", "\n    ) AS records", _MADE),
    (
        "wz_due_rows(bigint, bigint, bigint, boolean)",
        "\n        RETURN QUERY VALUES\n            ('cases_contactevent'::name,",
        _OLD,
    ),
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
    dependencies = [("rights", "0007_log_dropped"), ("outreach", "0002_answers_walls")]

    operations = [
        migrations.RunSQL(_replaced(function, old, new), _replaced(function, new, old))
        for function, old, new in _CHANGES
    ]
