-- The data store. One text for every database; SQLite reads uuid and bytea as blobs.
-- INVARIANT: home_id stands first in every key of a table that grows with people.

CREATE TABLE home (
    home_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'visitor', 'staff', 'envelope', 'remainder', 'system')),
    state text NOT NULL CHECK (state IN ('live', 'suspended', 'leaving', 'erased')),
    version bigint NOT NULL,
    choices bigint NOT NULL,
    choices_until bigint,
    bucket smallint NOT NULL,
    tag bytea NOT NULL,
    PRIMARY KEY (home_id)
);

CREATE TABLE item (
    home_id uuid NOT NULL,
    item_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    category integer NOT NULL,
    terms integer NOT NULL,
    version integer NOT NULL,
    at bigint NOT NULL,
    confirmed_day integer,
    due_day integer,
    step smallint NOT NULL,
    hidden boolean NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (home_id, item_id)
);
CREATE INDEX item_category ON item (home_id, category);
CREATE INDEX item_due ON item (due_day) WHERE due_day IS NOT NULL;

CREATE TABLE choice_word (
    home_id uuid NOT NULL,
    word smallint NOT NULL,
    bits bigint NOT NULL,
    PRIMARY KEY (home_id, word)
);

CREATE TABLE choice_act (
    home_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    purpose integer NOT NULL,
    turned boolean NOT NULL,
    at bigint NOT NULL,
    until bigint,
    revision integer NOT NULL,
    channel text NOT NULL,
    evidence bytea NOT NULL,
    PRIMARY KEY (home_id, entry_id, purpose)
);

CREATE TABLE entry (
    home_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    at bigint NOT NULL,
    visible_at bigint NOT NULL,
    position bigint,
    leaf bytea NOT NULL,
    PRIMARY KEY (home_id, entry_id)
);
CREATE INDEX entry_waiting ON entry (entry_id) WHERE position IS NULL;

CREATE TABLE task (
    home_id uuid NOT NULL,
    task_id uuid NOT NULL,
    kind text NOT NULL,
    due bigint NOT NULL,
    claimed_until bigint NOT NULL,
    attempts integer NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'failed')),
    payload bytea NOT NULL,
    PRIMARY KEY (home_id, task_id)
);
CREATE INDEX task_due ON task (due) WHERE state = 'open';

CREATE TABLE request (
    home_id uuid NOT NULL,
    request_id uuid NOT NULL,
    kind text NOT NULL,
    channel text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    received bigint NOT NULL,
    due_day integer NOT NULL,
    changed bigint NOT NULL,
    details bytea NOT NULL,
    PRIMARY KEY (home_id, request_id)
);
CREATE INDEX request_open ON request (due_day) WHERE state <> 'closed';

CREATE TABLE disclosure (
    home_id uuid NOT NULL,
    recipient integer NOT NULL,
    category integer NOT NULL,
    purpose integer NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    PRIMARY KEY (home_id, recipient, category, purpose)
);

-- Small tables, copied to every node.

CREATE TABLE control (
    id integer NOT NULL,
    revision integer NOT NULL,
    clock_offset bigint NOT NULL,
    last_tick bigint NOT NULL,
    schema_number integer NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE lexicon (
    kind text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (kind, number)
);

-- The log: what the sequencer makes of entries.

CREATE TABLE log_state (
    id integer NOT NULL,
    size bigint NOT NULL,
    frontier bytea NOT NULL,
    checkpoint text NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE log_tile (
    level smallint NOT NULL,
    n bigint NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (level, n)
);

CREATE TABLE log_bundle (
    n bigint NOT NULL,
    leaves bytea NOT NULL,
    PRIMARY KEY (n)
);
