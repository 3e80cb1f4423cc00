-- Help requests of which the name is like what was asked for, the likest first: without accents, with a typing error.
-- Trigram operators do not use their index under row-level security; so this function looks, inside the municipality
-- of the transaction, and returns numbers. Who calls keeps what may be seen.

CREATE INDEX help_request_named ON volunteers_helprequest USING gin (municipality_id, residents_plain(name) gin_trgm_ops);

CREATE FUNCTION volunteers_requests_named(p_asked text, p_most int) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET pg_trgm.word_similarity_threshold = 0.4
AS $$
DECLARE
    v_own bigint := nullif(current_setting('wijkzorg.municipality', true), '')::bigint;
    v_asked text := residents_plain(p_asked);
BEGIN
    IF v_own IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT r.id
        FROM volunteers_helprequest r
        WHERE r.municipality_id = v_own AND v_asked <% residents_plain(r.name)
        ORDER BY word_similarity(v_asked, residents_plain(r.name)) DESC, r.id DESC
        LIMIT p_most;
END
$$;

REVOKE EXECUTE ON FUNCTION volunteers_requests_named FROM PUBLIC;
GRANT EXECUTE ON FUNCTION volunteers_requests_named TO wijkzorg_app;
