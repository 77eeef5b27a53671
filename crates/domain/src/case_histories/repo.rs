use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{CaseHistory, CaseHistoryVersion, access::WriteCaseHistory};
use crate::{
    documents::DocumentScope,
    kernel::{CaseHistoryId, DocumentId, Page, PageRequest, PatientId, Permit},
    ports::RepoResult,
};

/// Storage of case histories.
#[async_trait]
pub trait CaseHistoryRepo: Send {
    /// The current version with its documents, in one query.
    async fn case_history(&mut self, scope: DocumentScope, patient: PatientId) -> RepoResult<Option<CaseHistory>>;
    /// Every version, newest first, in one query (two where the total is wanted). None where there is no version at all.
    async fn versions(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        page: &PageRequest,
        before: Option<i32>,
    ) -> RepoResult<Option<Page<CaseHistory>>>;
    /// The current version. Until the end of the transaction nobody else writes a version for the patient or adds to it.
    async fn lock_current(&mut self, patient: PatientId) -> RepoResult<Option<CaseHistoryVersion>>;
    /// Adds a version. A second one of the same number is a conflict on `version`.
    async fn insert_version(
        &mut self,
        permit: &Permit<WriteCaseHistory, PatientId>,
        version: &CaseHistoryVersion,
    ) -> RepoResult<()>;
    /// Adds documents to a version.
    async fn attach(&mut self, version: CaseHistoryId, documents: &[DocumentId], now: DateTime<Utc>) -> RepoResult<()>;
    /// The live documents of a version; of no version, those that were uploaded before there was one.
    async fn attached(&mut self, patient: PatientId, version: Option<CaseHistoryId>) -> RepoResult<Vec<DocumentId>>;
}
