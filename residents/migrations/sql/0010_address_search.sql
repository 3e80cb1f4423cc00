-- Residents are found by their address too. Its words stand in the row that is compared with q0 before each, and q1 before
-- the postcode: so a name is told from a street and comes first, and 12 of a street is not the beginning of 1234 AB. No
-- word of a name begins like that.

-- Who owns the tables may name a setting of pg_trgm, as residents_alike does, only where its library is loaded.
SELECT public.similarity('', '');

-- The words of an address. 12-b and 12b are 12b and b; 99-2 is 99 and 2; 1234 AB is 1234ab.
CREATE FUNCTION residents_address(p_street text, p_number text, p_postcode text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(btrim(residents_plain(p_street)
        || ' ' || regexp_replace(residents_plain(p_number), '(\d) ([a-z])', '\1\2', 'g')
        || ' ' || regexp_replace(residents_plain(p_number), '\d+', ' ', 'g')), ' *([^ ]+)', 'q0\1 ', 'g')
    || CASE p_postcode WHEN '' THEN '' ELSE 'q1' || replace(residents_plain(p_postcode), ' ', '') || ' ' END;

CREATE FUNCTION residents_row(p_first text, p_last text, p_birth date, p_street text, p_number text, p_postcode text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN residents_row(p_first, p_last, p_birth) || residents_address(p_street, p_number, p_postcode);

-- This writes every row anew, and its index.
ALTER TABLE residents_resident ALTER COLUMN search
    SET EXPRESSION AS (residents_row(first_name, last_name, birth_date, street, house_number, postcode));

-- The words that were asked for, each once, at most six; a date as 1-2-2003 or 2003-02-01 is one word, and vd or v/d
-- is how people write van der and van de. 1234 AB is one word, and so is 12 b; but not 1967 de Vries, which is a year.
CREATE OR REPLACE FUNCTION residents_words(p_asked text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_asked text := regexp_replace(p_asked, '\m(\d{4})[-/.](\d{2})[-/.](\d{2})\M', '\1\2\3', 'g');
BEGIN
    v_asked := regexp_replace(v_asked, '\m(\d)([-/.]\d{1,2}[-/.]\d{4})\M', '0\1\2', 'g');
    v_asked := regexp_replace(v_asked, '\m(\d\d[-/.])(\d[-/.]\d{4})\M', '\10\2', 'g');
    v_asked := regexp_replace(v_asked, '\m(\d\d)[-/.](\d\d)[-/.](\d{4})\M', '\3\2\1', 'g');
    v_asked := regexp_replace(residents_plain(v_asked), '\mv ?d\M', 'van d', 'g');
    v_asked := regexp_replace(
        v_asked, '\m((?!19|20[0-2])\d{4}|\d{4}(?= [a-z]{1,2}(?:$| \d))) ([a-z]{2}|y)\M', '\1\2', 'g');
    v_asked := regexp_replace(v_asked, '\m(\d{1,3}) ([a-z])\M', '\1\2', 'g');
    RETURN ARRAY(
        SELECT word FROM unnest(string_to_array(v_asked, ' ')) WITH ORDINALITY AS given (word, place)
        WHERE word <> '' GROUP BY word ORDER BY min(place) LIMIT 6);
END $$;

CREATE OR REPLACE FUNCTION residents_word_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- In order, so that two that add the same words do not wait for each other in a circle.
    INSERT INTO residents_word
    SELECT DISTINCT municipality_id, word FROM new_rows, unnest(string_to_array(btrim(search), ' ')) AS word
    WHERE word !~ '^(q[01])?\d' ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- A name that nobody has any more is forgotten here too.
CREATE OR REPLACE FUNCTION residents_word_gone() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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

INSERT INTO residents_word
SELECT DISTINCT municipality_id, word FROM residents_resident, unnest(string_to_array(btrim(search), ' ')) AS word
WHERE word ~ '^q0\D' ON CONFLICT DO NOTHING;

-- For each word that was asked for, the words of a municipality that it may be a typing error of, the likest first: two
-- letters that changed places, or letters too many, too few or wrong; of names, and of streets. Numbers are not guessed.
CREATE OR REPLACE FUNCTION residents_alike(p_municipality bigint, p_words text[]) RETURNS text[] LANGUAGE plpgsql STABLE
SET pg_trgm.similarity_threshold = 0.4
AS $$
DECLARE
    v_word text;
    v_found text;
    v_more text;
    v_mark text;
    v_all text[] := '{}';
BEGIN
    FOREACH v_word IN ARRAY p_words LOOP
        v_found := '';
        FOREACH v_mark IN ARRAY ARRAY['', 'q0'] LOOP
            SELECT string_agg(word, ' ' ORDER BY alike DESC, word) INTO v_more
            FROM (
                SELECT w.word, public.similarity(substr(w.word, 1 + length(v_mark)), v_word) AS alike
                FROM residents_word w
                WHERE w.municipality_id = p_municipality AND w.word OPERATOR(public.%) (v_mark || v_word)
                  AND w.word <> v_mark || v_word AND (w.word LIKE 'q0%') = (v_mark <> '')
                  AND public.similarity(substr(w.word, 1 + length(v_mark)), v_word) >= 0.4
                UNION
                SELECT w.word, 0.9
                FROM generate_series(1, length(v_word) - 1) AS i
                JOIN residents_word w ON w.municipality_id = p_municipality AND w.word <> v_mark || v_word AND w.word = v_mark
                    || left(v_word, i - 1) || substr(v_word, i + 1, 1) || substr(v_word, i, 1) || substr(v_word, i + 2)
                ORDER BY alike DESC, word LIMIT 30
            ) AS likest
            WHERE length(v_word) > 2 AND v_word !~ '^\d';
            v_found := btrim(concat_ws(' ', v_found, v_more));
        END LOOP;
        v_all := v_all || v_found;
    END LOOP;
    RETURN v_all;
END $$;

-- How like a row is what was asked for; NULL when one of the words is not in it. Of each word: 3 when it stands there as a
-- name or a birth date, 2 when one begins with it, 1.9 and 1.5 for the same in the address, about 1 when one stands there
-- that it may be an error of; then how much of the whole name it is. A house number begins no birth date.
CREATE OR REPLACE FUNCTION residents_likeness(p_row text, p_words text[], p_alike text[]) RETURNS real
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_word text;
    v_other text;
    v_sum real := 0;
BEGIN
    FOR i IN 1 .. cardinality(p_words) LOOP
        v_word := p_words[i];
        IF strpos(p_row, ' ' || v_word || ' ') > 0 THEN
            v_sum := v_sum + 3;
        ELSIF strpos(p_row, ' ' || v_word) > 0 AND (length(v_word) > 3 OR v_word !~ '^\d') THEN
            v_sum := v_sum + 2;
        ELSIF strpos(p_row, ' q0' || v_word || ' ') > 0 OR strpos(p_row, ' q1' || v_word || ' ') > 0 THEN
            v_sum := v_sum + 1.9;
        ELSIF strpos(p_row, ' q0' || v_word) > 0 OR v_word ~ '^\d{4}' AND strpos(p_row, ' q1' || v_word) > 0 THEN
            v_sum := v_sum + 1.5;
        ELSE
            v_other := NULL;
            FOREACH v_other IN ARRAY string_to_array(p_alike[i], ' ') LOOP
                EXIT WHEN strpos(p_row, ' ' || v_other || ' ') > 0;
                v_other := NULL;
            END LOOP;
            IF v_other IS NULL THEN
                RETURN NULL;
            ELSIF v_other LIKE 'q0%' THEN
                v_sum := v_sum + 0.7 * (1 + public.similarity(substr(v_other, 3), v_word));
            ELSE
                v_sum := v_sum + 1 + public.similarity(v_other, v_word);
            END IF;
        END IF;
    END LOOP;
    RETURN v_sum + 0.5 * public.similarity(array_to_string(p_words, ' '), regexp_replace(p_row, ' q[01].*', ''));
END $$;

-- The residents of the municipality of this transaction who are most like what was asked for, the likest first: of those
-- in p_among, or of all. Ids and no more. The operators of text search do not use their index under row-level security
-- for the application's role, so this runs as the owner of the table and keeps the wall itself.
-- Of all, it looks for names with the words first, then with beginnings, then for both in addresses too, then for typing
-- errors, and stops when it has enough: who typed too little to tell more than p_most apart gets some of them.
CREATE OR REPLACE FUNCTION residents_search(p_asked text, p_most int, p_among bigint[] DEFAULT NULL) RETURNS SETOF bigint
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
            '  AND to_tsvector(''simple''::regconfig, r.search) @@ $4 AND r.id <> ALL ($5) LIMIT $6) AS candidates'
            ') AS judged WHERE likeness IS NOT NULL'
        INTO v_more USING v_words, v_alike, v_own, v_query, v_found, 2 * p_most;
        v_found := v_found || coalesce(v_more, '{}');
        EXIT WHEN cardinality(v_found) >= p_most;
    END LOOP;
    RETURN QUERY SELECT id FROM unnest(v_found) WITH ORDINALITY AS found (id, place) ORDER BY place LIMIT p_most;
END $$;
