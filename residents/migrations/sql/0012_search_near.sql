-- A desk looks among the residents of its own neighbourhoods: those in p_near, or all. The rest is as in 0010.
-- Where many of the municipality are called so, the first of them are of these neighbourhoods, not of others.

DROP FUNCTION residents_search(text, int, bigint[]);

CREATE FUNCTION residents_search(
    p_asked text, p_most int, p_among bigint[] DEFAULT NULL, p_near bigint[] DEFAULT NULL
) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    v_own bigint := nullif(current_setting('wijkzorg.municipality', true), '')::bigint;
    v_words text[] := residents_words(p_asked);
    v_alike text[] := '{}';
    v_found bigint[] := '{}';
    v_more bigint[];
    v_step text;
    v_query tsquery;
BEGIN
    IF v_own IS NULL OR cardinality(v_words) = 0 THEN
        RETURN;
    END IF;
    IF p_among IS NOT NULL THEN
        v_alike := residents_alike(v_own, v_words);
        RETURN QUERY
            SELECT judged.id
            FROM (
                SELECT r.id, r.search, residents_likeness(r.search, v_words, v_alike) AS likeness
                FROM residents_resident r
                WHERE r.municipality_id = v_own AND r.id = ANY (p_among)
                  AND (p_near IS NULL OR r.neighbourhood_id = ANY (p_near))
            ) AS judged
            WHERE judged.likeness IS NOT NULL
            ORDER BY judged.likeness DESC, judged.search, judged.id
            LIMIT p_most;
        RETURN;
    END IF;
    FOREACH v_step IN ARRAY ARRAY['words', 'beginnings', 'places', 'around', 'errors'] LOOP
        IF v_step = 'errors' THEN
            v_alike := residents_alike(v_own, v_words);
            EXIT WHEN array_to_string(v_alike, '') = '';
        END IF;
        SELECT to_tsquery('simple', string_agg('(' || CASE v_step
                   WHEN 'words' THEN word
                   WHEN 'beginnings' THEN begun
                   WHEN 'places' THEN word || ' | q0' || word || ' | q1' || word
                   ELSE concat_ws(' | ', begun, 'q0' || word || ':*', CASE WHEN word ~ '^\d{4}' THEN 'q1' || word || ':*' END,
                                  nullif(replace(alike, ' ', ' | '), '')) END || ')', ' & '))
        INTO v_query FROM (
            SELECT word, alike, CASE WHEN word ~ '^\d.{0,2}$' THEN word ELSE word || ':*' END AS begun
            FROM unnest(v_words, v_alike) AS given (word, alike)
        ) AS given;
        -- Planned for these very words: some are in every tenth row, some in none.
        EXECUTE 'SELECT array_agg(id ORDER BY likeness DESC, search, id) FROM ('
            ' SELECT id, search, residents_likeness(search, $1, $2) AS likeness FROM ('
            '  SELECT r.id, r.search FROM residents_resident r WHERE r.municipality_id = $3'
            '  AND to_tsvector(''simple''::regconfig, r.search) @@ $4 AND r.id <> ALL ($5)'
            '  AND ($7 IS NULL OR r.neighbourhood_id = ANY ($7)) LIMIT $6) AS candidates'
            ') AS judged WHERE likeness IS NOT NULL'
        INTO v_more USING v_words, v_alike, v_own, v_query, v_found, 2 * p_most, p_near;
        v_found := v_found || coalesce(v_more, '{}');
        EXIT WHEN cardinality(v_found) >= p_most;
    END LOOP;
    RETURN QUERY SELECT id FROM unnest(v_found) WITH ORDINALITY AS found (id, place) ORDER BY place LIMIT p_most;
END $$;

REVOKE EXECUTE ON FUNCTION residents_search FROM PUBLIC;
GRANT EXECUTE ON FUNCTION residents_search TO wijkzorg_app;
