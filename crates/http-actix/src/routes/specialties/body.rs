use chrono::{DateTime, Utc};
use domain::{
    kernel::{Check, Outcome, parse},
    specialties::{Specialty, SpecialtyChange},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::extract::Field;

/// A specialty's fields, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct SpecialtyFields {
    /// Its name, unique whatever case and accents.
    #[schema(value_type = Option<String>, example = "Cardiology")]
    pub name: Field<String>,
    /// What it is about.
    #[schema(value_type = Option<String>, example = "Heart and circulation")]
    pub description: Field<String>,
}

impl SpecialtyFields {
    /// Reads them all; the name may be absent here.
    pub fn read(self, check: &mut Check) -> SpecialtyChange {
        SpecialtyChange {
            name: check.replace("name", self.name, parse::name),
            description: check.change("description", self.description, parse::long_text),
        }
    }
    /// Reads a new one: name and description.
    pub fn read_new(self) -> Outcome<(String, Option<String>)> {
        let mut check = Check::default();
        let name = check.required("name", self.name, parse::name);
        let description = check.optional("description", self.description, parse::long_text);
        check.build(|| Some((name?, description)))
    }
}

/// Which specialties are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SpecialtySearch {
    /// With this in the name, whatever case and accents.
    q: Option<String>,
}

impl SpecialtySearch {
    /// Reads it.
    pub fn read(self) -> Outcome<Option<String>> {
        let mut check = Check::default();
        let search = check.optional("q", self.q, parse::short_text);
        check.build(|| Some(search))
    }
}

/// A specialty.
#[derive(Serialize, ToSchema)]
pub struct SpecialtyBody {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    #[schema(example = "Cardiology")]
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<Specialty> for SpecialtyBody {
    fn from(specialty: Specialty) -> Self {
        Self {
            id: specialty.id.into(),
            name: specialty.name,
            description: specialty.description,
            created_at: specialty.created_at,
            updated_at: specialty.updated_at,
        }
    }
}
