-- The access log: one row a look at personal data, in months. It outlives what it is about, so no key refers to
-- anything; and a key to the municipality would make every page wait for whoever changes its policy.

CREATE TABLE audit_accessentry (
    id bigint GENERATED ALWAYS AS IDENTITY,
    municipality_id bigint NOT NULL,
    -- Said by the database: whoever writes a line cannot say when, nor in which transaction.
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    action varchar(24) NOT NULL CHECK (action <> ''),
    result varchar(8) NOT NULL DEFAULT 'done' CHECK (result IN ('done', 'refused')),
    user_id bigint,
    role varchar(200) NOT NULL DEFAULT '',
    responsible_user_id bigint,
    resident_id bigint,
    case_id bigint,
    resident_ids bigint[] NOT NULL DEFAULT '{}',
    case_ids bigint[] NOT NULL DEFAULT '{}',
    object_kind varchar(64) NOT NULL DEFAULT '',
    object_id varchar(64) NOT NULL DEFAULT '',
    origin varchar(64) NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    request_id uuid,
    PRIMARY KEY (municipality_id, at, id)
) PARTITION BY RANGE (at);

CREATE INDEX access_by_resident ON audit_accessentry (resident_id, at, id) WHERE resident_id IS NOT NULL;
CREATE INDEX access_by_user ON audit_accessentry (municipality_id, user_id, at, id);
-- Looks by break-glass: few, and looked for often.
CREATE INDEX access_by_break_glass ON audit_accessentry (municipality_id, at, id)
    WHERE action = 'break_glass' OR (action = 'read' AND reason <> '');
CREATE INDEX access_by_transaction ON audit_accessentry (xid, id);
-- The residents of a list. What is pending is put in its place by the sealing, every minute, and not by a page.
CREATE INDEX access_by_list ON audit_accessentry USING gin (resident_ids) WITH (gin_pending_list_limit = 65536)
    WHERE resident_ids <> '{}';

-- Who came from outside and was nobody that is known here: no municipality, no name, and of the address the network.
CREATE TABLE audit_visitorentry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    action varchar(24) NOT NULL CHECK (action <> ''),
    network varchar(64) NOT NULL DEFAULT '',
    request_id uuid
);

-- One link of a municipality's chain: the rows of one batch, each with its digest, and the hash of the link before.
CREATE TABLE audit_seal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    municipality_id bigint NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    kind varchar(8) NOT NULL CHECK (kind IN ('rows', 'dropped')),
    month date NOT NULL,
    rows integer NOT NULL,
    sealed_at timestamptz NOT NULL,
    -- Every row of a transaction before this one stands in the chain.
    before xid8 NOT NULL,
    ids bigint[] NOT NULL,
    digests bytea[] NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    UNIQUE (municipality_id, number)
);
CREATE INDEX seal_by_month ON audit_seal (municipality_id, month);

-- How far the sealing has come: one row, of no municipality, for no eyes but the sealing's.
CREATE TABLE audit_sealing (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    xid xid8 NOT NULL,
    id bigint NOT NULL,
    -- Rows up to this id were sealed on another server; there the transactions had other numbers.
    after_id bigint NOT NULL,
    server bigint NOT NULL
);

CREATE FUNCTION wz_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_accessentry
    FOR EACH ROW EXECUTE FUNCTION wz_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_visitorentry
    FOR EACH ROW EXECUTE FUNCTION wz_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION wz_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON audit_accessentry EXECUTE FUNCTION wz_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON audit_visitorentry EXECUTE FUNCTION wz_append_only();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON audit_seal EXECUTE FUNCTION wz_append_only();

-- The application's role adds lines, in these columns, and reads. It writes nothing at all into what seals them.
REVOKE ALL ON audit_accessentry, audit_visitorentry, audit_seal, audit_sealing FROM wijkzorg_app;
GRANT SELECT, INSERT (municipality_id, action, result, user_id, role, responsible_user_id, resident_id, case_id,
    resident_ids, case_ids, object_kind, object_id, origin, reason, request_id) ON audit_accessentry TO wijkzorg_app;
GRANT SELECT, INSERT (action, network, request_id) ON audit_visitorentry TO wijkzorg_app;
GRANT SELECT ON audit_seal TO wijkzorg_app;
