"""The SQL of the board: what a team has, by worker, from the standings that are stored. Set by set, never case by case.

A stored standing says of each rule the day on which it begins to hold, so a count of today is a comparison of dates
(docs/adr/0004-standing-as-dates.md). Only live cases ask for hours: one that is paused asks for none.
"""

# The open cases of a team; a case that opens later is there already, as somebody has to prepare it.
_OPEN = """c.municipality_id = %(municipality)s AND c.team_id = %(team)s
    AND (c.closed_on IS NULL OR c.closed_on > %(today)s)"""
_FIRST = "least(s.unfindable_on, s.not_seen_on, s.eroding_on, s.scaled_down_on)"
# 0 to 3: a rule holds, as on Vandaag (phrases.BY_NEED); 4: one would within a week; 5: due; 6: on schedule.
_RANK = f"""
CASE WHEN s.unfindable_on <= %(today)s THEN 0 WHEN s.not_seen_on <= %(today)s THEN 1
     WHEN s.eroding_on <= %(today)s THEN 2 WHEN s.scaled_down_on <= %(today)s THEN 3
     WHEN {_FIRST} <= %(soon)s THEN 4 WHEN s.due_on <= %(today)s THEN 5 ELSE 6 END"""
_SINCE = """
CASE rank WHEN 0 THEN s.unfindable_on WHEN 1 THEN s.not_seen_on WHEN 2 THEN s.eroding_on WHEN 3 THEN s.scaled_down_on
          WHEN 4 THEN least(s.unfindable_on, s.not_seen_on, s.eroding_on, s.scaled_down_on) ELSE s.due_on END"""


def _asked(table: str) -> str:
    """Return the minutes a week that the version of today asks, as roster.capacity.asked counts them."""
    return f"""
    CROSS JOIN LATERAL (
        SELECT coalesce((
            SELECT (7 * v.contacts * (%(minutes)s::int[])[v.medium] + v.per_days - 1) / v.per_days
            FROM {table} v WHERE v.case_id = c.id AND v.valid_from <= %(today)s
            ORDER BY v.valid_from DESC LIMIT 1), 0) AS minutes
    ) AS {table}"""


BY_WORKER = f"""
SELECT c.worker_id, count(*),
       count(*) FILTER (WHERE rank <= 3), count(*) FILTER (WHERE rank = 4), count(*) FILTER (WHERE rank = 5),
       coalesce(sum(cases_need.minutes) FILTER (WHERE s.live), 0),
       coalesce(sum(cases_agreement.minutes) FILTER (WHERE s.live), 0)
FROM cases_case c
LEFT JOIN cases_standing s ON s.case_id = c.id
CROSS JOIN LATERAL (SELECT {_RANK} AS rank) AS r
{_asked("cases_need")}
{_asked("cases_agreement")}
WHERE {_OPEN}
GROUP BY c.worker_id
"""

# What stands on the board by name, in one look at the open cases.
# urgent: of each of some workers the first few, in the order of Vandaag as far as the stored days tell it.
# unowned: of which nobody takes care, without a worker or of one of those who left or are away without a stand-in; with
# the version that a form sends back.
# outlook: who drops out of sight on which of the coming days if nothing happens; of each day the number and a few.
# vanished: how many flags closed lately without a new contact, by cause (its name in place of a person's).
ON_BOARD = f"""
WITH open_cases AS MATERIALIZED (
    SELECT c.id, c.worker_id, c.resident_id, c.closed_on, s.not_seen_on, r.rank, {_SINCE} AS since,
           s.case_id IS NOT NULL AS judged
    FROM cases_case c
    LEFT JOIN cases_standing s ON s.case_id = c.id
    CROSS JOIN LATERAL (SELECT {_RANK} AS rank) AS r
    WHERE {_OPEN}
), urgent AS (
    SELECT id, worker_id, row_number() OVER (PARTITION BY worker_id ORDER BY rank, since NULLS LAST, id) AS place
    FROM open_cases
    WHERE judged AND worker_id = ANY(%(workers)s::bigint[]) AND rank <= 5
), unowned AS (
    SELECT id, row_number() OVER (ORDER BY rank, since NULLS LAST, id) AS place
    FROM open_cases
    WHERE worker_id IS NULL OR worker_id = ANY(%(gone)s::bigint[])
    ORDER BY place LIMIT %(unowned)s
), outlook AS (
    SELECT not_seen_on AS day, id, worker_id, resident_id,
           count(*) OVER (PARTITION BY not_seen_on) AS total,
           row_number() OVER (PARTITION BY not_seen_on ORDER BY id) AS place
    FROM open_cases
    WHERE not_seen_on BETWEEN %(today)s AND %(last)s AND (closed_on IS NULL OR closed_on > not_seen_on)
), vanished AS (
    SELECT f.close_cause AS cause, count(*) AS total
    FROM cases_flag f
    JOIN cases_case c ON c.id = f.case_id
    JOIN tenancy_municipality m ON m.id = c.municipality_id
    WHERE c.municipality_id = %(municipality)s AND c.team_id = %(team)s AND f.close_cause = ANY(%(causes)s)
      AND f.closed_at >= %(since)s::timestamp AT TIME ZONE m.timezone
    GROUP BY f.close_cause
)
SELECT 'urgent' AS part, NULL::date AS day, place, id, worker_id, 0 AS number, 0 AS resident_id, '' AS name
FROM urgent WHERE place <= %(urgent)s
UNION ALL
SELECT 'unowned', NULL, u.place, u.id, NULL,
       coalesce((SELECT max(e.pgh_id) FROM cases_caseevent e WHERE e.pgh_obj_id = u.id), 0), 0, ''
FROM unowned u
UNION ALL
SELECT 'outlook', o.day, o.place, o.id, o.worker_id, o.total, o.resident_id, p.first_name || ' ' || p.last_name
FROM outlook o JOIN residents_resident p ON p.id = o.resident_id
WHERE o.place <= %(shown)s
UNION ALL
SELECT 'vanished', NULL, row_number() OVER (ORDER BY total DESC, cause), 0, NULL, total, 0, cause FROM vanished
ORDER BY part, day, place
"""

# A page of a worker's cases in the order of need; NULL: of those that have no worker.
OF_WORKER = f"""
SELECT c.id
FROM cases_case c
LEFT JOIN cases_standing s ON s.case_id = c.id
CROSS JOIN LATERAL (SELECT {_RANK} AS rank) AS r
WHERE {_OPEN} AND c.worker_id IS NOT DISTINCT FROM %(worker)s
ORDER BY rank, {_SINCE} NULLS LAST, c.id
LIMIT %(most)s OFFSET %(skip)s
"""
