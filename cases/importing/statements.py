"""The SQL that brings checked rows from the temporary tables into the tables: set by set, and only what differs.

An equal row is not updated: its history would tell of a change that was none. Every statement that changes a case
notes it in import_touched, with the cause why a flag of it may close.
"""

from cases.models import Flag

# The first cause in this order is the one that a flag closes with, where one import has several.
CAUSES = (Flag.Cause.CASE_CLOSED, Flag.Cause.NEED_CHANGED, Flag.Cause.RESTORED, Flag.Cause.CORRECTED)
CASE_CLOSED, NEED_CHANGED, RESTORED, CORRECTED = range(len(CAUSES))
UNKNOWN_REASON = "onbekend (import)"

# What a folder names and the municipality does not have yet. A membership that ended stays ended.
SURROUNDINGS = (
    """
INSERT INTO neighbourhoods_district (municipality_id, code, name, reference_year)
SELECT DISTINCT %(municipality)s, code, code, %(year)s
FROM (SELECT 'WK' || substr(neighbourhood_code, 3, 6) AS code FROM import_residents) AS named ORDER BY code
ON CONFLICT DO NOTHING
""",
    """
INSERT INTO neighbourhoods_neighbourhood (municipality_id, district_id, code, name, reference_year)
SELECT DISTINCT %(municipality)s, d.id, s.neighbourhood_code, s.neighbourhood_code, %(year)s
FROM import_residents s
JOIN neighbourhoods_district d
    ON d.municipality_id = %(municipality)s AND d.code = 'WK' || substr(s.neighbourhood_code, 3, 6)
ORDER BY s.neighbourhood_code
ON CONFLICT DO NOTHING
""",
    """
INSERT INTO accounts_organisation (municipality_id, name)
SELECT %(municipality)s, %(organisation)s
WHERE EXISTS (
    SELECT FROM import_cases s
    WHERE NOT EXISTS (SELECT FROM accounts_team t WHERE t.municipality_id = %(municipality)s AND t.name = s.team))
ON CONFLICT DO NOTHING
""",
    """
INSERT INTO accounts_team (municipality_id, organisation_id, name)
SELECT DISTINCT %(municipality)s, o.id, s.team
FROM import_cases s
JOIN accounts_organisation o ON o.municipality_id = %(municipality)s AND o.name = %(organisation)s
ORDER BY s.team
ON CONFLICT DO NOTHING
""",
    # A password that begins with "!" is one that nobody can type; its rest makes links to set one worthless to guess.
    """
INSERT INTO accounts_user (email, password, name, is_superuser, is_staff, is_active, date_joined)
SELECT worker, '!' || replace(gen_random_uuid()::text, '-', ''), '', false, false, true, %(now)s
FROM (SELECT worker FROM import_cases UNION SELECT worker FROM import_contacts) AS named
WHERE NOT EXISTS (SELECT FROM accounts_user u WHERE u.email = named.worker)
ORDER BY worker
ON CONFLICT DO NOTHING
""",
    """
INSERT INTO accounts_membership (municipality_id, user_id, team_id, role, starts_on)
SELECT DISTINCT %(municipality)s, u.id, t.id, 'worker', %(today)s::date
FROM import_cases s
JOIN accounts_user u ON u.email = s.worker
JOIN accounts_team t ON t.municipality_id = %(municipality)s AND t.name = s.team
WHERE NOT EXISTS (SELECT FROM accounts_membership m WHERE m.user_id = u.id AND m.team_id = t.id)
ORDER BY u.id, t.id
""",
    """
INSERT INTO cases_targetgroup (municipality_id, name)
SELECT DISTINCT %(municipality)s, target_group FROM import_cases WHERE target_group IS NOT NULL ORDER BY target_group
ON CONFLICT DO NOTHING
""",
)

# Whoever writes to a stored case waits for us and we for them; new ones nobody can see yet.
LOCK_CASES = """
SELECT count(*) FROM (
    SELECT FROM cases_case c
    WHERE municipality_id = %(municipality)s AND ref IN (
        SELECT case_ref FROM import_cases UNION SELECT case_ref FROM import_needs
        UNION SELECT case_ref FROM import_agreements UNION SELECT case_ref FROM import_contacts
        UNION SELECT case_ref FROM import_pauses)
    ORDER BY id FOR NO KEY UPDATE
) AS locked
"""

_RESIDENTS = """WITH fresh AS (
    SELECT s.*, n.id AS neighbourhood_id, stored.id AS stored_id
    FROM import_residents s
    JOIN neighbourhoods_neighbourhood n
        ON n.municipality_id = %(municipality)s AND n.code = s.neighbourhood_code
    LEFT JOIN residents_resident stored
        ON stored.municipality_id = %(municipality)s AND stored.ref = s.resident_ref
)"""
UPDATE_RESIDENTS = (
    _RESIDENTS
    + """
UPDATE residents_resident r
SET first_name = f.first_name, last_name = f.last_name, birth_date = f.birth_date,
    neighbourhood_id = f.neighbourhood_id
FROM fresh f
WHERE r.id = f.stored_id AND (r.first_name, r.last_name, r.birth_date, r.neighbourhood_id)
    IS DISTINCT FROM (f.first_name, f.last_name, f.birth_date, f.neighbourhood_id)
"""
)
INSERT_RESIDENTS = (
    _RESIDENTS
    + """
INSERT INTO residents_resident (municipality_id, ref, first_name, last_name, birth_date, neighbourhood_id)
SELECT %(municipality)s, resident_ref, first_name, last_name, birth_date, neighbourhood_id
FROM fresh WHERE stored_id IS NULL ORDER BY line
"""
)

_CASES = """WITH fresh AS (
    SELECT s.line, s.case_ref, s.opened_on, s.closed_on, r.id AS resident_id, t.id AS team_id, u.id AS worker_id,
           g.id AS target_group_id, stored.id AS stored_id, stored.closed_on AS stored_closed_on
    FROM import_cases s
    JOIN residents_resident r ON r.municipality_id = %(municipality)s AND r.ref = s.resident_ref
    JOIN accounts_team t ON t.municipality_id = %(municipality)s AND t.name = s.team
    JOIN accounts_user u ON u.email = s.worker
    LEFT JOIN cases_targetgroup g ON g.municipality_id = %(municipality)s AND g.name = s.target_group
    LEFT JOIN cases_case stored ON stored.municipality_id = %(municipality)s AND stored.ref = s.case_ref
)"""
UPDATE_CASES = (
    _CASES
    + f""", changed AS (
    UPDATE cases_case c
    SET resident_id = f.resident_id, opened_on = f.opened_on, closed_on = f.closed_on, team_id = f.team_id,
        worker_id = f.worker_id, target_group_id = f.target_group_id
    FROM fresh f
    WHERE c.id = f.stored_id
      AND (c.resident_id, c.opened_on, c.closed_on, c.team_id, c.worker_id, c.target_group_id)
        IS DISTINCT FROM (f.resident_id, f.opened_on, f.closed_on, f.team_id, f.worker_id, f.target_group_id)
    RETURNING c.id, f.closed_on IS NOT NULL AND f.closed_on IS DISTINCT FROM f.stored_closed_on AS closed
)
INSERT INTO import_touched SELECT id, CASE WHEN closed THEN {CASE_CLOSED} ELSE {CORRECTED} END FROM changed
"""
)
INSERT_CASES = (
    _CASES
    + f""", made AS (
    INSERT INTO cases_case
        (municipality_id, ref, resident_id, opened_on, closed_on, team_id, worker_id, target_group_id)
    SELECT %(municipality)s, case_ref, resident_id, opened_on, closed_on, team_id, worker_id, target_group_id
    FROM fresh WHERE stored_id IS NULL ORDER BY line
    RETURNING id
)
INSERT INTO import_touched SELECT id, {RESTORED} FROM made
"""
)

# With statistics of their own: those of the tables know nothing yet of what this transaction wrote.
KNOWN_CASES = """
CREATE TEMP TABLE import_known_cases ON COMMIT DROP AS
SELECT id AS case_id, ref, opened_on, target_group_id FROM cases_case WHERE municipality_id = %(municipality)s
"""
KNOWN_USERS = (
    "CREATE TEMP TABLE import_known_users ON COMMIT DROP AS SELECT id AS user_id, email FROM accounts_user"
)

_NEEDS = """WITH fresh AS (
    SELECT s.*, coalesce(s.reason, '') AS words, c.case_id, stored.id AS stored_id
    FROM import_needs s
    JOIN import_known_cases c ON c.ref = s.case_ref
    LEFT JOIN cases_need stored ON stored.case_id = c.case_id AND stored.valid_from = s.valid_from
)"""
UPDATE_NEEDS = (
    _NEEDS
    + f""", changed AS (
    UPDATE cases_need v
    SET contacts = f.contacts, per_days = f.per_days, medium = f.medium, reason = f.words
    FROM fresh f
    WHERE v.id = f.stored_id AND (v.contacts, v.per_days, v.medium, v.reason)
        IS DISTINCT FROM (f.contacts, f.per_days, f.medium, f.words)
    RETURNING v.case_id
)
INSERT INTO import_touched SELECT case_id, {NEED_CHANGED} FROM changed
"""
)
INSERT_NEEDS = (
    _NEEDS
    + f""", made AS (
    INSERT INTO cases_need (municipality_id, case_id, valid_from, contacts, per_days, medium, reason, created_at)
    SELECT %(municipality)s, case_id, valid_from, contacts, per_days, medium, words, %(now)s
    FROM fresh WHERE stored_id IS NULL ORDER BY line
    RETURNING case_id
)
INSERT INTO import_touched SELECT case_id, {NEED_CHANGED} FROM made
"""
)

# Whether an agreement is less than the need is rules.asks_reason, on the later of its first day and the opening.
_WEIGHT = "CASE WHEN {medium} <= 3 THEN 100 ELSE (ARRAY[p.video, p.phone, p.message])[{medium} - 3] END"
_AGREEMENTS = f"""WITH dated AS (
    SELECT s.*, c.case_id, c.target_group_id, greatest(s.valid_from, c.opened_on) AS judged_on
    FROM import_agreements s
    JOIN import_known_cases c ON c.ref = s.case_ref
), weighed AS (
    SELECT d.*, n.contacts AS need_contacts, n.per_days AS need_per_days, n.medium AS need_medium,
           {_WEIGHT.format(medium="d.medium")} AS weight, {_WEIGHT.format(medium="n.medium")} AS need_weight
    FROM dated d
    CROSS JOIN LATERAL (
        SELECT contacts, per_days, medium FROM cases_need
        WHERE case_id = d.case_id AND valid_from <= d.judged_on ORDER BY valid_from DESC LIMIT 1
    ) AS n
    CROSS JOIN LATERAL (
        SELECT video, phone, message FROM (
            SELECT target_group_id IS NULL AS rank, valid_from, video, phone, message FROM cases_policy
            WHERE municipality_id = %(municipality)s AND valid_from <= d.judged_on
              AND (target_group_id IS NULL OR target_group_id = d.target_group_id)
            UNION ALL
            SELECT NULL, NULL, %(video)s, %(phone)s, %(message)s
        ) AS policy
        ORDER BY rank, valid_from DESC LIMIT 1
    ) AS p
), judged AS (
    SELECT *, need_medium <= 3 AND medium > 3
           OR contacts * least(weight, need_weight)::bigint * need_per_days
              < need_contacts * need_weight::bigint * per_days AS less
    FROM weighed
), fresh AS (
    SELECT j.line, j.case_id, j.valid_from, j.contacts, j.per_days, j.medium, stored.id AS stored_id,
           -- What an empty reason became is not judged anew while the rhythm stays, whatever policy and need are now.
           CASE WHEN j.reason = ANY(%(codes)s) THEN j.reason
                WHEN j.reason IS NOT NULL THEN 'other'
                WHEN (stored.contacts, stored.per_days, stored.medium) = (j.contacts, j.per_days, j.medium)
                THEN stored.reason
                WHEN j.less THEN 'other'
                ELSE '' END AS code,
           CASE WHEN j.reason <> ALL(%(codes)s) THEN j.reason END AS words
    FROM judged j
    LEFT JOIN cases_agreement stored ON stored.case_id = j.case_id AND stored.valid_from = j.valid_from
)"""
# A code without words leaves the words that someone wrote for the same code on the screen.
_WORDS = """coalesce(f.words, CASE WHEN v.reason = f.code THEN v.reason_text END,
                     CASE f.code WHEN 'other' THEN %(unknown_reason)s ELSE '' END)"""
UPDATE_AGREEMENTS = (
    _AGREEMENTS
    + f""", changed AS (
    UPDATE cases_agreement v
    SET contacts = f.contacts, per_days = f.per_days, medium = f.medium, reason = f.code, reason_text = {_WORDS}
    FROM fresh f
    WHERE v.id = f.stored_id AND (v.contacts, v.per_days, v.medium, v.reason, v.reason_text)
        IS DISTINCT FROM (f.contacts, f.per_days, f.medium, f.code, {_WORDS})
    RETURNING v.case_id
)
INSERT INTO import_touched SELECT case_id, {CORRECTED} FROM changed
"""
)
INSERT_AGREEMENTS = (
    _AGREEMENTS
    + f""", made AS (
    INSERT INTO cases_agreement
        (municipality_id, case_id, valid_from, contacts, per_days, medium, reason, reason_text, created_at)
    SELECT %(municipality)s, case_id, valid_from, contacts, per_days, medium, code,
           coalesce(words, CASE code WHEN 'other' THEN %(unknown_reason)s ELSE '' END), %(now)s
    FROM fresh WHERE stored_id IS NULL ORDER BY line
    RETURNING case_id
)
INSERT INTO import_touched SELECT case_id, {RESTORED} FROM made
"""
)

_PAUSES = """WITH fresh AS (
    SELECT s.*, coalesce(s.reason, '') AS words, c.case_id, stored.id AS stored_id
    FROM import_pauses s
    JOIN import_known_cases c ON c.ref = s.case_ref
    LEFT JOIN cases_pause stored ON stored.case_id = c.case_id AND stored.first_day = s."from"
)"""
UPDATE_PAUSES = (
    _PAUSES
    + f""", changed AS (
    UPDATE cases_pause v SET last_day = f.until, reason = f.words
    FROM fresh f
    WHERE v.id = f.stored_id AND (v.last_day, v.reason) IS DISTINCT FROM (f.until, f.words)
    RETURNING v.case_id
)
INSERT INTO import_touched SELECT case_id, {CORRECTED} FROM changed
"""
)
INSERT_PAUSES = (
    _PAUSES
    + f""", made AS (
    INSERT INTO cases_pause (municipality_id, case_id, first_day, last_day, reason, created_at)
    SELECT %(municipality)s, case_id, "from", until, words, %(now)s
    FROM fresh WHERE stored_id IS NULL ORDER BY line
    RETURNING case_id
)
INSERT INTO import_touched SELECT case_id, {CORRECTED} FROM made
"""
)

# Contacts in the order of the index that the rules read, so that both it and the table grow at their end.
NEW_CONTACTS = """
CREATE TEMP TABLE import_new_contacts ON COMMIT DROP AS
SELECT DISTINCT c.case_id, (s.happened_at AT TIME ZONE %(zone)s)::date AS day, s.happened_at, s.medium, s.reached,
       u.user_id AS worker_id
FROM import_contacts s
JOIN import_known_cases c ON c.ref = s.case_ref
JOIN import_known_users u ON u.email = s.worker
WHERE NOT EXISTS (
    SELECT FROM cases_contact k
    WHERE k.municipality_id = %(municipality)s AND k.case_id = c.case_id AND k.happened_at = s.happened_at
      AND k.medium = s.medium AND k.reached = s.reached AND k.worker_id = u.user_id)
ORDER BY case_id, day DESC, s.happened_at, s.medium, s.reached, worker_id
"""
TOUCH_CONTACTS = f"INSERT INTO import_touched SELECT DISTINCT case_id, {RESTORED} FROM import_new_contacts"
# By pages, so that the foreign keys of one part are checked before the next is written.
INSERT_CONTACTS = """
INSERT INTO cases_contact
    (municipality_id, case_id, happened_at, recorded_at, worker_id, day, medium, reached, note)
SELECT %(municipality)s, case_id, happened_at, %(now)s, worker_id, day, medium, reached, ''
FROM import_new_contacts
WHERE ctid >= format('(%%s,0)', %(first_page)s::int)::tid AND ctid < format('(%%s,0)', %(next_page)s::int)::tid
"""
