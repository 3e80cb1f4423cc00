-- What a standing remembers of what it was judged from: one number, so that what did not change is not judged again
-- (docs/adr, "A standing remembers what it was judged from"). The parts are single expressions, which the planner takes
-- into the statement itself. Rows of one kind are summed, in any order; two equal ones count twice.

CREATE FUNCTION wz_version_hash(valid_from date, contacts int, per_days int, medium int) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashint4extended(valid_from - DATE '2000-01-01', (contacts << 12) | (per_days << 3) | medium);

CREATE FUNCTION wz_pause_hash(pause int) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashint4(pause);

CREATE FUNCTION wz_contact_hash(contact int) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hashint4(contact);

-- All that judging read, and its answer. p_rules: the version of the rules (statements.RULES_VERSION).
CREATE FUNCTION wz_digest(
    p_rules int, opened int, closed int, policies bigint, needs numeric, agreements numeric, pauses bigint,
    contacts bigint, read_from date, as_of date, live boolean, scaled_down_on date, eroding_on date, not_seen_on date,
    unfindable_on date, due_on date, next_on date
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN hash_record_extended(ROW(
    opened, closed, policies, needs, agreements, pauses, contacts, read_from, as_of, live, scaled_down_on, eroding_on,
    not_seen_on, unfindable_on, due_on, next_on), p_rules);

-- The first day of which a contact could have changed what wz_standing said (p_standing), or a day before it: the last
-- 84 days at least. p_met … p_other: whether the resident was reached in these 84 days face to face, by video, by phone, by
-- message, by any medium.
--   A rule's day is settled by the days from the one before it on (or by today and later, if it is still to come). On each
-- of these, rules 2 and 3 look back over a window of counted days, rule 3 over one more; the widest window of any need
-- under any policy is enough. Rule 4 looks back to the last reached day, due_on to the last contact that earned the
-- agreement; where the 84 days have none, each day since the opening could have had it.
CREATE FUNCTION wz_read_from(
    p_day int, p_opened int, p_closed int, p_needs bigint[], p_agreements bigint[], p_pauses int[], p_policies int[],
    p_standing int[], p_met boolean, p_video boolean, p_phone boolean, p_message boolean, p_other boolean
) RETURNS integer LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    lately CONSTANT int := greatest(p_opened, p_day - 83);
    k int;
    widest int := 0;
    pol int;
    n int; p int; m int; w int;
    v bigint;
    i int;
BEGIN
    IF lately = p_opened OR p_day >= p_closed THEN RETURN lately; END IF;
    IF NOT (p_met OR p_other) THEN RETURN p_opened; END IF;
    i := coalesce(cardinality(p_agreements), 0);
    WHILE i > 0 AND (p_agreements[i] >> 21) > p_day LOOP i := i - 1; END LOOP;
    IF i > 0 AND p_standing[1] = 1 AND NOT p_met THEN
        m := p_agreements[i] & 7;
        IF m <= 3 THEN RETURN p_opened; END IF;
        i := cardinality(p_policies) / 12;
        WHILE p_policies[i * 12 - 11] > p_day LOOP i := i - 1; END LOOP;
        pol := i * 12 - 11;
        w := p_policies[pol + m - 3];
        IF NOT (p_video AND p_policies[pol + 1] >= w OR p_phone AND p_policies[pol + 2] >= w
                OR p_message AND p_policies[pol + 3] >= w) THEN
            RETURN p_opened;
        END IF;
    END IF;
    FOREACH v IN ARRAY p_needs LOOP
        n := (v >> 12) & 511;
        p := (v >> 3) & 511;
        FOR i IN 1 .. cardinality(p_policies) / 12 LOOP
            pol := i * 12 - 11;
            widest := greatest(
                widest, least(greatest((p_policies[pol + 5] * p + n - 1) / n, p_policies[pol + 6]), p_policies[pol + 7]),
                3 * ((p + n - 1) / n));
        END LOOP;
    END LOOP;
    k := wz_counted(p_day, p_opened, p_pauses) + 1;
    IF p_standing[3] <= p_day THEN k := least(k, wz_counted(p_standing[3], p_opened, p_pauses)); END IF;
    IF p_standing[4] <= p_day THEN k := least(k, wz_counted(p_standing[4], p_opened, p_pauses)); END IF;
    k := k - 1 - widest;
    IF k <= 1 THEN RETURN p_opened; END IF;
    RETURN least(lately, wz_kth_day(k, p_opened, p_pauses));
END $$;

-- A case that is named by its id alone, judged, and what it was judged from. Planning the statements of
-- cases/statements.py takes longer than judging one case; the plans of these are made once a connection.
CREATE FUNCTION wz_case_judged(
    p_case bigint, p_day int, p_rules int, OUT standing int[], OUT read_from date, OUT digest bigint
) LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    c record;
    policies int[];
    lately record;
BEGIN
    c := wz_case(p_case);
    policies := wz_policies(c.municipality, c.target_group);
    standing := wz_standing(p_case, p_day, c.opened, c.closed, c.needs, c.agreements, c.pauses, policies);
    SELECT coalesce(bool_or(medium <= 3), false) AS met, coalesce(bool_or(medium = 4), false) AS video,
           coalesce(bool_or(medium = 5), false) AS phone, coalesce(bool_or(medium = 6), false) AS message,
           count(*) > 0 AS other
    INTO lately
    FROM cases_contact
    WHERE case_id = p_case AND reached
      AND day BETWEEN DATE '2000-01-01' + greatest(c.opened, p_day - 83) AND DATE '2000-01-01' + p_day;
    read_from := DATE '2000-01-01' + wz_read_from(
        p_day, c.opened, c.closed, c.needs, c.agreements, c.pauses, policies, standing,
        lately.met, lately.video, lately.phone, lately.message, lately.other);
    digest := wz_digest(
        p_rules, c.opened, c.closed, hash_array_extended(policies, 0),
        (SELECT sum(wz_version_hash(valid_from, contacts, per_days, medium)) FROM cases_need WHERE case_id = p_case),
        (SELECT sum(wz_version_hash(valid_from, contacts, per_days, medium)) FROM cases_agreement WHERE case_id = p_case),
        (SELECT sum(wz_pause_hash(wz_pause(first_day, last_day))) FROM cases_pause WHERE case_id = p_case),
        (SELECT sum(wz_contact_hash(wz_contact(day, medium, reached))) FROM cases_contact
         WHERE case_id = p_case AND day BETWEEN read_from AND DATE '2000-01-01' + p_day),
        read_from, DATE '2000-01-01' + p_day, standing[1] = 1, DATE '2000-01-01' + standing[2],
        DATE '2000-01-01' + standing[3], DATE '2000-01-01' + standing[4], DATE '2000-01-01' + standing[5],
        DATE '2000-01-01' + standing[6], DATE '2000-01-01' + standing[7]);
END $$;
