-- Hospitals and who works in them.

CREATE TABLE hospitals (
    id           TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    address      TEXT,
    city         TEXT,
    state        TEXT,
    country      TEXT,
    contact      TEXT,
    pin_code     TEXT,
    email        TEXT    UNIQUE,
    specialities TEXT    NOT NULL,
    link         TEXT,
    website      TEXT,
    timezone     TEXT    NOT NULL,
    is_verified  INTEGER NOT NULL CHECK (is_verified IN (0, 1)),
    is_active    INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    search_key   TEXT    NOT NULL,
    created_at   TEXT    NOT NULL,
    updated_at   TEXT    NOT NULL
) STRICT;
CREATE INDEX hospitals_is_active_id_idx ON hospitals (is_active, id);

CREATE TABLE staff_members (
    id            TEXT NOT NULL PRIMARY KEY,
    user_id       TEXT NOT NULL UNIQUE REFERENCES users (id),
    hospital_id   TEXT NOT NULL REFERENCES hospitals (id),
    department_id TEXT,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
) STRICT;
CREATE INDEX staff_members_hospital_id_id_idx ON staff_members (hospital_id, id);
CREATE INDEX staff_members_department_id_idx ON staff_members (department_id) WHERE department_id IS NOT NULL;
