use async_trait::async_trait;

use super::User;
use crate::{kernel::UserId, ports::RepoResult};

/// Storage of accounts.
#[async_trait]
pub trait AccountRepo: Send {
    /// The account with this id.
    async fn find(&mut self, id: UserId) -> RepoResult<Option<User>>;
    /// Adds one. A used e-mail address is a conflict on `email`, a used number on `phone`.
    async fn insert(&mut self, user: &User, password_hash: Option<&str>) -> RepoResult<()>;
    /// Whether there is any active administrator.
    async fn has_admin(&mut self) -> RepoResult<bool>;
}
