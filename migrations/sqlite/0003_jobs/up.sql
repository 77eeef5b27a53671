-- Work to be done after the answer was given.

CREATE TABLE jobs (
    id           TEXT    NOT NULL PRIMARY KEY,
    topic        TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    dedup_key    TEXT,
    available_at TEXT    NOT NULL,
    attempts     INTEGER NOT NULL,
    lease_until  TEXT,
    finished_at  TEXT,
    dead_at      TEXT,
    last_error   TEXT,
    created_at   TEXT    NOT NULL,
    updated_at   TEXT    NOT NULL
) STRICT;
CREATE INDEX jobs_claim_idx ON jobs (available_at, id) WHERE finished_at IS NULL AND dead_at IS NULL;
CREATE UNIQUE INDEX jobs_dedup_key ON jobs (dedup_key) WHERE finished_at IS NULL AND dead_at IS NULL;
CREATE INDEX jobs_finished_at_idx ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_dead_at_idx ON jobs (dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX jobs_topic_id_idx ON jobs (topic, id);
