-- As in 0002, and of what is of one organisation alone: for whoever is bound to that one, or to none.
CREATE OR REPLACE FUNCTION wz_event_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events_delivery (municipality_id, subscription_id, event_id, subject, next_at)
    SELECT e.municipality_id, s.id, e.id, e.subject, e.created_at
    FROM told e JOIN events_subscription s ON s.municipality_id = e.municipality_id
    WHERE e.type = ANY (s.types) AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
      AND (s.organisation IS NULL OR e.organisation IS NULL OR s.organisation = e.organisation)
    ORDER BY e.id, s.id;
    IF FOUND THEN
        PERFORM set_config('wijkzorg.told', '1', true);
    END IF;
    RETURN NULL;
END $$;
