//! The storage port: sessions, units of work and their errors.

use async_trait::async_trait;

use super::JobRepo;
use crate::{audit::Bookkeeping, kernel::AuditEntry};

/// What every repository method answers.
pub type RepoResult<T> = Result<T, RepoError>;

/// Why storage did not do what was asked. The same kinds for every adapter.
#[derive(Debug, thiserror::Error)]
pub enum RepoError {
    /// A uniqueness, overlap or reference rule of the database refused the change; names the rule's subject.
    #[error("conflict on {0}")]
    Conflict(&'static str),
    /// Another transaction was in the way; doing the whole unit of work again may succeed.
    #[error("the transaction must be tried again")]
    Retry,
    /// A stored value cannot be read: names table, column and id.
    #[error("stored row is inconsistent: {0}")]
    Corrupt(String),
    /// The database cannot be reached or failed.
    #[error("storage unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

macro_rules! session { ($($accessor:ident: $repo:path),* $(,)?) => {
    /// One borrowed view of every repository. Whatever implements them all is a session.
    #[expect(missing_docs, reason = "each accessor gives the repository of the room it is named after")]
    pub trait Session: Send { $(fn $accessor(&mut self) -> &mut dyn $repo;)* }
    impl<T: Send $(+ $repo)*> Session for T { $(fn $accessor(&mut self) -> &mut dyn $repo { self })* }
} }
session!(
    accounts: crate::accounts::AccountRepo,
    assistant: crate::assistant::AssistantRepo,
    appointments: crate::appointments::AppointmentRepo,
    audit: crate::audit::AuditRepo,
    auth: crate::auth::AuthRepo,
    care: crate::patients::CareRepo,
    case_histories: crate::case_histories::CaseHistoryRepo,
    chats: crate::chats::ChatRepo,
    doctors: crate::doctors::DoctorRepo,
    documents: crate::documents::DocumentRepo,
    erasures: crate::privacy::ErasureRepo,
    exports: crate::privacy::ExportRepo,
    hospitals: crate::hospitals::HospitalRepo,
    idempotency: crate::idempotency::IdempotencyRepo,
    invitations: crate::invitations::InvitationRepo,
    jobs: JobRepo,
    mappings: crate::mappings::MappingRepo,
    messages: crate::chats::MessageRepo,
    patients: crate::patients::PatientRepo,
    relations: crate::mappings::RelationRepo,
    reports: crate::reports::ReportRepo,
    seals: crate::audit::SealRepo,
    specialties: crate::specialties::SpecialtyRepo,
    replies: crate::assistant::ReplyRepo,
    suggestions: crate::suggestions::SuggestionRepo,
);

/// A session inside a transaction. Dropping it rolls back.
#[async_trait]
pub trait UnitOfWork: Session {
    /// One more entry for the commit to write, where a unit of work does several things.
    fn also(&mut self, audit: AuditEntry);
    /// Makes the changes durable together with the entry that says who made them.
    async fn commit(self: Box<Self>, audit: AuditEntry) -> RepoResult<()>;
}

/// Gives sessions.
#[async_trait]
pub trait Store: Send + Sync {
    /// A connection without a transaction, for reads.
    async fn read(&self) -> RepoResult<Box<dyn Session>>;
    /// A transaction. On SQLite it holds the one write lock.
    async fn begin(&self) -> RepoResult<Box<dyn UnitOfWork>>;
    /// A connection without a transaction for bookkeeping that nobody is to answer for: leases of jobs, claims of keys,
    /// the removal of what is over. Each statement is durable by itself.
    async fn unaudited(&self) -> RepoResult<Box<dyn Session>>;
    /// A transaction over the books that watch everything else, which commits without an audit entry.
    async fn begin_bookkeeping(&self) -> RepoResult<Box<dyn Bookkeeping>>;
    /// Succeeds when the database answers.
    async fn check(&self) -> RepoResult<()>;
}
