use chrono::{DateTime, Utc};

use crate::kernel::{Change, Changed, SpecialtyId, fold};

/// A field of medicine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specialty {
    /// Its id.
    pub id: SpecialtyId,
    /// Its name, unique when folded.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Specialty {
    /// What makes its name unique, what a search looks in and what a list is ordered by.
    pub fn search_key(&self) -> String {
        fold(&self.name)
    }
}

/// What an administrator may change about a specialty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of Specialty")]
pub struct SpecialtyChange {
    pub name: Option<String>,
    pub description: Change<String>,
}

impl SpecialtyChange {
    /// Applies it and answers the names of the fields that changed.
    pub fn apply(self, specialty: &mut Specialty, now: DateTime<Utc>) -> Vec<&'static str> {
        let mut changed = Changed::default();
        changed.replace("name", &mut specialty.name, self.name);
        changed.change("description", &mut specialty.description, self.description);
        specialty.updated_at = now;
        changed.fields()
    }
}
