-- Seal the history that pghistory's triggers write. Whoever changes a table that has history, or makes one, calls this at
-- the end of the migration: pgtrigger makes a function anew when the columns change, and then it is not sealed. That
-- fails closed: an open function has no right to write, and every change of its table is refused.
--   * The triggers' functions run with the rights of their owner, and the application's account has no right to write in a
--     table of events. So there are no events but those of the triggers.
--   * A session can tell pgtrigger to leave triggers out (pgtrigger.ignore). A sealed function no longer asks.
CREATE FUNCTION wz_seal_history() RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    sealed record;
BEGIN
    FOR sealed IN
        SELECT DISTINCT p.oid AS function, p.oid::regprocedure AS called,
            (regexp_match(p.prosrc, 'INSERT INTO "([a-z0-9_]+)" \([^)]*"pgh_label"'))[1]::regclass AS events
        FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid
        WHERE p.prosrc ~ 'INSERT INTO "[a-z0-9_]+" \([^)]*"pgh_label"' AND p.pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE regexp_replace(
            pg_get_functiondef(sealed.function), '("public"\.)?_pgtrigger_should_ignore\(TG_NAME\) IS TRUE', 'FALSE');
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = public, pg_temp', sealed.called);
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', sealed.called);
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM wijkzorg_app', sealed.events);
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION wz_seal_history FROM PUBLIC;
