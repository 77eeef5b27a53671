-- Who reaches which patient. At most one live row per pair; ended rows stay as history.

CREATE TABLE user_patient_relations (
    id         uuid        PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users (id),
    patient_id uuid        NOT NULL REFERENCES patients (id),
    relation   text        NOT NULL CHECK (relation IN ('self', 'wife', 'husband', 'child', 'parent', 'sibling', 'guardian', 'spouse', 'friend', 'other')),
    granted_by uuid        NOT NULL REFERENCES users (id),
    ended_at   timestamptz,
    ended_by   uuid        REFERENCES users (id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX user_patient_relations_live_key ON user_patient_relations (user_id, patient_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX user_patient_relations_live_self_user_key ON user_patient_relations (user_id) WHERE relation = 'self' AND ended_at IS NULL;
CREATE UNIQUE INDEX user_patient_relations_live_self_patient_key ON user_patient_relations (patient_id) WHERE relation = 'self' AND ended_at IS NULL;
CREATE INDEX user_patient_relations_user_id_id_idx ON user_patient_relations (user_id, id);
CREATE INDEX user_patient_relations_patient_id_id_idx ON user_patient_relations (patient_id, id);
CREATE INDEX user_patient_relations_granted_by_idx ON user_patient_relations (granted_by);
CREATE INDEX user_patient_relations_ended_by_idx ON user_patient_relations (ended_by);

CREATE TABLE hospital_doctor_mappings (
    id          uuid        PRIMARY KEY,
    hospital_id uuid        NOT NULL REFERENCES hospitals (id),
    doctor_id   uuid        NOT NULL REFERENCES doctors (id),
    created_by  uuid        NOT NULL REFERENCES users (id),
    ended_at    timestamptz,
    ended_by    uuid        REFERENCES users (id),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX hospital_doctor_mappings_live_key ON hospital_doctor_mappings (hospital_id, doctor_id) WHERE ended_at IS NULL;
CREATE INDEX hospital_doctor_mappings_hospital_id_id_idx ON hospital_doctor_mappings (hospital_id, id);
CREATE INDEX hospital_doctor_mappings_doctor_id_id_idx ON hospital_doctor_mappings (doctor_id, id);
CREATE INDEX hospital_doctor_mappings_created_by_idx ON hospital_doctor_mappings (created_by);
CREATE INDEX hospital_doctor_mappings_ended_by_idx ON hospital_doctor_mappings (ended_by);

CREATE TABLE hospital_patient_mappings (
    id          uuid        PRIMARY KEY,
    hospital_id uuid        NOT NULL REFERENCES hospitals (id),
    patient_id  uuid        NOT NULL REFERENCES patients (id),
    created_by  uuid        NOT NULL REFERENCES users (id),
    ended_at    timestamptz,
    ended_by    uuid        REFERENCES users (id),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX hospital_patient_mappings_live_key ON hospital_patient_mappings (hospital_id, patient_id) WHERE ended_at IS NULL;
CREATE INDEX hospital_patient_mappings_hospital_id_id_idx ON hospital_patient_mappings (hospital_id, id);
CREATE INDEX hospital_patient_mappings_patient_id_id_idx ON hospital_patient_mappings (patient_id, id);
CREATE INDEX hospital_patient_mappings_created_by_idx ON hospital_patient_mappings (created_by);
CREATE INDEX hospital_patient_mappings_ended_by_idx ON hospital_patient_mappings (ended_by);

CREATE TABLE doctor_patient_mappings (
    id         uuid        PRIMARY KEY,
    doctor_id  uuid        NOT NULL REFERENCES doctors (id),
    patient_id uuid        NOT NULL REFERENCES patients (id),
    created_by uuid        NOT NULL REFERENCES users (id),
    ended_at   timestamptz,
    ended_by   uuid        REFERENCES users (id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX doctor_patient_mappings_live_key ON doctor_patient_mappings (doctor_id, patient_id) WHERE ended_at IS NULL;
CREATE INDEX doctor_patient_mappings_doctor_id_id_idx ON doctor_patient_mappings (doctor_id, id);
CREATE INDEX doctor_patient_mappings_patient_id_id_idx ON doctor_patient_mappings (patient_id, id);
CREATE INDEX doctor_patient_mappings_created_by_idx ON doctor_patient_mappings (created_by);
CREATE INDEX doctor_patient_mappings_ended_by_idx ON doctor_patient_mappings (ended_by);
