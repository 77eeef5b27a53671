use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    jobs::{JobEntry, JobFilter, JobState, access::RetryJob},
    kernel::{Fresh, Job, JobId, JobRow, JobTopic, Page, PageRequest, Permit, TextEnum},
    ports::{JobRepo, RepoError, RepoResult},
};
use serde_json::Value;

use super::page::{after_id, page_of, rows_wanted};
use crate::{
    backend::{Db, DbUuid, db, id, lock_row},
    error::{conflict_on, corrupt, failed},
    prepared::Prepare,
    schema::{idempotency_keys, invitations, jobs, sessions},
    session::DbSession,
    tuned,
};

/// A job as it is claimed.
#[derive(QueryableByName)]
#[diesel(table_name = jobs, check_for_backend(Db))]
pub struct ClaimedJob {
    id: DbUuid,
    payload: Value,
    attempts: i32,
    available_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
}

fn job_row(row: ClaimedJob) -> RepoResult<JobRow> {
    let id: JobId = id(row.id);
    let job = serde_json::from_value(row.payload).map_err(|_| corrupt("jobs", "payload", id))?;
    Ok(JobRow { id, job, attempts: row.attempts, created_at: row.created_at })
}

/// A job without what it carries.
#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(Db))]
struct EntryRow {
    id: DbUuid,
    topic: String,
    attempts: i32,
    last_error: Option<String>,
    available_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    dead_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl From<EntryRow> for JobEntry {
    fn from(row: EntryRow) -> Self {
        let state = match (row.finished_at, row.dead_at) {
            (Some(_), None) => JobState::Done,
            (Some(_), Some(_)) => JobState::Expired,
            (None, Some(_)) => JobState::Dead,
            (None, None) => JobState::Waiting,
        };
        let EntryRow { topic, attempts, last_error, available_at, created_at, .. } = row;
        Self { id: id(row.id), topic, attempts, state, last_error, available_at, created_at }
    }
}

/// Narrows a boxed query of jobs to those that pass the filter.
macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter) = ($query, $filter);
        query = match filter.state {
            Some(JobState::Waiting) => query.filter(jobs::finished_at.is_null()).filter(jobs::dead_at.is_null()),
            Some(JobState::Dead) => query.filter(jobs::finished_at.is_null()).filter(jobs::dead_at.is_not_null()),
            Some(JobState::Done) => query.filter(jobs::finished_at.is_not_null()).filter(jobs::dead_at.is_null()),
            Some(JobState::Expired) => {
                query.filter(jobs::finished_at.is_not_null()).filter(jobs::dead_at.is_not_null())
            }
            None => query,
        };
        if let Some(topic) = &filter.topic {
            query = query.filter(jobs::topic.eq(topic));
        }
        query
    }};
}

#[async_trait]
impl JobRepo for DbSession {
    async fn enqueue(&mut self, fresh: &Fresh, job: &Job, at: DateTime<Utc>) -> RepoResult<()> {
        let now = fresh.now();
        let payload = serde_json::to_value(job).map_err(|error| RepoError::Unavailable(Box::new(error)))?;
        let row = (
            jobs::id.eq(db(fresh.id::<JobId>())),
            jobs::topic.eq(job.topic().as_str()),
            jobs::payload.eq(payload),
            jobs::dedup_key.eq(job.dedup_key()),
            jobs::available_at.eq(at),
            jobs::attempts.eq(0),
            jobs::created_at.eq(now),
            jobs::updated_at.eq(now),
        );
        diesel::insert_into(jobs::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn claim(
        &mut self,
        now: DateTime<Utc>,
        lease_until: DateTime<Utc>,
        wanted: &[(JobTopic, i64)],
    ) -> RepoResult<Vec<JobRow>> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut claimed = tuned::claim_jobs(self.conn()?, now, lease_until, wanted).await.map_err(failed)?;
        claimed.sort_unstable_by_key(|row| (row.available_at, row.id));
        let mut readable = Vec::new();
        for row in claimed {
            let unreadable: JobId = id(row.id);
            match job_row(row) {
                Ok(job) => readable.push(job),
                // One such row must not keep the others from running.
                Err(error) => self.fail(unreadable, now, None, &error.to_string()).await?,
            }
        }
        Ok(readable)
    }

    async fn finish(&mut self, job: JobId, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(jobs::table.find(db(job)))
            .set((jobs::finished_at.eq(now), jobs::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn expire(&mut self, job: JobId, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(jobs::table.find(db(job)))
            .set((jobs::finished_at.eq(now), jobs::dead_at.eq(now), jobs::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn fail(
        &mut self,
        job: JobId,
        now: DateTime<Utc>,
        again_at: Option<DateTime<Utc>>,
        reason: &str,
    ) -> RepoResult<()> {
        let dead_at = if again_at.is_none() { Some(now) } else { None };
        diesel::update(jobs::table.find(db(job)))
            .set((
                jobs::lease_until.eq(None::<DateTime<Utc>>),
                jobs::available_at.eq(again_at.unwrap_or(now)),
                jobs::dead_at.eq(dead_at),
                jobs::last_error.eq(reason),
                jobs::updated_at.eq(now),
            ))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn list(&mut self, filter: &JobFilter, page: &PageRequest) -> RepoResult<Page<JobEntry>> {
        let total = if page.wants_total() {
            let all = filtered!(jobs::table.count().into_boxed::<Db>(), filter);
            Some(all.get_result(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let mut query = filtered!(jobs::table.select(EntryRow::as_select()).into_boxed::<Db>(), filter);
        if let Some(after) = page.after() {
            query = query.filter(jobs::id.lt(db(after.id)));
        }
        let query = query.order(jobs::id.desc()).limit(rows_wanted(page)).offset(page.offset());
        let rows: Vec<EntryRow> = query.load(self.conn()?).await.map_err(failed)?;
        page_of(rows, page, total, |row: &EntryRow| after_id(row.id), |row| Ok(row.into()))
    }

    async fn lock(&mut self, job: JobId) -> RepoResult<Option<JobEntry>> {
        let query = jobs::table.find(db(job)).select(EntryRow::as_select());
        let row: Option<EntryRow> = lock_row!(query).first(self.conn()?).await.optional().map_err(failed)?;
        Ok(row.map(JobEntry::from))
    }

    async fn revive(&mut self, permit: &Permit<RetryJob, JobId>, now: DateTime<Utc>) -> RepoResult<()> {
        diesel::update(jobs::table.find(db(permit.id())))
            .set((
                jobs::dead_at.eq(None::<DateTime<Utc>>),
                jobs::lease_until.eq(None::<DateTime<Utc>>),
                jobs::available_at.eq(now),
                jobs::updated_at.eq(now),
            ))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["dedup"]))?;
        Ok(())
    }

    async fn count_waiting_and_dead(&mut self) -> RepoResult<(i64, i64)> {
        let waiting = jobs::table
            .filter(jobs::finished_at.is_null())
            .filter(jobs::dead_at.is_null())
            .count()
            .get_result(self.conn()?)
            .await
            .map_err(failed)?;
        let dead = jobs::table
            .filter(jobs::finished_at.is_null())
            .filter(jobs::dead_at.is_not_null())
            .count()
            .get_result(self.conn()?)
            .await
            .map_err(failed)?;
        Ok((waiting, dead))
    }

    async fn purge(
        &mut self,
        before: DateTime<Utc>,
        long_before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> RepoResult<u64> {
        let keys = diesel::delete(idempotency_keys::table.filter(idempotency_keys::expires_at.lt(now)))
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        let done = diesel::delete(jobs::table.filter(jobs::finished_at.lt(before)))
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        let dead = diesel::delete(jobs::table.filter(jobs::dead_at.lt(long_before)))
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        let invited = invitations::table.filter(invitations::accepted_at.is_null());
        let invited = diesel::delete(invited.filter(invitations::expires_at.lt(long_before)))
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        let over = diesel::delete(sessions::table.filter(sessions::expires_at.lt(before)))
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(u64::try_from(keys + done + dead + invited + over).unwrap_or(u64::MAX))
    }
}
