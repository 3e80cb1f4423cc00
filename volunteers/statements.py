"""The SQL of matching: what is known of many volunteers and requests at one moment, set by set.

Days are those of the municipality's own clock. Loads are in the unit of `elasticity.load`. A week is told by how many
weeks ago it was: 0 is the running one, below 0 one to come.
"""

# Weeks ago; the great number keeps the division from rounding towards nought.
_AGO = "((%(monday)s::date - {day} + 6 + 70000) / 7 - 10000)"
_TASK_AGO = _AGO.format(day="t.day")
_FIRST = "%(monday)s::date - 7 * %(weeks)s"
_HERE = "municipality_id = %(municipality)s"

# Those who take part, do one of the kinds, and reach to where the requests are.
PLACES = f"""
SELECT v.id, v.x, v.y, v.radius_m, v.minutes_a_week, v.available, v.skills, v.languages,
       CASE WHEN v.vog_outcome = 'given' THEN v.vog_on END, v.kinds
FROM volunteers_volunteer v
WHERE v.{_HERE} AND v.active AND v.kinds && %(kinds)s::varchar[]
  AND v.x BETWEEN %(west)s - v.radius_m * %(percent)s / 100 - 1 AND %(east)s + v.radius_m * %(percent)s / 100 + 1
  AND v.y BETWEEN %(south)s - v.radius_m * %(percent)s / 100 - 1 AND %(north)s + v.radius_m * %(percent)s / 100 + 1
"""

# How far around each of some requests so many live that the nearest are surely among them; NULL: not even that far.
# Counted in the index alone, and no further than is enough.
RINGS = (500, 1500, 4500)
_AROUND = "v.x BETWEEN w.x - {r} AND w.x + {r} AND v.y BETWEEN w.y - {r} AND w.y + {r}"
_FULL = f"""WHEN (
    SELECT count(*) FROM (
        SELECT FROM volunteers_volunteer v WHERE v.{_HERE} AND v.active AND {_AROUND} LIMIT %(enough)s
    ) AS those
) >= %(enough)s THEN {{r}}"""
HOW_FAR = f"""
SELECT w.id, CASE {" ".join(_FULL.format(r=ring) for ring in RINGS)} END
FROM unnest(%(ids)s::bigint[], %(xs)s::int[], %(ys)s::int[]) AS w(id, x, y)
"""
# Those who live so near, and some others by their number; found by the index on where they live.
NEAR = f"""
WITH near AS MATERIALIZED (
    SELECT v.id
    FROM unnest(%(xs)s::int[], %(ys)s::int[], %(rings)s::int[]) AS w(x, y, r)
    JOIN volunteers_volunteer v ON v.{_HERE} AND v.active AND {_AROUND.format(r="w.r")}
    UNION
    SELECT unnest(%(also)s::bigint[])
)
SELECT v.id, v.x, v.y, v.radius_m, v.minutes_a_week, v.available, v.skills, v.languages,
       CASE WHEN v.vog_outcome = 'given' THEN v.vog_on END, v.kinds
FROM near JOIN volunteers_volunteer v ON v.id = near.id
WHERE v.{_HERE} AND v.active AND v.kinds && %(kinds)s::varchar[]
"""

# As load counts what was done, or is believed to be; as hours of a week what is promised or done there, and what waits
# for an answer. A question waits while it is open and after its time ran out; it was answered on a day, or taken back.
# Promised are tasks whose moment came; not kept, those to which nobody came and those handed back shortly before.
VOLUNTEERS = f"""
WITH who AS MATERIALIZED (
    SELECT * FROM volunteers_volunteer WHERE {_HERE} AND id = ANY(%(volunteers)s)
), task AS MATERIALIZED (
    SELECT t.volunteer_id, t.state, t.day, t.starts_at, t.ends_at, t.ended_at, t.minutes, t.travel_m, r.kind,
           {_TASK_AGO} AS ago
    FROM volunteers_task t
    JOIN who ON who.id = t.volunteer_id
    JOIN volunteers_helprequest r ON r.id = t.request_id
    WHERE t.{_HERE} AND t.day >= {_FIRST} AND t.state <> 'cancelled' AND t.accepted_at <= %(now)s
), weights AS (
    SELECT * FROM unnest(%(kinds)s::varchar[], %(weights)s::int[]) AS w(kind, percent)
), loads AS (
    SELECT volunteer_id, array_agg(ago) AS ago, array_agg(load) AS loads
    FROM (
        SELECT volunteer_id, ago,
               sum((1000 * %(kmh)s * minutes + 120 * travel_m)::bigint * percent)::bigint AS load
        FROM task JOIN weights USING (kind)
        WHERE ago > 0 AND state IN ('accepted', 'done')
        GROUP BY volunteer_id, ago
    ) AS weekly
    GROUP BY volunteer_id
), offer AS MATERIALIZED (
    SELECT o.volunteer_id, o.state, (o.offered_at AT TIME ZONE %(zone)s)::date AS asked_on,
           CASE WHEN o.state NOT IN ('open', 'expired') AND o.answered_at <= %(now)s
                THEN (o.answered_at AT TIME ZONE %(zone)s)::date END AS until,
           r.kind, r.minutes, {_AGO.format(day="r.first_on")} AS ago
    FROM volunteers_offer o
    JOIN who ON who.id = o.volunteer_id
    JOIN volunteers_helprequest r ON r.id = o.request_id
    WHERE o.{_HERE} AND o.offered_at <= %(now)s AND o.offered_at >= ({_FIRST})::timestamptz - interval '1 day'
), asked AS (
    SELECT volunteer_id,
           array_agg(asked_on) FILTER (WHERE until IS NULL OR until > asked_on) AS asked,
           array_agg(until) FILTER (WHERE until IS NULL OR until > asked_on) AS until,
           count(*) FILTER (WHERE state = 'open') AS open,
           count(*) FILTER (WHERE asked_on >= %(monday)s) AS this_week
    FROM offer
    GROUP BY volunteer_id
), used AS (
    SELECT volunteer_id, array_agg(ago) AS ago, array_agg(minutes) AS minutes, array_agg(load) AS loads
    FROM (
        SELECT volunteer_id, ago, sum(minutes)::int AS minutes,
               sum((1000 * %(kmh)s * minutes + 120 * travel_m)::bigint * percent)::bigint AS load
        FROM (
            SELECT volunteer_id, ago, minutes, travel_m, kind FROM task
            WHERE ago <= 0 AND state IN ('accepted', 'done')
            UNION ALL
            SELECT volunteer_id, ago, minutes, 0, kind FROM offer WHERE ago <= 0 AND state = 'open'
        ) AS each
        JOIN weights USING (kind)
        GROUP BY volunteer_id, ago
    ) AS weekly
    GROUP BY volunteer_id
), kept AS (
    SELECT volunteer_id,
           array_agg(starts_at) FILTER (WHERE state = 'accepted' AND ends_at > %(now)s) AS starts,
           array_agg(ends_at) FILTER (WHERE state = 'accepted' AND ends_at > %(now)s) AS ends,
           count(*) FILTER (WHERE due) AS promised,
           count(*) FILTER (WHERE due AND state <> 'no_show'
                            AND NOT (state = 'handed_back' AND ended_at > starts_at - %(late)s)) AS kept,
           max(day) FILTER (WHERE state IN ('accepted', 'done')) AS last_on
    FROM task CROSS JOIN LATERAL (
        SELECT starts_at <= %(now)s AND day > %(today)s::date - %(reliable)s AS due
    ) AS d
    GROUP BY volunteer_id
), hours AS (
    SELECT h.volunteer_id, array_agg(h.valid_from ORDER BY h.valid_from) AS since,
           array_agg(h.minutes_a_week ORDER BY h.valid_from) AS minutes
    FROM volunteers_hours h JOIN who ON who.id = h.volunteer_id
    GROUP BY h.volunteer_id
), away AS (
    SELECT a.volunteer_id, array_agg(a.first_day) AS first, array_agg(a.last_day) AS last
    FROM volunteers_away a JOIN who ON who.id = a.volunteer_id
    WHERE a.last_day >= %(today)s
    GROUP BY a.volunteer_id
), pulses AS (
    SELECT p.volunteer_id, array_agg((p.at AT TIME ZONE %(zone)s)::date) AS days
    FROM volunteers_toomuch p JOIN who ON who.id = p.volunteer_id
    WHERE p.at <= %(now)s AND (p.taken_back_at IS NULL OR p.taken_back_at > %(now)s)
      AND p.at >= ({_FIRST})::timestamptz - interval '1 day'
    GROUP BY p.volunteer_id
)
SELECT who.id, who.minutes_a_week, who.radius_m, who.active, CASE WHEN who.vog_outcome = 'given' THEN who.vog_on END,
       who.kinds, who.skills, who.languages, who.available, who.joined_on, who.neighbourhood_id,
       who.postcode, who.house_number, who.phone,
       loads.ago, loads.loads, hours.since, hours.minutes, asked.asked, asked.until, pulses.days,
       away.first, away.last, kept.starts, kept.ends, used.ago, used.minutes, used.loads,
       coalesce(asked.open, 0), coalesce(asked.this_week, 0), coalesce(kept.promised, 0), coalesce(kept.kept, 0),
       kept.last_on
FROM who
LEFT JOIN loads ON loads.volunteer_id = who.id
LEFT JOIN hours ON hours.volunteer_id = who.id
LEFT JOIN asked ON asked.volunteer_id = who.id
LEFT JOIN pulses ON pulses.volunteer_id = who.id
LEFT JOIN away ON away.volunteer_id = who.id
LEFT JOIN kept ON kept.volunteer_id = who.id
LEFT JOIN used ON used.volunteer_id = who.id
"""

# Requests for which somebody is sought and fewer were asked and came than are wanted; the oldest first. One whose place
# is not known stands in the middle of its neighbourhood.
REQUESTS = f"""
SELECT r.id, r.kind, r.first_on, r.last_on, r.rrule, r.minutes, r.day_part, r.starts_at, r.urgent, r.no_network,
       r.needs_vog, r.skills, r.language, r.language_essential, r.neighbourhood_id, r.parties,
       coalesce(r.x, middle.x), coalesce(r.y, middle.y), r.widened_at IS NOT NULL
FROM volunteers_helprequest r
LEFT JOIN LATERAL (
    SELECT avg(p.x)::int AS x, avg(p.y)::int AS y FROM neighbourhoods_postcode p
    WHERE p.{_HERE} AND p.neighbourhood_id = r.neighbourhood_id AND r.x IS NULL
) AS middle ON true
WHERE r.{_HERE} AND r.id = ANY(%(requests)s)
ORDER BY r.opened_at, r.id
"""

# Which requests somebody else is to be asked for: of one wijk all; of the whole municipality those that press, because
# they are urgent or were put to nobody yet. Not what is past, what a professional took up, nor where there is danger.
_WAITS = f"""
SELECT r.id
FROM volunteers_helprequest r
JOIN neighbourhoods_neighbourhood n ON n.id = r.neighbourhood_id
LEFT JOIN (
    SELECT request_id, count(*) AS number FROM volunteers_offer WHERE {_HERE} AND state = 'open' GROUP BY request_id
) AS offers ON offers.request_id = r.id
LEFT JOIN (
    SELECT request_id, day, count(*) AS number FROM volunteers_task
    WHERE {_HERE} AND state IN ('accepted', 'done') GROUP BY request_id, day
) AS tasks ON tasks.request_id = r.id AND tasks.day = r.first_on
WHERE r.{_HERE} AND r.state IN ('open', 'offered', 'escalated') AND r.taken_up_by_id IS NULL AND NOT r.danger
  AND (r.rrule <> '' OR r.first_on > %(today)s
       OR r.first_on = %(today)s AND (r.starts_at IS NULL OR r.starts_at > %(time)s))
  AND coalesce(offers.number, 0) + coalesce(tasks.number, 0) < r.helpers
"""
SOUGHT = f"{_WAITS} AND n.district_id = %(district)s ORDER BY r.opened_at, r.id"
PRESSING = f"""{_WAITS}
  AND (r.urgent OR NOT EXISTS (SELECT FROM volunteers_offer o WHERE o.request_id = r.id AND o.{_HERE}))
ORDER BY r.opened_at, r.id
"""

# Who did a task for the same person lately, by their file or their telephone: the last day. And who was asked for the
# same request before.
TOGETHER = f"""
WITH wanted AS MATERIALIZED (
    SELECT id, for_resident, phone FROM volunteers_helprequest WHERE {_HERE} AND id = ANY(%(requests)s)
), past AS (
    SELECT w.id, r.id AS before
    FROM wanted w JOIN volunteers_helprequest r ON r.for_resident = w.for_resident
    WHERE r.{_HERE}
    UNION
    SELECT w.id, r.id
    FROM wanted w JOIN volunteers_helprequest r ON r.phone = w.phone AND r.phone <> ''
    WHERE r.{_HERE}
)
SELECT past.id, t.volunteer_id, max(t.day)
FROM past JOIN volunteers_task t ON t.request_id = past.before
WHERE t.{_HERE} AND t.state = 'done' AND t.day >= %(today)s::date - %(continuity)s AND t.day <= %(today)s
GROUP BY past.id, t.volunteer_id
"""
ASKED_BEFORE = f"""
SELECT request_id, volunteer_id FROM volunteers_offer
WHERE {_HERE} AND request_id = ANY(%(requests)s) AND state <> 'void'
"""
BLOCKS = f"""
SELECT volunteer_id, volunteer_home, scope, parties FROM volunteers_block WHERE {_HERE} AND ended_at IS NULL
"""
