"""The SQL that puts on a list what is due, set by set. Its dates are those of rights.retention.

A list of many cases counts contacts alone; how much of everything went, each line says when it is carried out.
"""

# A case on another list that is still going, and one that is held, is not put on a new one.
_FREE = """
  AND NOT EXISTS (SELECT FROM rights_hold h WHERE h.case_id = c.id AND h.until >= %(today)s)
  AND NOT EXISTS (
      SELECT FROM rights_destructionitem i JOIN rights_destructionlist l ON l.id = i.list_id
      WHERE i.municipality_id = %(municipality)s AND i.case_id = c.id AND i.off_at IS NULL AND i.outcome = ''
        AND l.state IN ('proposed', 'reviewed', 'approved'))
"""
_YEARS = "CASE c.ground WHEN 'wmo' THEN %(wmo)s WHEN 'jeugdwet' THEN %(jeugdwet)s ELSE %(none_granted)s END"

# Whole cases: closed, and the period of their ground has passed; under the Wmo since the last record was made.
WHOLE = f"""
INSERT INTO rights_destructionitem
    (municipality_id, list_id, case_id, resident_id, whole, ground, years, due_since, counts,
     off_reason, outcome, outcome_reason, digest)
SELECT c.municipality_id, %(list)s, c.id, c.resident_id, true, c.ground, years, due_since,
       jsonb_build_object('cases_contact', (SELECT count(*) FROM cases_contact k WHERE k.case_id = c.id)),
       '', '', '', ''
FROM cases_case c
CROSS JOIN LATERAL (SELECT {_YEARS}::int AS years OFFSET 0) AS p
CROSS JOIN LATERAL (
    SELECT wz_years_after(CASE c.ground WHEN 'wmo' THEN greatest(c.closed_on, wz_last_made(c.id, %(zone)s))
                                        ELSE c.closed_on END, years) AS due_since
    OFFSET 0) AS d
WHERE c.municipality_id = %(municipality)s
  AND c.closed_on <= CASE c.ground WHEN 'wmo' THEN %(wmo_until)s::date WHEN 'jeugdwet' THEN %(jeugdwet_until)s::date
                                   ELSE %(none_granted_until)s::date END
  AND due_since <= %(today)s
{_FREE}
ORDER BY c.id
"""

# Old records of cases that stay: the Wmo counts from the making of each record.
PARTS = f"""
INSERT INTO rights_destructionitem
    (municipality_id, list_id, case_id, resident_id, whole, ground, years, due_since, made_until, counts,
     off_reason, outcome, outcome_reason, digest)
SELECT c.municipality_id, %(list)s, c.id, c.resident_id, false, c.ground, %(wmo)s,
       wz_years_after(old.first_made, %(wmo)s), %(wmo_until)s::date,
       jsonb_build_object('cases_contact', old.contacts), '', '', '', ''
FROM (
    SELECT case_id, min(made) AS first_made, count(*) AS contacts
    FROM wz_old_contacts(%(municipality)s, NULL, %(wmo_until)s::date, %(zone)s, %(today)s)
    GROUP BY case_id
) AS old
JOIN cases_case c ON c.id = old.case_id
WHERE NOT EXISTS (SELECT FROM rights_destructionitem i WHERE i.list_id = %(list)s AND i.case_id = c.id)
{_FREE}
ORDER BY c.id
"""

# Reports and help requests that ended, whose period has passed since they came in: one line, as they hang on no case.
REPORTS = """
INSERT INTO rights_destructionitem
    (municipality_id, list_id, case_id, resident_id, whole, ground, years, due_since, made_until, counts,
     off_reason, outcome, outcome_reason, digest)
SELECT %(municipality)s, %(list)s, NULL, 0, true, 'report', %(requests)s, %(today)s, %(requests_until)s::date, counts,
       '', '', '', ''
FROM wz_count_due(%(municipality)s, NULL, 0, true, %(requests_until)s::date, %(zone)s, %(today)s) AS counts
WHERE counts ?| array['reports_report', 'volunteers_helprequest']
"""

COUNT = "SELECT wz_count_due(%(municipality)s, %(case)s, %(resident)s, true, NULL, %(zone)s, %(today)s)"
DESTROY = "SELECT wz_destroy(%(item)s, %(at)s)"
