-- The chain. A transaction older than the oldest that still runs is over, so all rows of such transactions are there:
-- they are sealed in the order (xid, id), no row slips in between later, and nobody who writes a line waits.

-- What is sealed of a row: all of it, as a JSON array, in which no two rows read alike. wijkzorg/audit/chain.py says the
-- same once more, so that whoever changes this function is found out.
CREATE FUNCTION wz_log_digest(e audit_accessentry) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array('wijkzorg-entry-1', e.id, e.municipality_id, e.at AT TIME ZONE 'UTC',
        e.xid::text, e.action, e.result, e.user_id, e.role, e.responsible_user_id, e.resident_id, e.case_id,
        e.resident_ids, e.case_ids, e.object_kind, e.object_id, e.origin, e.reason, e.request_id)::text, 'UTF8'))
$$;

CREATE FUNCTION wz_seal_hash(s audit_seal) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(
        convert_to(jsonb_build_array('wijkzorg-seal-1', s.municipality_id, s.number, s.kind, s.month, s.rows,
            s.sealed_at AT TIME ZONE 'UTC', s.before::text, s.ids, encode(s.previous, 'hex'))::text, 'UTF8')
        || coalesce((SELECT string_agg(d, ''::bytea ORDER BY n) FROM unnest(s.digests) WITH ORDINALITY AS u(d, n)), ''))
$$;

-- Add a link to the chain of a municipality; the caller holds the row of audit_sealing.
CREATE FUNCTION wz_add_seal(s audit_seal) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    SELECT last.number + 1, last.hash INTO s.number, s.previous
    FROM audit_seal last WHERE last.municipality_id = s.municipality_id ORDER BY last.number DESC LIMIT 1;
    s.number := coalesce(s.number, 1);
    s.previous := coalesce(s.previous, '');
    s.sealed_at := clock_timestamp();
    INSERT INTO audit_seal (municipality_id, number, kind, month, rows, sealed_at, before, ids, digests, previous, hash)
    VALUES (s.municipality_id, s.number, s.kind, s.month, s.rows, s.sealed_at, s.before, s.ids, s.digests, s.previous,
        wz_seal_hash(s));
END $$;

-- Take the one row that says how far the sealing came; who seals, drops or makes a month does so alone.
CREATE FUNCTION wz_sealing() RETURNS audit_sealing LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    state audit_sealing;
BEGIN
    INSERT INTO audit_sealing (xid, id, after_id, server)
    SELECT '0', 0, 0, system_identifier FROM pg_control_system() ON CONFLICT DO NOTHING;
    SELECT * INTO state FROM audit_sealing FOR UPDATE;
    RETURN state;
END $$;

-- Seal the rows of a condition, a link for each municipality and month; return how many.
CREATE FUNCTION wz_seal_where(condition text, before xid8) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    link audit_seal;
    sealed bigint := 0;
BEGIN
    link.kind := 'rows';
    link.before := before;
    FOR link.municipality_id, link.month, link.ids, link.digests IN EXECUTE
        'WITH ready AS MATERIALIZED (
            SELECT e.id, e.xid, e.municipality_id, date_trunc(''month'', e.at AT TIME ZONE ''UTC'')::date AS month,
                wz_log_digest(e) AS digest
            FROM audit_accessentry e WHERE ' || condition || ')
        SELECT municipality_id, month, array_agg(id ORDER BY xid, id), array_agg(digest ORDER BY xid, id)
        FROM ready GROUP BY municipality_id, month ORDER BY municipality_id, month'
    LOOP
        link.rows := cardinality(link.ids);
        PERFORM wz_add_seal(link);
        sealed := sealed + link.rows;
    END LOOP;
    RETURN sealed;
END $$;

-- Seal what is ready, of all municipalities, at most so many rows; return how many. The application may ask for it as
-- often as it likes: it can only add what is true.
CREATE FUNCTION wz_seal_log(at_most integer DEFAULT 100000) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    state audit_sealing := wz_sealing();
    this_server bigint := (SELECT system_identifier FROM pg_control_system());
    horizon xid8;
    until record;
    newest bigint;
    sealed bigint;
BEGIN
    IF state.server <> this_server THEN
        -- A restored database: the rows that came along are all committed, and the transactions of this server have
        -- numbers that were used before. Once, whoever writes a line waits, and all that is there is sealed.
        LOCK TABLE audit_accessentry IN SHARE MODE;
        horizon := pg_snapshot_xmin(pg_current_snapshot());
        SELECT coalesce(max(i), 0) INTO newest FROM audit_seal, unnest(ids) AS i;
        sealed := wz_seal_where(format('((e.xid, e.id) > (%L::xid8, %s) AND e.id > %s) OR e.id > %s',
            state.xid, state.id, state.after_id, newest), horizon);
        UPDATE audit_sealing SET xid = horizon, id = 0, server = this_server, after_id = coalesce(
            pg_sequence_last_value(pg_get_serial_sequence('audit_accessentry', 'id')::regclass), 0);
        RETURN sealed;
    END IF;
    horizon := pg_snapshot_xmin(pg_current_snapshot());
    SELECT e.xid, e.id INTO until FROM audit_accessentry e
    WHERE e.xid < horizon AND (e.xid, e.id) > (state.xid, state.id) AND e.id > state.after_id
    ORDER BY e.xid, e.id OFFSET greatest(at_most, 1) - 1 LIMIT 1;
    IF NOT FOUND THEN
        SELECT horizon AS xid, 0::bigint AS id INTO until;
    END IF;
    sealed := wz_seal_where(format('(e.xid, e.id) > (%L::xid8, %s) AND (e.xid, e.id) <= (%L::xid8, %s) AND e.id > %s',
        state.xid, state.id, until.xid, until.id, state.after_id), until.xid);
    IF sealed > 0 THEN
        UPDATE audit_sealing SET xid = until.xid, id = until.id;
        -- What pages left aside for the index of the lists: so that no page has to put it in its place.
        PERFORM gin_clean_pending_list(relid) FROM pg_partition_tree('access_by_list') WHERE isleaf;
    END IF;
    RETURN sealed;
END $$;

-- Drop the lines of a month that is old enough; its links stay in the chain, and one that says so is added. Raises where
-- a line was altered, is missing or is not sealed: then there is something to find out first. For the owner alone.
CREATE FUNCTION wz_drop_log_month(month date, years integer DEFAULT 5) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    first timestamptz := month::timestamp AT TIME ZONE 'UTC';
    next timestamptz := (month::timestamp + interval '1 month') AT TIME ZONE 'UTC';
    name text := wz_log_month_name(month);
    link audit_seal;
    dropped bigint := 0;
BEGIN
    IF month <> date_trunc('month', month)::date OR years < 5 OR next + make_interval(years => years) > now() THEN
        RAISE EXCEPTION 'the log of % is kept for % years', to_char(month, 'YYYY-MM'), greatest(years, 5);
    END IF;
    PERFORM wz_sealing();
    LOCK TABLE audit_accessentry IN ACCESS EXCLUSIVE MODE;
    IF EXISTS (
        SELECT FROM (SELECT e.id, wz_log_digest(e) AS digest FROM audit_accessentry e WHERE e.at >= first AND e.at < next) e
        FULL JOIN (
            SELECT u.id, u.digest FROM audit_seal s, unnest(s.ids, s.digests) AS u(id, digest)
            WHERE s.month = wz_drop_log_month.month AND s.kind = 'rows' AND NOT EXISTS (
                SELECT FROM audit_seal d WHERE d.municipality_id = s.municipality_id AND d.month = s.month
                AND d.kind = 'dropped' AND d.number > s.number)
        ) s ON s.id = e.id WHERE s.digest IS DISTINCT FROM e.digest) THEN
        RAISE EXCEPTION 'the log of % is not whole; see verify_log', to_char(month, 'YYYY-MM');
    END IF;
    link.kind := 'dropped';
    link.month := month;
    link.ids := '{}';
    link.digests := '{}';
    FOR link.municipality_id, link.rows IN
        SELECT e.municipality_id, count(*) FROM audit_accessentry e WHERE e.at >= first AND e.at < next
        GROUP BY e.municipality_id ORDER BY e.municipality_id
    LOOP
        SELECT s.before INTO STRICT link.before FROM audit_seal s
        WHERE s.municipality_id = link.municipality_id ORDER BY s.number DESC LIMIT 1;
        PERFORM wz_add_seal(link);
        dropped := dropped + link.rows;
    END LOOP;
    IF to_regclass(name) IS NOT NULL THEN
        EXECUTE format('DROP TABLE %I', name);
    ELSIF dropped > 0 THEN
        ALTER TABLE audit_accessentry_rest DISABLE TRIGGER append_only;
        DELETE FROM audit_accessentry_rest r WHERE r.at >= first AND r.at < next;
        ALTER TABLE audit_accessentry_rest ENABLE TRIGGER append_only;
    END IF;
    RETURN dropped;
END $$;

REVOKE ALL ON FUNCTION wz_log_digest(audit_accessentry), wz_seal_hash(audit_seal), wz_add_seal(audit_seal),
    wz_sealing(), wz_seal_where(text, xid8), wz_seal_log(integer), wz_drop_log_month(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_seal_log(integer) TO wijkzorg_app;
