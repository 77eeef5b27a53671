-- Hospitals and who works in them.

CREATE TABLE hospitals (
    id           uuid        PRIMARY KEY,
    name         text        NOT NULL,
    address      text,
    city         text,
    state        text,
    country      text,
    contact      text,
    pin_code     text,
    email        text        UNIQUE,
    specialities json        NOT NULL,
    link         text,
    website      text,
    timezone     text        NOT NULL,
    is_verified  boolean     NOT NULL,
    is_active    boolean     NOT NULL,
    search_key   text        NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);
CREATE INDEX hospitals_is_active_id_idx ON hospitals (is_active, id);
CREATE INDEX hospitals_search_key_trgm_idx ON hospitals USING gin (search_key gin_trgm_ops);

CREATE TABLE staff_members (
    id            uuid        PRIMARY KEY,
    user_id       uuid        NOT NULL UNIQUE REFERENCES users (id),
    hospital_id   uuid        NOT NULL REFERENCES hospitals (id),
    department_id uuid,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
);
CREATE INDEX staff_members_hospital_id_id_idx ON staff_members (hospital_id, id);
CREATE INDEX staff_members_department_id_idx ON staff_members (department_id) WHERE department_id IS NOT NULL;
