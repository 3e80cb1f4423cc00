-- Each event becomes a delivery for everybody who listens, in the same statement: whoever writes an event, and however.
-- With that, a mark on the transaction: whoever commits may wake a worker, and need not.
CREATE FUNCTION wz_event_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events_delivery (municipality_id, subscription_id, event_id, subject, next_at)
    SELECT e.municipality_id, s.id, e.id, e.subject, e.created_at
    FROM told e JOIN events_subscription s ON s.municipality_id = e.municipality_id
    WHERE e.type = ANY (s.types) AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
    ORDER BY e.id, s.id;
    IF FOUND THEN
        PERFORM set_config('wijkzorg.told', '1', true);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER event_told AFTER INSERT ON events_event REFERENCING NEW TABLE AS told
FOR EACH STATEMENT EXECUTE FUNCTION wz_event_told();

-- To stand on the table of flags, after a statement: tell which were opened, opened again or closed, by their uuid alone.
-- Nearly always nobody listens, and then nothing else is looked at.
CREATE FUNCTION wz_flags_told() RETURNS trigger LANGUAGE plpgsql AS $$
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
        INSERT INTO events_event (municipality_id, type, subject, created_at)
        SELECT f.municipality_id, opened, f.uuid, f.detected_at
        FROM now_is f
        WHERE f.state <> 'closed' AND EXISTS (
            SELECT FROM events_subscription s
            WHERE s.municipality_id = f.municipality_id AND opened = ANY (s.types)
              AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL)
        ORDER BY f.id;
    ELSE
        INSERT INTO events_event (municipality_id, type, subject, created_at)
        SELECT f.municipality_id, kind.type, f.uuid, coalesce(f.closed_at, now())
        FROM now_is f
        JOIN was USING (id)
        CROSS JOIN LATERAL (SELECT CASE WHEN f.state = 'closed' THEN closed ELSE opened END AS type) AS kind
        WHERE (f.state = 'closed') <> (was.state = 'closed') AND EXISTS (
            SELECT FROM events_subscription s
            WHERE s.municipality_id = f.municipality_id AND kind.type = ANY (s.types)
              AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL)
        ORDER BY f.id;
    END IF;
    RETURN NULL;
END $$;

-- The one look across municipalities: to whom something can be sent, or who must still agree to it.
CREATE FUNCTION wz_subscriptions_due(now timestamptz, most integer)
RETURNS TABLE (municipality_id bigint, id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.municipality_id, s.id FROM public.events_subscription s
    WHERE s.ended_at IS NULL AND s.paused_at IS NULL AND s.next_at <= now
      AND (s.confirmed_at IS NULL OR EXISTS (
          SELECT FROM public.events_delivery d
          WHERE d.subscription_id = s.id AND d.delivered_at IS NULL AND d.given_up_at IS NULL AND d.next_at <= now))
    ORDER BY s.next_at, s.id LIMIT most
$$;
REVOKE ALL ON FUNCTION wz_subscriptions_due FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_subscriptions_due TO wijkzorg_app;

-- What could not be delivered in 30 days is given up. What ended 30 days ago goes, and so does what nobody waits for.
-- The application may delete nothing here.
CREATE FUNCTION wz_forget_events() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE events_delivery d SET given_up_at = now(), failure = 'too old'
    FROM events_event e
    WHERE e.id = d.event_id AND e.created_at <= now() - interval '30 days'
      AND d.delivered_at IS NULL AND d.given_up_at IS NULL;
    DELETE FROM events_delivery WHERE coalesce(delivered_at, given_up_at) <= now() - interval '30 days';
    WITH gone AS (
        DELETE FROM events_event e
        WHERE e.created_at <= now() - interval '30 days'
          AND NOT EXISTS (SELECT FROM events_delivery d WHERE d.event_id = e.id)
        RETURNING 1
    ), ended AS (
        DELETE FROM events_subscription s
        WHERE s.ended_at <= now() - interval '30 days'
          AND NOT EXISTS (SELECT FROM events_delivery d WHERE d.subscription_id = s.id)
    )
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION wz_forget_events() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wz_forget_events() TO wijkzorg_app;
