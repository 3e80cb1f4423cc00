-- Whether a stored standing is the right one, asked of a steady case from the bits of its last 84 days (see wz_quick).
-- Each of these is true only if judging in full would give the stored days; where it takes more to know, it is not true,
-- and the case is judged in full. They are single expressions, which the planner takes into the statement itself.

-- The points of the days in a mask. Each day's best counts: media of a higher weight come first (wz_proved_delivered
-- asks that video >= phone >= message).
CREATE FUNCTION wz_points(
    met bigint, by_video bigint, by_phone bigint, by_message bigint, mask bigint, w int, video int, phone int,
    message int
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN w * bit_count((met & mask)::bit(64))
    + CASE WHEN by_video = 0 THEN 0
           ELSE least(w, video) * bit_count((by_video & ~met & mask)::bit(64)) END
    + CASE WHEN by_phone = 0 THEN 0
           ELSE least(w, phone) * bit_count((by_phone & ~(met | by_video) & mask)::bit(64)) END
    + CASE WHEN by_message = 0 THEN 0
           ELSE least(w, message) * bit_count((by_message & ~(met | by_video | by_phone) & mask)::bit(64)) END;

-- Whether an agreement (a wz_version) is less than is needed (rule 1).
CREATE FUNCTION wz_is_less(
    version bigint, m int, n int, p int, w int, theta int, video int, phone int, message int
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN m <= 3 AND (version & 7) > 3 OR 100 * ((version >> 12) & 511) * p * least(
    w, CASE version & 7 WHEN 4 THEN video WHEN 5 THEN phone WHEN 6 THEN message ELSE 100 END
) <= theta::bigint * n * w * ((version >> 3) & 511);

-- Whether the newest day in a word is so many days ago.
CREATE FUNCTION wz_is_newest(word bigint, age int) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN age BETWEEN 0 AND 62 AND word & (-word) = (1::bigint << age);

-- Rule 1: less than needed since the agreement began, if that is the latest change and the former one was enough.
CREATE FUNCTION wz_proved_promised(
    opened int, start int, last_pause int, agreed_from int, less boolean, less_before boolean, s1 int
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN less IS NOT TRUE THEN s1 IS NULL
    WHEN agreed_from <= opened AND start <= opened THEN s1 = opened AND last_pause < opened
    ELSE s1 = agreed_from AND s1 > start AND s1 > last_pause AND less_before IS NOT TRUE
END;

-- The next agreed contact: `every` days after the last day with a contact that was worth enough.
CREATE FUNCTION wz_proved_due(
    today int, agreed_from int, every int, enough bigint, last_pause int, due int
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN agreed_from IS NULL THEN due IS NULL
    WHEN due > agreed_from THEN wz_is_newest(enough, today - due + every) AND due - every > last_pause
    ELSE due = agreed_from AND last_pause < today - 83 AND enough <> 0 AND today - due + every BETWEEN 0 AND 62
        AND enough & ~(-1::bigint << (today - due + every)) = 0
END;

-- Rule 2: the window of `win` days that begins `age` days ago has more than the limit, what comes after its first day
-- has not. `after`: the points after that day. Days of before the opening count as delivered, in a case whose need and
-- policy are of then.
CREATE FUNCTION wz_proved_delivered(
    today int, opened int, start int, win int, rate bigint, theta int, w int, video int, phone int, message int,
    last_pause int, met bigint, met_before bigint, by_video bigint, by_phone bigint, by_message bigint, age int, after bigint,
    s2 int
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN video >= phone AND phone >= message AND (s2 - win >= start OR start = opened)
    AND last_pause < greatest(s2 - win, opened)
    AND after * 100000000 + 100 * rate * greatest(opened - s2 + win - 1, 0) <= theta * rate * win
    AND 100 * rate * greatest(opened - s2 + win, 0) + 100000000 * CASE
        WHEN s2 <= today THEN wz_points(
            met, by_video, by_phone, by_message,
            (~(-1::bigint << age) | (1::bigint << age)) & (-1::bigint << (today - s2 + 1)), w, video, phone, message)
        WHEN age > 62 THEN after + CASE WHEN met_before & (1::bigint << least(age - 63, 62)) <> 0 THEN w ELSE 0 END
        ELSE after + wz_points(met, by_video, by_phone, by_message, 1::bigint << age, w, video, phone, message)
    END > theta * rate * win;

-- Rule 3: nobody has met the resident since the day before the window that it takes.
CREATE FUNCTION wz_proved_seen(
    today int, start int, m int, win int, last_pause int, met bigint, met_before bigint, s3 int
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN m > 3 THEN s3 IS NULL
    WHEN met <> 0 THEN wz_is_newest(met, today - s3 + win + 1)
    ELSE wz_is_newest(met_before, today - s3 + win - 62)
END AND (m > 3 OR (s3 > today OR s3 > start) AND last_pause < s3 - win);

-- Rule 4 does not hold, nor will it if nothing more is recorded.
CREATE FUNCTION wz_proved_reached(reached bigint, failed bigint, attempts int) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN reached <> 0 AND (
    failed = 0 OR bit_count((failed & ((reached & (-reached)) - 1))::bit(64)) < attempts);
