use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Document, DocumentCategory, DocumentScope,
    access::{AddDocuments, DeleteDocument},
};
use crate::{
    kernel::{DocumentId, Page, PageRequest, PatientId, Permit, ReportId},
    ports::RepoResult,
};

/// Which documents of a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Of these categories.
    pub categories: Vec<DocumentCategory>,
    /// Of this report only; the list is then there only if the patient has it.
    pub report: Option<ReportId>,
}

/// Storage of documents. Deleted ones are never read.
#[async_trait]
pub trait DocumentRepo: Send {
    /// One document within the scope.
    async fn document(&mut self, scope: DocumentScope, document: DocumentId) -> RepoResult<Option<Document>>;
    /// A patient's documents, newest first, in one query (two where the total is wanted). None where the patient, or the
    /// report of the filter, is not there or out of scope.
    async fn documents_of(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        filter: &DocumentFilter,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<Document>>>;
    /// Which of these are documents of the patient of one of the categories.
    async fn known_among(
        &mut self,
        patient: PatientId,
        categories: &[DocumentCategory],
        documents: &[DocumentId],
    ) -> RepoResult<Vec<DocumentId>>;
    /// Adds documents, whose files are stored already.
    async fn insert_documents(
        &mut self,
        permit: &Permit<AddDocuments, PatientId>,
        documents: &[Document],
    ) -> RepoResult<()>;
    /// Marks a document as deleted; false if somebody else did so first.
    async fn delete_document(
        &mut self,
        permit: &Permit<DeleteDocument, DocumentId>,
        now: DateTime<Utc>,
    ) -> RepoResult<bool>;
    /// Which of these storage keys have a row, a deleted document's included.
    async fn keys_in_use(&mut self, keys: &[String]) -> RepoResult<Vec<String>>;
}
