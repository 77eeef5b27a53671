-- Files of a patient: what is stored where, and what it belongs to.

-- size is in bytes; uploaded_by is the role of the uploader.
CREATE TABLE documents (
    id                  TEXT    NOT NULL PRIMARY KEY,
    patient_id          TEXT    NOT NULL REFERENCES patients (id),
    category            TEXT    NOT NULL CHECK (category IN ('case_history', 'report', 'message', 'lab', 'file')),
    case_history_id     TEXT    REFERENCES case_histories (id),
    report_id           TEXT    REFERENCES reports (id),
    message_id          TEXT,
    file_name           TEXT    NOT NULL,
    content_type        TEXT    NOT NULL,
    size                INTEGER NOT NULL,
    sha256              TEXT    NOT NULL,
    storage_key         TEXT    NOT NULL UNIQUE,
    tags                TEXT    NOT NULL,
    remark              TEXT,
    uploaded_by         TEXT    NOT NULL,
    uploaded_by_user_id TEXT    NOT NULL REFERENCES users (id),
    upload_timestamp    TEXT    NOT NULL,
    scan_status         TEXT    NOT NULL CHECK (scan_status IN ('clean', 'pending', 'infected', 'not_scanned')),
    deleted_at          TEXT,
    created_at          TEXT    NOT NULL,
    updated_at          TEXT    NOT NULL
) STRICT;
CREATE INDEX documents_patient_id_category_id_idx ON documents (patient_id, category, id);
CREATE INDEX documents_patient_id_id_idx ON documents (patient_id, id);
CREATE INDEX documents_case_history_id_id_idx ON documents (case_history_id, id);
CREATE INDEX documents_report_id_id_idx ON documents (report_id, id);
CREATE INDEX documents_message_id_idx ON documents (message_id);
CREATE INDEX documents_uploaded_by_user_id_id_idx ON documents (uploaded_by_user_id, id);

CREATE TABLE case_history_documents (
    case_history_id TEXT NOT NULL REFERENCES case_histories (id),
    document_id     TEXT NOT NULL REFERENCES documents (id),
    created_at      TEXT NOT NULL,
    PRIMARY KEY (case_history_id, document_id)
) STRICT;
CREATE INDEX case_history_documents_document_id_idx ON case_history_documents (document_id);
