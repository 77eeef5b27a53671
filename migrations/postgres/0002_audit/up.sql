-- What was done and who looked. Append-only, and without foreign keys: these rows outlive what they name.

-- on_behalf_of is a patient.
CREATE TABLE audit_log (
    id            uuid        PRIMARY KEY,
    actor_user_id uuid,
    actor_role    text,
    on_behalf_of  uuid,
    action        text        NOT NULL,
    resource      text        NOT NULL,
    resource_id   uuid,
    patient_id    uuid,
    changes       json        NOT NULL,
    ip            text,
    request_id    text,
    created_at    timestamptz NOT NULL
);
CREATE INDEX audit_log_actor_user_id_id_idx ON audit_log (actor_user_id, id);
CREATE INDEX audit_log_patient_id_id_idx ON audit_log (patient_id, id);
CREATE INDEX audit_log_resource_resource_id_id_idx ON audit_log (resource, resource_id, id);
CREATE INDEX audit_log_action_id_idx ON audit_log (action, id);
CREATE INDEX audit_log_created_at_idx ON audit_log (created_at);

CREATE TABLE access_log (
    id         uuid        PRIMARY KEY,
    user_id    uuid        NOT NULL,
    patient_id uuid        NOT NULL,
    what       text        NOT NULL,
    request_id text,
    created_at timestamptz NOT NULL
);
CREATE INDEX access_log_user_id_id_idx ON access_log (user_id, id);
CREATE INDEX access_log_patient_id_id_idx ON access_log (patient_id, id);
CREATE INDEX access_log_created_at_idx ON access_log (created_at);
