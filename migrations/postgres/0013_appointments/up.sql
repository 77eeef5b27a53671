-- Bookings and held slots, and the rule that neither a doctor nor a patient is in two places at once. An expired
-- hold still blocks: it is ended before the slot is given away. `starts_on` is the day in the doctor's time zone.

-- Equality of ids beside overlap of ranges in one index. The extension stays when the table goes.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE appointments (
    id                      uuid        PRIMARY KEY,
    doctor_id               uuid        NOT NULL REFERENCES doctors (id),
    patient_id              uuid        NOT NULL REFERENCES patients (id),
    hospital_id             uuid        REFERENCES hospitals (id),
    starts_at               timestamptz NOT NULL,
    ends_at                 timestamptz NOT NULL,
    starts_on               date        NOT NULL,
    kind                    text        NOT NULL CHECK (kind IN ('regular', 'remote', 'emergency')),
    status                  text        NOT NULL CHECK (status IN ('held', 'scheduled', 'confirmed', 'completed', 'cancelled', 'no_show')),
    reason                  text,
    symptoms                text,
    notes                   text,
    extras                  json,
    ai_preliminary_analysis json,
    cancelled_by            uuid        REFERENCES users (id),
    cancellation_reason     text,
    booked_by               uuid        NOT NULL REFERENCES users (id),
    booked_by_patient_side  boolean     NOT NULL,
    overbooked              boolean     NOT NULL,
    overbooking_reason      text,
    held_until              timestamptz,
    series_id               uuid,
    created_at              timestamptz NOT NULL,
    updated_at              timestamptz NOT NULL,
    CHECK (ends_at > starts_at)
);
CREATE INDEX appointments_doctor_id_starts_at_id_idx ON appointments (doctor_id, starts_at, id);
CREATE INDEX appointments_patient_id_starts_at_id_idx ON appointments (patient_id, starts_at, id);
CREATE INDEX appointments_hospital_id_starts_at_id_idx ON appointments (hospital_id, starts_at, id);
CREATE INDEX appointments_status_starts_at_id_idx ON appointments (status, starts_at, id);
CREATE INDEX appointments_starts_at_id_idx ON appointments (starts_at, id);
CREATE INDEX appointments_held_until_idx ON appointments (held_until) WHERE status = 'held';
CREATE INDEX appointments_series_id_starts_at_idx ON appointments (series_id, starts_at);
CREATE INDEX appointments_booked_by_idx ON appointments (booked_by);
CREATE INDEX appointments_cancelled_by_idx ON appointments (cancelled_by);

-- The clash rule. Ranges are half-open: one visit may begin at the instant the other ends.
ALTER TABLE appointments ADD CONSTRAINT appointments_doctor_overlap
    EXCLUDE USING gist (doctor_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (status IN ('held', 'scheduled', 'confirmed') AND NOT overbooked);
ALTER TABLE appointments ADD CONSTRAINT appointments_patient_overlap
    EXCLUDE USING gist (patient_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (status IN ('held', 'scheduled', 'confirmed') AND NOT overbooked);
