-- Files of a patient: what is stored where, and what it belongs to.

-- size is in bytes; uploaded_by is the role of the uploader.
CREATE TABLE documents (
    id                  uuid        PRIMARY KEY,
    patient_id          uuid        NOT NULL REFERENCES patients (id),
    category            text        NOT NULL CHECK (category IN ('case_history', 'report', 'message', 'lab', 'file')),
    case_history_id     uuid        REFERENCES case_histories (id),
    report_id           uuid        REFERENCES reports (id),
    message_id          uuid,
    file_name           text        NOT NULL,
    content_type        text        NOT NULL,
    size                bigint      NOT NULL,
    sha256              text        NOT NULL,
    storage_key         text        NOT NULL UNIQUE,
    tags                json        NOT NULL,
    remark              text,
    uploaded_by         text        NOT NULL,
    uploaded_by_user_id uuid        NOT NULL REFERENCES users (id),
    upload_timestamp    timestamptz NOT NULL,
    scan_status         text        NOT NULL CHECK (scan_status IN ('clean', 'pending', 'infected', 'not_scanned')),
    deleted_at          timestamptz,
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL
);
CREATE INDEX documents_patient_id_category_id_idx ON documents (patient_id, category, id);
CREATE INDEX documents_patient_id_id_idx ON documents (patient_id, id);
CREATE INDEX documents_case_history_id_id_idx ON documents (case_history_id, id);
CREATE INDEX documents_report_id_id_idx ON documents (report_id, id);
CREATE INDEX documents_message_id_idx ON documents (message_id);
CREATE INDEX documents_uploaded_by_user_id_id_idx ON documents (uploaded_by_user_id, id);

CREATE TABLE case_history_documents (
    case_history_id uuid        NOT NULL REFERENCES case_histories (id),
    document_id     uuid        NOT NULL REFERENCES documents (id),
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (case_history_id, document_id)
);
CREATE INDEX case_history_documents_document_id_idx ON case_history_documents (document_id);
