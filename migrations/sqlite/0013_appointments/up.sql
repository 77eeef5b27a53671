-- Bookings and held slots, and the rule that neither a doctor nor a patient is in two places at once. An expired
-- hold still blocks: it is ended before the slot is given away.

CREATE TABLE appointments (
    id                      TEXT    NOT NULL PRIMARY KEY,
    doctor_id               TEXT    NOT NULL REFERENCES doctors (id),
    patient_id              TEXT    NOT NULL REFERENCES patients (id),
    hospital_id             TEXT    REFERENCES hospitals (id),
    starts_at               TEXT    NOT NULL,
    ends_at                 TEXT    NOT NULL,
    starts_on               TEXT    NOT NULL,
    kind                    TEXT    NOT NULL CHECK (kind IN ('regular', 'remote', 'emergency')),
    status                  TEXT    NOT NULL CHECK (status IN ('held', 'scheduled', 'confirmed', 'completed', 'cancelled', 'no_show')),
    reason                  TEXT,
    symptoms                TEXT,
    notes                   TEXT,
    extras                  TEXT,
    ai_preliminary_analysis TEXT,
    cancelled_by            TEXT    REFERENCES users (id),
    cancellation_reason     TEXT,
    booked_by               TEXT    NOT NULL REFERENCES users (id),
    booked_by_patient_side  INTEGER NOT NULL CHECK (booked_by_patient_side IN (0, 1)),
    overbooked              INTEGER NOT NULL CHECK (overbooked IN (0, 1)),
    overbooking_reason      TEXT,
    held_until              TEXT,
    series_id               TEXT,
    created_at              TEXT    NOT NULL,
    updated_at              TEXT    NOT NULL,
    CHECK (ends_at > starts_at)
) STRICT;
CREATE INDEX appointments_doctor_id_starts_at_id_idx ON appointments (doctor_id, starts_at, id);
CREATE INDEX appointments_patient_id_starts_at_id_idx ON appointments (patient_id, starts_at, id);
CREATE INDEX appointments_hospital_id_starts_at_id_idx ON appointments (hospital_id, starts_at, id);
CREATE INDEX appointments_status_starts_at_id_idx ON appointments (status, starts_at, id);
CREATE INDEX appointments_starts_at_id_idx ON appointments (starts_at, id);
CREATE INDEX appointments_held_until_idx ON appointments (held_until) WHERE status = 'held';
CREATE INDEX appointments_series_id_starts_at_idx ON appointments (series_id, starts_at);
CREATE INDEX appointments_booked_by_idx ON appointments (booked_by);
CREATE INDEX appointments_cancelled_by_idx ON appointments (cancelled_by);

-- The clash rule. Instants compare as text: all are UTC and written alike ('+' sorts before '.' and before digits), so a
-- shorter fraction sorts before a longer one. A row never clashes with itself, so that an upsert passes.
CREATE INDEX appointments_doctor_live_idx ON appointments (doctor_id, ends_at, starts_at) WHERE status IN ('held', 'scheduled', 'confirmed') AND NOT overbooked;
CREATE INDEX appointments_patient_live_idx ON appointments (patient_id, ends_at, starts_at) WHERE status IN ('held', 'scheduled', 'confirmed') AND NOT overbooked;

CREATE TRIGGER appointments_doctor_overlap_insert
BEFORE INSERT ON appointments
WHEN NEW.status IN ('held', 'scheduled', 'confirmed') AND NOT NEW.overbooked AND EXISTS (
    SELECT 1 FROM appointments
    WHERE doctor_id = NEW.doctor_id
      AND ends_at > NEW.starts_at
      AND starts_at < NEW.ends_at
      AND status IN ('held', 'scheduled', 'confirmed') AND NOT overbooked
      AND id <> NEW.id
)
BEGIN
    SELECT RAISE(ABORT, 'appointments_doctor_overlap');
END;

CREATE TRIGGER appointments_doctor_overlap_update
BEFORE UPDATE ON appointments
WHEN NEW.status IN ('held', 'scheduled', 'confirmed') AND NOT NEW.overbooked AND EXISTS (
    SELECT 1 FROM appointments
    WHERE doctor_id = NEW.doctor_id
      AND ends_at > NEW.starts_at
      AND starts_at < NEW.ends_at
      AND status IN ('held', 'scheduled', 'confirmed') AND NOT overbooked
      AND id <> OLD.id
)
BEGIN
    SELECT RAISE(ABORT, 'appointments_doctor_overlap');
END;

CREATE TRIGGER appointments_patient_overlap_insert
BEFORE INSERT ON appointments
WHEN NEW.status IN ('held', 'scheduled', 'confirmed') AND NOT NEW.overbooked AND EXISTS (
    SELECT 1 FROM appointments
    WHERE patient_id = NEW.patient_id
      AND ends_at > NEW.starts_at
      AND starts_at < NEW.ends_at
      AND status IN ('held', 'scheduled', 'confirmed') AND NOT overbooked
      AND id <> NEW.id
)
BEGIN
    SELECT RAISE(ABORT, 'appointments_patient_overlap');
END;

CREATE TRIGGER appointments_patient_overlap_update
BEFORE UPDATE ON appointments
WHEN NEW.status IN ('held', 'scheduled', 'confirmed') AND NOT NEW.overbooked AND EXISTS (
    SELECT 1 FROM appointments
    WHERE patient_id = NEW.patient_id
      AND ends_at > NEW.starts_at
      AND starts_at < NEW.ends_at
      AND status IN ('held', 'scheduled', 'confirmed') AND NOT overbooked
      AND id <> OLD.id
)
BEGIN
    SELECT RAISE(ABORT, 'appointments_patient_overlap');
END;
