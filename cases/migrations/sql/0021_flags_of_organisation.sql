-- As in events 0002, with whose case it is: an event is of the organisation of the team that has the case now.
CREATE OR REPLACE FUNCTION wz_flags_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    opened CONSTANT text := 'nl.wijkzorg.signalering-geopend';
    closed CONSTANT text := 'nl.wijkzorg.signalering-gesloten';
BEGIN
    IF NOT EXISTS (
        SELECT FROM events_subscription
        WHERE types && ARRAY[opened, closed]::varchar[] AND confirmed_at IS NOT NULL AND ended_at IS NULL
    ) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO events_event (municipality_id, type, subject, created_at, organisation)
        SELECT f.municipality_id, opened, f.uuid, f.detected_at, t.organisation_id
        FROM now_is f
        LEFT JOIN cases_case c ON c.id = f.case_id
        LEFT JOIN accounts_team t ON t.id = c.team_id
        WHERE f.state <> 'closed' AND EXISTS (
            SELECT FROM events_subscription s
            WHERE s.municipality_id = f.municipality_id AND opened = ANY (s.types)
              AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL)
        ORDER BY f.id;
    ELSE
        INSERT INTO events_event (municipality_id, type, subject, created_at, organisation)
        SELECT f.municipality_id, kind.type, f.uuid, coalesce(f.closed_at, now()), t.organisation_id
        FROM now_is f
        JOIN was USING (id)
        CROSS JOIN LATERAL (SELECT CASE WHEN f.state = 'closed' THEN closed ELSE opened END AS type) AS kind
        LEFT JOIN cases_case c ON c.id = f.case_id
        LEFT JOIN accounts_team t ON t.id = c.team_id
        WHERE (f.state = 'closed') <> (was.state = 'closed') AND EXISTS (
            SELECT FROM events_subscription s
            WHERE s.municipality_id = f.municipality_id AND kind.type = ANY (s.types)
              AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL)
        ORDER BY f.id;
    END IF;
    RETURN NULL;
END $$;
