use chrono::{DateTime, Utc};

use crate::{
    documents::Document,
    kernel::{CaseHistoryId, DocumentId, PatientId, UserId},
};

/// One version of a case history, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseHistory {
    /// The version itself.
    pub version: CaseHistoryVersion,
    /// Its documents, oldest first; deleted ones are left out.
    pub documents: Vec<Document>,
    /// When the first version was written.
    pub opened_at: DateTime<Utc>,
}

/// One version's own row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseHistoryVersion {
    /// Its id.
    pub id: CaseHistoryId,
    /// Whose.
    pub patient_id: PatientId,
    /// Its number, from 1; the highest is current.
    pub number: i32,
    /// The summary.
    pub summary: String,
    /// Who wrote it.
    pub author: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What a new version changes of the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseHistoryChange {
    /// The new summary.
    pub summary: Option<String>,
    /// The new set of documents.
    pub documents: Option<Vec<DocumentId>>,
    /// The number of the version that the writer has read; the change is refused when another one has come since.
    pub based_on: Option<i32>,
}
