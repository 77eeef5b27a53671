//! Clinical facts: the live entries are the lists of allergies, medicines and conditions. Nothing is erased: what a
//! write leaves out ends, with who and when.

use chrono::{DateTime, Utc};

use serde_json::{Map, Value};

use crate::kernel::{ClinicalFactId, PatientId, Role, UserId, text_enum};

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

impl ClinicalFactKind {
    /// The list's name in the API and in the audit trail.
    pub const fn list(self) -> &'static str {
        match self {
            Self::Allergy => "allergies",
            Self::Medication => "medications",
            Self::Condition => "chronic_conditions",
        }
    }
}

impl ClinicalFactSource {
    /// The source that an account of this role is; a hospital's desk states no clinical facts.
    pub const fn of(role: Role) -> Option<Self> {
        match role {
            Role::Doctor => Some(Self::Doctor),
            Role::Nurse => Some(Self::Nurse),
            Role::Patient => Some(Self::Patient),
            Role::Admin => Some(Self::Admin),
            Role::Hospital | Role::Receptionist => None,
        }
    }
}

/// A change of the clinical part of a record: whole lists that replace the live entries, and the free-form history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClinicalChange {
    /// The lists that were given.
    pub lists: Vec<(ClinicalFactKind, Vec<String>)>,
    /// The free-form history, if it was given.
    pub medical_history: Option<Map<String, Value>>,
}

impl ClinicalChange {
    /// Whether nothing clinical was given.
    pub const fn is_empty(&self) -> bool {
        self.lists.is_empty() && self.medical_history.is_none()
    }
    /// Whether it states nothing: no list, or only empty ones.
    pub fn states_nothing(&self) -> bool {
        self.lists.iter().all(|(_, texts)| texts.is_empty()) && self.medical_history.as_ref().is_none_or(Map::is_empty)
    }
    /// Every entry of every list, one given twice once.
    pub fn entries(self) -> Vec<(ClinicalFactKind, String)> {
        let added = |(kind, texts)| Replacement::of(&[], kind, texts).added.into_iter().map(move |text| (kind, text));
        self.lists.into_iter().flat_map(added).collect()
    }
}

/// What replacing a list by another one does to its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replacement {
    /// Live entries that end.
    pub ended: Vec<ClinicalFactId>,
    /// Texts that become new entries.
    pub added: Vec<String>,
}

impl Replacement {
    /// Of the live entries of `kind` by `wanted`: an entry with the same words stays as it is; what is given twice counts once.
    pub fn of(live: &[ClinicalFact], kind: ClinicalFactKind, wanted: Vec<String>) -> Self {
        let of_kind = || live.iter().filter(|fact| fact.kind == kind);
        let ended = of_kind().filter(|fact| !wanted.contains(&fact.text)).map(|fact| fact.id).collect();
        let mut added: Vec<String> = Vec::new();
        for text in wanted {
            if !added.contains(&text) && !of_kind().any(|fact| fact.text == text) {
                added.push(text);
            }
        }
        Self { ended, added }
    }
    /// Whether everything stays.
    pub const fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.added.is_empty()
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn fact(id: u128, kind: ClinicalFactKind, text: &str) -> ClinicalFact {
        ClinicalFact {
            id: Uuid::from_u128(id).into(),
            patient_id: Uuid::nil().into(),
            kind,
            text: text.into(),
            source: ClinicalFactSource::Patient,
            recorded_by: Uuid::nil().into(),
            recorded_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_is_left_out_ends_and_what_stays_keeps_its_id() {
        use ClinicalFactKind::{Allergy, Medication};
        let live = [fact(1, Allergy, "penicillin"), fact(2, Allergy, "nuts"), fact(3, Medication, "aspirin")];
        let wanted = vec!["nuts".to_owned(), "latex".to_owned(), "latex".to_owned()];
        let replaced = Replacement::of(&live, Allergy, wanted);
        assert_eq!(replaced, Replacement { ended: vec![live[0].id], added: vec!["latex".into()] });
        assert!(Replacement::of(&live, Medication, vec!["aspirin".into()]).is_empty());
        assert_eq!(Replacement::of(&live, Medication, vec![]).ended, [live[2].id]);
    }
}
