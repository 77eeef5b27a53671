-- What doctors suggest for a medical problem, and what readers thought of it.

CREATE TABLE suggestions (
    id          TEXT    NOT NULL PRIMARY KEY,
    doctor_id   TEXT    NOT NULL REFERENCES doctors (id),
    problem     TEXT    NOT NULL,
    description TEXT,
    shared      INTEGER NOT NULL CHECK (shared IN (0, 1)),
    search_key  TEXT    NOT NULL,
    created_by  TEXT    NOT NULL REFERENCES users (id),
    created_at  TEXT    NOT NULL,
    updated_at  TEXT    NOT NULL
) STRICT;
CREATE INDEX suggestions_doctor_id_id_idx ON suggestions (doctor_id, id);
CREATE INDEX suggestions_created_by_idx ON suggestions (created_by);

CREATE TABLE suggestion_feedback (
    id            TEXT    NOT NULL PRIMARY KEY,
    suggestion_id TEXT    NOT NULL REFERENCES suggestions (id) ON DELETE CASCADE,
    user_id       TEXT    NOT NULL REFERENCES users (id),
    helpful       INTEGER CHECK (helpful IN (0, 1)),
    rating        INTEGER,
    comment       TEXT,
    created_at    TEXT    NOT NULL,
    UNIQUE (suggestion_id, user_id)
) STRICT;
CREATE INDEX suggestion_feedback_user_id_idx ON suggestion_feedback (user_id);
