use async_trait::async_trait;

use super::{ClinicalFact, Patient, PatientScope};
use crate::{kernel::PatientId, ports::RepoResult};

/// Storage of patients and their clinical facts.
#[async_trait]
pub trait PatientRepo: Send {
    /// Which of these scopes still hold these patients: one query for each kind of scope.
    async fn in_scope_among(
        &mut self,
        reaches: &[(PatientScope, PatientId)],
    ) -> RepoResult<Vec<(PatientScope, PatientId)>>;
    /// Whether the patient exists and is in the scope, in one query.
    async fn is_in_scope(&mut self, scope: PatientScope, patient: PatientId) -> RepoResult<bool>;
    /// Opens a record.
    async fn insert(&mut self, patient: &Patient) -> RepoResult<()>;
    /// Adds facts.
    async fn insert_facts(&mut self, facts: &[ClinicalFact]) -> RepoResult<()>;
}
