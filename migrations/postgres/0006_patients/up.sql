-- Patients and the standing facts about them.

CREATE TABLE patients (
    id                        uuid             PRIMARY KEY,
    name                      text             NOT NULL,
    first_name                text,
    last_name                 text,
    dob                       date,
    gender                    text,
    contact                   text,
    photo                     text,
    blood_group               text,
    height_cm                 double precision,
    weight_kg                 double precision,
    address                   text,
    city                      text,
    country                   text,
    medical_history           json             NOT NULL,
    emergency_contact_name    text,
    emergency_contact_phone   text,
    record_number             text,
    registered_by_hospital_id uuid             REFERENCES hospitals (id),
    is_active                 boolean          NOT NULL,
    search_key                text             NOT NULL,
    created_at                timestamptz      NOT NULL,
    updated_at                timestamptz      NOT NULL,
    UNIQUE (registered_by_hospital_id, record_number)
);
CREATE INDEX patients_blood_group_id_idx ON patients (blood_group, id);
CREATE INDEX patients_search_key_trgm_idx ON patients USING gin (search_key gin_trgm_ops);

-- Nothing is erased: a fact that no longer holds has ended.
CREATE TABLE clinical_facts (
    id          uuid        PRIMARY KEY,
    patient_id  uuid        NOT NULL REFERENCES patients (id),
    kind        text        NOT NULL CHECK (kind IN ('allergy', 'medication', 'condition')),
    text        text        NOT NULL,
    source      text        NOT NULL CHECK (source IN ('doctor', 'nurse', 'patient', 'admin')),
    recorded_by uuid        NOT NULL REFERENCES users (id),
    recorded_at timestamptz NOT NULL,
    ended_at    timestamptz,
    ended_by    uuid        REFERENCES users (id),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX clinical_facts_patient_id_kind_id_idx ON clinical_facts (patient_id, kind, id);
CREATE INDEX clinical_facts_recorded_by_idx ON clinical_facts (recorded_by);
CREATE INDEX clinical_facts_ended_by_idx ON clinical_facts (ended_by);
