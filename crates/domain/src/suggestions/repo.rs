use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Feedback, Suggestion, SuggestionScope, access::WriteSuggestion};
use crate::{
    kernel::{DoctorId, Fresh, Outcome, Page, PageRequest, Permit, SuggestionId, UserId},
    ports::RepoResult,
};

/// Storage of suggestions.
#[async_trait]
pub trait SuggestionRepo: Send {
    /// The suggestion, if it is in the scope.
    async fn find(&mut self, scope: SuggestionScope, id: SuggestionId) -> RepoResult<Option<Suggestion>>;
    /// Suggestions in the scope, newest first; of one doctor, and with this text in them, where given.
    async fn list(
        &mut self,
        scope: SuggestionScope,
        doctor: Option<DoctorId>,
        search: Option<&str>,
        page: &PageRequest,
    ) -> Outcome<Page<Suggestion>>;
    /// Adds one. An unknown doctor is a conflict on `doctor`.
    async fn insert(&mut self, suggestion: &Suggestion) -> RepoResult<()>;
    /// Keeps others from changing it until the unit of work ends.
    async fn lock(&mut self, id: SuggestionId) -> RepoResult<()>;
    /// Saves one.
    async fn save(&mut self, permit: Permit<WriteSuggestion, SuggestionId>, suggestion: &Suggestion) -> RepoResult<()>;
    /// Removes one with its feedback.
    async fn remove(&mut self, permit: Permit<WriteSuggestion, SuggestionId>) -> RepoResult<()>;
    /// Keeps what a user thinks of it, in place of what he thought before. Answers whether it was the first time.
    async fn rate(
        &mut self,
        fresh: &Fresh,
        id: SuggestionId,
        user: UserId,
        feedback: &Feedback,
        now: DateTime<Utc>,
    ) -> RepoResult<bool>;
}
