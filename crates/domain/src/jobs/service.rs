use super::{JobEntry, JobFilter, JobState, access};
use crate::{
    kernel::{Caller, Core, Error, JobId, Outcome, Page, PageRequest},
    ports::RepoError,
};

/// The use cases of tending jobs.
#[derive(Clone)]
pub struct Jobs {
    core: Core,
}

impl Jobs {
    /// From what use cases share.
    pub const fn new(core: Core) -> Self {
        Self { core }
    }

    /// Jobs, newest first.
    pub async fn list(&self, caller: &Caller, filter: &JobFilter, page: &PageRequest) -> Outcome<Page<JobEntry>> {
        access::tend(&caller.actor)?;
        Ok(self.core.store.read().await?.jobs().list(filter, page.by_id()?).await?)
    }

    /// Has a job that was given up tried again, at once. If it fails once more, it is given up once more unless it was
    /// asked for less than three days ago.
    pub async fn retry(&self, caller: &Caller, id: JobId) -> Outcome<JobEntry> {
        let tending = access::tend(&caller.actor)?;
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let mut job = work.jobs().lock(id).await?.ok_or(Error::not_found("job"))?;
        let permit = access::retry(&tending, &job)?;
        work.jobs().revive(&permit, now).await.map_err(|error| match error {
            RepoError::Conflict(_) => Error::conflict("the same job waits already"),
            other => other.into(),
        })?;
        work.commit(caller.audit("job.retry").on(id)).await?;
        (job.state, job.available_at) = (JobState::Waiting, now);
        Ok(job)
    }
}
