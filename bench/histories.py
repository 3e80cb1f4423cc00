"""The made cases of a town, a batch at a time, in SQL: what each needed, was promised and got.

Chance is a hash of the case's number, so that the same arguments give the same rows on any server.
Per hundred cases: 4 get little, 2 are only called, 2 cannot be reached; 12 were scaled down, 15 have another need
than they had. The shares of flags come out about as in the demo.
"""

# Between the youngest and the oldest case at 40 contacts a case; as many young ones as old ones.
SPAN_DAYS = 500

DICE = """
CREATE FUNCTION pg_temp.dice(key bigint, salt int, sides int) RETURNS int LANGUAGE sql IMMUTABLE
RETURN ((hashint8extended(key, salt) & 2147483647) % greatest(sides, 1))::int
"""

_LIVES = """
CREATE TEMP TABLE life ON COMMIT DROP AS
SELECT *, least(coalesce(closed, %(today)s), %(today)s) AS stop
FROM (
    SELECT i::bigint AS id, %(today)s - age AS opened, age,
           CASE WHEN age > 60 AND pg_temp.dice(i, 3, 100) < 5
                THEN %(today)s - pg_temp.dice(i, 4, age / 2) END AS closed,
           rhythm.*,
           CASE WHEN age > 60 AND pg_temp.dice(i, 7, 100) < 15
                THEN %(today)s - age + 10 + pg_temp.dice(i, 8, age * 6 / 10) END AS need_from,
           CASE WHEN age > 30 AND pg_temp.dice(i, 10, 100) < 12
                THEN %(today)s - 15 - pg_temp.dice(i, 11, 100) END AS cut_from,
           CASE WHEN pg_temp.dice(i, 6, 100) < 4 THEN 'little' WHEN pg_temp.dice(i, 6, 100) < 6 THEN 'calls'
                WHEN pg_temp.dice(i, 6, 100) < 8 THEN 'gone' ELSE 'usual' END AS kind,
           (i %% %(workers)s + 1)::bigint AS worker
    FROM generate_series(%(first)s, %(last)s) AS i
    CROSS JOIN LATERAL (
        SELECT CASE WHEN pg_temp.dice(i, 1, 100) < 3 THEN pg_temp.dice(i, 2, 28)
                    ELSE 30 + pg_temp.dice(i, 2, %(span)s) END AS age
    ) AS ages
    JOIN LATERAL (VALUES
        (0, 62, 1, 7, 1), (62, 82, 1, 14, 1), (82, 86, 1, 28, 1), (86, 92, 2, 7, 1),
        (92, 96, 1, 7, 5), (96, 100, 1, 14, 5)
    ) AS rhythm (low, high, n, p, m) ON pg_temp.dice(i, 5, 100) >= low AND pg_temp.dice(i, 5, 100) < high
) AS drawn
"""

# A need that changed is twice as seldom in one of three, else once more in the same days.
_NEEDED = """
CREATE TEMP TABLE needed ON COMMIT DROP AS
SELECT id, opened AS valid_from, n, p, m FROM life
UNION ALL
SELECT id, need_from, CASE WHEN pg_temp.dice(id, 9, 3) > 0 THEN n + 1 ELSE n END,
       CASE WHEN pg_temp.dice(id, 9, 3) = 0 THEN p * 2 ELSE p END, m
FROM life WHERE need_from IS NOT NULL
"""

# What was needed was agreed (one change in five was not); and then perhaps a cut.
_PROMISED = """
CREATE TEMP TABLE promised ON COMMIT DROP AS
SELECT id, valid_from, n, p, m, reason,
       least(lead(valid_from) OVER (PARTITION BY id ORDER BY valid_from), stop) AS until
FROM (
    SELECT needed.id, needed.valid_from, needed.n, needed.p, needed.m, '' AS reason, stop
    FROM needed JOIN life USING (id)
    WHERE valid_from = opened OR pg_temp.dice(needed.id, 12, 5) > 0
    UNION ALL
    SELECT id, cut_from, cut.n, cut.p, cut.m, cut.reason, stop
    FROM life
    JOIN LATERAL (VALUES
        (0, life.n, life.p * 2, life.m, 'budget'), (1, 1, 14, 5, 'no_capacity'),
        (2, life.n, life.p, 4, 'residents_wish'), (3, 1, 28, 1, 'budget')
    ) AS cut (form, n, p, m, reason) ON form = pg_temp.dice(id, 13, 4)
    WHERE cut_from > coalesce(need_from, opened)
) AS versions
"""

_RESIDENTS = """
INSERT INTO residents_resident (id, municipality_id, ref, first_name, last_name, birth_date, neighbourhood_id)
SELECT id, %(municipality)s, 'R' || lpad(id::text, 7, '0'),
       (ARRAY['Dennis', 'Fatima', 'Jan', 'Ans', 'Mo', 'Sevgi', 'Kees', 'Rosa', 'Willem', 'Naima', 'Piet', 'Lieke'])
           [1 + pg_temp.dice(id, 20, 12)],
       (ARRAY['Hoekstra', 'de Vries', 'Yilmaz', 'van den Berg', 'El Amrani', 'Bakker', 'Jansen', 'Smit', 'Kaya',
              'Visser'])[1 + pg_temp.dice(id, 21, 10)] || ' ' || id,
       %(today)s - 7000 - pg_temp.dice(id, 22, 24000), 1 + pg_temp.dice(id, 23, 56)
FROM life
"""

_CASES = """
INSERT INTO cases_case
    (id, municipality_id, ref, resident_id, opened_on, closed_on, team_id, worker_id, target_group_id)
SELECT id, %(municipality)s, 'D' || lpad(id::text, 7, '0'), id, opened, closed, (worker - 1) %% %(teams)s + 1, worker,
       nullif(pg_temp.dice(id, 24, 6), 0)
FROM life
"""

_NEEDS = """
INSERT INTO cases_need (municipality_id, case_id, valid_from, contacts, per_days, medium, created_at, reason)
SELECT %(municipality)s, id, valid_from, n, p, m, valid_from, 'gesprek' FROM needed ORDER BY id, valid_from
"""

_AGREEMENTS = """
INSERT INTO cases_agreement
    (municipality_id, case_id, valid_from, contacts, per_days, medium, created_at, reason, reason_text)
SELECT %(municipality)s, id, valid_from, n, p, m, valid_from, reason, '' FROM promised
WHERE pg_temp.dice(id, 14, 100) > 0 ORDER BY id, valid_from
"""

_PAUSES = """
CREATE TEMP TABLE paused ON COMMIT DROP AS
SELECT id, first_day, first_day + 6 + pg_temp.dice(id, 17, 22) AS last_day
FROM life CROSS JOIN LATERAL (SELECT %(today)s + 14 - pg_temp.dice(id, 16, least(age, 400) + 14) AS first_day) AS begins
WHERE pg_temp.dice(id, 15, 100) < 10
"""

_STORED_PAUSES = """
INSERT INTO cases_pause (municipality_id, case_id, first_day, last_day, reason, created_at)
SELECT %(municipality)s, id, first_day, last_day, 'ziekenhuis', first_day FROM paused ORDER BY id
"""

# Each contact about when it was agreed, one in five with a call or a message after it; nine of ten reach. The last
# five months of some went otherwise.
_CONTACTS = """
INSERT INTO cases_contact
    (municipality_id, case_id, happened_at, recorded_at, worker_id, recorded_by_id, day, medium, reached, note)
SELECT %(municipality)s, id, happened_at, happened_at + interval '2 hours', worker, worker, day,
       CASE WHEN called THEN 5
            WHEN after > 0 THEN (ARRAY[5, 5, 6])[1 + pg_temp.dice(key, 2, 3)]
            WHEN m <= 3 THEN (ARRAY[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5])
                             [1 + pg_temp.dice(key, 2, 20)]
            ELSE (ARRAY[m, m, m, m, m, m, m, m, 6, 1])[1 + pg_temp.dice(key, 2, 10)] END,
       NOT gone AND pg_temp.dice(key, 3, 100) < 90, ''
FROM (
    SELECT life.id, life.worker, promised.m, key, day, after,
           (day + interval '9 hours' + pg_temp.dice(key, 4, 480) * interval '1 minute')
               AT TIME ZONE 'Europe/Amsterdam' AS happened_at,
           kind = 'calls' AND day > %(today)s - 120 AS called,
           kind = 'gone' AND day > %(today)s - 45 AS gone,
           CASE WHEN after > 0 THEN 100 WHEN kind = 'little' AND day > %(today)s - 150 THEN 40 ELSE 96 END AS given
    FROM life
    JOIN promised USING (id)
    CROSS JOIN LATERAL generate_series(0, (until - valid_from) * promised.n / promised.p) AS k
    CROSS JOIN LATERAL (SELECT (life.id << 27) + ((valid_from - DATE '1990-01-01') << 11) + 2 * k AS planned) AS keys
    CROSS JOIN LATERAL generate_series(0, (pg_temp.dice(planned, 6, 5) = 0)::int) AS after
    CROSS JOIN LATERAL (
        SELECT planned + after AS key,
               valid_from + after * (1 + pg_temp.dice(planned, 7, 3))
               + (k * 1000 + 100 + pg_temp.dice(planned, 5, 700)) * promised.p / (1000 * promised.n) AS day
    ) AS days
    LEFT JOIN paused ON paused.id = life.id AND day BETWEEN paused.first_day AND paused.last_day
    WHERE day < until AND paused.id IS NULL
) AS planned
WHERE pg_temp.dice(key, 1, 100) < given
ORDER BY id, day
"""

STATEMENTS = (
    _LIVES, _NEEDED, _PROMISED, _RESIDENTS, _CASES, _NEEDS, _AGREEMENTS, _PAUSES, _STORED_PAUSES, _CONTACTS,
)  # fmt: skip
