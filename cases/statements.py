"""The SQL of assessment: one way to judge any set of cases, and what is done with the judgement.

{cases} picks the cases and {rows} the rows that belong to them; both are one of the pairs below, never text from
outside.
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
    SELECT municipality_id, target_group, packed, packed[last - 11] AS policy_from, packed[last - 10] AS video,
           packed[last - 9] AS phone, packed[last - 8] AS message, packed[last - 7] AS theta,
           packed[last - 6] AS intervals, packed[last - 5] AS least_days, packed[last - 4] AS most_days,
           packed[last - 3] AS attempts
    FROM (SELECT DISTINCT municipality_id, target_group FROM picked) AS groups
    CROSS JOIN LATERAL (SELECT wz_policies(municipality_id, nullif(target_group, 0)) AS packed OFFSET 0) AS p
    CROSS JOIN LATERAL (SELECT cardinality(packed) AS last) AS q
), packed AS (
    SELECT c.*, needs.packed AS needs, agreements.packed AS agreements, pauses.packed AS pauses, p.packed AS policies,
           p.policy_from, p.video, p.phone, p.message, p.theta, p.intervals, p.least_days, p.most_days, p.attempts
    FROM picked c
    JOIN needs ON needs.case_id = c.id
    LEFT JOIN policies p USING (municipality_id, target_group)
    LEFT JOIN agreements ON agreements.case_id = c.id
    LEFT JOIN pauses ON pauses.case_id = c.id
)"""

# The contacts of a case's last 84 days as words with a bit a day: bit i of a word is the day i days ago, of met_before
# and other_before the day 63 + i days ago.
_BITS = """
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
_FRESH = """
        SELECT coalesce(
            CASE WHEN c.steady AND c.last_pause < c.today - 83 THEN wz_quick(
                c.today, c.opened, c.need, c.agreement, c.former, c.last_pause, c.policy_from, c.video, c.phone,
                c.message, c.theta, c.intervals, c.least_days, c.most_days, c.attempts,
                k.met, k.met_before, k.by_video, k.by_phone, k.by_message, k.other_before, k.failed)
            END,
            wz_standing(c.id, c.today, c.opened, c.closed, c.needs, c.agreements, c.pauses, c.policies)
        ) AS standing
        OFFSET 0"""
_FIELDS = """r.standing[1] = 1 AS live,
           DATE '2000-01-01' + r.standing[2] AS scaled_down_on, DATE '2000-01-01' + r.standing[3] AS eroding_on,
           DATE '2000-01-01' + r.standing[4] AS not_seen_on, DATE '2000-01-01' + r.standing[5] AS unfindable_on,
           DATE '2000-01-01' + r.standing[6] AS due_on, DATE '2000-01-01' + r.standing[7] AS next_on"""

JUDGED = (
    PACKED
    + _LATEST
    + f""", judged AS (
    SELECT c.id, c.municipality_id, c.ref, c.opened, c.closed, c.needs, c.agreements, c.pauses, c.policies, {_FIELDS}
    FROM latest c
    CROSS JOIN LATERAL ({_BITS}
    ) AS k
    CROSS JOIN LATERAL ({_FRESH}
    ) AS r
)"""
)

# The proofs for days that are too long ago for the bits, of fewer cases, from the contacts themselves.
_PROVED_DUE = """(
    last_pause < due - every AND due = greatest(agreed_from, every + coalesce((
        SELECT wz_day(max(day)) FROM cases_contact
        WHERE case_id = summed.id AND day BETWEEN DATE '2000-01-01' + opened AND %(on)s AND reached AND agreed_w <=
            CASE medium WHEN 4 THEN video WHEN 5 THEN phone WHEN 6 THEN message ELSE 100 END
    ), greatest(opened, agreed_from))))"""
_PROVED_SEEN = """(
    m <= 3 AND (s3 > today OR s3 > start) AND last_pause < s3 - win AND s3 - win - 1 = coalesce((
        SELECT wz_day(max(day)) FROM cases_contact
        WHERE case_id = summed.id AND day BETWEEN DATE '2000-01-01' + opened AND %(on)s AND reached AND medium <= 3
    ), opened - 1))"""
_PROVED_DELIVERED = """(
    s2 <= today AND s2 - win >= start AND last_pause < s2 - win AND (
        SELECT bool_or(day = s2 - win)
               AND bool_and((points * 100000000 > theta * rate * win) = (day = s2 - win))
        FROM (
            SELECT day, sum(best) OVER (ORDER BY day RANGE BETWEEN CURRENT ROW AND win - 1 FOLLOWING) AS points
            FROM (
                SELECT wz_day(day) AS day, max(least(
                    w, CASE medium WHEN 4 THEN video WHEN 5 THEN phone WHEN 6 THEN message ELSE 100 END)) AS best
                FROM cases_contact
                WHERE case_id = summed.id AND day BETWEEN DATE '2000-01-01' + (s2 - win) AND %(on)s AND reached
                GROUP BY cases_contact.day
            ) AS days
        ) AS windows
    ))"""

# The same, but only of the cases whose stored standing is not proved to be right. A proof is cheaper than judging: it
# asks whether the stored days are the right ones, and does not look for them (sql/0007_proof.sql says how).
UNPROVED = (
    PACKED
    + _LATEST
    + f""", decoded AS (
    SELECT c.*, s.live, wz_day(s.scaled_down_on) AS s1, wz_day(s.eroding_on) AS s2, wz_day(s.not_seen_on) AS s3,
           wz_day(s.unfindable_on) AS s4, wz_day(s.due_on) AS due, wz_day(s.next_on) AS next,
           ((c.need >> 12) & 511)::int AS n, ((c.need >> 3) & 511)::int AS p, (c.need & 7)::int AS m,
           CASE (c.need & 7)::int WHEN 4 THEN video WHEN 5 THEN phone WHEN 6 THEN message ELSE 100 END AS w,
           greatest((c.need >> 21)::int, c.policy_from, c.opened) AS start,
           (agreement >> 21)::int AS agreed_from,
           ((((agreement >> 3) & 511) + ((agreement >> 12) & 511) - 1) / ((agreement >> 12) & 511))::int AS every,
           CASE (agreement & 7)::int WHEN 4 THEN video WHEN 5 THEN phone WHEN 6 THEN message ELSE 100 END AS agreed_w
    FROM latest c
    LEFT JOIN (SELECT * FROM cases_standing WHERE {{rows}}) AS s ON s.case_id = c.id
    OFFSET 0
), measured AS (
    SELECT *, wz_is_less(agreement, m, n, p, w, theta, video, phone, message) AS less,
           wz_is_less(former, m, n, p, w, theta, video, phone, message) AS less_before,
           (1000000::bigint * n * w + p - 1) / p AS rate, greatest(
               least(greatest((intervals * p + n - 1) / n, least_days), most_days), 3 * ((p + n - 1) / n)) AS win
    FROM decoded
    OFFSET 0
), marked AS (
    SELECT c.*, k.*, today - s2 + win AS age, met | by_video | by_phone | by_message AS reached,
           met | CASE WHEN video >= agreed_w THEN by_video ELSE 0 END
               | CASE WHEN phone >= agreed_w THEN by_phone ELSE 0 END
               | CASE WHEN message >= agreed_w THEN by_message ELSE 0 END AS enough
    FROM measured c
    CROSS JOIN LATERAL ({_BITS}
    ) AS k
    OFFSET 0
), summed AS (
    SELECT *,
           CASE WHEN age BETWEEN 0 AND 62 THEN wz_points(
               met, by_video, by_phone, by_message, ~(-1::bigint << age), w, video, phone, message)
           WHEN s2 > today AND other_before = 0 AND (age <= 83 OR opened >= today - 83) THEN wz_points(
               met, by_video, by_phone, by_message, -1::bigint, w, video, phone, message)
               + w * bit_count((met_before & ~(-1::bigint << least(age - 63, 62)))::bit(64))
           END AS after
    FROM marked
    OFFSET 0
), judged AS (
    SELECT c.id, c.municipality_id, {_FIELDS}
    FROM (
        SELECT *,
               CASE WHEN %(written)s OR live IS NULL THEN false
               WHEN steady THEN live AND s4 IS NULL AND next IS NOT DISTINCT FROM
                       least(CASE WHEN s2 > today THEN s2 END, CASE WHEN s3 > today THEN s3 END)
                   AND wz_proved_promised(opened, start, last_pause, agreed_from, less, less_before, s1)
                   AND wz_proved_reached(reached, failed, attempts)
                   AND (wz_proved_due(today, agreed_from, every, enough, last_pause, due) OR {_PROVED_DUE})
                   AND (wz_proved_seen(today, start, m, win, last_pause, met, met_before, s3) OR {_PROVED_SEEN})
                   AND (wz_proved_delivered(
                       today, opened, start, win, rate, theta, w, video, phone, message, last_pause, met, met_before,
                       by_video, by_phone, by_message, age, after, s2) OR {_PROVED_DELIVERED})
               WHEN closed <= today THEN NOT live AND coalesce(s1, s2, s3, s4, due, next) IS NULL
               END AS proved
        FROM summed
        OFFSET 0
    ) AS c
    CROSS JOIN LATERAL ({_FRESH.replace("k.", "c.")}
    ) AS r
    WHERE c.proved IS NOT TRUE
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

# For cases of which nothing is stored yet there is nothing to prove: REFRESH_NEW, which is right for all others too.
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
       ARRAY(
           SELECT id FROM compared
           WHERE live AND least(scaled_down_on, eroding_on, not_seen_on, unfindable_on) <= %(on)s
           UNION
           SELECT f.id FROM compared f JOIN cases_flag ON case_id = f.id AND state <> 'closed'
       )
"""
REFRESH = UNPROVED + _REFRESH
REFRESH_NEW = JUDGED + _REFRESH
REFRESH_FEW = JUDGED_FEW + _REFRESH

# Close, suspend and open the flags of cases whose standing changed.
FLAGS = "SELECT wz_flags(%(ids)s, %(now)s, %(cause)s)"

# The nightly check: what is stored against the rules in full, and the open flags against what is stored.
DIFFERENCES = (
    UNPROVED
    + f"""
SELECT f.id
FROM judged f LEFT JOIN cases_standing s ON s.case_id = f.id
WHERE s.case_id IS NULL OR ({_OF_STORED}) IS DISTINCT FROM ({_OF_FRESH})
UNION
SELECT coalesce(h.case_id, flag.case_id)
FROM (
    SELECT s.case_id, rule.kind, rule.since
    FROM cases_standing s
    CROSS JOIN LATERAL (VALUES
        ('scaled_down', s.scaled_down_on), ('eroding', s.eroding_on),
        ('not_seen', s.not_seen_on), ('unfindable', s.unfindable_on)
    ) AS rule (kind, since)
    WHERE {{rows}} AND s.live AND rule.since <= %(on)s
) AS h
FULL JOIN (SELECT case_id, kind, since FROM cases_flag WHERE {{rows}} AND state = 'open') AS flag
    ON flag.case_id = h.case_id AND flag.kind = h.kind AND flag.since = h.since
WHERE h.case_id IS NULL OR flag.case_id IS NULL
"""
)
