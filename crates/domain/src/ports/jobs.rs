//! The outbox: jobs are written in the transaction that wants them and claimed by the runner.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::RepoResult;
use crate::{
    jobs::{JobEntry, JobFilter, access::RetryJob},
    kernel::{Fresh, Job, JobId, JobRow, JobTopic, Page, PageRequest, Permit},
};

/// Storage of jobs.
#[async_trait]
pub trait JobRepo: Send {
    /// Asks for the job at or after `at`. A job whose dedup key is already waiting is not added again.
    async fn enqueue(&mut self, fresh: &Fresh, job: &Job, at: DateTime<Utc>) -> RepoResult<()>;
    /// Takes due jobs of these topics, of each up to so many, for this runner until `lease_until`; no other runner gets them
    /// before that. One of them that cannot be read is given up; jobs of topics that this server does not know wait
    /// for one that does.
    async fn claim(
        &mut self,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
        wanted: &[(JobTopic, i64)],
    ) -> RepoResult<Vec<JobRow>>;
    /// The job is done.
    async fn finish(&mut self, id: JobId, now: DateTime<Utc>) -> RepoResult<()>;
    /// The job failed and is tried again at `again_at`, or never (dead) when that is none. `reason` holds no personal data.
    async fn fail(
        &mut self,
        id: JobId,
        now: DateTime<Utc>,
        again_at: Option<DateTime<Utc>>,
        reason: &str,
    ) -> RepoResult<()>;
    /// The job came too late, and is put aside.
    async fn expire(&mut self, id: JobId, now: DateTime<Utc>) -> RepoResult<()>;
    /// Jobs that pass the filter, newest first.
    async fn list(&mut self, filter: &JobFilter, page: &PageRequest) -> RepoResult<Page<JobEntry>>;
    /// A job, which nobody else changes until the unit of work ends.
    async fn lock(&mut self, id: JobId) -> RepoResult<Option<JobEntry>>;
    /// Makes a job that was given up due now. One like it that waits already is a conflict.
    async fn revive(&mut self, permit: &Permit<RetryJob, JobId>, now: DateTime<Utc>) -> RepoResult<()>;
    /// Jobs waiting and jobs dead, for the metrics.
    async fn count_waiting_and_dead(&mut self) -> RepoResult<(i64, i64)>;
    /// Removes what is over: finished jobs and sessions before `before`; before `long_before` jobs that were given up, and
    /// invitations that nobody accepted in time; and expired idempotency keys.
    async fn purge(&mut self, before: DateTime<Utc>, long_before: DateTime<Utc>, now: DateTime<Utc>)
    -> RepoResult<u64>;
}
