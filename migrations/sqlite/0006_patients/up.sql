-- Patients and the standing facts about them.

CREATE TABLE patients (
    id                        TEXT    NOT NULL PRIMARY KEY,
    name                      TEXT    NOT NULL,
    first_name                TEXT,
    last_name                 TEXT,
    dob                       TEXT,
    gender                    TEXT,
    contact                   TEXT,
    photo                     TEXT,
    blood_group               TEXT,
    height_cm                 REAL,
    weight_kg                 REAL,
    address                   TEXT,
    city                      TEXT,
    country                   TEXT,
    medical_history           TEXT    NOT NULL,
    emergency_contact_name    TEXT,
    emergency_contact_phone   TEXT,
    record_number             TEXT,
    registered_by_hospital_id TEXT    REFERENCES hospitals (id),
    is_active                 INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    search_key                TEXT    NOT NULL,
    created_at                TEXT    NOT NULL,
    updated_at                TEXT    NOT NULL,
    UNIQUE (registered_by_hospital_id, record_number)
) STRICT;
CREATE INDEX patients_blood_group_id_idx ON patients (blood_group, id);

-- Nothing is erased: a fact that no longer holds has ended.
CREATE TABLE clinical_facts (
    id          TEXT NOT NULL PRIMARY KEY,
    patient_id  TEXT NOT NULL REFERENCES patients (id),
    kind        TEXT NOT NULL CHECK (kind IN ('allergy', 'medication', 'condition')),
    text        TEXT NOT NULL,
    source      TEXT NOT NULL CHECK (source IN ('doctor', 'nurse', 'patient', 'admin')),
    recorded_by TEXT NOT NULL REFERENCES users (id),
    recorded_at TEXT NOT NULL,
    ended_at    TEXT,
    ended_by    TEXT REFERENCES users (id),
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
) STRICT;
CREATE INDEX clinical_facts_patient_id_kind_id_idx ON clinical_facts (patient_id, kind, id);
CREATE INDEX clinical_facts_recorded_by_idx ON clinical_facts (recorded_by);
CREATE INDEX clinical_facts_ended_by_idx ON clinical_facts (ended_by);
