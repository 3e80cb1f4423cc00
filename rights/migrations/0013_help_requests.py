"""Help requests have the term of reports, and go with the resident for whom they were.

On a line of a list without a case, of the resident 0, they stand beside the reports: what ended and came in until its
day. Whoever helped keeps no trace of whom: the tasks go too.
"""

from django.db import migrations

_DUE = "r.municipality_id = $1 AND r.closed_at IS NOT NULL AND (r.received_at AT TIME ZONE $5)::date <= $4"
_OF = "r.municipality_id = $1 AND r.for_resident = $3"


def _rows(which: str, indent: str) -> str:
    ids = f"(SELECT r.id FROM volunteers_helprequest r WHERE {which})"
    lines = [
        f"('volunteers_taskevent'::name, 't.pgh_obj_id IN (SELECT k.id FROM volunteers_task k WHERE k.request_id IN {ids})')",
        f"('volunteers_task'::name, 't.request_id IN {ids}')",
        f"('volunteers_offerevent'::name, 't.pgh_obj_id IN (SELECT o.id FROM volunteers_offer o WHERE o.request_id IN {ids})')",
        f"('volunteers_offer'::name, 't.request_id IN {ids}')",
        f"('volunteers_escalationstep'::name, 't.request_id IN {ids}')",
        f"('volunteers_requeststep'::name, 't.request_id IN {ids}')",
        f"('volunteers_helprequestevent'::name, 't.pgh_obj_id IN {ids}')",
        f"('volunteers_helprequest'::name, 't.id IN {ids}')",
    ]
    return f",\n{indent}".join(lines)


_REPORTS = "('reports_report'::name, 't.id IN (SELECT r.id FROM reports_report r WHERE r.municipality_id = $1 AND r.state = ''closed'' AND (r.received_at AT TIME ZONE $5)::date <= $4)');"
_AND_HELP = f"{_REPORTS[:-1]},\n            {_rows(_DUE, ' ' * 12)};"
_ABOUT = "('reports_report'::name, 't.about_resident = $3');"
_AND_FOR = f"{_ABOUT[:-1]},\n            {_rows(_OF, ' ' * 12)};"


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
    dependencies = [("rights", "0012_roster_kept"), ("volunteers", "0004_ends")]

    operations = [
        migrations.RunSQL(_replaced(_REPORTS, _AND_HELP), _replaced(_AND_HELP, _REPORTS)),
        migrations.RunSQL(_replaced(_ABOUT, _AND_FOR), _replaced(_AND_FOR, _ABOUT)),
    ]
