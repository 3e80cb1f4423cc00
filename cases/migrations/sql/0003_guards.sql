-- What RULES refuses and one row cannot judge alone. Checked at the end of the transaction, so that a case and its first
-- need, or a set of pauses, may be written in any order.

CREATE FUNCTION wz_guard_first_need() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    guarded bigint;
    cases bigint[];
BEGIN
    IF TG_TABLE_NAME = 'cases_case' THEN
        cases := ARRAY[NEW.id];
    ELSIF TG_OP = 'DELETE' THEN
        cases := ARRAY[OLD.case_id];
    ELSE
        cases := ARRAY[OLD.case_id, NEW.case_id];
    END IF;
    FOREACH guarded IN ARRAY cases LOOP
        IF EXISTS (SELECT FROM cases_case c WHERE c.id = guarded AND NOT EXISTS (
            SELECT FROM cases_need n WHERE n.case_id = c.id AND n.valid_from <= c.opened_on)) THEN
            RAISE EXCEPTION 'a case without a need in force on the day it opened' USING
                ERRCODE = 'check_violation', CONSTRAINT = 'case_has_need_when_opened';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER case_has_need_when_opened AFTER INSERT OR UPDATE OF opened_on ON cases_case
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wz_guard_first_need();
CREATE CONSTRAINT TRIGGER need_when_opened_stays AFTER DELETE OR UPDATE OF valid_from, case_id ON cases_need
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wz_guard_first_need();

CREATE FUNCTION wz_guard_paused_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The most paused days within 365 are found in a stretch that begins with a pause.
    IF EXISTS (
        SELECT FROM cases_pause head
        JOIN cases_pause p ON p.case_id = head.case_id
            AND p.first_day <= head.first_day + 364 AND p.last_day >= head.first_day
        WHERE head.case_id = NEW.case_id
        GROUP BY head.id
        HAVING sum(least(p.last_day, head.first_day + 364) - p.first_day + 1) > 84
    ) THEN
        RAISE EXCEPTION 'more than 84 paused days of a case within 365' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'pause_at_most_84_in_365';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER pause_at_most_84_in_365 AFTER INSERT OR UPDATE ON cases_pause
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wz_guard_paused_days();

-- What is recorded has happened; and its day is made where the time zone is known, but can only be one of these.
ALTER TABLE cases_contact
    ADD CONSTRAINT contact_recorded_after CHECK (recorded_at >= happened_at),
    ADD CONSTRAINT contact_day_of_moment CHECK (
        day >= ((happened_at AT TIME ZONE 'UTC') - interval '12 hours')::date
        AND day <= ((happened_at AT TIME ZONE 'UTC') + interval '14 hours')::date);
