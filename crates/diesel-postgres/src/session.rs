//! The session: one pooled connection that implements every repository, in a transaction or not.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, RunQueryDsl, TransactionManager};
use domain::{
    audit::{Bookkeeping, READ_BATCH, ReadBatch},
    kernel::{AuditEntry, AuditId, Fresh},
    ports::{RepoError, RepoResult, UnitOfWork},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    backend::{self, Conn, DbUuid, Pooled, db, insert_batch},
    error::failed,
    schema::audit_log,
};

/// A statement takes 65,535 values at most, and an entry has twelve.
const ROWS_AT_ONCE: usize = 1_000;

type Transactions = <Conn as AsyncConnection>::TransactionManager;

/// A borrowed connection. In a transaction, dropping it rolls back.
pub struct DbSession {
    connection: Option<Pooled>,
    fresh: Fresh,
    in_transaction: bool,
    audited: Vec<AuditRow>,
}

impl DbSession {
    /// A session without a transaction.
    pub fn reading(connection: Pooled, fresh: Fresh) -> Self {
        Self { connection: Some(connection), fresh, in_transaction: false, audited: Vec::new() }
    }
    /// A session that has begun a transaction.
    pub async fn writing(mut connection: Pooled, fresh: Fresh) -> RepoResult<Self> {
        backend::begin(&mut connection).await.map_err(failed)?;
        Ok(Self { connection: Some(connection), fresh, in_transaction: true, audited: Vec::new() })
    }
    /// The connection.
    pub fn conn(&mut self) -> RepoResult<&mut Conn> {
        match self.connection.as_mut() {
            Some(connection) => Ok(connection),
            None => Err(RepoError::Unavailable("the session has been committed".into())),
        }
    }
    /// Ids and instants for rows that the adapter adds by itself.
    pub fn fresh(&self) -> &Fresh {
        &self.fresh
    }
    async fn end(&mut self) -> RepoResult<()> {
        Transactions::commit_transaction(self.conn()?).await.map_err(failed)?;
        self.in_transaction = false;
        Ok(())
    }
    /// Writes the entry that proves a batch of reads, which has its id.
    pub async fn enter_reads(&mut self, batch: AuditId, proof: &ReadBatch) -> RepoResult<()> {
        let entry = AuditEntry::system(READ_BATCH).on(batch);
        let row = AuditRow { changes: json!(proof), ..AuditRow::new(entry, batch.into(), self.fresh.now()) };
        diesel::insert_into(audit_log::table).values(row).execute(self.conn()?).await.map_err(failed)?;
        Ok(())
    }
    fn audit_row(&self, entry: AuditEntry) -> AuditRow {
        AuditRow::new(entry, self.fresh.id(), self.fresh.now())
    }
}

#[async_trait]
impl UnitOfWork for DbSession {
    fn also(&mut self, audit: AuditEntry) {
        let row = self.audit_row(audit);
        self.audited.push(row);
    }

    async fn commit(mut self: Box<Self>, audit: AuditEntry) -> RepoResult<()> {
        let (earlier, row) = (std::mem::take(&mut self.audited), self.audit_row(audit));
        let conn = self.conn()?;
        if earlier.is_empty() {
            diesel::insert_into(audit_log::table).values(row).execute(conn).await.map_err(failed)?;
        } else {
            let rows: Vec<AuditRow> = earlier.into_iter().chain([row]).collect();
            for rows in rows.chunks(ROWS_AT_ONCE) {
                insert_batch!(conn, audit_log::table, rows).map_err(failed)?;
            }
        }
        self.end().await
    }
}

#[async_trait]
impl Bookkeeping for DbSession {
    async fn keep(mut self: Box<Self>) -> RepoResult<()> {
        self.end().await
    }
}

impl Drop for DbSession {
    /// An abandoned transaction is rolled back before the connection goes back to the pool.
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take().filter(|_| self.in_transaction) else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if let Err(error) = Transactions::rollback_transaction(&mut *connection).await {
                tracing::warn!(%error, "an abandoned transaction could not be rolled back; its connection is closed");
            }
        });
    }
}

#[derive(diesel::Insertable)]
#[diesel(table_name = audit_log, treat_none_as_default_value = false)]
struct AuditRow {
    id: DbUuid,
    actor_user_id: Option<DbUuid>,
    actor_role: Option<&'static str>,
    on_behalf_of: Option<DbUuid>,
    action: &'static str,
    resource: &'static str,
    resource_id: Option<DbUuid>,
    patient_id: Option<DbUuid>,
    changes: serde_json::Value,
    ip: Option<String>,
    request_id: Option<String>,
    created_at: DateTime<Utc>,
}

impl AuditRow {
    fn new(entry: AuditEntry, id: Uuid, now: DateTime<Utc>) -> Self {
        use domain::kernel::TextEnum;
        Self {
            id: db(id),
            actor_user_id: entry.actor.map(|(user, _)| db(user)),
            actor_role: entry.actor.map(|(_, role)| role.as_str()),
            on_behalf_of: entry.on_behalf_of.map(db),
            action: entry.action,
            resource: entry.resource,
            resource_id: entry.resource_id.map(db),
            patient_id: entry.patient.map(db),
            changes: json!(entry.changes),
            ip: entry.origin.ip,
            request_id: entry.origin.request_id,
            created_at: now,
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::query_builder::QueryFragment;

    use super::*;

    /// Every change carries an audit entry, so this statement must not be prepared anew with each.
    #[test]
    fn an_entry_with_empty_columns_is_inserted_by_the_same_statement() {
        let row = AuditRow::new(AuditEntry::system("job.finish"), Uuid::nil(), DateTime::UNIX_EPOCH);
        let insert = diesel::insert_into(audit_log::table).values(row);
        assert!(insert.is_safe_to_cache_prepared(&backend::Db::default()).unwrap());
    }
}
