use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    FamilyMember, Relation, UserPatientRelation,
    access::{RelationPermit, RelationScope},
};
use crate::{
    kernel::{Page, PageRequest, PatientId, RelationId, UserId},
    patients::access::ChangePermit,
    ports::RepoResult,
};

/// Storage of the relations through which accounts act for patients.
#[async_trait]
pub trait RelationRepo: Send {
    /// Adds a relation. A live one of the same pair, or a second `self`, is a conflict on `relation`.
    async fn insert(&mut self, relation: &UserPatientRelation) -> RepoResult<()>;
    /// A live relation within the scope.
    async fn find(&mut self, scope: RelationScope, id: RelationId) -> RepoResult<Option<UserPatientRelation>>;
    /// The live relation of an account to a patient.
    async fn of_pair(&mut self, user: UserId, patient: PatientId) -> RepoResult<Option<UserPatientRelation>>;
    /// The live relation of an account to its own person.
    async fn own(&mut self, user: UserId) -> RepoResult<Option<UserPatientRelation>>;
    /// Changes what the patient is to the account. A second `self` is a conflict on `relation`.
    async fn set(&mut self, permit: &RelationPermit, relation: Relation, now: DateTime<Utc>) -> RepoResult<()>;
    /// Ends a relation.
    async fn end(&mut self, permit: &RelationPermit, by: UserId, now: DateTime<Utc>) -> RepoResult<()>;
    /// Ends the account's relation to the permitted patient.
    async fn end_of_pair(
        &mut self,
        permit: &ChangePermit,
        user: UserId,
        by: UserId,
        now: DateTime<Utc>,
    ) -> RepoResult<()>;
    /// The live relations of every account to a patient, oldest first.
    async fn of_patient(&mut self, patient: PatientId) -> RepoResult<Vec<UserPatientRelation>>;
    /// Whether an account other than this one acts for the patient.
    async fn others_act_for(&mut self, patient: PatientId, user: UserId) -> RepoResult<bool>;
    /// The active patients for whom an account acts, oldest relation first.
    async fn family_of(&mut self, user: UserId, page: &PageRequest) -> RepoResult<Page<FamilyMember>>;
}
