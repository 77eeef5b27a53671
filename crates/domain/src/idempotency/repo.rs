use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Claim, StoredAnswer, StoredKey};
use crate::{kernel::UserId, ports::RepoResult};

/// Storage of keys and answers.
#[async_trait]
pub trait IdempotencyRepo: Send {
    /// Claims a key that nobody has used; answers whether it did.
    async fn claim(&mut self, claim: &Claim) -> RepoResult<bool>;
    /// What is known of a key.
    async fn known(&mut self, user: UserId, key: &str) -> RepoResult<Option<StoredKey>>;
    /// Takes over a claim made at `claimed_at`; answers whether it did: of several at once, one does.
    async fn take_over(&mut self, claim: &Claim, claimed_at: DateTime<Utc>) -> RepoResult<bool>;
    /// Stores the answer; answers whether this claim still stood unanswered.
    async fn complete(&mut self, claim: &Claim, answer: &StoredAnswer) -> RepoResult<bool>;
    /// Gives an unanswered claim up.
    async fn release(&mut self, claim: &Claim) -> RepoResult<()>;
}
