-- What surrounds wz_standing: the policies of a target group through time, and the numbers behind the rules on one day.

-- The policies that apply to a target group (or to cases without one), in order of time; the first row is the default.
-- From its first version on a target group goes by its own versions, before that by the municipality's (docs/rules.md).
CREATE FUNCTION wz_policies(p_municipality bigint, p_group bigint) RETURNS int[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ARRAY[-2000000000, 50, 40, 20, 50, 4, 14, 84, 3, 2, 7, 28] || coalesce((
    SELECT array_agg(field.value ORDER BY policy.valid_from, field.place)
    FROM cases_policy policy
    CROSS JOIN LATERAL unnest(ARRAY[
        wz_day(policy.valid_from), policy.video, policy.phone, policy.message, policy.threshold_percent,
        policy.window_intervals, policy.window_min_days, policy.window_max_days, policy.unfindable_attempts,
        policy.unfindable_intervals, policy.unfindable_min_days, policy.unfindable_max_days
    ]::int[]) WITH ORDINALITY AS field (value, place)
    WHERE policy.municipality_id = p_municipality
      AND (policy.target_group_id = p_group
           OR policy.target_group_id IS NULL AND NOT EXISTS (
               SELECT FROM cases_policy own
               WHERE own.municipality_id = p_municipality AND own.target_group_id = p_group
                 AND own.valid_from <= policy.valid_from))
), '{}');

-- The numbers behind the rules for one case on one day on which it is live (docs/rules.md, the four rules), as
-- {need n, p, medium, weight, agreement n, p, medium, weight, threshold %, window, days there are, first day of the
--  window, delivered points, expected millionths, credited millionths, last seen, days unseen, last reached, days
--  unreached, days with a failed attempt, attempts for unfindable, days for unfindable}; NULL where it is not live.
CREATE FUNCTION wz_numbers(
    p_case bigint, p_day int, p_opened int, p_closed int, p_needs bigint[], p_agreements bigint[],
    p_pauses int[], p_policies int[]
) RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    i int; pol int; v bigint; k int;
    n_need int; p_need int; m_need int; w_need int;
    n_agr int; p_agr int; m_agr int; w_agr int;
    win int; days int; first_day int; version_days int;
    rate_need bigint; rate bigint; expected bigint := 0; delivered bigint := 0; weights int[];
    c int; d int; m int; w int; best int; best_day int; attempt_day int;
    seen_day int; reached_day int; attempts int := 0; contacts int[];
BEGIN
    IF p_day < p_opened OR p_day >= p_closed OR wz_paused(p_day, p_pauses) THEN RETURN NULL; END IF;
    i := cardinality(p_policies) / 12;
    WHILE p_policies[i * 12 - 11] > p_day LOOP i := i - 1; END LOOP;
    pol := i * 12 - 11;
    weights := ARRAY[100, 100, 100] || p_policies[pol + 1:pol + 3];
    i := cardinality(p_needs);
    WHILE (p_needs[i] >> 21) > p_day LOOP i := i - 1; END LOOP;
    v := p_needs[i];
    n_need := (v >> 12) & 511; p_need := (v >> 3) & 511; m_need := v & 7; w_need := weights[m_need];
    rate_need := (1000000::bigint * n_need * w_need + p_need - 1) / p_need;
    win := greatest(
        least(greatest((p_policies[pol + 5] * p_need + n_need - 1) / n_need, p_policies[pol + 6]), p_policies[pol + 7]),
        3 * ((p_need + n_need - 1) / n_need));
    k := wz_counted(p_day, p_opened, p_pauses);
    days := least(k, win);
    first_day := wz_kth_day(k - days + 1, p_opened, p_pauses);
    FOR j IN 1 .. i LOOP
        v := p_needs[j];
        version_days :=
            wz_counted(CASE WHEN j = i THEN p_day ELSE (p_needs[j + 1] >> 21)::int - 1 END, p_opened, p_pauses)
            - greatest(wz_counted((v >> 21)::int - 1, p_opened, p_pauses), k - days);
        IF version_days > 0 THEN
            rate := (1000000::bigint * ((v >> 12) & 511) * least(weights[v & 7], w_need) + ((v >> 3) & 511) - 1)
                    / ((v >> 3) & 511);
            expected := expected + version_days * least(rate, rate_need);
        END IF;
    END LOOP;
    -- One look through the contacts, newest first: those of the window, and older ones until the last day seen.
    FOR part IN 1 .. 2 LOOP
        EXIT WHEN part = 2 AND (seen_day IS NOT NULL OR first_day <= p_opened);
        contacts := CASE part
            WHEN 1 THEN wz_contacts(p_case, first_day, p_day) ELSE wz_contacts(p_case, p_opened, first_day - 1) END;
        FOREACH c IN ARRAY coalesce(contacts, '{}') LOOP
            d := c >> 4;
            EXIT WHEN d < first_day AND seen_day IS NOT NULL;
            m := (c >> 1) & 7;
            IF (c & 1) = 0 THEN
                IF reached_day IS NULL AND d IS DISTINCT FROM attempt_day AND NOT wz_paused(d, p_pauses) THEN
                    attempt_day := d;
                    attempts := attempts + 1;
                END IF;
                CONTINUE;
            END IF;
            IF reached_day IS NULL THEN
                reached_day := d;
                IF attempt_day = d THEN attempts := attempts - 1; END IF;
            END IF;
            IF m <= 3 AND seen_day IS NULL THEN seen_day := d; END IF;
            IF d >= first_day THEN
                IF d IS DISTINCT FROM best_day THEN
                    best_day := d;
                    best := CASE WHEN wz_paused(d, p_pauses) THEN w_need ELSE 0 END;  -- a paused day earns nothing
                END IF;
                w := least(weights[m], w_need);
                IF w > best THEN
                    delivered := delivered + w - best;
                    best := w;
                END IF;
            END IF;
        END LOOP;
    END LOOP;
    i := coalesce(cardinality(p_agreements), 0);
    WHILE i > 0 AND (p_agreements[i] >> 21) > p_day LOOP i := i - 1; END LOOP;
    IF i > 0 THEN
        v := p_agreements[i];
        n_agr := (v >> 12) & 511; p_agr := (v >> 3) & 511; m_agr := v & 7; w_agr := weights[m_agr];
    END IF;
    RETURN ARRAY[
        n_need, p_need, m_need, w_need, n_agr, p_agr, m_agr, w_agr, p_policies[pol + 4], win, days, first_day,
        delivered, expected, (win - days) * rate_need,
        seen_day, k - coalesce(wz_counted(seen_day, p_opened, p_pauses), 0),
        reached_day, k - coalesce(wz_counted(reached_day, p_opened, p_pauses), 0), attempts, p_policies[pol + 8],
        least(greatest((p_policies[pol + 9] * p_need + n_need - 1) / n_need, p_policies[pol + 10]), p_policies[pol + 11])
    ]::bigint[];
END $$;

-- What a flag keeps of the numbers of its rule. STABLE as jsonb_build_object is: only so is it taken into a statement.
CREATE FUNCTION wz_evidence(kind text, numbers bigint[]) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE kind
    WHEN 'scaled_down' THEN jsonb_build_object(
        'need', jsonb_build_array(numbers[1], numbers[2], numbers[3]),
        'agreement', jsonb_build_array(numbers[5], numbers[6], numbers[7]),
        'weights', jsonb_build_array(numbers[4], numbers[8]), 'threshold_percent', numbers[9])
    WHEN 'eroding' THEN jsonb_build_object(
        'need', jsonb_build_array(numbers[1], numbers[2], numbers[3]),
        'threshold_percent', numbers[9], 'window', numbers[10], 'days', numbers[11], 'delivered', numbers[13],
        'expected', numbers[14], 'credited', numbers[15])
    WHEN 'not_seen' THEN jsonb_build_object(
        'need', jsonb_build_array(numbers[1], numbers[2], numbers[3]),
        'window', numbers[10], 'last_seen', DATE '2000-01-01' + numbers[16]::int, 'days', numbers[17])
    ELSE jsonb_build_object(
        'need', jsonb_build_array(numbers[1], numbers[2], numbers[3]),
        'last_reached', DATE '2000-01-01' + numbers[18]::int, 'days', numbers[19], 'attempts', numbers[20],
        'attempts_needed', numbers[21], 'days_needed', numbers[22])
END;
