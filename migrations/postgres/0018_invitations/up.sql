-- Invitations to work for a hospital, to the record that one keeps, and to act for a patient. Tokens lie hashed.

CREATE TABLE invitations (
    id          uuid        PRIMARY KEY,
    kind        text        NOT NULL CHECK (kind IN ('staff', 'claim', 'family')),
    email       text        NOT NULL,
    role        text        CHECK (role IN ('doctor', 'nurse', 'receptionist')),
    hospital_id uuid        REFERENCES hospitals (id),
    patient_id  uuid        REFERENCES patients (id),
    relation    text        CHECK (relation IN ('self', 'wife', 'husband', 'child', 'parent', 'sibling', 'guardian', 'spouse', 'friend', 'other')),
    invited_by  uuid        NOT NULL REFERENCES users (id),
    token_hash  text        NOT NULL UNIQUE,
    expires_at  timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by uuid        REFERENCES users (id),
    revoked_at  timestamptz,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    CHECK ((kind = 'staff') = (role IS NOT NULL)),
    CHECK ((kind = 'staff') = (patient_id IS NULL)),
    CHECK ((kind = 'staff') = (relation IS NULL)),
    CHECK (kind <> 'staff' OR hospital_id IS NOT NULL),
    CHECK (kind <> 'family' OR (hospital_id IS NULL AND relation <> 'self')),
    CHECK ((accepted_at IS NULL) = (accepted_by IS NULL))
);
CREATE UNIQUE INDEX invitations_open_staff_key ON invitations (hospital_id, email) WHERE kind = 'staff' AND accepted_at IS NULL AND revoked_at IS NULL;
CREATE UNIQUE INDEX invitations_open_claim_key ON invitations (patient_id) WHERE kind = 'claim' AND accepted_at IS NULL AND revoked_at IS NULL;
CREATE UNIQUE INDEX invitations_open_family_key ON invitations (patient_id, email) WHERE kind = 'family' AND accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_hospital_id_id_idx ON invitations (hospital_id, id);
CREATE INDEX invitations_patient_id_id_idx ON invitations (patient_id, id);
CREATE INDEX invitations_email_id_idx ON invitations (email, id);
CREATE INDEX invitations_invited_by_id_idx ON invitations (invited_by, id);
CREATE INDEX invitations_accepted_by_idx ON invitations (accepted_by) WHERE accepted_by IS NOT NULL;
CREATE INDEX invitations_kind_id_idx ON invitations (kind, id);
