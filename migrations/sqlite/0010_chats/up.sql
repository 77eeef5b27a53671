-- Conversations between one doctor and one patient.

-- The last message has no foreign key: the two tables would need each other first.
CREATE TABLE chats (
    id                    TEXT    NOT NULL PRIMARY KEY,
    doctor_id             TEXT    NOT NULL REFERENCES doctors (id),
    patient_id            TEXT    NOT NULL REFERENCES patients (id),
    is_active_for_doctor  INTEGER NOT NULL CHECK (is_active_for_doctor IN (0, 1)),
    is_active_for_patient INTEGER NOT NULL CHECK (is_active_for_patient IN (0, 1)),
    status                TEXT    NOT NULL CHECK (status IN ('open', 'closed')),
    next_sequence         INTEGER NOT NULL,
    unread_for_doctor     INTEGER NOT NULL,
    unread_for_patient    INTEGER NOT NULL,
    last_message_at       TEXT,
    last_message_id       TEXT,
    created_at            TEXT    NOT NULL,
    updated_at            TEXT    NOT NULL,
    UNIQUE (doctor_id, patient_id)
) STRICT;
CREATE INDEX chats_doctor_id_stirred_at_id_idx ON chats (doctor_id, COALESCE(last_message_at, created_at), id);
CREATE INDEX chats_patient_id_stirred_at_id_idx ON chats (patient_id, COALESCE(last_message_at, created_at), id);

CREATE TABLE chat_preferences (
    user_id    TEXT    NOT NULL REFERENCES users (id),
    chat_id    TEXT    NOT NULL REFERENCES chats (id),
    archived   INTEGER NOT NULL CHECK (archived IN (0, 1)),
    updated_at TEXT    NOT NULL,
    PRIMARY KEY (user_id, chat_id)
) STRICT;
CREATE INDEX chat_preferences_chat_id_idx ON chat_preferences (chat_id);

-- sender_id and receiver_id are a doctor and a patient, in the order that sender_role tells.
CREATE TABLE messages (
    id                TEXT    NOT NULL PRIMARY KEY,
    chat_id           TEXT    NOT NULL REFERENCES chats (id),
    sequence          INTEGER NOT NULL,
    sender_role       TEXT    NOT NULL CHECK (sender_role IN ('doctor', 'patient')),
    sent_by_user_id   TEXT    NOT NULL REFERENCES users (id),
    sender_id         TEXT    NOT NULL,
    receiver_id       TEXT    NOT NULL,
    message           TEXT    NOT NULL,
    message_type      TEXT    NOT NULL CHECK (message_type IN ('text', 'audio', 'file', 'image')),
    file_details      TEXT,
    document_id       TEXT    REFERENCES documents (id),
    ai_session_id     TEXT,
    client_message_id TEXT,
    is_read           INTEGER NOT NULL CHECK (is_read IN (0, 1)),
    read_at           TEXT,
    search_key        TEXT    NOT NULL,
    created_at        TEXT    NOT NULL,
    UNIQUE (chat_id, sequence)
) STRICT;
CREATE UNIQUE INDEX messages_client_key ON messages (chat_id, sent_by_user_id, client_message_id) WHERE client_message_id IS NOT NULL;
CREATE INDEX messages_unread_idx ON messages (chat_id, sender_role) WHERE NOT is_read;
CREATE INDEX messages_sent_by_user_id_idx ON messages (sent_by_user_id);
CREATE INDEX messages_document_id_idx ON messages (document_id);
CREATE INDEX messages_ai_session_id_chat_id_idx ON messages (ai_session_id, chat_id) WHERE ai_session_id IS NOT NULL;
