-- The case history of a patient, and the reports about them.

-- A row is one version; the highest is current.
CREATE TABLE case_histories (
    id             TEXT    NOT NULL PRIMARY KEY,
    patient_id     TEXT    NOT NULL REFERENCES patients (id),
    version        INTEGER NOT NULL,
    summary        TEXT    NOT NULL,
    author_user_id TEXT    NOT NULL REFERENCES users (id),
    created_at     TEXT    NOT NULL,
    UNIQUE (patient_id, version)
) STRICT;
CREATE INDEX case_histories_author_user_id_idx ON case_histories (author_user_id);

CREATE TABLE reports (
    id             TEXT NOT NULL PRIMARY KEY,
    patient_id     TEXT NOT NULL REFERENCES patients (id),
    title          TEXT NOT NULL,
    report_type    TEXT NOT NULL,
    description    TEXT,
    report_date    TEXT,
    author_user_id TEXT NOT NULL REFERENCES users (id),
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL
) STRICT;
CREATE INDEX reports_patient_id_id_idx ON reports (patient_id, id);
CREATE INDEX reports_author_user_id_idx ON reports (author_user_id);
