"""The SQL of assessment: one way to judge any set of cases, and what is done with the judgement.

{cases} picks the cases and {rows} the rows that belong to them; both are one of the pairs below, never text from outside.
"""

BY_IDS = {"cases": "c.id = ANY(%(ids)s)", "rows": "case_id = ANY(%(ids)s)"}
BY_RANGE = {
    "cases": "c.municipality_id = %(municipality)s AND c.id BETWEEN %(first)s AND %(last)s",
    "rows": "municipality_id = %(municipality)s AND case_id BETWEEN %(first)s AND %(last)s",
}
BY_MUNICIPALITY = {
    "cases": "c.municipality_id = %(municipality)s",
    "rows": "municipality_id = %(municipality)s",
}

# A case with all that the rules read of it but its contacts, as the small arrays of wz_standing.
PACKED = """
WITH picked AS (
    SELECT c.id, c.municipality_id, c.ref, wz_day(c.opened_on) AS opened, wz_day(c.closed_on) AS closed,
           coalesce(c.target_group_id, 0) AS target_group
    FROM cases_case c WHERE {cases}
), needs AS (
    SELECT case_id, array_agg(wz_version(valid_from, contacts, per_days, medium) ORDER BY valid_from) AS packed
    FROM cases_need WHERE {rows} GROUP BY case_id
), agreements AS (
    SELECT case_id, array_agg(wz_version(valid_from, contacts, per_days, medium) ORDER BY valid_from) AS packed
    FROM cases_agreement WHERE {rows} GROUP BY case_id
), pauses AS (
    SELECT case_id, array_agg(wz_pause(first_day, last_day) ORDER BY first_day) AS packed
    FROM cases_pause WHERE {rows} GROUP BY case_id
), policies AS MATERIALIZED (
    SELECT municipality_id, target_group, wz_policies(municipality_id, nullif(target_group, 0)) AS packed
    FROM (SELECT DISTINCT municipality_id, target_group FROM picked) AS groups
), packed AS (
    SELECT c.id, c.municipality_id, c.ref, c.opened, c.closed, needs.packed AS needs, agreements.packed AS agreements,
           pauses.packed AS pauses, policies.packed AS policies
    FROM picked c
    JOIN policies USING (municipality_id, target_group)
    JOIN needs ON needs.case_id = c.id
    LEFT JOIN agreements ON agreements.case_id = c.id
    LEFT JOIN pauses ON pauses.case_id = c.id
)"""

_FIELDS = """r.standing[1] = 1 AS live,
           DATE '2000-01-01' + r.standing[2] AS scaled_down_on, DATE '2000-01-01' + r.standing[3] AS eroding_on,
           DATE '2000-01-01' + r.standing[4] AS not_seen_on, DATE '2000-01-01' + r.standing[5] AS unfindable_on,
           DATE '2000-01-01' + r.standing[6] AS due_on, DATE '2000-01-01' + r.standing[7] AS next_on"""

# Steady cases are judged from the bits of their last 84 days (wz_quick), the others, and those that ask for more, in
# full (wz_standing). A case's latest versions, and the policy that is in force if none is to come, by their place from
# the end of its arrays.
JUDGED = (
    PACKED
    + """, latest AS (
    SELECT c.*, needs[cardinality(needs)] AS need, agreements[cardinality(agreements)] AS agreement,
           agreements[cardinality(agreements) - 1] AS former,
           coalesce((pauses[cardinality(pauses)] >> 6) + (pauses[cardinality(pauses)] & 63), -1000000) AS last_pause,
           cardinality(policies) AS end_of_policies
    FROM packed c
), judged AS (
    SELECT c.id, c.municipality_id, c.ref, c.opened, c.closed, c.needs, c.agreements, c.pauses, c.policies,
           """
    + _FIELDS
    + """
    FROM latest c
    CROSS JOIN LATERAL (
        SELECT coalesce(bit_or(1::bigint << age) FILTER (WHERE reached AND medium <= 3 AND age < 63), 0) AS met,
               coalesce(bit_or(1::bigint << age - 63) FILTER (WHERE reached AND medium <= 3 AND age >= 63), 0)
                   AS met_before,
               coalesce(bit_or(1::bigint << age) FILTER (WHERE reached AND medium = 4 AND age < 63), 0) AS by_video,
               coalesce(bit_or(1::bigint << age) FILTER (WHERE reached AND medium = 5 AND age < 63), 0) AS by_phone,
               coalesce(bit_or(1::bigint << age) FILTER (WHERE reached AND medium = 6 AND age < 63), 0) AS by_message,
               coalesce(bit_or(1) FILTER (WHERE reached AND medium > 3 AND age >= 63), 0) AS other_before,
               coalesce(bit_or(1::bigint << age) FILTER (WHERE NOT reached AND age < 63), 0) AS failed
        FROM (
            SELECT medium, reached, %(on)s - day AS age FROM cases_contact
            WHERE case_id = c.id AND day <= %(on)s
              AND day >= DATE '2000-01-01' + greatest(c.opened, wz_day(%(on)s) - 83)
        ) AS lately
    ) AS k
    CROSS JOIN LATERAL (
        SELECT coalesce(
            CASE WHEN c.closed IS NULL AND c.opened <= wz_day(%(on)s) AND c.need >> 21 <= wz_day(%(on)s)
                  AND (c.agreement IS NULL OR c.agreement >> 21 <= wz_day(%(on)s))
                  AND c.last_pause < wz_day(%(on)s) - 83
                  AND c.policies[end_of_policies - 11] <= wz_day(%(on)s)
            THEN wz_quick(
                wz_day(%(on)s), c.opened, c.need, c.agreement, c.former, c.last_pause,
                c.policies[end_of_policies - 11], c.policies[end_of_policies - 10], c.policies[end_of_policies - 9],
                c.policies[end_of_policies - 8], c.policies[end_of_policies - 7], c.policies[end_of_policies - 6],
                c.policies[end_of_policies - 5], c.policies[end_of_policies - 4], c.policies[end_of_policies - 3],
                k.met, k.met_before, k.by_video, k.by_phone, k.by_message, k.other_before, k.failed)
            END,
            wz_standing(c.id, wz_day(%(on)s), c.opened, c.closed, c.needs, c.agreements, c.pauses, c.policies)
        ) AS standing
        OFFSET 0
    ) AS r
)"""
)

# A few cases: the same answers from a function, as planning the above takes longer than judging one case.
JUDGED_FEW = f"""
WITH judged AS (
    SELECT c.id, c.municipality_id, {_FIELDS}
    FROM cases_case c
    CROSS JOIN LATERAL (SELECT wz_case_standing(c.id, wz_day(%(on)s)) AS standing OFFSET 0) AS r
    WHERE {{cases}}
)"""

ASSESS = (
    JUDGED
    + """
SELECT ref, live, scaled_down_on, eroding_on, not_seen_on, unfindable_on, due_on FROM judged
ORDER BY ref COLLATE "C"
"""
)

STANDINGS = (
    JUDGED
    + """
SELECT id, live, scaled_down_on, eroding_on, not_seen_on, unfindable_on, due_on,
       DATE '2000-01-01' + opened, wz_paused(wz_day(%(on)s), pauses),
       wz_numbers(id, wz_day(%(on)s), opened, closed, needs, agreements, pauses, policies)
FROM judged
"""
)

_DATES = "live, scaled_down_on, eroding_on, not_seen_on, unfindable_on, due_on, next_on"
_OF_STORED = ", ".join(f"s.{name}" for name in _DATES.split(", "))
_OF_FRESH = ", ".join(f"f.{name}" for name in _DATES.split(", "))

# Write what changed, and only over what was read: `revision` tells whether another write came in between.
_REFRESH = f""", compared AS (
    SELECT f.id, f.municipality_id, {_OF_FRESH}, s.revision
    FROM judged f LEFT JOIN (SELECT * FROM cases_standing WHERE {{rows}}) AS s ON s.case_id = f.id
    WHERE s.case_id IS NULL OR %(written)s OR ({_OF_STORED}) IS DISTINCT FROM ({_OF_FRESH})
), moved AS (
    UPDATE cases_standing s
    SET as_of = %(on)s, revision = s.revision + 1, ({_DATES}) = ROW({_OF_FRESH})
    FROM compared f WHERE s.case_id = f.id AND s.revision = f.revision
    RETURNING s.case_id
), made AS (
    INSERT INTO cases_standing (case_id, municipality_id, as_of, revision, {_DATES})
    SELECT id, municipality_id, %(on)s, 0, {_DATES} FROM compared WHERE revision IS NULL
    ON CONFLICT DO NOTHING
    RETURNING case_id
)
SELECT (SELECT count(*) FROM compared),
       ARRAY(SELECT case_id FROM moved UNION ALL SELECT case_id FROM made),
       EXISTS (
           SELECT FROM compared
           WHERE live AND least(scaled_down_on, eroding_on, not_seen_on, unfindable_on) <= %(on)s
       ) OR EXISTS (SELECT FROM compared f JOIN cases_flag ON case_id = f.id AND state <> 'closed')
"""
REFRESH = JUDGED + _REFRESH
REFRESH_FEW = JUDGED_FEW + _REFRESH

# Close, suspend and open the flags of cases whose standing changed.
FLAGS = "SELECT wz_flags(%(ids)s, %(now)s, %(cause)s)"

# The nightly check: what is stored against the rules in full, and the open flags against what is stored.
DIFFERENCES = (
    JUDGED
    + f"""
SELECT f.id
FROM judged f LEFT JOIN cases_standing s ON s.case_id = f.id
WHERE s.case_id IS NULL OR ({_OF_STORED}) IS DISTINCT FROM ({_OF_FRESH})
UNION
SELECT coalesce(h.case_id, flag.case_id)
FROM (
    SELECT f.id AS case_id, rule.kind, rule.since
    FROM judged f
    CROSS JOIN LATERAL (VALUES
        ('scaled_down', f.scaled_down_on), ('eroding', f.eroding_on),
        ('not_seen', f.not_seen_on), ('unfindable', f.unfindable_on)
    ) AS rule (kind, since)
    WHERE f.live AND rule.since <= %(on)s
) AS h
FULL JOIN (SELECT case_id, kind, since FROM cases_flag WHERE {{rows}} AND state = 'open') AS flag
    ON flag.case_id = h.case_id AND flag.kind = h.kind AND flag.since = h.since
WHERE h.case_id IS NULL OR flag.case_id IS NULL
"""
)
