-- The interview of a patient, answers suggested to a doctor, and every call of a language model.

-- state is where the interview stands.
CREATE TABLE ai_sessions (
    id               uuid        PRIMARY KEY,
    patient_id       uuid        NOT NULL REFERENCES patients (id),
    chat_id          uuid        REFERENCES chats (id),
    started_by       uuid        NOT NULL REFERENCES users (id),
    language         text,
    status           text        NOT NULL CHECK (status IN ('active', 'summarised', 'ended')),
    urgency          text,
    summary          text,
    summary_source   text,
    summary_final_at timestamptz,
    started_at       timestamptz NOT NULL,
    ended_at         timestamptz,
    state            json        NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL
);
CREATE INDEX ai_sessions_patient_id_id_idx ON ai_sessions (patient_id, id);
CREATE INDEX ai_sessions_chat_id_id_idx ON ai_sessions (chat_id, id);
CREATE INDEX ai_sessions_started_by_idx ON ai_sessions (started_by);

-- message is in the words of the patient.
CREATE TABLE ai_messages (
    id                uuid        PRIMARY KEY,
    session_id        uuid        NOT NULL REFERENCES ai_sessions (id),
    turn              integer     NOT NULL,
    question          text,
    message           text,
    response          text        NOT NULL,
    is_summary        boolean     NOT NULL,
    question_count    integer     NOT NULL,
    urgency           text        NOT NULL,
    source            text        NOT NULL CHECK (source IN ('rules', 'model', 'user')),
    model             text,
    prompt_tokens     integer,
    completion_tokens integer,
    created_at        timestamptz NOT NULL,
    UNIQUE (session_id, turn)
);

CREATE TABLE ai_suggestions (
    id              uuid        PRIMARY KEY,
    chat_id         uuid        REFERENCES chats (id),
    patient_id      uuid        NOT NULL REFERENCES patients (id),
    doctor_id       uuid        NOT NULL REFERENCES doctors (id),
    text            text        NOT NULL,
    sources         json        NOT NULL,
    source          text        NOT NULL CHECK (source IN ('rules', 'model')),
    model           text,
    used_message_id uuid        REFERENCES messages (id),
    created_at      timestamptz NOT NULL
);
CREATE INDEX ai_suggestions_chat_id_id_idx ON ai_suggestions (chat_id, id);
CREATE INDEX ai_suggestions_patient_id_id_idx ON ai_suggestions (patient_id, id);
CREATE INDEX ai_suggestions_doctor_id_id_idx ON ai_suggestions (doctor_id, id);
CREATE INDEX ai_suggestions_used_message_id_idx ON ai_suggestions (used_message_id);

-- A log like the audit log: no text, and no foreign keys.
CREATE TABLE model_calls (
    id                uuid        PRIMARY KEY,
    actor_user_id     uuid,
    patient_id        uuid,
    purpose           text        NOT NULL,
    provider          text        NOT NULL,
    model             text        NOT NULL,
    prompt_tokens     integer,
    completion_tokens integer,
    duration_ms       bigint      NOT NULL,
    outcome           text        NOT NULL,
    created_at        timestamptz NOT NULL
);
CREATE INDEX model_calls_actor_user_id_id_idx ON model_calls (actor_user_id, id);
CREATE INDEX model_calls_patient_id_id_idx ON model_calls (patient_id, id);
CREATE INDEX model_calls_created_at_idx ON model_calls (created_at);
