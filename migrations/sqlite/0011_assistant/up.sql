-- The interview of a patient, answers suggested to a doctor, and every call of a language model.

-- state is where the interview stands.
CREATE TABLE ai_sessions (
    id               TEXT NOT NULL PRIMARY KEY,
    patient_id       TEXT NOT NULL REFERENCES patients (id),
    chat_id          TEXT REFERENCES chats (id),
    started_by       TEXT NOT NULL REFERENCES users (id),
    language         TEXT,
    status           TEXT NOT NULL CHECK (status IN ('active', 'summarised', 'ended')),
    urgency          TEXT,
    summary          TEXT,
    summary_source   TEXT,
    summary_final_at TEXT,
    started_at       TEXT NOT NULL,
    ended_at         TEXT,
    state            TEXT NOT NULL,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL
) STRICT;
CREATE INDEX ai_sessions_patient_id_id_idx ON ai_sessions (patient_id, id);
CREATE INDEX ai_sessions_chat_id_id_idx ON ai_sessions (chat_id, id);
CREATE INDEX ai_sessions_started_by_idx ON ai_sessions (started_by);

-- message is in the words of the patient.
CREATE TABLE ai_messages (
    id                TEXT    NOT NULL PRIMARY KEY,
    session_id        TEXT    NOT NULL REFERENCES ai_sessions (id),
    turn              INTEGER NOT NULL,
    question          TEXT,
    message           TEXT,
    response          TEXT    NOT NULL,
    is_summary        INTEGER NOT NULL CHECK (is_summary IN (0, 1)),
    question_count    INTEGER NOT NULL,
    urgency           TEXT    NOT NULL,
    source            TEXT    NOT NULL CHECK (source IN ('rules', 'model', 'user')),
    model             TEXT,
    prompt_tokens     INTEGER,
    completion_tokens INTEGER,
    created_at        TEXT    NOT NULL,
    UNIQUE (session_id, turn)
) STRICT;

CREATE TABLE ai_suggestions (
    id              TEXT NOT NULL PRIMARY KEY,
    chat_id         TEXT REFERENCES chats (id),
    patient_id      TEXT NOT NULL REFERENCES patients (id),
    doctor_id       TEXT NOT NULL REFERENCES doctors (id),
    text            TEXT NOT NULL,
    sources         TEXT NOT NULL,
    source          TEXT NOT NULL CHECK (source IN ('rules', 'model')),
    model           TEXT,
    used_message_id TEXT REFERENCES messages (id),
    created_at      TEXT NOT NULL
) STRICT;
CREATE INDEX ai_suggestions_chat_id_id_idx ON ai_suggestions (chat_id, id);
CREATE INDEX ai_suggestions_patient_id_id_idx ON ai_suggestions (patient_id, id);
CREATE INDEX ai_suggestions_doctor_id_id_idx ON ai_suggestions (doctor_id, id);
CREATE INDEX ai_suggestions_used_message_id_idx ON ai_suggestions (used_message_id);

-- A log like the audit log: no text, and no foreign keys.
CREATE TABLE model_calls (
    id                TEXT    NOT NULL PRIMARY KEY,
    actor_user_id     TEXT,
    patient_id        TEXT,
    purpose           TEXT    NOT NULL,
    provider          TEXT    NOT NULL,
    model             TEXT    NOT NULL,
    prompt_tokens     INTEGER,
    completion_tokens INTEGER,
    duration_ms       INTEGER NOT NULL,
    outcome           TEXT    NOT NULL,
    created_at        TEXT    NOT NULL
) STRICT;
CREATE INDEX model_calls_actor_user_id_id_idx ON model_calls (actor_user_id, id);
CREATE INDEX model_calls_patient_id_id_idx ON model_calls (patient_id, id);
CREATE INDEX model_calls_created_at_idx ON model_calls (created_at);
