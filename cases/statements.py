"""The SQL of assessment: one way to judge any set of cases, and what is done with the judgement.

{cases} picks the cases and {rows} the rows that belong to them; both are one of the pairs below, never text from
outside.

RULES_VERSION is part of every digest. Raise it with every change of this SQL, or of the functions that it calls, after
which a case could be judged otherwise: then all standings are judged anew by the next reassessment.
"""

RULES_VERSION = 1

BY_IDS = {"cases": "c.id = ANY(%(ids)s)", "rows": "case_id = ANY(%(ids)s)"}
BY_RANGE = {
    "cases": "c.municipality_id = %(municipality)s AND c.id BETWEEN %(first)s AND %(last)s",
    "rows": "municipality_id = %(municipality)s AND case_id BETWEEN %(first)s AND %(last)s",
}
BY_MUNICIPALITY = {
    "cases": "c.municipality_id = %(municipality)s",
    "rows": "municipality_id = %(municipality)s",
}

# What a digest sums of the rows of a case, so that their order does not matter (sql/0011_digest.sql).
_VERSION = "wz_version_hash(valid_from, contacts, per_days, medium)"
_PAUSE = "wz_pause_hash(wz_pause(first_day, last_day))"
_CONTACTS = "sum(wz_contact_hash(wz_contact(day, medium, reached)))"

# A case with all that the rules read of it but its contacts, as the small arrays of wz_standing.
PACKED = f"""
WITH picked AS (
    SELECT c.id, c.municipality_id, c.ref, wz_day(c.opened_on) AS opened, wz_day(c.closed_on) AS closed,
           coalesce(c.target_group_id, 0) AS target_group
    FROM cases_case c WHERE {{cases}}
), needs AS (
    SELECT case_id, array_agg(wz_version(valid_from, contacts, per_days, medium) ORDER BY valid_from) AS packed,
           sum({_VERSION}) AS hash
    FROM cases_need WHERE {{rows}} GROUP BY case_id
), agreements AS (
    SELECT case_id, array_agg(wz_version(valid_from, contacts, per_days, medium) ORDER BY valid_from) AS packed,
           sum({_VERSION}) AS hash
    FROM cases_agreement WHERE {{rows}} GROUP BY case_id
), pauses AS (
    SELECT case_id, array_agg(wz_pause(first_day, last_day) ORDER BY first_day) AS packed,
           sum({_PAUSE}) AS hash
    FROM cases_pause WHERE {{rows}} GROUP BY case_id
), policies AS MATERIALIZED (
    SELECT municipality_id, target_group, packed, packed[last - 11] AS policy_from, packed[last - 10] AS video,
           packed[last - 9] AS phone, packed[last - 8] AS message, packed[last - 7] AS theta,
           packed[last - 6] AS intervals, packed[last - 5] AS least_days, packed[last - 4] AS most_days,
           packed[last - 3] AS attempts
    FROM (SELECT DISTINCT municipality_id, target_group FROM picked) AS groups
    CROSS JOIN LATERAL (SELECT wz_policies(municipality_id, nullif(target_group, 0)) AS packed OFFSET 0) AS p
    CROSS JOIN LATERAL (SELECT cardinality(packed) AS last) AS q
), packed AS (
    SELECT c.*, needs.packed AS needs, agreements.packed AS agreements, pauses.packed AS pauses, p.packed AS policies,
           needs.hash AS needs_hash, agreements.hash AS agreements_hash, pauses.hash AS pauses_hash,
           p.policy_from, p.video, p.phone, p.message, p.theta, p.intervals, p.least_days, p.most_days, p.attempts
    FROM picked c
    JOIN needs ON needs.case_id = c.id
    LEFT JOIN policies p USING (municipality_id, target_group)
    LEFT JOIN agreements ON agreements.case_id = c.id
    LEFT JOIN pauses ON pauses.case_id = c.id
)"""

# The contacts of a case's last 84 days as words with a bit a day: bit i of a word is the day i days ago, of met_before
# and other_before the day 63 + i days ago.
_BITS = f"""
        SELECT coalesce(bit_or(1::bigint << age) FILTER (WHERE reached AND medium <= 3 AND age < 63), 0) AS met,
               coalesce(bit_or(1::bigint << age - 63) FILTER (WHERE reached AND medium <= 3 AND age >= 63), 0)
                   AS met_before,
               coalesce(bit_or(1::bigint << age) FILTER (WHERE reached AND medium = 4 AND age < 63), 0) AS by_video,
               coalesce(bit_or(1::bigint << age) FILTER (WHERE reached AND medium = 5 AND age < 63), 0) AS by_phone,
               coalesce(bit_or(1::bigint << age) FILTER (WHERE reached AND medium = 6 AND age < 63), 0) AS by_message,
               coalesce(bit_or(1) FILTER (WHERE reached AND medium > 3 AND age >= 63), 0) AS other_before,
               coalesce(bit_or(1::bigint << age) FILTER (WHERE NOT reached AND age < 63), 0) AS failed,
               {_CONTACTS} AS contacts_hash
        FROM (
            SELECT day, medium, reached, %(on)s - day AS age FROM cases_contact
            WHERE case_id = c.id AND day <= %(on)s
              AND day >= DATE '2000-01-01' + greatest(c.opened, wz_day(%(on)s) - 83)
        ) AS lately"""

# A case with its latest versions, and whether it is steady: nothing recorded for later, no pause now.
_LATEST = """, latest AS (
    SELECT *, closed IS NULL AND opened <= today AND need >> 21 <= today AND policy_from <= today
              AND (agreement IS NULL OR agreement >> 21 <= today) AND last_pause < today AS steady
    FROM (
        SELECT c.*, wz_day(%(on)s) AS today, needs[cardinality(needs)] AS need,
               agreements[cardinality(agreements)] AS agreement, agreements[cardinality(agreements) - 1] AS former,
               coalesce((pauses[cardinality(pauses)] >> 6) + (pauses[cardinality(pauses)] & 63), -1000000) AS last_pause
        FROM packed c
        OFFSET 0
    ) AS c
)"""

# Steady cases are judged from the bits of their last 84 days (wz_quick), the others, and those that ask for more, in
# full (wz_standing).
_QUICK = """
        SELECT CASE WHEN c.steady AND c.last_pause < c.today - 83 THEN wz_quick(
            c.today, c.opened, c.need, c.agreement, c.former, c.last_pause, c.policy_from, c.video, c.phone, c.message,
            c.theta, c.intervals, c.least_days, c.most_days, c.attempts, k.met, k.met_before, k.by_video, k.by_phone,
            k.by_message, k.other_before, k.failed) END AS standing
        OFFSET 0"""
_FULL = """
        SELECT coalesce(
            q.standing,
            wz_standing(c.id, c.today, c.opened, c.closed, c.needs, c.agreements, c.pauses, c.policies)) AS standing
        OFFSET 0"""
_FIELDS = """r.standing[1] = 1 AS live,
           DATE '2000-01-01' + r.standing[2] AS scaled_down_on, DATE '2000-01-01' + r.standing[3] AS eroding_on,
           DATE '2000-01-01' + r.standing[4] AS not_seen_on, DATE '2000-01-01' + r.standing[5] AS unfindable_on,
           DATE '2000-01-01' + r.standing[6] AS due_on, DATE '2000-01-01' + r.standing[7] AS next_on"""
_DATES = "live, scaled_down_on, eroding_on, not_seen_on, unfindable_on, due_on, next_on"
_OF_STORED = ", ".join(f"s.{name}" for name in _DATES.split(", "))
_OF_FRESH = ", ".join(f"f.{name}" for name in _DATES.split(", "))

JUDGED = (
    PACKED
    + _LATEST
    + f""", judged AS (
    SELECT c.id, c.municipality_id, c.ref, c.today, c.opened, c.closed, c.needs, c.agreements, c.pauses, c.policies,
           c.needs_hash, c.agreements_hash, c.pauses_hash, k.*, q.standing IS NOT NULL AS quickly, r.standing,
           {_FIELDS}
    FROM latest c
    CROSS JOIN LATERAL ({_BITS}
    ) AS k
    CROSS JOIN LATERAL ({_QUICK}
    ) AS q
    CROSS JOIN LATERAL ({_FULL}
    ) AS r
)"""
)

# With what they were judged from: contacts of the last 84 days, or where it takes more to know, from before.
_DIGESTED = f""", reading AS (
    SELECT *, DATE '2000-01-01' + greatest(opened, today - 83) AS lately,
           DATE '2000-01-01' + CASE WHEN quickly THEN greatest(opened, today - 83) ELSE wz_read_from(
               today, opened, closed, needs, agreements, pauses, policies, standing, met | met_before <> 0,
               by_video <> 0, by_phone <> 0, by_message <> 0, by_video | by_phone | by_message | other_before <> 0)
           END AS read_from
    FROM judged
    OFFSET 0
), digested AS (
    SELECT f.id, f.municipality_id, {_OF_FRESH}, f.read_from, wz_digest(
               {RULES_VERSION}, opened, closed, hash_array_extended(policies, 0), needs_hash, agreements_hash,
               pauses_hash, CASE WHEN f.read_from = lately THEN contacts_hash ELSE (
                   SELECT {_CONTACTS} FROM cases_contact
                   WHERE case_id = f.id AND day BETWEEN f.read_from AND %(on)s
               ) END, f.read_from, %(on)s, {_OF_FRESH}) AS digest
    FROM reading f
)"""

# A few cases: the same from a function, as planning the above takes longer than judging one case.
_DIGESTED_FEW = f"""
WITH digested AS (
    SELECT c.id, c.municipality_id, {_FIELDS}, r.read_from, r.digest
    FROM cases_case c
    CROSS JOIN LATERAL wz_case_judged(c.id, wz_day(%(on)s), {RULES_VERSION}) AS r
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

# The cases to judge: without a standing, of a later day, at a day that was waited for, or not as they were when they
# were judged. And those whose flags are not what the standing says, so that a flag that was lost is made again.
_FLAGS = """
    SELECT case_id, bool_or(state <> 'open') AS suspended,
           max(since) FILTER (WHERE kind = 'scaled_down' AND state = 'open') AS scaled_down,
           max(since) FILTER (WHERE kind = 'eroding' AND state = 'open') AS eroding,
           max(since) FILTER (WHERE kind = 'not_seen' AND state = 'open') AS not_seen,
           max(since) FILTER (WHERE kind = 'unfindable' AND state = 'open') AS unfindable
    FROM cases_flag WHERE {rows} AND state <> 'closed' GROUP BY case_id"""
_FLAGS_DIFFER = """(
    s.live AND flags.suspended OR
    (flags.scaled_down, flags.eroding, flags.not_seen, flags.unfindable) IS DISTINCT FROM (
        CASE WHEN s.live AND s.scaled_down_on <= %(on)s THEN s.scaled_down_on END,
        CASE WHEN s.live AND s.eroding_on <= %(on)s THEN s.eroding_on END,
        CASE WHEN s.live AND s.not_seen_on <= %(on)s THEN s.not_seen_on END,
        CASE WHEN s.live AND s.unfindable_on <= %(on)s THEN s.unfindable_on END))"""

SUSPECTS = f"""
WITH needs AS (
    SELECT case_id, sum({_VERSION}) AS hash FROM cases_need WHERE {{rows}} GROUP BY case_id
), agreements AS (
    SELECT case_id, sum({_VERSION}) AS hash FROM cases_agreement WHERE {{rows}} GROUP BY case_id
), pauses AS (
    SELECT case_id, sum({_PAUSE}) AS hash FROM cases_pause WHERE {{rows}} GROUP BY case_id
), policies AS MATERIALIZED (
    SELECT municipality_id, target_group,
           hash_array_extended(wz_policies(municipality_id, nullif(target_group, 0)), 0) AS hash
    FROM (
        SELECT DISTINCT c.municipality_id, coalesce(c.target_group_id, 0) AS target_group
        FROM cases_case c WHERE {{cases}}
    ) AS groups
), flags AS ({_FLAGS}
)
SELECT c.id
FROM cases_case c
JOIN needs ON needs.case_id = c.id
LEFT JOIN policies p ON p.municipality_id = c.municipality_id AND p.target_group = coalesce(c.target_group_id, 0)
LEFT JOIN agreements ON agreements.case_id = c.id
LEFT JOIN pauses ON pauses.case_id = c.id
LEFT JOIN flags ON flags.case_id = c.id
LEFT JOIN (SELECT * FROM cases_standing WHERE {{rows}}) AS s ON s.case_id = c.id
CROSS JOIN LATERAL (
    SELECT {_CONTACTS} AS hash FROM cases_contact WHERE case_id = c.id AND day BETWEEN s.read_from AND %(on)s
) AS contacts
WHERE {{cases}} AND (
    s.case_id IS NULL OR s.as_of > %(on)s OR s.next_on <= %(on)s OR s.digest IS DISTINCT FROM wz_digest(
        {RULES_VERSION}, wz_day(c.opened_on), wz_day(c.closed_on), p.hash, needs.hash, agreements.hash, pauses.hash,
        contacts.hash, s.read_from, s.as_of, {_OF_STORED}) OR {_FLAGS_DIFFER})
"""

# Judge cases and write what comes out, but only over what was read: `revision` tells whether another write came in
# between. Returns the cases that were written, those that were not, and those of the written that have a flag now or
# should.
_REFRESH = f""", compared AS (
    SELECT f.*, s.revision
    FROM digested f LEFT JOIN (SELECT * FROM cases_standing WHERE {{rows}}) AS s ON s.case_id = f.id
), moved AS (
    UPDATE cases_standing s
    SET as_of = %(on)s, revision = s.revision + 1, read_from = f.read_from, digest = f.digest,
        ({_DATES}) = ROW({_OF_FRESH})
    FROM compared f WHERE s.case_id = f.id AND s.revision = f.revision
    RETURNING s.case_id
), made AS (
    INSERT INTO cases_standing (case_id, municipality_id, as_of, revision, read_from, digest, {_DATES})
    SELECT id, municipality_id, %(on)s, 0, read_from, digest, {_DATES} FROM compared WHERE revision IS NULL
    ON CONFLICT DO NOTHING
    RETURNING case_id
), written AS (
    SELECT case_id FROM moved UNION ALL SELECT case_id FROM made
)
SELECT ARRAY(SELECT case_id FROM written),
       ARRAY(SELECT id FROM compared EXCEPT ALL SELECT case_id FROM written),
       ARRAY(
           SELECT id FROM compared
           WHERE live AND least(scaled_down_on, eroding_on, not_seen_on, unfindable_on) <= %(on)s
           UNION
           SELECT f.id FROM compared f JOIN cases_flag ON case_id = f.id AND state <> 'closed'
       )
"""
REFRESH = JUDGED + _DIGESTED + _REFRESH
REFRESH_FEW = _DIGESTED_FEW + _REFRESH

# Close, suspend and open the flags of cases whose standing changed; and whether that was told to somebody.
FLAGS = "SELECT wz_flags(%(ids)s, %(now)s, %(cause)s), current_setting('wijkzorg.told', true)"

# The nightly check: what is stored against the rules in full, whatever the digest says, and the open flags against what
# is stored.
DIFFERENCES = (
    JUDGED
    + f"""
SELECT f.id
FROM judged f
LEFT JOIN (SELECT * FROM cases_standing WHERE {{rows}}) AS s ON s.case_id = f.id
LEFT JOIN ({_FLAGS}) AS flags ON flags.case_id = f.id
WHERE s.case_id IS NULL OR ({_OF_STORED}) IS DISTINCT FROM ({_OF_FRESH}) OR {_FLAGS_DIFFER}
"""
)
