-- One partition a month (in UTC), made ahead; what falls in none of them is kept in the last one.

-- Dress a partition as the whole is: a partition that is read by its own name has only its own policy and rights.
CREATE FUNCTION wz_log_guard(part regclass) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wz_wall(part);
    EXECUTE format('REVOKE ALL ON %s FROM wijkzorg_app', part);
    EXECUTE format('GRANT SELECT ON %s TO wijkzorg_app', part);
    EXECUTE format('CREATE TRIGGER not_emptied BEFORE TRUNCATE ON %s EXECUTE FUNCTION wz_append_only()', part);
END $$;

CREATE FUNCTION wz_log_month_name(month date) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'audit_accessentry_' || to_char(month, 'YYYY_MM')
$$;

-- Make the partition of a month. One whose rows are in the last partition already is not made: there they stay.
CREATE FUNCTION wz_log_month(month date) RETURNS boolean LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    first timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    next timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
    name text := wz_log_month_name(month);
BEGIN
    IF to_regclass(name) IS NOT NULL
        OR EXISTS (SELECT FROM audit_accessentry_rest r WHERE r.at >= first AND r.at < next) THEN
        RETURN false;
    END IF;
    EXECUTE format(
        'CREATE TABLE %I PARTITION OF audit_accessentry FOR VALUES FROM (%L) TO (%L)', name, first, next);
    PERFORM wz_log_guard(name::regclass);
    RETURN true;
END $$;

-- Make this month and some that come. The application may ask for it; it cannot choose which. It does not wait long for
-- a page, as all other pages would wait behind it: the next day does it too.
CREATE FUNCTION wz_make_log_months() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    made integer := 0;
    ahead integer;
BEGIN
    PERFORM FROM audit_sealing FOR UPDATE;
    FOR ahead IN 0..3 LOOP
        made := made + wz_log_month(
            ((now() AT TIME ZONE 'UTC')::date + make_interval(months => ahead))::date)::integer;
    END LOOP;
    RETURN made;
END $$;

REVOKE ALL ON FUNCTION wz_log_guard(regclass), wz_log_month(date), wz_make_log_months() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_make_log_months() TO wijkzorg_app;

CREATE TABLE audit_accessentry_rest PARTITION OF audit_accessentry DEFAULT;
SELECT wz_log_guard('audit_accessentry_rest');
SELECT wz_make_log_months();
