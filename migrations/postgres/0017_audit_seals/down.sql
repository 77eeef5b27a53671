DROP TABLE access_log;
CREATE TABLE access_log (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL,
    patient_id uuid NOT NULL,
    what       text NOT NULL,
    request_id text,
    created_at timestamptz NOT NULL
);
CREATE INDEX access_log_user_id_id_idx ON access_log (user_id, id);
CREATE INDEX access_log_patient_id_id_idx ON access_log (patient_id, id);
CREATE INDEX access_log_created_at_idx ON access_log (created_at);
DROP INDEX audit_log_resource_id_idx;
DROP INDEX audit_log_verb_id_idx;
DROP TABLE audit_checkpoints;
DROP TABLE audit_seals;
