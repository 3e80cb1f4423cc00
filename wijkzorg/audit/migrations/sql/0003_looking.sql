-- Who looked at a resident: also by a list. What an array holds finds no use of its index under row-level security, so
-- this function looks past it, keeps to the municipality of the transaction itself, and returns keys alone: the newest
-- first, from before the key that is given.
CREATE FUNCTION wz_log_of_resident(
    resident bigint, since timestamptz, until timestamptz, before_at timestamptz, before_id bigint, at_most integer)
RETURNS TABLE (at timestamptz, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT found.at, found.id FROM (
        SELECT e.at, e.id FROM audit_accessentry e
        WHERE e.resident_id = resident
            AND e.municipality_id = nullif(current_setting('wijkzorg.municipality', true), '')::bigint
            AND e.at >= since AND e.at < until AND (e.at, e.id) < (before_at, before_id)
        UNION
        SELECT e.at, e.id FROM audit_accessentry e
        WHERE e.resident_ids @> ARRAY[resident] AND e.resident_ids <> '{}'
            AND e.municipality_id = nullif(current_setting('wijkzorg.municipality', true), '')::bigint
            AND e.at >= since AND e.at < until AND (e.at, e.id) < (before_at, before_id)
    ) AS found ORDER BY found.at DESC, found.id DESC LIMIT at_most
$$;
REVOKE ALL ON FUNCTION wz_log_of_resident(bigint, timestamptz, timestamptz, timestamptz, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_log_of_resident(bigint, timestamptz, timestamptz, timestamptz, bigint, integer)
    TO wijkzorg_app;
