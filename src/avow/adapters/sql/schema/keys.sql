-- The key store: what makes sealed rows readable. Never part of a data backup.

CREATE TABLE key (
    home_id uuid NOT NULL,
    epoch integer NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (home_id)
);

CREATE TABLE secret (
    name text NOT NULL,
    epoch integer NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE identifier (
    digest bytea NOT NULL,
    kind text NOT NULL,
    generation smallint NOT NULL,
    home_id uuid NOT NULL,
    claimed_at bigint NOT NULL,
    verified_at bigint,
    PRIMARY KEY (digest)
);
CREATE INDEX identifier_home ON identifier (home_id);

CREATE TABLE session (
    digest bytea NOT NULL,
    home_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'link', 'staff', 'service')),
    created bigint NOT NULL,
    idle_until bigint NOT NULL,
    absolute_until bigint NOT NULL,
    PRIMARY KEY (digest)
);
CREATE INDEX session_home ON session (home_id);

CREATE TABLE pending (
    digest bytea NOT NULL,
    kind text NOT NULL,
    expires bigint NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (digest)
);
CREATE INDEX pending_expires ON pending (expires);
