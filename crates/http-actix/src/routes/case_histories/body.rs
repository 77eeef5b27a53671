use std::borrow::Cow;

use chrono::{DateTime, Utc};
use domain::{
    case_histories::{CaseHistory, CaseHistoryChange},
    kernel::{Check, DocumentId, Outcome, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{extract::Field, routes::documents::DocumentBody};

/// Documents that one version may name.
const MOST_DOCUMENTS: usize = 500;

/// A case history's fields, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct CaseHistoryFields {
    /// The clinical summary, at most 20,000 characters.
    #[schema(value_type = Option<String>, example = "Type 2 diabetes since 2019, well controlled. No known allergies.")]
    pub summary: Field<String>,
    /// Ids of documents of this patient, which become the version's documents. Left out, those of the version before stay.
    #[schema(value_type = Option<Vec<Uuid>>, example = json!(["0192f0c1-7d1e-7c3a-9a51-3f6f0c2b7a10"]))]
    pub documents: Field<Vec<Uuid>>,
    /// The number of the version that was read; the change is refused when another one has come since.
    #[schema(value_type = Option<i32>, example = 1)]
    pub version: Field<i32>,
}

impl CaseHistoryFields {
    /// What the first version says; without words it is empty, to be written later.
    pub fn read_new(self) -> Outcome<(String, Option<Vec<DocumentId>>)> {
        let mut check = Check::default();
        let summary = check.replace("summary", self.summary, parse::long_text);
        let documents = check.replace("documents", self.documents, documents);
        check.build(|| Some((summary.unwrap_or_default(), documents)))
    }
    /// What a further version changes.
    pub fn read_change(self) -> Outcome<CaseHistoryChange> {
        let mut check = Check::default();
        let change = CaseHistoryChange {
            summary: check.replace("summary", self.summary, parse::long_text),
            documents: check.replace("documents", self.documents, documents),
            based_on: check.optional("version", self.version, parse::between(1, i32::MAX)),
        };
        check.build(|| Some(change))
    }
}

fn documents(ids: Vec<Uuid>) -> Result<Vec<DocumentId>, Cow<'static, str>> {
    if ids.len() > MOST_DOCUMENTS {
        return Err(format!("must have at most {MOST_DOCUMENTS} entries").into());
    }
    Ok(ids.into_iter().map(Into::into).collect())
}

/// One version of a case history.
#[derive(Serialize, ToSchema)]
pub struct CaseHistoryBody {
    /// The version's id.
    pub id: Uuid,
    /// Whose.
    pub patient_id: Uuid,
    /// Its number, from 1.
    #[schema(example = 2)]
    pub version: i32,
    /// The clinical summary.
    pub summary: String,
    /// The account that wrote it.
    pub author_user_id: Uuid,
    /// Its documents, oldest first.
    pub documents: Vec<DocumentBody>,
    /// When the first version was written.
    pub created_at: DateTime<Utc>,
    /// When this version was written.
    pub updated_at: DateTime<Utc>,
}

impl From<CaseHistory> for CaseHistoryBody {
    fn from(history: CaseHistory) -> Self {
        Self {
            id: history.version.id.into(),
            patient_id: history.version.patient_id.into(),
            version: history.version.number,
            summary: history.version.summary,
            author_user_id: history.version.author.into(),
            documents: history.documents.into_iter().map(Into::into).collect(),
            created_at: history.opened_at,
            updated_at: history.version.created_at,
        }
    }
}
