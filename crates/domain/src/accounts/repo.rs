use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{User, UserFilter, access::ChangeAccount};
use crate::{
    kernel::{Page, PageRequest, Permit, UserId},
    ports::RepoResult,
};

/// Storage of accounts.
#[async_trait]
pub trait AccountRepo: Send {
    /// The account with this id.
    async fn find(&mut self, id: UserId) -> RepoResult<Option<User>>;
    /// The same, locked until the end of the unit of work.
    async fn find_for_change(&mut self, id: UserId) -> RepoResult<Option<User>>;
    /// Accounts that pass the filter, newest first.
    async fn list(&mut self, filter: &UserFilter, page: &PageRequest) -> RepoResult<Page<User>>;
    /// Adds one. A used e-mail address is a conflict on `email`, a used number on `phone`.
    async fn insert(&mut self, user: &User, password_hash: Option<&str>) -> RepoResult<()>;
    /// Writes a changed account.
    async fn update(&mut self, permit: &Permit<ChangeAccount, UserId>, user: &User) -> RepoResult<()>;
    /// Takes an account the right to sign in; its sessions are the caller's to end.
    async fn deactivate(&mut self, permit: &Permit<ChangeAccount, UserId>, now: DateTime<Utc>) -> RepoResult<()>;
    /// The accounts behind which this hospital, doctor or patient stands.
    async fn with_profile(&mut self, profile: Uuid) -> RepoResult<Vec<UserId>>;
    /// The active administrators, locked in the order of their ids until the end of the unit of work.
    async fn lock_active_admins(&mut self) -> RepoResult<Vec<UserId>>;
    /// Whether there is any active administrator.
    async fn has_admin(&mut self) -> RepoResult<bool>;
}
