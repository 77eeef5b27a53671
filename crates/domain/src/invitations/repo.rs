use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Invitation, SentInvitation,
    access::{AcceptPermit, InvitationScope, RevokePermit},
};
use crate::{
    kernel::{InvitationId, Page, PageRequest, PatientId, UserId},
    ports::RepoResult,
};

/// An invitation in whose place another one came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Its id.
    pub id: InvitationId,
    /// The address that it was sent to.
    pub email: String,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
}

/// Storage of invitations.
#[async_trait]
pub trait InvitationRepo: Send {
    /// Revokes what this one is to replace and answers which these were: those to the same address for the same hospital or
    /// patient, and of claims all to the same patient. Expired ones count too.
    async fn replace(&mut self, by: &Invitation) -> RepoResult<Vec<Replaced>>;
    /// Adds one. Where one that it should have replaced came in between, that is a conflict.
    async fn insert(&mut self, invitation: &Invitation, token_hash: &str) -> RepoResult<()>;
    /// The invitation with this token, whatever became of it.
    async fn with_token(&mut self, token_hash: &str) -> RepoResult<Option<Invitation>>;
    /// The same, locked until the end of the unit of work.
    async fn lock_with_token(&mut self, token_hash: &str) -> RepoResult<Option<Invitation>>;
    /// A live invitation within the scope.
    async fn find(
        &mut self,
        scope: InvitationScope,
        id: InvitationId,
        now: DateTime<Utc>,
    ) -> RepoResult<Option<Invitation>>;
    /// The live claim of a patient.
    async fn claim_of(&mut self, patient: PatientId, now: DateTime<Utc>) -> RepoResult<Option<Invitation>>;
    /// Live invitations within the scope, newest first.
    async fn list(
        &mut self,
        scope: InvitationScope,
        now: DateTime<Utc>,
        page: &PageRequest,
    ) -> RepoResult<Page<SentInvitation>>;
    /// Uses it up; answers whether it was live. Of several who do so at once, one is told that it was.
    async fn accept(&mut self, permit: &AcceptPermit, by: UserId, now: DateTime<Utc>) -> RepoResult<bool>;
    /// Revokes it; answers whether it was open.
    async fn revoke(&mut self, permit: &RevokePermit, now: DateTime<Utc>) -> RepoResult<bool>;
}
