DROP TABLE access_log;
CREATE TABLE access_log (
    id         TEXT NOT NULL PRIMARY KEY,
    user_id    TEXT NOT NULL,
    patient_id TEXT NOT NULL,
    what       TEXT NOT NULL,
    request_id TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX access_log_user_id_id_idx ON access_log (user_id, id);
CREATE INDEX access_log_patient_id_id_idx ON access_log (patient_id, id);
CREATE INDEX access_log_created_at_idx ON access_log (created_at);
DROP INDEX audit_log_resource_id_idx;
DROP INDEX audit_log_verb_id_idx;
DROP TABLE audit_checkpoints;
DROP TABLE audit_seals;
