-- What is due to be destroyed, and the one function that may destroy it. Dates as in rights/retention.py.

CREATE FUNCTION wz_years_after(day date, years int) RETURNS date IMMUTABLE LANGUAGE sql AS $$
    -- 29 February becomes 1 March where there is none: no year is cut short.
    SELECT (day + make_interval(years => years))::date
           + CASE WHEN to_char(day, 'MMDD') = '0229' AND to_char(day + make_interval(years => years), 'MMDD') = '0228'
                  THEN 1 ELSE 0 END
$$;

-- The day on which the last record of a case was made. What was imported was made before we had it.
CREATE FUNCTION wz_last_made(guarded bigint, zone text) RETURNS date STABLE LANGUAGE sql AS $$
    SELECT max(made) FROM (
        SELECT CASE WHEN recorded_by_id IS NULL THEN least(day, (recorded_at AT TIME ZONE zone)::date)
                    ELSE (recorded_at AT TIME ZONE zone)::date END AS made
        FROM cases_contact WHERE case_id = guarded
        UNION ALL
        SELECT CASE WHEN created_by_id IS NULL THEN least(valid_from, (created_at AT TIME ZONE zone)::date)
                    ELSE (created_at AT TIME ZONE zone)::date END
        FROM cases_need WHERE case_id = guarded
        UNION ALL
        SELECT CASE WHEN created_by_id IS NULL THEN least(valid_from, (created_at AT TIME ZONE zone)::date)
                    ELSE (created_at AT TIME ZONE zone)::date END
        FROM cases_agreement WHERE case_id = guarded
        UNION ALL
        SELECT CASE WHEN created_by_id IS NULL THEN least(first_day, (created_at AT TIME ZONE zone)::date)
                    ELSE (created_at AT TIME ZONE zone)::date END
        FROM cases_pause WHERE case_id = guarded
        UNION ALL
        SELECT (added_at AT TIME ZONE zone)::date FROM rights_statement WHERE case_id = guarded
    ) AS records
$$;

-- The contacts made on or before a day. Of a case that is open, those that the rules still use are not among them: the
-- last that reached by each medium, all since somebody was last reached, and those around an open flag (its window can
-- be 1,095 days, of which pauses take at most 84 in 365).
CREATE FUNCTION wz_old_contacts(whose bigint, only_case bigint, made_until date, zone text, today date)
RETURNS TABLE (case_id bigint, contact_id bigint, made date) STABLE LANGUAGE sql AS $$
    SELECT k.case_id, k.id, k.made
    FROM cases_case c
    CROSS JOIN LATERAL (
        SELECT x.*, CASE WHEN recorded_by_id IS NULL THEN least(x.day, (recorded_at AT TIME ZONE zone)::date)
                         ELSE (recorded_at AT TIME ZONE zone)::date END AS made
        FROM cases_contact x WHERE x.case_id = c.id AND x.day <= made_until OFFSET 0
    ) AS k
    WHERE c.municipality_id = whose AND (only_case IS NULL OR c.id = only_case) AND c.ground = 'wmo'
      AND k.made <= made_until
      AND (c.closed_on <= today OR (
          k.day < (SELECT max(day) FROM cases_contact x WHERE x.case_id = c.id AND x.reached AND x.day <= today)
          AND NOT (k.reached AND k.day = (
              SELECT max(day) FROM cases_contact x
              WHERE x.case_id = c.id AND x.reached AND x.medium = k.medium AND x.day <= today))
          AND k.day < coalesce(
              (SELECT min(since) FROM cases_flag f WHERE f.case_id = c.id AND f.state <> 'closed') - 1600, 'infinity')))
$$;

-- Every table with rows of a case (or of a resident), but for those that outlive it: the log and the proof.
CREATE FUNCTION wz_care_tables(wanted name) RETURNS SETOF name STABLE LANGUAGE sql AS $$
    SELECT c.relname
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = wanted AND NOT a.attisdropped
    JOIN pg_attribute m ON m.attrelid = c.oid AND m.attname = 'municipality_id' AND NOT m.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname !~ '^audit_'
      AND c.relname <> ALL ('{cases_case,cases_caseevent,rights_destructionitem,rights_tombstone,rights_subjectrequest}'::name[])
    ORDER BY c.relname COLLATE "C"
$$;

-- What of a case is due, as tables with a condition ($1 municipality, $2 case, $3 resident, $4 made until, $5 zone,
-- $6 today); written here alone, so that what is counted on the list is what will go.
CREATE FUNCTION wz_due_rows(whose bigint, guarded bigint, person bigint, whole boolean)
RETURNS TABLE (tbl name, condition text) STABLE LANGUAGE plpgsql AS $$
BEGIN
    IF NOT whole THEN
        RETURN QUERY VALUES
            ('cases_contactevent'::name, 't.case_id = $2 AND t.id IN (SELECT contact_id FROM wz_old_contacts($1, $2, $4, $5, $6))'),
            ('cases_contact'::name, 't.case_id = $2 AND t.id IN (SELECT contact_id FROM wz_old_contacts($1, $2, $4, $5, $6))'),
            ('cases_flag'::name, 't.case_id = $2 AND t.state = ''closed'' AND (t.closed_at AT TIME ZONE $5)::date <= $4'),
            ('cases_caseevent'::name, 't.pgh_obj_id = $2 AND (t.pgh_created_at AT TIME ZONE $5)::date <= $4');
        RETURN QUERY SELECT t, 't.case_id = $2 AND (t.pgh_created_at AT TIME ZONE $5)::date <= $4'
        FROM wz_care_tables('case_id') AS t
        WHERE EXISTS (SELECT FROM pg_attribute WHERE attrelid = format('public.%I', t)::regclass AND attname = 'pgh_created_at');
        RETURN;
    END IF;
    IF guarded IS NOT NULL THEN
        RETURN QUERY SELECT t, 't.case_id = $2' FROM wz_care_tables('case_id') AS t;
        RETURN QUERY VALUES ('cases_caseevent'::name, 't.pgh_obj_id = $2'), ('cases_case'::name, 't.id = $2');
    END IF;
    IF NOT EXISTS (SELECT FROM cases_case c WHERE c.municipality_id = whose AND c.resident_id = person
                   AND c.id IS DISTINCT FROM guarded) THEN
        RETURN QUERY SELECT t, 't.resident_id = $3' FROM wz_care_tables('resident_id') AS t;
        IF to_regclass('public.residents_residentevent') IS NOT NULL THEN
            RETURN QUERY VALUES ('residents_residentevent'::name, 't.pgh_obj_id = $3');
        END IF;
        RETURN QUERY VALUES ('residents_resident'::name, 't.id = $3');
    END IF;
END $$;

-- How many rows of each table are due.
CREATE FUNCTION wz_count_due(
    whose bigint, guarded bigint, person bigint, whole boolean, made_until date, zone text, today date
) RETURNS jsonb STABLE LANGUAGE plpgsql AS $$
DECLARE
    due record;
    n bigint;
    counts jsonb := '{}';
BEGIN
    FOR due IN SELECT * FROM wz_due_rows(whose, guarded, person, whole) LOOP
        EXECUTE format('SELECT count(*) FROM %I t WHERE t.municipality_id = $1 AND %s', due.tbl, due.condition)
            INTO n USING whose, guarded, person, made_until, zone, today;
        IF n > 0 THEN
            counts := counts || jsonb_build_object(due.tbl, n + coalesce((counts ->> due.tbl)::bigint, 0));
        END IF;
    END LOOP;
    RETURN counts;
END $$;

-- Destroy what one line of an approved list names, and leave a tombstone. Returns '' when that is done, else why not.
-- It runs as the owner, because the app's role cannot delete history: so it judges for itself whether it may.
CREATE FUNCTION wz_destroy(wanted bigint, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    here bigint := nullif(current_setting('wijkzorg.municipality', true), '')::bigint;
    item rights_destructionitem;
    list rights_destructionlist;
    stored cases_case;
    due record;
    zone text;
    today date;
    n bigint;
    lines text;
    tally jsonb := '{}';
    proof bytea := ''::bytea;
    ignored text := nullif(current_setting('pgtrigger.ignore', true), '');
BEGIN
    SELECT * INTO item FROM rights_destructionitem WHERE id = wanted AND municipality_id = here FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'not_here';
    END IF;
    SELECT * INTO list FROM rights_destructionlist WHERE id = item.list_id AND municipality_id = here FOR UPDATE;
    IF list.state <> 'approved' OR list.reviewed_by_id IS NULL OR list.approved_by_id IS NULL
       OR list.reviewed_by_id = list.approved_by_id THEN
        RETURN 'not_approved';
    END IF;
    IF item.off_at IS NOT NULL OR item.outcome <> '' THEN
        RETURN 'not_on_list';
    END IF;
    SELECT timezone INTO zone FROM tenancy_municipality WHERE id = here;
    today := (at AT TIME ZONE zone)::date;

    IF item.case_id IS NOT NULL THEN
        SELECT * INTO stored FROM cases_case WHERE id = item.case_id AND municipality_id = here FOR UPDATE;
        IF NOT FOUND THEN
            RETURN 'gone_already';
        END IF;
        IF EXISTS (SELECT FROM rights_hold WHERE case_id = item.case_id AND until >= today) THEN
            RETURN 'held';
        END IF;
        IF stored.ground <> item.ground OR stored.resident_id <> item.resident_id
           OR item.whole AND (stored.closed_on IS NULL OR stored.closed_on > list.made_on
                              OR wz_last_made(stored.id, zone) > list.made_on) THEN
            RETURN 'changed';
        END IF;
    ELSIF EXISTS (SELECT FROM cases_case WHERE municipality_id = here AND resident_id = item.resident_id) THEN
        RETURN 'changed';
    END IF;

    -- History refuses to be deleted, and writes what was deleted: both by triggers.
    PERFORM set_config('pgtrigger.ignore', (
        SELECT coalesce(array_agg(DISTINCT tgname::text), '{}')::text FROM pg_trigger
        WHERE NOT tgisinternal AND tgname LIKE 'pgtrigger\_%'), true);
    FOR due IN SELECT * FROM wz_due_rows(here, item.case_id, item.resident_id, item.whole) LOOP
        EXECUTE format(
            'WITH gone AS (DELETE FROM %I t WHERE t.municipality_id = $1 AND %s RETURNING to_jsonb(t)::text AS line)'
            ' SELECT count(*), string_agg(line, E''\n'' ORDER BY line COLLATE "C") FROM gone', due.tbl, due.condition)
            INTO n, lines USING here, item.case_id, item.resident_id, item.made_until, zone, today;
        IF n > 0 THEN
            tally := tally || jsonb_build_object(due.tbl, n + coalesce((tally ->> due.tbl)::bigint, 0));
            proof := sha256(proof || convert_to(due.tbl || E'\n' || lines, 'UTF8'));
        END IF;
    END LOOP;
    PERFORM set_config('pgtrigger.ignore', coalesce(ignored, '{}'), true);
    IF tally ? 'residents_resident' THEN
        -- The request stays as proof of the answer; what the resident wrote in it does not.
        UPDATE rights_subjectrequest SET statement = ''
        WHERE municipality_id = here AND resident_id = item.resident_id;
    END IF;

    UPDATE rights_destructionitem SET outcome = 'destroyed', counts = tally, digest = encode(proof, 'hex')
    WHERE id = item.id;
    INSERT INTO rights_tombstone (municipality_id, item_id, case_id, resident_gone, whole, ground, years, counts, digest,
                                  reviewed_by_id, approved_by_id, destroyed_at)
    VALUES (here, item.id, item.case_id, tally ? 'residents_resident', item.whole, item.ground, item.years, tally,
            encode(proof, 'hex'), list.reviewed_by_id, list.approved_by_id, at);
    RETURN '';
END $$;
REVOKE ALL ON FUNCTION wz_destroy(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_destroy(bigint, timestamptz) TO wijkzorg_app;
