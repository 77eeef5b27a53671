-- Who signs in and how: accounts, their passwords and sessions, and the answers kept for repeated requests.

-- Substring search on the folded search keys. The extension stays when the tables go: others may use it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Email is stored folded, phone as E.164. The profile is the doctor, hospital or patient of the role, so it has
-- no foreign key.
CREATE TABLE users (
    id              uuid        PRIMARY KEY,
    email           text        UNIQUE,
    phone           text        UNIQUE,
    password_hash   text,
    name            text        NOT NULL,
    first_name      text,
    last_name       text,
    role            text        NOT NULL CHECK (role IN ('admin', 'hospital', 'doctor', 'nurse', 'receptionist', 'patient')),
    contact         text,
    address         text,
    profile_id      uuid,
    tier            text        NOT NULL CHECK (tier IN ('standard', 'premium')),
    is_active       boolean     NOT NULL,
    is_verified     boolean     NOT NULL,
    second_factor   boolean     NOT NULL,
    locale          text,
    last_sign_in_at timestamptz,
    search_key      text        NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CHECK (email IS NOT NULL OR phone IS NOT NULL)
);
CREATE INDEX users_role_id_idx ON users (role, id);
CREATE INDEX users_is_active_id_idx ON users (is_active, id);
CREATE INDEX users_profile_id_idx ON users (profile_id) WHERE profile_id IS NOT NULL;
CREATE INDEX users_search_key_trgm_idx ON users USING gin (search_key gin_trgm_ops);

CREATE TABLE password_history (
    id            uuid        PRIMARY KEY,
    user_id       uuid        NOT NULL REFERENCES users (id),
    password_hash text        NOT NULL,
    created_at    timestamptz NOT NULL
);
CREATE INDEX password_history_user_id_id_idx ON password_history (user_id, id);

CREATE TABLE sessions (
    id           uuid        PRIMARY KEY,
    user_id      uuid        NOT NULL REFERENCES users (id),
    kind         text        NOT NULL CHECK (kind IN ('bearer', 'cookie')),
    device       text,
    ip           text,
    last_seen_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);
CREATE INDEX sessions_user_id_id_idx ON sessions (user_id, id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);

-- One row per token ever issued in a session, so that any earlier one is recognised when it comes back.
CREATE TABLE refresh_tokens (
    hash       text        PRIMARY KEY,
    session_id uuid        NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at  timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_tokens_session_id_idx ON refresh_tokens (session_id);

-- No status code yet means that the first request is still running.
CREATE TABLE idempotency_keys (
    user_id      uuid        NOT NULL REFERENCES users (id),
    key          text        NOT NULL,
    request_hash text        NOT NULL,
    status_code  integer,
    response     json,
    location     text,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_expires_at_idx ON idempotency_keys (expires_at);
