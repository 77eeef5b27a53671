use super::{
    Feedback, FeedbackTally, NewSuggestion, Suggestion, SuggestionChange,
    access::{author, scope, write},
};
use crate::{
    kernel::{Caller, Core, DoctorId, Error, Outcome, Page, PageRequest, SuggestionId},
    ports::RepoError,
};

/// The use cases of suggestions.
#[derive(Clone)]
pub struct Suggestions {
    core: Core,
}

impl Suggestions {
    /// From what use cases share.
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    /// Writes one.
    pub async fn add(&self, caller: &Caller, new: NewSuggestion) -> Outcome<Suggestion> {
        let doctor_id = author(&caller.actor, new.doctor_id)?;
        let now = self.core.fresh.now();
        let suggestion = Suggestion {
            id: self.core.fresh.id(),
            doctor_id,
            problem: new.problem,
            description: new.description,
            shared: new.shared,
            created_by: caller.actor.user(),
            created_at: now,
            updated_at: now,
            feedback: FeedbackTally::default(),
        };
        let mut work = self.core.store.begin().await?;
        work.suggestions().insert(&suggestion).await.map_err(|error| match error {
            RepoError::Conflict(_) => Error::unknown("doctor", "doctor_id"),
            other => other.into(),
        })?;
        work.commit(caller.audit("suggestion.add").on(suggestion.id)).await?;
        Ok(suggestion)
    }

    /// Those that the caller sees, newest first.
    pub async fn list(
        &self,
        caller: &Caller,
        doctor: Option<DoctorId>,
        search: Option<&str>,
        page: &PageRequest,
    ) -> Outcome<Page<Suggestion>> {
        self.core.store.read().await?.suggestions().list(scope(&caller.actor), doctor, search, page.by_id()?).await
    }

    /// One that the caller sees.
    pub async fn get(&self, caller: &Caller, id: SuggestionId) -> Outcome<Suggestion> {
        let found = self.core.store.read().await?.suggestions().find(scope(&caller.actor), id).await?;
        found.ok_or_else(|| Error::not_found("suggestion"))
    }

    /// Changes one.
    pub async fn change(&self, caller: &Caller, id: SuggestionId, change: SuggestionChange) -> Outcome<Suggestion> {
        let mut work = self.core.store.begin().await?;
        work.suggestions().lock(id).await?;
        let found = work.suggestions().find(scope(&caller.actor), id).await?;
        let mut suggestion = found.ok_or_else(|| Error::not_found("suggestion"))?;
        let permit = write(&caller.actor, &suggestion)?;
        let changed = change.apply(&mut suggestion, self.core.fresh.now());
        work.suggestions().save(permit, &suggestion).await?;
        work.commit(caller.audit("suggestion.change").on(id).changed(changed)).await?;
        Ok(suggestion)
    }

    /// Removes one.
    pub async fn remove(&self, caller: &Caller, id: SuggestionId) -> Outcome<()> {
        let mut work = self.core.store.begin().await?;
        work.suggestions().lock(id).await?;
        let found = work.suggestions().find(scope(&caller.actor), id).await?;
        let permit = write(&caller.actor, &found.ok_or_else(|| Error::not_found("suggestion"))?)?;
        work.suggestions().remove(permit).await?;
        work.commit(caller.audit("suggestion.remove").on(id)).await?;
        Ok(())
    }

    /// Says what the caller thinks of one that he sees. Answers whether it was the first time.
    pub async fn rate(&self, caller: &Caller, id: SuggestionId, feedback: &Feedback) -> Outcome<(Suggestion, bool)> {
        let (user, now) = (caller.actor.user(), self.core.fresh.now());
        let visible = scope(&caller.actor);
        let mut work = self.core.store.begin().await?;
        if work.suggestions().find(visible, id).await?.is_none() {
            return Err(Error::not_found("suggestion"));
        }
        let first = work.suggestions().rate(&self.core.fresh, id, user, feedback, now).await?;
        let rated = work.suggestions().find(visible, id).await?.ok_or_else(|| Error::not_found("suggestion"))?;
        work.commit(caller.audit("suggestion.rate").on(id)).await?;
        Ok((rated, first))
    }
}
