use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{ClinicalFact, LinkedUser, Patient, PatientFilter, PatientScope, access::ChangePermit};
use crate::{
    kernel::{ClinicalFactId, HospitalId, Page, PageRequest, PatientId, UserId},
    ports::RepoResult,
};

/// How a record is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatientKey {
    /// By its id, within a scope.
    Id(PatientScope, PatientId),
    /// As an account's own person.
    Own(UserId),
}

/// A record as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecord {
    /// The patient.
    pub patient: Patient,
    /// The live facts, oldest first.
    pub facts: Vec<ClinicalFact>,
    /// The account whose own person this is.
    pub user: Option<LinkedUser>,
}

/// Storage of patients and their clinical facts.
#[async_trait]
pub trait PatientRepo: Send {
    /// Whether the patient exists and is in the scope, in one query.
    async fn is_in_scope(&mut self, scope: PatientScope, patient: PatientId) -> RepoResult<bool>;
    /// Which of these scopes still hold these patients: one query for each kind of scope.
    async fn in_scope_among(
        &mut self,
        reaches: &[(PatientScope, PatientId)],
    ) -> RepoResult<Vec<(PatientScope, PatientId)>>;
    /// A whole record, in one query.
    async fn record(&mut self, key: PatientKey) -> RepoResult<Option<StoredRecord>>;
    /// The patients of a scope, newest first. Deactivated ones are listed only where the scope is everybody.
    async fn list(
        &mut self,
        scope: PatientScope,
        filter: &PatientFilter,
        page: &PageRequest,
    ) -> RepoResult<Page<Patient>>;
    /// The account's own patient.
    async fn own(&mut self, user: UserId) -> RepoResult<Option<PatientId>>;
    /// The patient, locked until the end of the transaction.
    async fn lock(&mut self, patient: PatientId) -> RepoResult<Option<Patient>>;
    /// The next medical record number of this hospital: eight digits, counted from 1. Others who register there wait until
    /// the unit of work ends.
    async fn next_record_number(&mut self, hospital: HospitalId) -> RepoResult<String>;
    /// Opens a record.
    async fn insert(&mut self, patient: &Patient) -> RepoResult<()>;
    /// Replaces the patient's own fields.
    async fn update(&mut self, permit: &ChangePermit, patient: &Patient) -> RepoResult<()>;
    /// The live facts, oldest first.
    async fn live_facts(&mut self, patient: PatientId) -> RepoResult<Vec<ClinicalFact>>;
    /// Adds facts.
    async fn insert_facts(&mut self, facts: &[ClinicalFact]) -> RepoResult<()>;
    /// Ends facts of the permitted patient.
    async fn end_facts(
        &mut self,
        permit: &ChangePermit,
        facts: &[ClinicalFactId],
        by: UserId,
        now: DateTime<Utc>,
    ) -> RepoResult<()>;
    /// Whether there is anything in the record that is not the family's own statement: a case history, report, document,
    /// message, appointment, interview, or a fact that somebody else recorded.
    async fn has_clinical_data(&mut self, patient: PatientId) -> RepoResult<bool>;
    /// Whether nothing is tied to the record: neither clinical data nor a fact, and nobody ever treated or registered the
    /// patient or opened a chat about them.
    async fn is_blank(&mut self, patient: PatientId) -> RepoResult<bool>;
    /// Ends all mappings of the permitted patient.
    async fn end_mappings(&mut self, permit: &ChangePermit, by: UserId, now: DateTime<Utc>) -> RepoResult<()>;
}
