"""A large city's volunteers and help requests: where they live, what they did in half a year, who was asked lately."""

from bench import places

# 56 neighbourhoods, eight beside seven, each two kilometres and a half wide; people live rather near its middle.
_PLACE = "(1 + (pg_temp.dice(i, {0}, 56)))"
_X = "100000 + 2500 * ((n - 1) % 8) + 1250 + (pg_temp.dice(i, {0}, 1250) + pg_temp.dice(i, {1}, 1250)) - 1250"
_Y = "400000 + 2500 * ((n - 1) / 8) + 1250 + (pg_temp.dice(i, {0}, 1250) + pg_temp.dice(i, {1}, 1250)) - 1250"
_KIND = "(ARRAY['cards','groceries','dog','company','distress','other'])[1 + pg_temp.dice(i, {0}, 6)]"
_PERCENT = "%%"  # as the driver reads it


def _at(text: str, *salts: int) -> str:
    return text.format(*salts).replace("%", _PERCENT)


STATEMENTS = (
    *places.STATEMENTS[:3],
    """
INSERT INTO accounts_user (id, password, is_superuser, email, name, is_active, is_staff, date_joined)
SELECT i, '!', false, 'v' || i || '@bench.example', 'Vrijwilliger ' || i, true, false, %(today)s
FROM generate_series(1, %(volunteers)s) AS i
""",
    f"""
INSERT INTO volunteers_volunteer (
    id, municipality_id, user_id, neighbourhood_id, x, y, postcode, house_number, minutes_a_week, radius_m, kinds,
    skills, languages, available, phone, vog_on, vog_outcome, active, joined_on)
SELECT i, %(municipality)s, i, n, {_at(_X, 2, 3)}, {_at(_Y, 4, 5)},
       1000 + n || ' ' || substr('ABCDEFGH', 1 + pg_temp.dice(i, 6, 8), 1)
         || substr('BCEGHJKL', 1 + pg_temp.dice(i, 7, 8), 1),
       (1 + pg_temp.dice(i, 8, 200))::text, 60 * (1 + pg_temp.dice(i, 9, 6)),
       (ARRAY[1000, 2000, 3000, 5000])[1 + pg_temp.dice(i, 10, 4)],
       CASE pg_temp.dice(i, 11, 3) WHEN 0 THEN ARRAY['groceries', 'company'] WHEN 1 THEN ARRAY['cards', 'dog', 'other']
            ELSE ARRAY['groceries', 'dog', 'company', 'distress', 'other', 'cards'] END,
       CASE WHEN pg_temp.dice(i, 12, 3) = 0 THEN ARRAY['car', 'lifting'] ELSE ARRAY[]::varchar[] END,
       CASE pg_temp.dice(i, 13, 6) WHEN 0 THEN ARRAY['nl', 'tr'] WHEN 1 THEN ARRAY['nl', 'ar'] ELSE ARRAY['nl'] END,
       (SELECT array_agg(part) FROM generate_series(0, 20) AS part WHERE pg_temp.dice(i * 21 + part, 14, 2) = 0
           OR part = i {_PERCENT} 21),
       '', CASE WHEN pg_temp.dice(i, 15, 2) = 0 THEN %(today)s - pg_temp.dice(i, 16, 1300) END,
       CASE WHEN pg_temp.dice(i, 15, 2) = 0 THEN 'given' ELSE '' END,
       true, %(today)s - 1 - pg_temp.dice(i, 17, 1000)
FROM generate_series(1, %(volunteers)s) AS i, LATERAL (SELECT {_at(_PLACE, 1)} AS n) AS p
""",
    """
INSERT INTO volunteers_hours (municipality_id, volunteer_id, valid_from, minutes_a_week)
SELECT municipality_id, id, joined_on, minutes_a_week FROM volunteers_volunteer
""",
    """
INSERT INTO volunteers_away (municipality_id, volunteer_id, first_day, last_day)
SELECT %(municipality)s, i, %(today)s - 3, %(today)s + 10 FROM generate_series(1, %(volunteers)s, 20) AS i
""",
    """
INSERT INTO volunteers_toomuch (municipality_id, volunteer_id, at)
SELECT %(municipality)s, i, %(now)s - make_interval(days => pg_temp.dice(i, 20, 60))
FROM generate_series(1, %(volunteers)s, 25) AS i
""",
    # The requests of now, then one of before for each volunteer, of whom one in ten is somebody who asks now.
    f"""
INSERT INTO volunteers_helprequest (
    id, municipality_id, neighbourhood_id, x, y, street, house_number, postcode, kind, text, first_on, day_part,
    minutes, rrule, helpers, urgent, danger, no_network, needs_vog, skills, language, language_essential, name,
    for_resident, on_behalf, asker_name, consent, phone, email, parties, channel, token, code_hash, received_at,
    opened_at, state, closed_at, outcome_text)
SELECT i, %(municipality)s, n, {_at(_X, 22, 23)}, {_at(_Y, 24, 25)}, '', '', '', {_at(_KIND, 26)}, '',
       %(today)s + CASE WHEN open THEN pg_temp.dice(i, 27, 10) ELSE -1 - pg_temp.dice(i, 27, 180) END,
       (ARRAY['morning', 'afternoon', 'evening', 'any'])[1 + pg_temp.dice(i, 28, 4)],
       30 * (1 + pg_temp.dice(i, 29, 4)), '', 1, pg_temp.dice(i, 30, 10) = 0, false, pg_temp.dice(i, 31, 5) = 0,
       pg_temp.dice(i, 32, 4) = 0, CASE WHEN pg_temp.dice(i, 33, 10) = 0 THEN ARRAY['car'] ELSE ARRAY[]::varchar[] END,
       CASE WHEN pg_temp.dice(i, 34, 8) = 0 THEN 'tr' ELSE '' END,
       pg_temp.dice(i, 34, 8) = 0 AND pg_temp.dice(i, 35, 2) = 0, 'Iemand', who, false, '', '', '', '',
       ARRAY['resident:' || who],
       'phone', gen_random_uuid(), 'hash ' || i, %(now)s, %(now)s - make_interval(mins => pg_temp.dice(i, 37, 4000)),
       CASE WHEN open THEN 'open' ELSE 'done' END, CASE WHEN open THEN NULL ELSE %(now)s::timestamptz END, ''
FROM generate_series(1, %(requests)s + %(volunteers)s) AS i,
     LATERAL (SELECT {_at(_PLACE, 21)} AS n, i <= %(requests)s AS open) AS p,
     LATERAL (SELECT CASE WHEN open THEN i ELSE pg_temp.dice(i, 36, 10 * %(requests)s) END AS who) AS w
""",
    # Of before: an offer each that was accepted, with a task in each of ten weeks; and two lately without an answer.
    """
INSERT INTO volunteers_offer (
    id, municipality_id, request_id, volunteer_id, state, offered_at, held_until, answered_at, why, reasons)
SELECT i, %(municipality)s, %(requests)s + i, i, 'accepted', %(now)s - interval '170 days',
       %(now)s - interval '169 days', %(now)s - interval '170 days', '', '{}'::jsonb
FROM generate_series(1, %(volunteers)s) AS i
UNION ALL
SELECT %(volunteers)s + i, %(municipality)s, %(requests)s + 1 + i %% %(volunteers)s, 1 + i %% %(volunteers)s,
       CASE WHEN pg_temp.dice(i, 40, 3) = 0 THEN 'expired' ELSE 'declined' END, asked,
       asked + interval '4 hours', asked + interval '4 hours', '', '{}'::jsonb
FROM generate_series(1, 2 * %(volunteers)s) AS i,
     LATERAL (SELECT %(now)s - make_interval(days => pg_temp.dice(i, 41, 40)) AS asked) AS a
""",
    """
INSERT INTO volunteers_task (
    municipality_id, request_id, volunteer_id, offer_id, day, starts_at, ends_at, minutes, travel_m, place, state,
    accepted_at, ended_at, ended_why)
SELECT %(municipality)s, %(requests)s + i, i, i, day, day + time '10:00', day + time '11:00', 60,
       pg_temp.dice(i, 42, 3000), 1,
       CASE pg_temp.dice(i * 10 + w, 43, 50) WHEN 0 THEN 'no_show' WHEN 1 THEN 'handed_back' ELSE 'done' END,
       %(now)s - interval '169 days', day + time '11:00', ''
FROM generate_series(1, %(volunteers)s) AS i, generate_series(1, 10) AS w,
     LATERAL (SELECT %(today)s - 14 * w - pg_temp.dice(i, 44, 14) AS day) AS d
""",
)  # fmt: skip
TABLES = (
    "accounts_user", "volunteers_volunteer", "volunteers_hours", "volunteers_away", "volunteers_toomuch",
    "volunteers_helprequest", "volunteers_offer", "volunteers_task",
)  # fmt: skip
NUMBERED = ("accounts_user", "volunteers_volunteer", "volunteers_helprequest", "volunteers_offer")
