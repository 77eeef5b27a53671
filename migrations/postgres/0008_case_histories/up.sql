-- The case history of a patient, and the reports about them.

-- A row is one version; the highest is current.
CREATE TABLE case_histories (
    id             uuid        PRIMARY KEY,
    patient_id     uuid        NOT NULL REFERENCES patients (id),
    version        integer     NOT NULL,
    summary        text        NOT NULL,
    author_user_id uuid        NOT NULL REFERENCES users (id),
    created_at     timestamptz NOT NULL,
    UNIQUE (patient_id, version)
);
CREATE INDEX case_histories_author_user_id_idx ON case_histories (author_user_id);

CREATE TABLE reports (
    id             uuid        PRIMARY KEY,
    patient_id     uuid        NOT NULL REFERENCES patients (id),
    title          text        NOT NULL,
    report_type    text        NOT NULL,
    description    text,
    report_date    date,
    author_user_id uuid        NOT NULL REFERENCES users (id),
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);
CREATE INDEX reports_patient_id_id_idx ON reports (patient_id, id);
CREATE INDEX reports_author_user_id_idx ON reports (author_user_id);
