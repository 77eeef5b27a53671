-- What was done and who looked. Append-only, and without foreign keys: these rows outlive what they name.

-- on_behalf_of is a patient.
CREATE TABLE audit_log (
    id            TEXT NOT NULL PRIMARY KEY,
    actor_user_id TEXT,
    actor_role    TEXT,
    on_behalf_of  TEXT,
    action        TEXT NOT NULL,
    resource      TEXT NOT NULL,
    resource_id   TEXT,
    patient_id    TEXT,
    changes       TEXT NOT NULL,
    ip            TEXT,
    request_id    TEXT,
    created_at    TEXT NOT NULL
) STRICT;
CREATE INDEX audit_log_actor_user_id_id_idx ON audit_log (actor_user_id, id);
CREATE INDEX audit_log_patient_id_id_idx ON audit_log (patient_id, id);
CREATE INDEX audit_log_resource_resource_id_id_idx ON audit_log (resource, resource_id, id);
CREATE INDEX audit_log_action_id_idx ON audit_log (action, id);
CREATE INDEX audit_log_created_at_idx ON audit_log (created_at);

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
