//! Claims jobs and sees them through.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::{
    kernel::{AuditEntry, Core, Error, EventTopic, JobRow, JobTopic, Outcome, TextEnum},
    ports::RepoResult,
};
use futures_util::StreamExt;
use metrics::counter;
use tokio::{sync::Semaphore, task::JoinSet, time};
use tokio_util::sync::CancellationToken;

use crate::schedule::{RECURRING, again_at, comes_back_at};

/// A claimed job is this runner's for so long; then another may have it.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// So a job is broken off a little earlier.
const LONGEST_RUN: Duration = Duration::from_mins(14);

/// Does what jobs ask for. The same job may come twice: when a server died after doing it and before saying so.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Does it.
    async fn handle(&self, job: &JobRow) -> Outcome<()>;
}

/// How a runner works.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How often it looks for jobs.
    pub poll: Duration,
    /// How many of each topic it runs at a time.
    pub workers: usize,
}

/// Claims jobs and sees them through.
#[derive(Clone)]
pub struct Runner {
    core: Core,
    handler: Arc<dyn Handler>,
    settings: Settings,
}

impl Runner {
    /// From its ports.
    pub fn new(core: Core, handler: Arc<dyn Handler>, settings: Settings) -> Self {
        Self { core, handler, settings }
    }

    /// Runs jobs as they become due until it is told to stop, then lets those that run end. Each topic has workers of its
    /// own: nothing waits for a model or a mail server that hangs but what needs it.
    pub async fn run(self, stop: CancellationToken) {
        let mut running = JoinSet::new();
        let workers: Vec<_> = topics().map(|topic| (topic, Arc::new(Semaphore::new(self.settings.workers)))).collect();
        let mut planned = false;
        let mut wanted = self.core.events.subscribe(EventTopic::Jobs);
        while !stop.is_cancelled() {
            if !planned {
                planned = self.plan().await.inspect_err(|error| failed("planning jobs", error)).is_ok();
            }
            let free = workers.iter().map(|(topic, workers)| (*topic, workers.available_permits())).collect();
            match self.claim(free).await {
                Ok(claimed) => {
                    for row in claimed {
                        let of_its_topic = workers.iter().find(|(topic, _)| *topic == row.job.topic());
                        let worker = of_its_topic.and_then(|(_, workers)| workers.clone().try_acquire_owned().ok());
                        let runner = self.clone();
                        running.spawn(async move {
                            let _until_done = worker;
                            runner.perform(row).await;
                        });
                    }
                }
                Err(error) => failed("claiming jobs", &error),
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = time::sleep(self.settings.poll) => {}
                _ = wanted.next() => {}
                Some(_) = running.join_next(), if !running.is_empty() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Runs every job that is due now, one after the other, and answers how many there were.
    pub async fn drain(&self) -> Outcome<usize> {
        let mut done = 0;
        loop {
            let claimed = self.claim(topics().map(|topic| (topic, 10)).collect()).await?;
            if claimed.is_empty() {
                return Ok(done);
            }
            for row in claimed {
                self.perform(row).await;
                done += 1;
            }
        }
    }

    /// Asks for the jobs that come back, unless they wait already.
    pub async fn plan(&self) -> Outcome<()> {
        let now = self.core.fresh.now();
        let mut session = self.core.store.unaudited().await?;
        for job in &RECURRING {
            if let Some(at) = comes_back_at(job, now) {
                session.jobs().enqueue(&self.core.fresh, job, at).await?;
            }
        }
        Ok(())
    }

    async fn claim(&self, wanted: Vec<(JobTopic, usize)>) -> Outcome<Vec<JobRow>> {
        let now = self.core.fresh.now();
        let number = |(topic, most)| (topic, i64::try_from(most).unwrap_or(i64::MAX));
        let wanted: Vec<_> = wanted.into_iter().filter(|(_, most)| *most > 0).map(number).collect();
        Ok(self.core.store.unaudited().await?.jobs().claim(now, now + LEASE, &wanted).await?)
    }

    async fn perform(&self, row: JobRow) {
        let (topic, attempts) = (row.job.topic().as_str(), row.attempts);
        let is_over = row.job.expires_at().is_some_and(|over| over <= self.core.fresh.now());
        let settled = if is_over {
            tracing::warn!(job = %row.id, topic, attempts, "a job came too late");
            self.expire(&row).await.map(|()| "expired")
        } else {
            match self.attempt(row.clone()).await {
                Ok(()) => self.finish(&row).await.map(|()| "ok"),
                Err(Failure { reason, for_good }) => {
                    tracing::warn!(job = %row.id, topic, attempts, reason, "a job failed");
                    self.fail(&row, &reason, for_good).await
                }
            }
        };
        match settled {
            Ok(outcome) => counter!("lifeline_jobs_total", "topic" => topic, "outcome" => outcome).increment(1),
            // The lease runs out and the job comes again.
            Err(error) => tracing::error!(job = %row.id, topic, reason = reason(&error), "a job could not be settled"),
        }
    }

    /// Does it in a task of its own, so that a panic ends nothing else.
    async fn attempt(&self, row: JobRow) -> Result<(), Failure> {
        let handler = self.handler.clone();
        let work = tokio::spawn(async move { handler.handle(&row).await });
        let abort = work.abort_handle();
        let again = |reason: &str| Failure { reason: reason.to_owned(), for_good: false };
        match time::timeout(LONGEST_RUN, work).await {
            Ok(Ok(done)) => done.map_err(|error| Failure { reason: reason(&error), for_good: is_final(&error) }),
            Ok(Err(_)) => Err(again("it panicked")),
            Err(_) => {
                abort.abort();
                Err(again("it took too long"))
            }
        }
    }

    async fn expire(&self, row: &JobRow) -> Outcome<()> {
        let now = self.core.fresh.now();
        Ok(self.core.store.unaudited().await?.jobs().expire(row.id, now).await?)
    }

    async fn finish(&self, row: &JobRow) -> Outcome<()> {
        let now = self.core.fresh.now();
        let Some(at) = comes_back_at(&row.job, now) else {
            return Ok(self.core.store.unaudited().await?.jobs().finish(row.id, now).await?);
        };
        let mut work = self.core.store.begin().await?;
        work.jobs().finish(row.id, now).await?;
        work.jobs().enqueue(&self.core.fresh, &row.job, at).await?;
        Ok(work.commit(AuditEntry::system("job.finish").on(row.id)).await?)
    }

    /// Answers `failed`, or `dead` for a job that is given up. One that comes back does so even then.
    async fn fail(&self, row: &JobRow, reason: &str, for_good: bool) -> Outcome<&'static str> {
        let now = self.core.fresh.now();
        let again = again_at(row, now).filter(|_| !for_good);
        let mut work = self.core.store.begin().await?;
        work.jobs().fail(row.id, now, again, reason).await?;
        if let Some(at) = comes_back_at(&row.job, now).filter(|_| again.is_none()) {
            work.jobs().enqueue(&self.core.fresh, &row.job, at).await?;
        }
        let committed: RepoResult<()> = work.commit(AuditEntry::system("job.fail").on(row.id)).await;
        committed?;
        Ok(if again.is_some() { "failed" } else { "dead" })
    }
}

fn topics() -> impl Iterator<Item = JobTopic> {
    JobTopic::WORDS.iter().map(|(_, topic)| *topic)
}

/// Logs what the next round will try again.
pub fn failed(what: &'static str, error: &Error) {
    tracing::error!(reason = reason(error), "{what} failed");
}

/// Why a job was not done, and whether trying again makes sense.
struct Failure {
    reason: String,
    for_good: bool,
}

/// What went wrong, without anything that a person wrote.
fn reason(error: &Error) -> String {
    match error {
        Error::Repo(error) => error.to_string(),
        Error::File(_) => "the file store failed".to_owned(),
        Error::Internal(reason) => format!("internal error: {reason}"),
        Error::Busy { .. } => "the server was busy".to_owned(),
        Error::Conflict { message, .. } => format!("refused: {message}"),
        other => format!("refused: {}", kind(other)),
    }
}

/// Whether no further try would change the answer.
fn is_final(error: &Error) -> bool {
    matches!(error, Error::Conflict { .. })
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Invalid(_) => "invalid",
        Error::Unauthorized(_) => "unauthorized",
        Error::Forbidden(_) => "forbidden",
        Error::NotFound { what, .. } => what,
        Error::Gone(_) => "gone",
        _ => "other",
    }
}
