-- What looks across the wall between municipalities: as the owner, and giving nothing but ids.

-- The municipalities with a case for which a stored date has come, on their own calendar.
CREATE FUNCTION cases_municipalities_due(p_now timestamptz) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id FROM tenancy_municipality m
    WHERE EXISTS (
        SELECT FROM cases_standing s
        WHERE s.municipality_id = m.id AND s.next_on <= (p_now AT TIME ZONE m.timezone)::date)
    ORDER BY m.id
$$;

-- The municipalities of which a part of a reassessment waits.
CREATE FUNCTION cases_municipalities_reassessing() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT municipality_id FROM cases_reassessmentchunk WHERE done_at IS NULL ORDER BY municipality_id
$$;

REVOKE EXECUTE ON FUNCTION cases_municipalities_due, cases_municipalities_reassessing FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_municipalities_due, cases_municipalities_reassessing TO wijkzorg_app;

-- The guards are asked at the end of a transaction, when the wall may stand elsewhere: they see all.
ALTER FUNCTION wz_guard_first_need() SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION wz_guard_paused_days() SECURITY DEFINER SET search_path = public, pg_temp;

-- The import tells the planner what it wrote.
GRANT MAINTAIN ON cases_case, cases_need, cases_agreement, cases_pause, cases_contact TO wijkzorg_app;

-- A chunk is one of a reassessment of its own municipality.
ALTER TABLE cases_reassessmentchunk ADD CONSTRAINT cases_reassessmentchunk_reassessment_id_wall
    FOREIGN KEY (municipality_id, reassessment_id) REFERENCES cases_reassessment (municipality_id, id)
    DEFERRABLE INITIALLY DEFERRED;
