-- The application connects as a member of wijkzorg_app: it owns nothing and reads and writes rows, no more. The tables
-- belong to whoever runs this.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wijkzorg_app') THEN
        RAISE EXCEPTION 'the role wijkzorg_app is missing; docs/operations.md says how to make it';
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO wijkzorg_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO wijkzorg_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO wijkzorg_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wijkzorg_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO wijkzorg_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM wijkzorg_app;

-- Put the wall round a table with a municipality_id: forced, so that it holds for the owner of the table as well. The
-- subselect is read once a statement and not once a row. After a transaction the setting is '' and no longer NULL.
CREATE FUNCTION wz_wall(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_table);
    EXECUTE format(
        'CREATE POLICY wall ON %s USING (municipality_id = '
        '(SELECT nullif(current_setting(''wijkzorg.municipality'', true), '''')::bigint))', p_table);
END $$;

CREATE FUNCTION wz_unwall(p_table regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP POLICY wall ON %s', p_table);
    EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', p_table);
    EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', p_table);
END $$;
REVOKE EXECUTE ON FUNCTION wz_wall, wz_unwall FROM PUBLIC;
