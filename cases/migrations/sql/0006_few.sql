-- A few cases at a time, as people change them: functions, so that their plans are made once a connection. Planning the
-- statements of cases/statements.py takes longer than judging one case. And the flags, for any number of cases.

-- All that the rules read of a case but its contacts and policies, as the small arrays of wz_standing.
CREATE FUNCTION wz_case(
    p_case bigint, OUT municipality bigint, OUT target_group bigint, OUT opened int, OUT closed int,
    OUT needs bigint[], OUT agreements bigint[], OUT pauses int[]
) LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    SELECT c.municipality_id, c.target_group_id, wz_day(c.opened_on), wz_day(c.closed_on), (
               SELECT array_agg(wz_version(valid_from, contacts, per_days, medium) ORDER BY valid_from)
               FROM cases_need WHERE case_id = p_case
           ), (
               SELECT array_agg(wz_version(valid_from, contacts, per_days, medium) ORDER BY valid_from)
               FROM cases_agreement WHERE case_id = p_case
           ), (
               SELECT array_agg(wz_pause(first_day, last_day) ORDER BY first_day)
               FROM cases_pause WHERE case_id = p_case
           )
    INTO municipality, target_group, opened, closed, needs, agreements, pauses
    FROM cases_case c WHERE c.id = p_case;
END $$;

-- wz_standing of a case that is named by its id alone.
CREATE FUNCTION wz_case_standing(p_case bigint, p_day int) RETURNS int[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    c record;
BEGIN
    c := wz_case(p_case);
    RETURN wz_standing(
        p_case, p_day, c.opened, c.closed, c.needs, c.agreements, c.pauses, wz_policies(c.municipality, c.target_group));
END $$;

-- Bring the flags of cases in line with their stored standings. p_cause: why a flag closes, NULL when only time passed.
CREATE FUNCTION wz_flags(p_ids bigint[], p_now timestamptz, p_cause text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Time alone changes no record, so a later `since` then means that the episode ended and another began.
    UPDATE cases_flag f
    SET state = CASE WHEN h.paused THEN 'suspended' ELSE 'closed' END,
        closed_at = CASE WHEN NOT h.paused THEN p_now END,
        close_cause = CASE
            WHEN h.paused THEN ''
            WHEN h.closed_on <= h.as_of THEN 'case_closed'
            ELSE coalesce(p_cause, (
                SELECT cause FROM (
                    SELECT valid_from, 'need_changed' AS cause FROM cases_need WHERE case_id = h.case_id
                    UNION ALL
                    SELECT valid_from, 'restored' FROM cases_agreement WHERE case_id = h.case_id
                    UNION ALL
                    SELECT valid_from, 'policy_changed' FROM cases_policy p
                    WHERE p.municipality_id = h.municipality_id
                      AND (p.target_group_id IS NULL OR p.target_group_id = h.target_group_id)
                ) AS took_effect
                WHERE valid_from > f.since AND valid_from <= h.as_of ORDER BY valid_from DESC LIMIT 1
            ), 'restored')
        END
    FROM (
        SELECT open.id, s.case_id, s.municipality_id, s.as_of, c.closed_on, c.target_group_id, rule.since,
               s.live AND rule.since IS NOT NULL AND rule.since <= s.as_of AS holds,
               NOT s.live AND c.opened_on <= s.as_of AND (c.closed_on IS NULL OR c.closed_on > s.as_of) AS paused
        FROM cases_flag open
        JOIN cases_standing s ON s.case_id = open.case_id
        JOIN cases_case c ON c.id = s.case_id
        CROSS JOIN LATERAL (
            SELECT CASE open.kind
                WHEN 'scaled_down' THEN s.scaled_down_on WHEN 'eroding' THEN s.eroding_on
                WHEN 'not_seen' THEN s.not_seen_on ELSE s.unfindable_on END AS since
        ) AS rule
        WHERE open.case_id = ANY(p_ids) AND open.state <> 'closed'
    ) AS h
    WHERE f.id = h.id AND f.state <> 'closed'
      AND (h.paused AND f.state = 'open'
           OR NOT h.paused AND (NOT h.holds OR p_cause IS NULL AND h.since > f.since));

    INSERT INTO cases_flag AS f (municipality_id, case_id, kind, since, detected_at, evidence, state, close_cause)
    WITH flagged AS (
        SELECT s.*, c.target_group_id AS target_group, wz_day(c.opened_on) AS opened, wz_day(c.closed_on) AS closed
        FROM cases_standing s JOIN cases_case c ON c.id = s.case_id
        WHERE s.case_id = ANY(p_ids) AND s.live
          AND least(s.scaled_down_on, s.eroding_on, s.not_seen_on, s.unfindable_on) <= s.as_of
    ), policies AS MATERIALIZED (
        SELECT municipality_id, target_group, wz_policies(municipality_id, target_group) AS packed
        FROM (SELECT DISTINCT municipality_id, target_group FROM flagged) AS groups
    )
    SELECT s.municipality_id, s.case_id, rule.kind, rule.since, p_now, wz_evidence(rule.kind, n.numbers), 'open', ''
    FROM flagged s
    JOIN policies ON policies.municipality_id = s.municipality_id
        AND coalesce(policies.target_group, 0) = coalesce(s.target_group, 0)
    CROSS JOIN LATERAL (
        SELECT wz_numbers(
            s.case_id, wz_day(s.as_of), s.opened, s.closed, (
                SELECT array_agg(wz_version(valid_from, contacts, per_days, medium) ORDER BY valid_from)
                FROM cases_need WHERE case_id = s.case_id
            ), (
                SELECT array_agg(wz_version(valid_from, contacts, per_days, medium) ORDER BY valid_from)
                FROM cases_agreement WHERE case_id = s.case_id
            ), (
                SELECT array_agg(wz_pause(first_day, last_day) ORDER BY first_day)
                FROM cases_pause WHERE case_id = s.case_id
            ), policies.packed) AS numbers
        OFFSET 0
    ) AS n
    CROSS JOIN LATERAL (VALUES
        ('scaled_down', s.scaled_down_on), ('eroding', s.eroding_on),
        ('not_seen', s.not_seen_on), ('unfindable', s.unfindable_on)
    ) AS rule (kind, since)
    WHERE rule.since <= s.as_of
    ORDER BY s.case_id, rule.kind
    ON CONFLICT (case_id, kind) WHERE NOT (state = 'closed')
    DO UPDATE SET since = EXCLUDED.since, evidence = EXCLUDED.evidence, state = 'open'
    WHERE (f.since, f.evidence, f.state) IS DISTINCT FROM (EXCLUDED.since, EXCLUDED.evidence, EXCLUDED.state);
END $$;
