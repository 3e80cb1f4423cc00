-- Residents are found by their telephone number too, however it is written. It stands in the row that is compared with q2
-- before it: q2612345678 for 06-12345678, +31 6 1234 5678 and 0031 (0)6 12345678, q20032470123456 for one from elsewhere.

-- Who owns the tables may name a setting of pg_trgm only where its library is loaded.
SELECT public.similarity('', '');

CREATE FUNCTION residents_phone(p_phone text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE WHEN p_phone ~ '\d' THEN 'q2' || regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    replace(p_phone, '(0)', ''), '[^0-9+]', '', 'g'), '^(\+|00)310?', '0'), '^\+', '00'), '^0(?!0)', '') ELSE '' END;

CREATE FUNCTION residents_row(
    p_first text, p_last text, p_birth date, p_street text, p_number text, p_postcode text, p_phone text
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN residents_row(p_first, p_last, p_birth, p_street, p_number, p_postcode) || CASE WHEN p_phone ~ '\d'
    THEN residents_phone(p_phone) || ' ' ELSE '' END;

-- This writes every row anew, and its index.
ALTER TABLE residents_resident ALTER COLUMN search
    SET EXPRESSION AS (residents_row(first_name, last_name, birth_date, street, house_number, postcode, phone));

-- The words that were asked for, as before (0010); a telephone number is one word.
CREATE OR REPLACE FUNCTION residents_words(p_asked text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    v_asked text := regexp_replace(p_asked, '\m(\d{4})[-/.](\d{2})[-/.](\d{2})\M', '\1\2\3', 'g');
    v_pattern text;
    v_number text;
BEGIN
    v_asked := regexp_replace(v_asked, '\m(\d)([-/.]\d{1,2}[-/.]\d{4})\M', '0\1\2', 'g');
    v_asked := regexp_replace(v_asked, '\m(\d\d[-/.])(\d[-/.]\d{4})\M', '\10\2', 'g');
    v_asked := regexp_replace(v_asked, '\m(\d\d)[-/.](\d\d)[-/.](\d{4})\M', '\3\2\1', 'g');
    -- After the dates, which begin with a year now: a number of this country in full, one from elsewhere, the first digits.
    FOREACH v_pattern IN ARRAY ARRAY[
        '(?:\+|\m00) *31(?:[ ()./-]*0)?[ ()./-]*[1-9](?:[ ()./-]*\d){8}(?!\d)', '\m0(?:[ ()./-]*\d){9}(?!\d)',
        '(?:\+|\m00) *[1-9](?:[ ()./-]*\d){7,14}(?!\d)',
        '(?:(?:\+|\m00)31[- ]?0?|\m0)[1-9](?:\d{2,9}|\d{0,2}[- ]\d{3,8})\M'
    ] LOOP
        LOOP
            v_number := substring(v_asked FROM v_pattern);
            EXIT WHEN v_number IS NULL;
            v_asked := replace(v_asked, v_number, ' ' || residents_phone(v_number) || ' ');
        END LOOP;
    END LOOP;
    v_asked := regexp_replace(residents_plain(v_asked), '\mv ?d\M', 'van d', 'g');
    v_asked := regexp_replace(
        v_asked, '\m((?!19|20[0-2])\d{4}|\d{4}(?= [a-z]{1,2}(?:$| \d))) ([a-z]{2}|y)\M', '\1\2', 'g');
    v_asked := regexp_replace(v_asked, '\m(\d{1,3}) ([a-z])\M', '\1\2', 'g');
    RETURN ARRAY(
        SELECT word FROM unnest(string_to_array(v_asked, ' ')) WITH ORDINALITY AS given (word, place)
        WHERE word <> '' GROUP BY word ORDER BY min(place) LIMIT 6);
END $$;

-- Numbers are not guessed, so they are no words to guess from.
CREATE OR REPLACE FUNCTION residents_word_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- In order, so that two that add the same words do not wait for each other in a circle.
    INSERT INTO residents_word
    SELECT DISTINCT municipality_id, word FROM new_rows, unnest(string_to_array(btrim(search), ' ')) AS word
    WHERE word !~ '^(q[012])?\d' ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- How like a row is what was asked for; NULL when one of the words is not in it. Of each word: 3 when it stands there as a
-- name or a birth date, 2 when one begins with it, 1.9 and 1.5 for the same in the address, about 1 when one stands there
-- that it may be an error of; then how much of the whole name it is. A house number begins no birth date. A telephone
-- number (q2) is a word as a name is.
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
    RETURN v_sum + 0.5 * public.similarity(array_to_string(p_words, ' '), regexp_replace(p_row, ' q[012].*', ''));
END $$;
