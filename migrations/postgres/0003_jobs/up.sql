-- Work to be done after the answer was given.

CREATE TABLE jobs (
    id           uuid        PRIMARY KEY,
    topic        text        NOT NULL,
    payload      json        NOT NULL,
    dedup_key    text,
    available_at timestamptz NOT NULL,
    attempts     integer     NOT NULL,
    lease_until  timestamptz,
    finished_at  timestamptz,
    dead_at      timestamptz,
    last_error   text,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);
CREATE INDEX jobs_claim_idx ON jobs (available_at, id) WHERE finished_at IS NULL AND dead_at IS NULL;
CREATE UNIQUE INDEX jobs_dedup_key ON jobs (dedup_key) WHERE finished_at IS NULL AND dead_at IS NULL;
CREATE INDEX jobs_finished_at_idx ON jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_dead_at_idx ON jobs (dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX jobs_topic_id_idx ON jobs (topic, id);
