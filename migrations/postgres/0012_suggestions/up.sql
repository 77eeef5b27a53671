-- What doctors suggest for a medical problem, and what readers thought of it.

CREATE TABLE suggestions (
    id          uuid        PRIMARY KEY,
    doctor_id   uuid        NOT NULL REFERENCES doctors (id),
    problem     text        NOT NULL,
    description text,
    shared      boolean     NOT NULL,
    search_key  text        NOT NULL,
    created_by  uuid        NOT NULL REFERENCES users (id),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX suggestions_doctor_id_id_idx ON suggestions (doctor_id, id);
CREATE INDEX suggestions_created_by_idx ON suggestions (created_by);
CREATE INDEX suggestions_search_key_trgm_idx ON suggestions USING gin (search_key gin_trgm_ops);

CREATE TABLE suggestion_feedback (
    id            uuid        PRIMARY KEY,
    suggestion_id uuid        NOT NULL REFERENCES suggestions (id) ON DELETE CASCADE,
    user_id       uuid        NOT NULL REFERENCES users (id),
    helpful       boolean,
    rating        integer,
    comment       text,
    created_at    timestamptz NOT NULL,
    UNIQUE (suggestion_id, user_id)
);
CREATE INDEX suggestion_feedback_user_id_idx ON suggestion_feedback (user_id);
