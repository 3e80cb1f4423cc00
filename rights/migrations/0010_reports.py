"""Reports of concern have a term of their own, and go with the resident whom they are about.

A line of a list without a case, of the resident 0, stands for all reports that ended and came in until its day.
"""

from django.db import migrations

_DUE = (
    "r.municipality_id = $1 AND r.state = ''closed'' AND (r.received_at AT TIME ZONE $5)::date <= $4"
)
_BEGIN = "BEGIN\n    IF NOT whole THEN"
_REPORTS = f"""BEGIN
    IF guarded IS NULL AND person = 0 THEN
        RETURN QUERY VALUES
            ('reports_reportevent'::name, 't.pgh_obj_id IN (SELECT r.id FROM reports_report r WHERE {_DUE})'),
            ('reports_reportstep'::name, 't.report_id IN (SELECT r.id FROM reports_report r WHERE {_DUE})'),
            ('reports_report'::name, 't.id IN (SELECT r.id FROM reports_report r WHERE {_DUE})');
        RETURN;
    END IF;
    IF NOT whole THEN"""
_PERSON = "        RETURN QUERY VALUES ('residents_resident'::name, 't.id = $3');"
_ABOUT = "r.municipality_id = $1 AND r.about_resident = $3"
_AND_REPORTS = f"""        RETURN QUERY VALUES
            ('reports_reportevent'::name, 't.pgh_obj_id IN (SELECT r.id FROM reports_report r WHERE {_ABOUT})'),
            ('reports_reportstep'::name, 't.report_id IN (SELECT r.id FROM reports_report r WHERE {_ABOUT})'),
            ('reports_report'::name, 't.about_resident = $3');
"""


def _replaced(old: str, new: str) -> str:
    return f"""
DO $change$
DECLARE
    former text := pg_get_functiondef('wz_due_rows(bigint, bigint, bigint, boolean)'::regprocedure);
BEGIN
    IF position($part${old}$part$ IN former) = 0 THEN
        RAISE EXCEPTION 'wz_due_rows is not as it was';
    END IF;
    EXECUTE replace(former, $part${old}$part$, $part${new}$part$);
END $change$;
"""


class Migration(migrations.Migration):
    dependencies = [("rights", "0009_searching"), ("reports", "0002_walls")]

    operations = [
        migrations.RunSQL(_replaced(_BEGIN, _REPORTS), _replaced(_REPORTS, _BEGIN)),
        migrations.RunSQL(
            _replaced(_PERSON, _AND_REPORTS + _PERSON), _replaced(_AND_REPORTS + _PERSON, _PERSON)
        ),
    ]
