-- What changed in wijken and buurten, in the order in which it was committed: a number is given before that, so a row
-- is shown only once every transaction that began before its own is over.
ALTER TABLE municipality_api_areachange ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX area_change_in_order ON municipality_api_areachange (municipality_id, xid, id);

CREATE FUNCTION wz_area_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO municipality_api_areachange (municipality_id, code, gone)
    SELECT municipality_id, code, TG_OP = 'DELETE' FROM changed ORDER BY code;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION wz_area_changed FROM PUBLIC;

CREATE TRIGGER area_made AFTER INSERT ON neighbourhoods_district
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION wz_area_changed();
CREATE TRIGGER area_changed AFTER UPDATE ON neighbourhoods_district
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION wz_area_changed();
CREATE TRIGGER area_gone AFTER DELETE ON neighbourhoods_district
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION wz_area_changed();
CREATE TRIGGER area_made AFTER INSERT ON neighbourhoods_neighbourhood
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION wz_area_changed();
CREATE TRIGGER area_changed AFTER UPDATE ON neighbourhoods_neighbourhood
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION wz_area_changed();
CREATE TRIGGER area_gone AFTER DELETE ON neighbourhoods_neighbourhood
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION wz_area_changed();

INSERT INTO municipality_api_areachange (municipality_id, code, gone)
SELECT municipality_id, code, false FROM (
    SELECT municipality_id, code, 1 AS level FROM neighbourhoods_district
    UNION ALL SELECT municipality_id, code, 2 FROM neighbourhoods_neighbourhood
) area ORDER BY municipality_id, level, code;

-- Figures are published under the lock of their municipality, so their numbers are the order in which they appeared.
CREATE INDEX published_in_order ON municipalities_published (municipality_id, id);
