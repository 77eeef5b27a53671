-- Who signs in and how: accounts, their passwords and sessions, and the answers kept for repeated requests.

-- Email is stored folded, phone as E.164. The profile is the doctor, hospital or patient of the role, so it has
-- no foreign key.
CREATE TABLE users (
    id              TEXT    NOT NULL PRIMARY KEY,
    email           TEXT    UNIQUE,
    phone           TEXT    UNIQUE,
    password_hash   TEXT,
    name            TEXT    NOT NULL,
    first_name      TEXT,
    last_name       TEXT,
    role            TEXT    NOT NULL CHECK (role IN ('admin', 'hospital', 'doctor', 'nurse', 'receptionist', 'patient')),
    contact         TEXT,
    address         TEXT,
    profile_id      TEXT,
    tier            TEXT    NOT NULL CHECK (tier IN ('standard', 'premium')),
    is_active       INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    is_verified     INTEGER NOT NULL CHECK (is_verified IN (0, 1)),
    second_factor   INTEGER NOT NULL CHECK (second_factor IN (0, 1)),
    locale          TEXT,
    last_sign_in_at TEXT,
    search_key      TEXT    NOT NULL,
    created_at      TEXT    NOT NULL,
    updated_at      TEXT    NOT NULL,
    CHECK (email IS NOT NULL OR phone IS NOT NULL)
) STRICT;
CREATE INDEX users_role_id_idx ON users (role, id);
CREATE INDEX users_is_active_id_idx ON users (is_active, id);
CREATE INDEX users_profile_id_idx ON users (profile_id) WHERE profile_id IS NOT NULL;

CREATE TABLE password_history (
    id            TEXT NOT NULL PRIMARY KEY,
    user_id       TEXT NOT NULL REFERENCES users (id),
    password_hash TEXT NOT NULL,
    created_at    TEXT NOT NULL
) STRICT;
CREATE INDEX password_history_user_id_id_idx ON password_history (user_id, id);

CREATE TABLE sessions (
    id           TEXT NOT NULL PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id),
    kind         TEXT NOT NULL CHECK (kind IN ('bearer', 'cookie')),
    device       TEXT,
    ip           TEXT,
    last_seen_at TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    revoked_at   TEXT,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_user_id_id_idx ON sessions (user_id, id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

-- One row per token ever issued in a session, so that any earlier one is recognised when it comes back.
CREATE TABLE refresh_tokens (
    hash       TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at  TEXT NOT NULL,
    used_at    TEXT
) STRICT;
CREATE INDEX refresh_tokens_session_id_idx ON refresh_tokens (session_id);

-- No status code yet means that the first request is still running.
CREATE TABLE idempotency_keys (
    user_id      TEXT    NOT NULL REFERENCES users (id),
    key          TEXT    NOT NULL,
    request_hash TEXT    NOT NULL,
    status_code  INTEGER,
    response     TEXT,
    location     TEXT,
    created_at   TEXT    NOT NULL,
    expires_at   TEXT    NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;
CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);
