use async_trait::async_trait;

use super::{Report, ReportType, ReportWithDocuments, access::UseReports};
use crate::{
    documents::DocumentScope,
    kernel::{Page, PageRequest, PatientId, Permit, ReportId},
    ports::RepoResult,
};

/// Which reports of a patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportFilter {
    /// Of this type only.
    pub report_type: Option<ReportType>,
}

/// Storage of reports.
#[async_trait]
pub trait ReportRepo: Send {
    /// One report with its documents, in one query.
    async fn report(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        report: ReportId,
    ) -> RepoResult<Option<ReportWithDocuments>>;
    /// A patient's reports, newest first, each with its documents, in one query (two where the total is wanted). None
    /// where the patient is not there or out of scope.
    async fn reports_of(
        &mut self,
        scope: DocumentScope,
        patient: PatientId,
        filter: ReportFilter,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<ReportWithDocuments>>>;
    /// Whether the report is one of the patient.
    async fn has_report(&mut self, patient: PatientId, report: ReportId) -> RepoResult<bool>;
    /// A report of the patient, locked until the end of the transaction.
    async fn lock_report(&mut self, patient: PatientId, report: ReportId) -> RepoResult<Option<Report>>;
    /// Adds a report.
    async fn insert_report(&mut self, permit: &Permit<UseReports, PatientId>, report: &Report) -> RepoResult<()>;
    /// Saves a changed report.
    async fn save_report(&mut self, permit: &Permit<UseReports, PatientId>, report: &Report) -> RepoResult<()>;
}
