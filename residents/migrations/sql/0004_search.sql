-- A text as it is compared: no accents, no capitals, ij as y, words of letters and digits with one space between.
-- unaccent is STABLE for its dictionary may change; this one does not.
CREATE FUNCTION residents_plain(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN btrim(regexp_replace(
    replace(lower(public.unaccent('public.unaccent'::regdictionary, p_text)), 'ij', 'y'), '[^[:alnum:]]+', ' ', 'g'));

-- What is compared of a resident, a space at either end of every word: the name, the birth date as 20030201.
CREATE FUNCTION residents_row(p_first text, p_last text, p_birth date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ' ' || residents_plain(p_first || ' ' || p_last) || ' '
    || lpad(extract(year FROM p_birth)::text, 4, '0') || lpad(extract(month FROM p_birth)::text, 2, '0')
    || lpad(extract(day FROM p_birth)::text, 2, '0') || ' ';

-- The words that were asked for, each once, at most six; a date as 1-2-2003 or 2003-02-01 is one word, and vd or v/d
-- is how people write van der and van de.
CREATE FUNCTION residents_words(p_asked text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_asked text := regexp_replace(p_asked, '\m(\d{4})[-/.](\d{2})[-/.](\d{2})\M', '\1\2\3', 'g');
BEGIN
    v_asked := regexp_replace(v_asked, '\m(\d)([-/.]\d{1,2}[-/.]\d{4})\M', '0\1\2', 'g');
    v_asked := regexp_replace(v_asked, '\m(\d\d[-/.])(\d[-/.]\d{4})\M', '\10\2', 'g');
    v_asked := regexp_replace(v_asked, '\m(\d\d)[-/.](\d\d)[-/.](\d{4})\M', '\3\2\1', 'g');
    v_asked := regexp_replace(residents_plain(v_asked), '\mv ?d\M', 'van d', 'g');
    RETURN ARRAY(
        SELECT word FROM unnest(string_to_array(v_asked, ' ')) WITH ORDINALITY AS given (word, place)
        WHERE word <> '' GROUP BY word ORDER BY min(place) LIMIT 6);
END $$;

ALTER TABLE residents_resident
    ADD COLUMN search text GENERATED ALWAYS AS (residents_row(first_name, last_name, birth_date)) STORED;
CREATE INDEX residents_resident_search ON residents_resident
    USING gin (municipality_id, to_tsvector('simple'::regconfig, search));

-- The words of all rows, each once a municipality: a typing error is looked for among these and not in every row. Kept by
-- the triggers below, and written by nobody else.
CREATE TABLE residents_word (
    municipality_id bigint NOT NULL,
    word text NOT NULL,
    PRIMARY KEY (municipality_id, word)
);
SELECT wz_wall('residents_word');
REVOKE INSERT, UPDATE, DELETE ON residents_word FROM wijkzorg_app;
CREATE INDEX residents_word_like ON residents_word USING gin (municipality_id, word public.gin_trgm_ops);
INSERT INTO residents_word
SELECT DISTINCT municipality_id, word FROM residents_resident, unnest(string_to_array(btrim(search), ' ')) AS word
WHERE word !~ '^\d';

CREATE FUNCTION residents_word_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- In order, so that two that add the same words do not wait for each other in a circle.
    INSERT INTO residents_word
    SELECT DISTINCT municipality_id, word FROM new_rows, unnest(string_to_array(btrim(search), ' ')) AS word
    WHERE word !~ '^\d' ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- A name that nobody has any more is forgotten here too.
CREATE FUNCTION residents_word_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM residents_word w
    USING (SELECT DISTINCT municipality_id, word FROM old_rows, unnest(string_to_array(btrim(search), ' ')) AS word) AS gone
    WHERE w.municipality_id = gone.municipality_id AND w.word = gone.word AND NOT EXISTS (
        SELECT FROM residents_resident r
        WHERE r.municipality_id = gone.municipality_id
          AND to_tsvector('simple'::regconfig, r.search) @@ to_tsquery('simple'::regconfig, gone.word));
    RETURN NULL;
END $$;

CREATE TRIGGER word_added AFTER INSERT ON residents_resident
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION residents_word_added();
CREATE TRIGGER word_changed AFTER UPDATE ON residents_resident
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION residents_word_added();
CREATE TRIGGER word_replaced AFTER UPDATE ON residents_resident
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION residents_word_gone();
CREATE TRIGGER word_gone AFTER DELETE ON residents_resident
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION residents_word_gone();

-- For each word that was asked for, the words of a municipality that it may be a typing error of, the likest first: two
-- letters that changed places, or letters too many, too few or wrong. Numbers are not guessed.
CREATE FUNCTION residents_alike(p_municipality bigint, p_words text[]) RETURNS text[] LANGUAGE plpgsql STABLE
SET pg_trgm.similarity_threshold = 0.4
AS $$
DECLARE
    v_word text;
    v_all text[] := '{}';
BEGIN
    FOREACH v_word IN ARRAY p_words LOOP
        v_all := v_all || coalesce((
            SELECT string_agg(word, ' ' ORDER BY alike DESC, word)
            FROM (
                SELECT w.word, public.similarity(w.word, v_word) AS alike
                FROM residents_word w
                WHERE w.municipality_id = p_municipality AND w.word OPERATOR(public.%) v_word AND w.word <> v_word
                UNION
                SELECT w.word, 0.9
                FROM generate_series(1, length(v_word) - 1) AS i
                JOIN residents_word w ON w.municipality_id = p_municipality AND w.word <> v_word AND w.word =
                    left(v_word, i - 1) || substr(v_word, i + 1, 1) || substr(v_word, i, 1) || substr(v_word, i + 2)
                ORDER BY alike DESC, word LIMIT 30
            ) AS likest
            WHERE length(v_word) > 2 AND v_word !~ '^\d'), '');
    END LOOP;
    RETURN v_all;
END $$;

-- How like a row is what was asked for; NULL when one of the words is not in it. Of each word: 3 when it stands there,
-- 2 when a word begins with it, 1 when one stands there that it may be an error of; then how much of the whole it is.
CREATE FUNCTION residents_likeness(p_row text, p_words text[], p_alike text[]) RETURNS real
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_other text;
    v_sum real := 0;
BEGIN
    FOR i IN 1 .. cardinality(p_words) LOOP
        IF strpos(p_row, ' ' || p_words[i] || ' ') > 0 THEN
            v_sum := v_sum + 3;
        ELSIF strpos(p_row, ' ' || p_words[i]) > 0 THEN
            v_sum := v_sum + 2;
        ELSE
            v_other := NULL;
            FOREACH v_other IN ARRAY string_to_array(p_alike[i], ' ') LOOP
                EXIT WHEN strpos(p_row, ' ' || v_other || ' ') > 0;
                v_other := NULL;
            END LOOP;
            IF v_other IS NULL THEN
                RETURN NULL;
            END IF;
            v_sum := v_sum + 1 + public.similarity(v_other, p_words[i]);
        END IF;
    END LOOP;
    RETURN v_sum + 0.5 * public.similarity(array_to_string(p_words, ' '), p_row);
END $$;

-- The residents of the municipality of this transaction who are most like what was asked for, the likest first: of those
-- in p_among, or of all. Ids and no more. The operators of text search do not use their index under row-level security
-- for the application's role, so this runs as the owner of the table and keeps the wall itself.
-- Of all, it looks for the words first, then for beginnings, then for typing errors, and stops when it has enough: who
-- typed too little to tell more than p_most apart gets some of them.
CREATE FUNCTION residents_search(p_asked text, p_most int, p_among bigint[] DEFAULT NULL) RETURNS SETOF bigint
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
            ) AS judged
            WHERE judged.likeness IS NOT NULL
            ORDER BY judged.likeness DESC, judged.search, judged.id
            LIMIT p_most;
        RETURN;
    END IF;
    FOREACH v_step IN ARRAY ARRAY['words', 'beginnings', 'errors'] LOOP
        IF v_step = 'errors' THEN
            v_alike := residents_alike(v_own, v_words);
            EXIT WHEN array_to_string(v_alike, '') = '';
        END IF;
        SELECT to_tsquery('simple', string_agg('(' || CASE v_step
                   WHEN 'words' THEN word
                   WHEN 'beginnings' THEN word || ':*'
                   ELSE concat_ws(' | ', word || ':*', nullif(replace(alike, ' ', ' | '), '')) END || ')', ' & '))
        INTO v_query FROM unnest(v_words, v_alike) AS given (word, alike);
        -- Planned for these very words: some are in every tenth row, some in none.
        EXECUTE 'SELECT array_agg(id ORDER BY likeness DESC, search, id) FROM ('
            ' SELECT id, search, residents_likeness(search, $1, $2) AS likeness FROM ('
            '  SELECT r.id, r.search FROM residents_resident r WHERE r.municipality_id = $3'
            '  AND to_tsvector(''simple''::regconfig, r.search) @@ $4 AND r.id <> ALL ($5) LIMIT $6) AS candidates'
            ') AS judged WHERE likeness IS NOT NULL'
        INTO v_more USING v_words, v_alike, v_own, v_query, v_found, 2 * p_most;
        v_found := v_found || coalesce(v_more, '{}');
        EXIT WHEN cardinality(v_found) >= p_most;
    END LOOP;
    RETURN QUERY SELECT id FROM unnest(v_found) WITH ORDINALITY AS found (id, place) ORDER BY place LIMIT p_most;
END $$;

REVOKE EXECUTE ON FUNCTION residents_search, residents_word_added, residents_word_gone, residents_alike FROM PUBLIC;
GRANT EXECUTE ON FUNCTION residents_search TO wijkzorg_app;
