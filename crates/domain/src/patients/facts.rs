//! Clinical facts: the live entries are the lists of allergies, medicines and conditions. Nothing is erased: what a
//! write leaves out ends, with who and when.

use chrono::{DateTime, Utc};

use crate::kernel::{ClinicalFactId, PatientId, UserId, text_enum};

text_enum! {
    /// Which list a fact belongs to.
    pub enum ClinicalFactKind {
        /// Something the patient reacts to.
        Allergy = "allergy",
        /// Something the patient takes.
        Medication = "medication",
        /// A chronic condition.
        Condition = "condition",
    }
}

text_enum! {
    /// Who stated a fact.
    pub enum ClinicalFactSource {
        /// A doctor.
        Doctor = "doctor",
        /// A nurse.
        Nurse = "nurse",
        /// The patient or a relative.
        Patient = "patient",
        /// An administrator.
        Admin = "admin",
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClinicalFact {
    /// Its id.
    pub id: ClinicalFactId,
    /// Whose.
    pub patient_id: PatientId,
    /// Which list.
    pub kind: ClinicalFactKind,
    /// The entry in words.
    pub text: String,
    /// Who stated it.
    pub source: ClinicalFactSource,
    /// The account that recorded it.
    pub recorded_by: UserId,
    /// When.
    pub recorded_at: DateTime<Utc>,
}
