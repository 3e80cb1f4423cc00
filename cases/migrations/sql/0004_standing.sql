-- The contact rules (docs/rules.md) for one case on one day, as the fast path. cases/rules is the readable reference.
--
-- Days are integers: days since 2000-01-01. A version is packed in one bigint (wz_version), a pause in one int
-- (wz_pause), a contact in one int (wz_contact), so that a case is a handful of small arrays.
--
-- How it works. Counted days are numbered from the opening: k = 1, 2, … Between two changes of need, agreement or
-- policy lies a stretch; within a stretch, after the last contact, a rule only switches on. So each rule has for each
-- stretch one number h: the k from which it holds until the stretch ends. The stretch of today gives all answers for
-- most cases; only a run that began in an earlier stretch, or will begin in a later one, looks further.

CREATE FUNCTION wz_day(day date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN day - DATE '2000-01-01';

CREATE FUNCTION wz_version(valid_from date, contacts int, per_days int, medium int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((valid_from - DATE '2000-01-01')::bigint << 21) | (contacts << 12) | (per_days << 3) | medium;

CREATE FUNCTION wz_pause(first_day date, last_day date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((first_day - DATE '2000-01-01') << 6) | (last_day - first_day);

CREATE FUNCTION wz_contact(day date, medium int, reached boolean) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((day - DATE '2000-01-01') << 4) | (medium << 1) | reached::int;

-- The number of counted days from the opening up to and including a day (0 before it). Pauses in order of time.
CREATE FUNCTION wz_counted(day int, opened int, pauses int[]) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    k int := day - opened + 1;
    pause int;
    first_day int;
    last_day int;
BEGIN
    IF k <= 0 THEN RETURN 0; END IF;
    IF pauses IS NULL THEN RETURN k; END IF;
    FOREACH pause IN ARRAY pauses LOOP
        first_day := pause >> 6;
        EXIT WHEN first_day > day;
        last_day := first_day + (pause & 63);
        IF last_day >= opened THEN
            k := k - (least(last_day, day) - greatest(first_day, opened) + 1);
        END IF;
    END LOOP;
    RETURN k;
END $$;

-- The day of the k-th counted day.
CREATE FUNCTION wz_kth_day(k int, opened int, pauses int[]) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    day int := opened + k - 1;
    pause int;
    first_day int;
    last_day int;
BEGIN
    IF pauses IS NULL THEN RETURN day; END IF;
    FOREACH pause IN ARRAY pauses LOOP
        first_day := greatest(pause >> 6, opened);
        EXIT WHEN first_day > day;
        last_day := (pause >> 6) + (pause & 63);
        IF last_day >= first_day THEN
            day := day + last_day - first_day + 1;
        END IF;
    END LOOP;
    RETURN day;
END $$;

CREATE FUNCTION wz_paused(day int, pauses int[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    pause int;
BEGIN
    IF pauses IS NULL THEN RETURN false; END IF;
    FOREACH pause IN ARRAY pauses LOOP
        EXIT WHEN (pause >> 6) > day;
        IF day <= (pause >> 6) + (pause & 63) THEN RETURN true; END IF;
    END LOOP;
    RETURN false;
END $$;

-- The place of the only bit in a word.
CREATE FUNCTION wz_bit(word bigint) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN round(ln(word::float8) * 1.4426950408889634)::int;

-- What a day earns, of which the media are given as words with a bit a day: its best, and no more than is needed.
CREATE FUNCTION wz_worth(
    one bigint, met bigint, by_video bigint, by_phone bigint, by_message bigint, video int, phone int, message int,
    w_need int
) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN met & one <> 0 THEN w_need ELSE least(w_need, greatest(
    CASE WHEN by_phone & one <> 0 THEN phone ELSE 0 END, CASE WHEN by_video & one <> 0 THEN video ELSE 0 END,
    CASE WHEN by_message & one <> 0 THEN message ELSE 0 END)) END;

-- The contacts of a case on the days from first_day to last_day, packed, newest first.
CREATE FUNCTION wz_contacts(p_case bigint, first_day int, last_day int) RETURNS int[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
    SELECT array_agg(wz_contact(day, medium, reached) ORDER BY day DESC)
    FROM cases_contact
    WHERE case_id = p_case AND day BETWEEN DATE '2000-01-01' + first_day AND DATE '2000-01-01' + last_day
);

-- The last k, at most before + win, at which the window that ends there has more than lim credits (rule 2), going
-- back day by day over days before the opening and days on which less was needed. `before` is the slot just before
-- the newest window to look at.
CREATE FUNCTION wz_last_enough(
    contacts int[], opened int, pauses int[], weights int[], w_need int, rate_need bigint, lim bigint, win int,
    before int, runs_n int, run_lo int[], run_hi int[], run_u bigint[]
) RETURNS int LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    s int := before;
    total bigint := 0;
    days_n int := 0; day_k int[]; day_w int[];
    coming int := 1; going int := 1;
    c int; d int; m int; w int; k int; i int; slot int;
    last_day int;
BEGIN
    -- The days with a reached contact, newest first, each with its best.
    IF contacts IS NOT NULL THEN
        FOREACH c IN ARRAY contacts LOOP
            CONTINUE WHEN (c & 1) = 0;
            d := c >> 4;
            m := (c >> 1) & 7;
            w := least(CASE WHEN m <= 3 THEN 100 ELSE weights[m - 3] END, w_need);
            IF d = last_day THEN
                IF w > day_w[days_n] THEN day_w[days_n] := w; END IF;
                CONTINUE;
            END IF;
            CONTINUE WHEN wz_paused(d, pauses);
            k := wz_counted(d, opened, pauses);
            CONTINUE WHEN k > s + win;
            last_day := d;
            days_n := days_n + 1;
            day_k[days_n] := k;
            day_w[days_n] := w;
        END LOOP;
    END IF;
    FOR i IN 1 .. days_n LOOP
        EXIT WHEN day_k[i] <= s;
        total := total + 100000000::bigint * day_w[i];
        coming := i + 1;
    END LOOP;
    FOR i IN 1 .. runs_n LOOP
        total := total + run_u[i] * greatest(least(run_hi[i], s + win) - greatest(run_lo[i], s + 1) + 1, 0);
    END LOOP;
    IF s < 0 THEN total := total - 100 * rate_need * s; END IF;
    WHILE total <= lim LOOP
        -- One slot back: slot s comes in, slot s + win goes.
        IF s <= 0 THEN total := total + 100 * rate_need; END IF;
        IF coming <= days_n AND day_k[coming] = s THEN
            total := total + 100000000::bigint * day_w[coming];
            coming := coming + 1;
        END IF;
        slot := s + win;
        IF going <= days_n AND day_k[going] = slot THEN
            total := total - 100000000::bigint * day_w[going];
            going := going + 1;
        END IF;
        FOR i IN 1 .. runs_n LOOP
            IF s BETWEEN run_lo[i] AND run_hi[i] THEN total := total + run_u[i]; END IF;
            IF slot BETWEEN run_lo[i] AND run_hi[i] THEN total := total - run_u[i]; END IF;
        END LOOP;
        s := s - 1;
    END LOOP;
    RETURN s + win;
END $$;

-- Returns {live, scaled_down, eroding, not_seen, unfindable, due, next}; days or NULL. A rule's day on or before p_day
-- is the day since which it holds, a later one the first day on which it would. Nothing is cut off at 400 days here.
--   p_policies: rows of 12: from, video, phone, message, threshold, window intervals, min, max, attempts, intervals,
--               min, max; the first row is the default.
CREATE FUNCTION wz_standing(
    p_case bigint, p_day int, p_opened int, p_closed int, p_needs bigint[], p_agreements bigint[],
    p_pauses int[], p_policies int[]
) RETURNS int[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    never CONSTANT int := 2000000000;
    plain CONSTANT boolean := p_pauses IS NULL;
    closed CONSTANT int := coalesce(p_closed, never);
    contacts int[];
    contacts_n int;
    needs_n CONSTANT int := cardinality(p_needs);
    agreements_n CONSTANT int := coalesce(cardinality(p_agreements), 0);
    policies_n CONSTANT int := cardinality(p_policies) / 12;
    live boolean;
    base_day int;   -- the day judged: p_day where it is live, else the first live day after it
    base_k int;
    soonest int;    -- the first k that breaches_on may name
    i_need int; i_agreement int; i_policy int;        -- of the base stretch
    s_need int; s_agreement int; s_policy int;        -- of the stretch at hand
    from_need int; from_agreement int; from_policy int;
    next_need int; next_agreement int; next_policy int;
    start_day int; end_day int; start_k int; end_k int;
    direction int := 0;                               -- 0 base stretch, -1 back, 1 forward
    h1 int; h2 int; h3 int; h4 int;
    r1 int; r2 int; r3 int; r4 int;                   -- answers, as k
    open1 boolean := true; open2 boolean := true; open3 boolean := true; open4 boolean := true;
    back1 boolean := false; back2 boolean := false; back3 boolean := false; back4 boolean := false;
    v bigint;
    n_need int; p_need int; m_need int; w_need int;
    n_agr int; p_agr int; m_agr int; w_agr int;
    pol int; theta int; win int; mind int; interval_days int;
    rate_need bigint; lim bigint; total bigint; credit bigint;
    any_met boolean := false;
    seen_day int; reached_day int; due_day int; seen_k int := 0; reached_k int := 0;
    attempts int[] := '{}'; attempts_n int := 0; attempt_day int;
    c int; d int; m int; w int; k int; i int; j int; best int; top int;
    cap int; runs_top int;
    day_k int[]; day_w int[]; days_n int; gone int;
    run_lo int[]; run_hi int[]; run_u bigint[]; runs_n int;
    due int; nxt int := never;
BEGIN
    IF p_day >= closed THEN RETURN ARRAY[0, NULL, NULL, NULL, NULL, NULL, NULL]; END IF;

    -- The day judged.
    live := p_day >= p_opened AND (plain OR NOT wz_paused(p_day, p_pauses));
    IF live THEN
        base_day := p_day;
        base_k := CASE WHEN plain THEN p_day - p_opened + 1 ELSE wz_counted(p_day, p_opened, p_pauses) END;
        soonest := base_k + 1;
    ELSE
        base_k := wz_counted(p_day, p_opened, p_pauses) + 1;
        base_day := wz_kth_day(base_k, p_opened, p_pauses);
        soonest := base_k;
    END IF;

    -- Versions in force on it; what takes effect later is a day to look again.
    i_need := needs_n;
    WHILE i_need > 1 AND (p_needs[i_need] >> 21) > base_day LOOP i_need := i_need - 1; END LOOP;
    i_agreement := agreements_n;
    WHILE i_agreement > 0 AND (p_agreements[i_agreement] >> 21) > base_day LOOP
        i_agreement := i_agreement - 1;
    END LOOP;
    i_policy := policies_n;
    WHILE p_policies[i_policy * 12 - 11] > base_day LOOP i_policy := i_policy - 1; END LOOP;
    IF closed > p_day THEN nxt := closed; END IF;
    IF p_opened > p_day THEN nxt := least(nxt, p_opened); END IF;
    FOR i IN 1 .. needs_n LOOP
        IF (p_needs[i] & 7) <= 3 THEN any_met := true; END IF;
        d := (p_needs[i] >> 21)::int;
        IF d > p_day THEN nxt := least(nxt, d); END IF;
    END LOOP;
    IF agreements_n > 0 AND (p_agreements[agreements_n] >> 21) > p_day THEN
        FOR i IN 1 .. agreements_n LOOP
            d := (p_agreements[i] >> 21)::int;
            IF d > p_day THEN nxt := least(nxt, d); END IF;
        END LOOP;
    END IF;
    IF p_policies[policies_n * 12 - 11] > p_day THEN
        FOR i IN 1 .. policies_n LOOP
            d := p_policies[i * 12 - 11];
            IF d > p_day THEN nxt := least(nxt, d); END IF;
        END LOOP;
    END IF;
    IF NOT plain THEN
        FOREACH c IN ARRAY p_pauses LOOP
            d := c >> 6;
            IF d > p_day THEN nxt := least(nxt, d); END IF;
            d := d + (c & 63) + 1;
            IF d > p_day THEN nxt := least(nxt, d); END IF;
        END LOOP;
    END IF;
    IF base_day >= closed THEN RETURN ARRAY[0, NULL, NULL, NULL, NULL, NULL, nxt]; END IF;

    -- One look through the contacts, newest first: last seen, last reached, attempts since, what earned the agreement.
    contacts := wz_contacts(p_case, p_opened, p_day);
    contacts_n := coalesce(cardinality(contacts), 0);
    pol := i_policy * 12 - 11;
    w_agr := 0;
    IF live AND i_agreement > 0 THEN
        m := (p_agreements[i_agreement] & 7)::int;
        w_agr := CASE WHEN m <= 3 THEN 100 ELSE p_policies[pol + m - 3] END;
    END IF;
    FOR i IN 1 .. contacts_n LOOP
        c := contacts[i];
        d := c >> 4;
        IF (c & 1) = 1 THEN
            m := (c >> 1) & 7;
            IF reached_day IS NULL THEN
                reached_day := d;
                -- A day on which the resident was reached is no day of a failed attempt.
                IF attempts_n > 0 AND attempts[attempts_n] = d THEN attempts_n := attempts_n - 1; END IF;
            END IF;
            IF m <= 3 AND seen_day IS NULL THEN seen_day := d; END IF;
            IF w_agr > 0 AND due_day IS NULL
               AND (CASE WHEN m <= 3 THEN 100 ELSE p_policies[pol + m - 3] END) >= w_agr THEN
                due_day := d;
            END IF;
            EXIT WHEN (seen_day IS NOT NULL OR NOT any_met) AND (due_day IS NOT NULL OR w_agr = 0);
        ELSIF reached_day IS NULL AND d IS DISTINCT FROM attempt_day AND (plain OR NOT wz_paused(d, p_pauses)) THEN
            attempt_day := d;
            attempts_n := attempts_n + 1;
            attempts[attempts_n] := d;
        END IF;
    END LOOP;
    IF plain THEN
        seen_k := coalesce(seen_day - p_opened + 1, 0);
        reached_k := coalesce(reached_day - p_opened + 1, 0);
    ELSE
        seen_k := coalesce(wz_counted(seen_day, p_opened, p_pauses), 0);
        reached_k := coalesce(wz_counted(reached_day, p_opened, p_pauses), 0);
    END IF;

    -- The stretches: today's first, then back while a run may have begun earlier, then forward to what is to come.
    s_need := i_need; s_agreement := i_agreement; s_policy := i_policy;
    LOOP
        -- Where the stretch begins and ends.
        v := p_needs[s_need];
        from_need := (v >> 21)::int;
        from_agreement := CASE WHEN s_agreement > 0 THEN (p_agreements[s_agreement] >> 21)::int ELSE -never END;
        pol := s_policy * 12 - 11;
        from_policy := p_policies[pol];
        start_day := greatest(from_need, from_agreement, from_policy, p_opened);
        next_need := CASE WHEN s_need < needs_n THEN (p_needs[s_need + 1] >> 21)::int ELSE never END;
        next_agreement :=
            CASE WHEN s_agreement < agreements_n THEN (p_agreements[s_agreement + 1] >> 21)::int ELSE never END;
        next_policy := CASE WHEN s_policy < policies_n THEN p_policies[pol + 12] ELSE never END;
        end_day := least(next_need, next_agreement, next_policy, closed);
        IF plain THEN
            start_k := start_day - p_opened + 1;
            end_k := CASE WHEN end_day = never THEN never ELSE end_day - p_opened END;
        ELSE
            start_k := wz_counted(start_day - 1, p_opened, p_pauses) + 1;
            end_k := CASE WHEN end_day = never THEN never ELSE wz_counted(end_day - 1, p_opened, p_pauses) END;
        END IF;

        IF start_k <= end_k THEN
            n_need := ((v >> 12) & 511)::int;
            p_need := ((v >> 3) & 511)::int;
            m_need := (v & 7)::int;
            w_need := CASE WHEN m_need <= 3 THEN 100 ELSE p_policies[pol + m_need - 3] END;
            theta := p_policies[pol + 4];
            win := greatest(
                least(greatest((p_policies[pol + 5] * p_need + n_need - 1) / n_need, p_policies[pol + 6]),
                      p_policies[pol + 7]),
                3 * ((p_need + n_need - 1) / n_need));

            -- Rule 1: less is promised than needed.
            IF open1 THEN
                h1 := never;
                IF s_agreement > 0 THEN
                    v := p_agreements[s_agreement];
                    n_agr := ((v >> 12) & 511)::int;
                    p_agr := ((v >> 3) & 511)::int;
                    m_agr := (v & 7)::int;
                    IF m_need <= 3 AND m_agr > 3 OR
                       100::bigint * n_agr * p_need *
                           least((CASE WHEN m_agr <= 3 THEN 100 ELSE p_policies[pol + m_agr - 3] END), w_need)
                           <= theta::bigint * n_need * w_need * p_agr THEN
                        h1 := start_k;
                    END IF;
                END IF;
            END IF;

            -- Rule 3: nobody has met the resident.
            IF open3 THEN h3 := CASE WHEN m_need <= 3 THEN seen_k + win + 1 ELSE never END; END IF;

            -- Rule 4: people tried and failed.
            IF open4 THEN
                h4 := never;
                i := p_policies[pol + 8];
                IF attempts_n >= i THEN
                    -- attempts stand newest first: the i-th since the last reached day
                    k := attempts[attempts_n - i + 1];
                    k := CASE WHEN plain THEN k - p_opened + 1 ELSE wz_counted(k, p_opened, p_pauses) END;
                    mind := least(greatest((p_policies[pol + 9] * p_need + n_need - 1) / n_need,
                                           p_policies[pol + 10]), p_policies[pol + 11]);
                    h4 := greatest(k, reached_k + mind);
                END IF;
            END IF;

            -- Rule 2: less is delivered than needed. Every slot of the window of `win` days has a credit: a contact
            -- what it earns, a day before the opening and a day on which less was needed what it spares. It holds
            -- where the window's credits are at most lim; the last k with more is looked for, from new to old.
            IF open2 THEN
                rate_need := (1000000::bigint * n_need * w_need + p_need - 1) / p_need;
                lim := theta * rate_need * win;
                cap := CASE WHEN direction < 0 THEN end_k ELSE never END;
                runs_top := 0;
                runs_n := 0;
                FOR i IN 1 .. s_need - 1 LOOP
                    v := p_needs[i];
                    m := (v & 7)::int;
                    w := CASE WHEN m <= 3 THEN 100 ELSE p_policies[pol + m - 3] END;
                    credit := theta * (rate_need - (1000000::bigint * ((v >> 12) & 511) * least(w, w_need)
                                                    + ((v >> 3) & 511) - 1) / ((v >> 3) & 511));
                    IF credit > 0 THEN
                        j := greatest(wz_counted((v >> 21)::int - 1, p_opened, p_pauses) + 1, 1);
                        k := wz_counted((p_needs[i + 1] >> 21)::int - 1, p_opened, p_pauses);
                        IF j <= k THEN
                            runs_n := runs_n + 1;
                            run_lo[runs_n] := j; run_hi[runs_n] := k; run_u[runs_n] := credit;
                            runs_top := k;
                        END IF;
                    END IF;
                END LOOP;
                h2 := NULL;
                IF cap = never OR cap - win >= runs_top THEN
                    -- Contacts alone, each new one as the first day of a window; most cases end after a few.
                    total := 0;
                    days_n := 0;
                    gone := 1;
                    i := 1;
                    LOOP
                        best := 0;
                        LOOP  -- the next older day with a contact that earns something
                            EXIT WHEN i > contacts_n;
                            c := contacts[i];
                            EXIT WHEN best > 0 AND c >> 4 <> d;
                            i := i + 1;
                            CONTINUE WHEN (c & 1) = 0;
                            IF best = 0 THEN
                                d := c >> 4;
                                IF plain THEN
                                    k := d - p_opened + 1;
                                ELSE
                                    CONTINUE WHEN wz_paused(d, p_pauses);
                                    k := wz_counted(d, p_opened, p_pauses);
                                END IF;
                                CONTINUE WHEN k > cap;
                            END IF;
                            m := (c >> 1) & 7;
                            w := CASE WHEN m <= 3 THEN 100 ELSE p_policies[pol + m - 3] END;
                            IF w > best THEN best := w; END IF;
                        END LOOP;
                        EXIT WHEN best = 0 OR k <= runs_top;
                        best := least(best, w_need);
                        days_n := days_n + 1;
                        day_k[days_n] := k;
                        day_w[days_n] := best;
                        total := total + best;
                        top := least(cap, k + win - 1);
                        WHILE day_k[gone] > top LOOP
                            total := total - day_w[gone];
                            gone := gone + 1;
                        END LOOP;
                        IF total * 100000000 > lim THEN
                            h2 := top + 1;
                            EXIT;
                        END IF;
                    END LOOP;
                END IF;
                IF h2 IS NULL THEN
                    h2 := 1 + wz_last_enough(
                        contacts, p_opened, p_pauses, p_policies[pol + 1:pol + 3], w_need, rate_need, lim, win,
                        CASE WHEN cap = never THEN runs_top ELSE least(runs_top, cap - win) END,
                        runs_n, run_lo, run_hi, run_u);
                END IF;
            END IF;

            -- What the stretch says of each rule.
            IF direction = 0 THEN
                IF live AND h1 <= base_k THEN r1 := greatest(h1, start_k); back1 := h1 <= start_k; open1 := false;
                ELSIF greatest(h1, soonest) <= end_k THEN r1 := greatest(h1, soonest); open1 := false; END IF;
                IF live AND h2 <= base_k THEN r2 := greatest(h2, start_k); back2 := h2 <= start_k; open2 := false;
                ELSIF greatest(h2, soonest) <= end_k THEN r2 := greatest(h2, soonest); open2 := false; END IF;
                IF live AND h3 <= base_k THEN r3 := greatest(h3, start_k); back3 := h3 <= start_k; open3 := false;
                ELSIF greatest(h3, soonest) <= end_k THEN r3 := greatest(h3, soonest); open3 := false; END IF;
                IF live AND h4 <= base_k THEN r4 := greatest(h4, start_k); back4 := h4 <= start_k; open4 := false;
                ELSIF greatest(h4, soonest) <= end_k THEN r4 := greatest(h4, soonest); open4 := false; END IF;
            ELSIF direction > 0 THEN
                IF open1 AND greatest(h1, start_k) <= end_k THEN r1 := greatest(h1, start_k); open1 := false; END IF;
                IF open2 AND greatest(h2, start_k) <= end_k THEN r2 := greatest(h2, start_k); open2 := false; END IF;
                IF open3 AND greatest(h3, start_k) <= end_k THEN r3 := greatest(h3, start_k); open3 := false; END IF;
                IF open4 AND greatest(h4, start_k) <= end_k THEN r4 := greatest(h4, start_k); open4 := false; END IF;
            ELSE
                IF open1 THEN
                    IF h1 <= end_k THEN r1 := greatest(h1, start_k); END IF;
                    open1 := h1 <= start_k;
                END IF;
                IF open2 THEN
                    IF h2 <= end_k THEN r2 := greatest(h2, start_k); END IF;
                    open2 := h2 <= start_k;
                END IF;
                IF open3 THEN
                    IF h3 <= end_k THEN r3 := greatest(h3, start_k); END IF;
                    open3 := h3 <= start_k;
                END IF;
                IF open4 THEN
                    IF h4 <= end_k THEN r4 := greatest(h4, start_k); END IF;
                    open4 := h4 <= start_k;
                END IF;
            END IF;
        END IF;

        -- Which stretch next: forward until nothing is open, then back from today's.
        IF direction >= 0 THEN
            IF (open1 OR open2 OR open3 OR open4) AND end_day < closed THEN
                direction := 1;
                IF next_need = end_day THEN s_need := s_need + 1; END IF;
                IF next_agreement = end_day THEN s_agreement := s_agreement + 1; END IF;
                IF next_policy = end_day THEN s_policy := s_policy + 1; END IF;
                CONTINUE;
            END IF;
            EXIT WHEN NOT (back1 OR back2 OR back3 OR back4);
            direction := -1;
            open1 := back1; open2 := back2; open3 := back3; open4 := back4;
            s_need := i_need; s_agreement := i_agreement; s_policy := i_policy;
            from_need := (p_needs[s_need] >> 21)::int;
            from_agreement := CASE WHEN s_agreement > 0 THEN (p_agreements[s_agreement] >> 21)::int ELSE -never END;
            from_policy := p_policies[s_policy * 12 - 11];
            start_day := greatest(from_need, from_agreement, from_policy, p_opened);
        END IF;
        EXIT WHEN start_day <= p_opened OR NOT (open1 OR open2 OR open3 OR open4);
        IF from_need = start_day THEN s_need := s_need - 1; END IF;
        IF from_agreement = start_day THEN s_agreement := s_agreement - 1; END IF;
        IF from_policy = start_day THEN s_policy := s_policy - 1; END IF;
    END LOOP;

    -- From counted days to days.
    r1 := nullif(r1, never); r2 := nullif(r2, never); r3 := nullif(r3, never); r4 := nullif(r4, never);
    IF plain THEN
        r1 := p_opened + r1 - 1; r2 := p_opened + r2 - 1; r3 := p_opened + r3 - 1; r4 := p_opened + r4 - 1;
    ELSE
        r1 := wz_kth_day(r1, p_opened, p_pauses); r2 := wz_kth_day(r2, p_opened, p_pauses);
        r3 := wz_kth_day(r3, p_opened, p_pauses); r4 := wz_kth_day(r4, p_opened, p_pauses);
    END IF;
    IF r1 > p_day AND r1 < nxt THEN nxt := r1; END IF;
    IF r2 > p_day AND r2 < nxt THEN nxt := r2; END IF;
    IF r3 > p_day AND r3 < nxt THEN nxt := r3; END IF;
    IF r4 > p_day AND r4 < nxt THEN nxt := r4; END IF;

    -- The next agreed contact.
    IF live AND i_agreement > 0 THEN
        v := p_agreements[i_agreement];
        d := (v >> 21)::int;
        n_agr := ((v >> 12) & 511)::int;
        interval_days := (((v >> 3) & 511)::int + n_agr - 1) / n_agr;
        due := coalesce(due_day, greatest(p_opened, d));
        due := CASE WHEN plain THEN due + interval_days
                    ELSE wz_kth_day(wz_counted(due, p_opened, p_pauses) + interval_days, p_opened, p_pauses) END;
        due := greatest(due, d);
    END IF;
    RETURN ARRAY[live::int, r1, r2, r3, r4, due, nullif(nxt, never)];
END $$;

-- The same answers for a steady case, or NULL where it takes wz_standing to know. Steady: live and never to be closed,
-- nothing recorded for later days, no pause in the last 84 days or later (p_last_pause: the last paused day). Then days
-- can be counted as they come, and the contacts of the last 84 days fit in bits: bit i of a word is the day i days ago,
-- of p_met_before and p_other_before the day 63 + i days ago. Most cases are steady; this is several times as fast.
CREATE FUNCTION wz_quick(
    p_day int, p_opened int, p_need bigint, p_agreement bigint, p_former bigint, p_last_pause int, p_policy_from int,
    p_video int, p_phone int, p_message int, p_theta int, p_intervals int, p_min int, p_max int, p_attempts int,
    p_met bigint, p_met_before bigint, p_by_video bigint, p_by_phone bigint, p_by_message bigint,
    p_other_before bigint, p_failed bigint
) RETURNS int[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    reached CONSTANT bigint := p_met | p_by_video | p_by_phone | p_by_message;
    newest CONSTANT bigint := reached & -reached;
    n_need CONSTANT int := (p_need >> 12) & 511;
    p_of_need CONSTANT int := (p_need >> 3) & 511;
    m_need CONSTANT int := p_need & 7;
    w_need int; n int; p int; m int; w int;
    start int := greatest((p_need >> 21)::int, p_policy_from, p_opened);
    win int; rate bigint; lim bigint; days bigint; bit bigint; head bigint; total bigint := 0; past int := 0;
    d int; r1 int; r2 int; r3 int; due int; nxt int;
BEGIN
    IF newest = 0 THEN RETURN NULL; END IF;
    -- Rule 4 needs as many days with a failed attempt after the last reached one.
    IF p_failed & (newest - 1) <> 0 AND bit_count((p_failed & (newest - 1))::bit(64)) >= p_attempts THEN
        RETURN NULL;
    END IF;
    w_need := CASE m_need WHEN 4 THEN p_video WHEN 5 THEN p_phone WHEN 6 THEN p_message ELSE 100 END;
    win := greatest(
        least(greatest((p_intervals * p_of_need + n_need - 1) / n_need, p_min), p_max),
        3 * ((p_of_need + n_need - 1) / n_need));

    -- Rule 3: from the last day on which the resident was met.
    IF m_need <= 3 THEN
        IF p_met <> 0 THEN
            d := p_day - wz_bit(p_met & -p_met);
        ELSIF p_met_before <> 0 THEN
            d := p_day - 63 - wz_bit(p_met_before & -p_met_before);
        ELSE
            RETURN NULL;
        END IF;
        r3 := d + win + 1;
        IF r3 <= p_day AND r3 <= start THEN RETURN NULL; END IF;
        IF r3 > p_day THEN nxt := r3; END IF;
    END IF;

    -- Rule 2: the last window with more than the limit begins with one of the days on which something was earned.
    rate := (1000000::bigint * n_need * w_need + p_of_need - 1) / p_of_need;
    lim := p_theta * rate * win / 100000000;
    days := reached;
    head := newest;
    LOOP
        IF days = 0 AND past = 0 AND p_other_before = 0 AND p_met_before <> 0 THEN
            past := 63;
            days := p_met_before;
        END IF;
        IF days = 0 THEN
            -- All contacts are in; what is left is a window that begins before the opening, if that is in sight.
            IF p_other_before <> 0 OR p_opened < p_day - 83 OR start > p_opened THEN RETURN NULL; END IF;
            lim := p_theta * rate * win;
            LOOP
                m := ((lim - total * 100000000) / (100 * rate))::int + 1;  -- so many days of before the opening
                EXIT WHEN head = 0 OR p_day - wz_bit(head) - p_opened < win - m;
                total := total
                    - wz_worth(head, p_met, p_by_video, p_by_phone, p_by_message, p_video, p_phone, p_message, w_need);
                head := reached & -head & ~head;
                head := head & -head;
            END LOOP;
            IF head = 0 AND p_met_before <> 0 THEN RETURN NULL; END IF;
            d := p_opened - m;
            EXIT;
        END IF;
        bit := days & -days;
        d := p_day - past - wz_bit(bit);
        total := total + CASE WHEN past > 0 THEN w_need
            ELSE wz_worth(bit, p_met, p_by_video, p_by_phone, p_by_message, p_video, p_phone, p_message, w_need) END;
        WHILE p_day - wz_bit(head) - d >= win LOOP
            total := total
                - wz_worth(head, p_met, p_by_video, p_by_phone, p_by_message, p_video, p_phone, p_message, w_need);
            head := reached & -head & ~head;
            head := head & -head;
            IF head = 0 THEN RETURN NULL; END IF;
        END LOOP;
        EXIT WHEN total > lim;
        days := days - bit;
    END LOOP;
    IF d < start AND days <> 0 THEN RETURN NULL; END IF;
    r2 := d + win;
    IF r2 > p_day THEN nxt := least(nxt, r2); END IF;

    -- Rule 1, and the next agreed contact.
    IF p_agreement IS NOT NULL THEN
        n := (p_agreement >> 12) & 511;
        p := (p_agreement >> 3) & 511;
        m := p_agreement & 7;
        w := CASE m WHEN 4 THEN p_video WHEN 5 THEN p_phone WHEN 6 THEN p_message ELSE 100 END;
        days := p_met;
        IF p_video >= w THEN days := days | p_by_video; END IF;
        IF p_phone >= w THEN days := days | p_by_phone; END IF;
        IF p_message >= w THEN days := days | p_by_message; END IF;
        IF days <> 0 THEN
            d := p_day - wz_bit(days & -days);
        ELSIF p_met_before <> 0 AND p_other_before = 0 THEN
            d := p_day - 63 - wz_bit(p_met_before & -p_met_before);
        ELSE
            RETURN NULL;
        END IF;
        due := greatest(d + (p + n - 1) / n, (p_agreement >> 21)::int);
        IF m_need <= 3 AND m > 3 OR
           100::bigint * n * least(w, w_need) * p_of_need <= p_theta::bigint * n_need * w_need * p THEN
            -- It began with this agreement, if that is the latest change and the former one was enough.
            r1 := greatest((p_agreement >> 21)::int, start);
            IF r1 > p_opened THEN
                IF r1 <= start OR r1 <= p_last_pause THEN RETURN NULL; END IF;
                IF p_former IS NOT NULL THEN
                    n := (p_former >> 12) & 511;
                    p := (p_former >> 3) & 511;
                    m := p_former & 7;
                    w := CASE m WHEN 4 THEN p_video WHEN 5 THEN p_phone WHEN 6 THEN p_message ELSE 100 END;
                    IF m_need <= 3 AND m > 3 OR
                       100::bigint * n * least(w, w_need) * p_of_need <= p_theta::bigint * n_need * w_need * p THEN
                        RETURN NULL;
                    END IF;
                END IF;
            ELSIF p_last_pause >= p_opened THEN
                RETURN NULL;
            END IF;
        END IF;
    END IF;
    RETURN ARRAY[1, r1, r2, r3, NULL, due, nxt];
END $$;
