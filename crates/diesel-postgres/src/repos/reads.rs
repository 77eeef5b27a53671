use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    audit::{ReadBatch, ReadLogRepo, ReadRow, Reads},
    kernel::{AuditId, TextEnum},
    ports::RepoResult,
};

use crate::{
    backend::{DbUuid, db, insert_batch},
    error::conflict_on,
    schema::access_log,
    session::DbSession,
};

#[derive(Insertable)]
#[diesel(table_name = access_log, treat_none_as_default_value = false)]
struct ReadsRow<'a> {
    id: DbUuid,
    batch_id: DbUuid,
    user_id: DbUuid,
    role: &'static str,
    patient_id: DbUuid,
    what: &'static str,
    reads: i32,
    ip: Option<&'a str>,
    request_id: Option<&'a str>,
    created_at: DateTime<Utc>,
}

impl<'a> ReadsRow<'a> {
    fn new(reads: &'a Reads, batch: AuditId) -> Self {
        let first = &reads.first;
        Self {
            id: db(reads.id),
            batch_id: db(batch),
            user_id: db(first.user),
            role: first.role.as_str(),
            patient_id: db(first.patient),
            what: first.what,
            reads: reads.count,
            ip: first.ip.as_deref(),
            request_id: first.request_id.as_deref(),
            created_at: first.at,
        }
    }
}

#[async_trait]
impl ReadLogRepo for DbSession {
    async fn add_reads(&mut self, reads: &[Reads]) -> RepoResult<()> {
        if reads.is_empty() {
            return Ok(());
        }
        let batch: AuditId = self.fresh().id();
        let proven: Vec<ReadRow> = reads.iter().map(|reads| ReadRow::new(reads, batch)).collect();
        self.enter_reads(batch, &ReadBatch::of(&proven)).await?;
        let rows: Vec<ReadsRow<'_>> = reads.iter().map(|reads| ReadsRow::new(reads, batch)).collect();
        let conn = self.conn()?;
        insert_batch!(conn, access_log::table, &rows).map_err(|error| conflict_on(error, &["id"]))?;
        Ok(())
    }
}
