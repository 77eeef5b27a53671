-- Doctors and their specialties.

-- Shift times are HH:MM in the time zone of the doctor.
CREATE TABLE doctors (
    id                     TEXT    NOT NULL PRIMARY KEY,
    user_id                TEXT    UNIQUE REFERENCES users (id),
    name                   TEXT    NOT NULL,
    first_name             TEXT,
    last_name              TEXT,
    photo                  TEXT,
    designation            TEXT,
    experience_years       INTEGER,
    details                TEXT,
    contact                TEXT,
    shift_time_start       TEXT,
    shift_time_end         TEXT,
    specialization         TEXT,
    license_number         TEXT    UNIQUE,
    qualification          TEXT,
    consultation_fee_minor INTEGER,
    bio                    TEXT,
    clinic_address         TEXT,
    city                   TEXT,
    country                TEXT,
    timezone               TEXT    NOT NULL,
    is_verified            INTEGER NOT NULL CHECK (is_verified IN (0, 1)),
    is_active              INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    avg_rating             REAL    NOT NULL,
    rating_count           INTEGER NOT NULL,
    search_key             TEXT    NOT NULL,
    created_at             TEXT    NOT NULL,
    updated_at             TEXT    NOT NULL
) STRICT;
CREATE INDEX doctors_is_verified_is_active_id_idx ON doctors (is_verified, is_active, id);
CREATE INDEX doctors_avg_rating_id_idx ON doctors (avg_rating, id);
CREATE INDEX doctors_name_key_id_idx ON doctors (SUBSTR(search_key, 1, 200), id);
CREATE INDEX doctors_experience_id_idx ON doctors (COALESCE(experience_years, -1), id);

CREATE TABLE specialties (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    search_key  TEXT NOT NULL UNIQUE,
    description TEXT,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
) STRICT;

CREATE TABLE doctor_specialties (
    doctor_id    TEXT NOT NULL REFERENCES doctors (id),
    specialty_id TEXT NOT NULL REFERENCES specialties (id),
    created_at   TEXT NOT NULL,
    PRIMARY KEY (doctor_id, specialty_id)
) STRICT;
CREATE INDEX doctor_specialties_specialty_id_doctor_id_idx ON doctor_specialties (specialty_id, doctor_id);
