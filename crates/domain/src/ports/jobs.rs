//! The outbox: jobs are written in the transaction that wants them and claimed by the runner.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::RepoResult;
use crate::kernel::{Fresh, Job, JobId, JobRow};

/// Storage of jobs.
#[async_trait]
pub trait JobRepo: Send {
    /// Asks for the job at or after `at`. A job whose dedup key is already waiting is not added again.
    async fn enqueue(&mut self, fresh: &Fresh, job: &Job, at: DateTime<Utc>) -> RepoResult<()>;
    /// Takes up to `limit` due jobs for this runner until `lease_until`; no other runner gets them before that. A job that
    /// cannot be read is given up.
    async fn claim(&mut self, now: DateTime<Utc>, lease_until: DateTime<Utc>, limit: i64) -> RepoResult<Vec<JobRow>>;
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
    /// Jobs waiting and jobs dead, for the metrics.
    async fn count_waiting_and_dead(&mut self) -> RepoResult<(i64, i64)>;
    /// Removes what is over: finished jobs before `before`, expired sessions and idempotency keys.
    async fn purge(&mut self, before: DateTime<Utc>, now: DateTime<Utc>) -> RepoResult<u64>;
}
