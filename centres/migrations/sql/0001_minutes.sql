-- Opening times as ranges of minutes, for the constraints that let no two of a centre overlap.
-- What closes at or before the time at which it opens closes on the next day (centres/opening.py).
-- Neither calls another: while an index is made, functions of our own are not found from within one.

-- In the week, from Monday at midnight; a Sunday night goes on in the Monday at its beginning.
CREATE FUNCTION wz_week_minutes(weekday integer, opens time, closes time) RETURNS int4multirange
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN s.start + s.length <= 10080
                THEN int4multirange(int4range(s.start, s.start + s.length))
                ELSE int4multirange(int4range(s.start, 10080), int4range(0, s.start + s.length - 10080)) END
    FROM (SELECT weekday * 1440 + extract(epoch FROM opens)::integer / 60 AS start,
                 (extract(epoch FROM closes)::integer / 60 - extract(epoch FROM opens)::integer / 60 + 1439) % 1440 + 1
                     AS length) AS s
$$;

-- On one day; without times it takes all of it, and what would stand beside it too.
CREATE FUNCTION wz_day_minutes(opens time, closes time) RETURNS int4range
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN opens IS NULL THEN int4range(NULL, NULL)
                ELSE int4range(s.start, s.start
                    + (extract(epoch FROM closes)::integer / 60 - s.start + 1439) % 1440 + 1) END
    FROM (SELECT extract(epoch FROM opens)::integer / 60 AS start) AS s
$$;
