-- Doctors and their specialties.

-- Shift times are HH:MM in the time zone of the doctor.
CREATE TABLE doctors (
    id                     uuid             PRIMARY KEY,
    user_id                uuid             UNIQUE REFERENCES users (id),
    name                   text             NOT NULL,
    first_name             text,
    last_name              text,
    photo                  text,
    designation            text,
    experience_years       integer,
    details                text,
    contact                text,
    shift_time_start       text,
    shift_time_end         text,
    specialization         text,
    license_number         text             UNIQUE,
    qualification          text,
    consultation_fee_minor bigint,
    bio                    text,
    clinic_address         text,
    city                   text,
    country                text,
    timezone               text             NOT NULL,
    is_verified            boolean          NOT NULL,
    is_active              boolean          NOT NULL,
    avg_rating             double precision NOT NULL,
    rating_count           integer          NOT NULL,
    search_key             text             NOT NULL,
    created_at             timestamptz      NOT NULL,
    updated_at             timestamptz      NOT NULL
);
CREATE INDEX doctors_is_verified_is_active_id_idx ON doctors (is_verified, is_active, id);
CREATE INDEX doctors_avg_rating_id_idx ON doctors (avg_rating, id);
CREATE INDEX doctors_name_key_id_idx ON doctors (SUBSTR(search_key, 1, 200), id);
CREATE INDEX doctors_experience_id_idx ON doctors (COALESCE(experience_years, -1), id);
CREATE INDEX doctors_search_key_trgm_idx ON doctors USING gin (search_key gin_trgm_ops);

CREATE TABLE specialties (
    id          uuid        PRIMARY KEY,
    name        text        NOT NULL,
    search_key  text        NOT NULL UNIQUE,
    description text,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

CREATE TABLE doctor_specialties (
    doctor_id    uuid        NOT NULL REFERENCES doctors (id),
    specialty_id uuid        NOT NULL REFERENCES specialties (id),
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (doctor_id, specialty_id)
);
CREATE INDEX doctor_specialties_specialty_id_doctor_id_idx ON doctor_specialties (specialty_id, doctor_id);
