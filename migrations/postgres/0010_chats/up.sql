-- Conversations between one doctor and one patient.

-- The last message has no foreign key: the two tables would need each other first.
CREATE TABLE chats (
    id                    uuid        PRIMARY KEY,
    doctor_id             uuid        NOT NULL REFERENCES doctors (id),
    patient_id            uuid        NOT NULL REFERENCES patients (id),
    is_active_for_doctor  boolean     NOT NULL,
    is_active_for_patient boolean     NOT NULL,
    status                text        NOT NULL CHECK (status IN ('open', 'closed')),
    next_sequence         bigint      NOT NULL,
    unread_for_doctor     integer     NOT NULL,
    unread_for_patient    integer     NOT NULL,
    last_message_at       timestamptz,
    last_message_id       uuid,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    UNIQUE (doctor_id, patient_id)
);
CREATE INDEX chats_doctor_id_stirred_at_id_idx ON chats (doctor_id, COALESCE(last_message_at, created_at), id);
CREATE INDEX chats_patient_id_stirred_at_id_idx ON chats (patient_id, COALESCE(last_message_at, created_at), id);

CREATE TABLE chat_preferences (
    user_id    uuid        NOT NULL REFERENCES users (id),
    chat_id    uuid        NOT NULL REFERENCES chats (id),
    archived   boolean     NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, chat_id)
);
CREATE INDEX chat_preferences_chat_id_idx ON chat_preferences (chat_id);

-- sender_id and receiver_id are a doctor and a patient, in the order that sender_role tells.
CREATE TABLE messages (
    id                uuid        PRIMARY KEY,
    chat_id           uuid        NOT NULL REFERENCES chats (id),
    sequence          bigint      NOT NULL,
    sender_role       text        NOT NULL CHECK (sender_role IN ('doctor', 'patient')),
    sent_by_user_id   uuid        NOT NULL REFERENCES users (id),
    sender_id         uuid        NOT NULL,
    receiver_id       uuid        NOT NULL,
    message           text        NOT NULL,
    message_type      text        NOT NULL CHECK (message_type IN ('text', 'audio', 'file', 'image')),
    file_details      json,
    document_id       uuid        REFERENCES documents (id),
    ai_session_id     uuid,
    client_message_id text,
    is_read           boolean     NOT NULL,
    read_at           timestamptz,
    search_key        text        NOT NULL,
    created_at        timestamptz NOT NULL,
    UNIQUE (chat_id, sequence)
);
CREATE UNIQUE INDEX messages_client_key ON messages (chat_id, sent_by_user_id, client_message_id) WHERE client_message_id IS NOT NULL;
CREATE INDEX messages_unread_idx ON messages (chat_id, sender_role) WHERE NOT is_read;
CREATE INDEX messages_sent_by_user_id_idx ON messages (sent_by_user_id);
CREATE INDEX messages_document_id_idx ON messages (document_id);
CREATE INDEX messages_ai_session_id_chat_id_idx ON messages (ai_session_id, chat_id) WHERE ai_session_id IS NOT NULL;
CREATE INDEX messages_search_key_trgm_idx ON messages USING gin (search_key gin_trgm_ops);
