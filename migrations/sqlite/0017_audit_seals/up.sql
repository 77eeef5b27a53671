-- Proof that the audit trail is as it was written: a chain of keyed hashes over its rows, and signed points on the chain.

-- Without a foreign key: a seal whose row is gone is what proves that a row is gone.
CREATE TABLE audit_seals (
    seq           INT     NOT NULL PRIMARY KEY,
    audit_id      TEXT    NOT NULL,
    previous_hash TEXT    NOT NULL,
    hash          TEXT    NOT NULL,
    sealed_at     TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX audit_seals_audit_id_key ON audit_seals (audit_id);

-- previous_seq is the checkpoint before it, 0 for none.
CREATE TABLE audit_checkpoints (
    seq          INT     NOT NULL PRIMARY KEY,
    hash         TEXT    NOT NULL,
    previous_seq INT     NOT NULL,
    key_id       TEXT    NOT NULL,
    signature    TEXT    NOT NULL,
    created_at   TEXT    NOT NULL
) STRICT;

-- What follows the noun and the dot of an action: `create` of `report.create`.
CREATE INDEX audit_log_verb_id_idx ON audit_log (substr(action, instr(action, '.') + 1), id);
CREATE INDEX audit_log_resource_id_idx ON audit_log (resource, id);

-- Nothing was ever written into the log of reads before it told who read in which role and how often. A batch is the entry
-- of audit_log that proves its rows.
DROP TABLE access_log;
CREATE TABLE access_log (
    id         TEXT    NOT NULL PRIMARY KEY,
    batch_id   TEXT    NOT NULL,
    user_id    TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    patient_id TEXT    NOT NULL,
    what       TEXT    NOT NULL,
    reads      INTEGER NOT NULL,
    ip         TEXT,
    request_id TEXT,
    created_at TEXT    NOT NULL
) STRICT;
CREATE INDEX access_log_user_id_id_idx ON access_log (user_id, id);
CREATE INDEX access_log_patient_id_id_idx ON access_log (patient_id, id);
CREATE INDEX access_log_what_id_idx ON access_log (what, id);
CREATE INDEX access_log_batch_id_idx ON access_log (batch_id);
