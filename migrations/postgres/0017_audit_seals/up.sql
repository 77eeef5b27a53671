-- Proof that the audit trail is as it was written: a chain of keyed hashes over its rows, and signed points on the chain.

-- Without a foreign key: a seal whose row is gone is what proves that a row is gone.
CREATE TABLE audit_seals (
    seq           bigint      PRIMARY KEY,
    audit_id      uuid        NOT NULL,
    previous_hash text        NOT NULL,
    hash          text        NOT NULL,
    sealed_at     timestamptz NOT NULL
);
CREATE UNIQUE INDEX audit_seals_audit_id_key ON audit_seals (audit_id);

-- previous_seq is the checkpoint before it, 0 for none.
CREATE TABLE audit_checkpoints (
    seq          bigint      PRIMARY KEY,
    hash         text        NOT NULL,
    previous_seq bigint      NOT NULL,
    key_id       text        NOT NULL,
    signature    text        NOT NULL,
    created_at   timestamptz NOT NULL
);

-- What follows the noun and the dot of an action: `create` of `report.create`.
CREATE INDEX audit_log_verb_id_idx ON audit_log (split_part(action, '.', 2), id);
CREATE INDEX audit_log_resource_id_idx ON audit_log (resource, id);

-- Nothing was ever written into the log of reads before it told who read in which role and how often. A batch is the entry
-- of audit_log that proves its rows.
DROP TABLE access_log;
CREATE TABLE access_log (
    id         uuid        PRIMARY KEY,
    batch_id   uuid        NOT NULL,
    user_id    uuid        NOT NULL,
    role       text        NOT NULL,
    patient_id uuid        NOT NULL,
    what       text        NOT NULL,
    reads      integer     NOT NULL,
    ip         text,
    request_id text,
    created_at timestamptz NOT NULL
);
CREATE INDEX access_log_user_id_id_idx ON access_log (user_id, id);
CREATE INDEX access_log_patient_id_id_idx ON access_log (patient_id, id);
CREATE INDEX access_log_what_id_idx ON access_log (what, id);
CREATE INDEX access_log_batch_id_idx ON access_log (batch_id);
