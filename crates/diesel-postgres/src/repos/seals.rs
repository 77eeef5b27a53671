use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{dsl::sql, prelude::*, sql_types::Text};
use diesel_async::RunQueryDsl;
use domain::{
    audit::{Checkpoint, Seal, SealRepo, SealedRow, TRAIL_COLUMNS, Tail, TrailRow, first_id_at},
    kernel::AuditId,
    ports::{RepoResult, Signature},
};
use uuid::Uuid;

use super::page::readable;
use crate::{
    backend::{Db, DbUuid, db, id, insert_batch},
    error::{conflict_on, corrupt, failed},
    schema::{audit_checkpoints, audit_log, audit_seals},
    session::DbSession,
    tuned::{self, TRAIL_AS_TEXT},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_seals, check_for_backend(Db))]
struct SealRow {
    seq: i64,
    audit_id: DbUuid,
    previous_hash: String,
    hash: String,
    sealed_at: DateTime<Utc>,
}

impl From<SealRow> for Seal {
    fn from(row: SealRow) -> Self {
        let SealRow { seq, audit_id, previous_hash, hash, sealed_at } = row;
        Self { seq, audit_id: id(audit_id), previous_hash, hash, sealed_at }
    }
}

impl From<&Seal> for SealRow {
    fn from(seal: &Seal) -> Self {
        let Seal { seq, audit_id, previous_hash, hash, sealed_at } = seal.clone();
        Self { seq, audit_id: db(audit_id), previous_hash, hash, sealed_at }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_checkpoints, check_for_backend(Db))]
struct CheckpointRow {
    seq: i64,
    hash: String,
    key_id: String,
    signature: String,
    created_at: DateTime<Utc>,
}

impl From<CheckpointRow> for Checkpoint {
    fn from(row: CheckpointRow) -> Self {
        let CheckpointRow { seq, hash, key_id, signature, created_at } = row;
        Self { seq, hash, signature: Signature { key_id, value: signature }, created_at }
    }
}

impl From<&Checkpoint> for CheckpointRow {
    fn from(checkpoint: &Checkpoint) -> Self {
        let Checkpoint { seq, hash, signature: Signature { key_id, value }, created_at } = checkpoint.clone();
        Self { seq, hash, key_id, signature: value, created_at }
    }
}

/// A row of the trail from its columns as the engine writes them into a JSON array of texts.
fn trail_row(array: &str) -> RepoResult<TrailRow> {
    let unreadable = || corrupt("audit_log", "columns", array);
    let mut columns: [Option<String>; TRAIL_COLUMNS.len()] = serde_json::from_str(array).map_err(|_| unreadable())?;
    for (name, column) in TRAIL_COLUMNS.iter().zip(&mut columns) {
        let Some(stored) = column.take() else { continue };
        *column = Some(match *name {
            "changes" => canonical_json(stored),
            "created_at" => tuned::microseconds(stored),
            _ => stored,
        });
    }
    let [Some(written), ..] = &columns else { return Err(unreadable()) };
    let id = Uuid::try_parse(written).map_err(|_| corrupt("audit_log", "id", written))?;
    Ok(TrailRow { id: AuditId(id), columns })
}

/// Without spaces and with sorted keys; what is no JSON stays as it is.
fn canonical_json(stored: String) -> String {
    serde_json::from_str::<serde_json::Value>(&stored).map_or(stored, |value| value.to_string())
}

/// Whether the row at hand has no seal. A scalar subquery, because the planner may turn a `NOT EXISTS` into a join over both
/// whole tables.
macro_rules! has_no_seal {
    () => {
        audit_seals::table
            .filter(audit_seals::audit_id.eq(audit_log::id))
            .select(audit_seals::seq)
            .single_value()
            .is_null()
    };
}

#[async_trait]
impl SealRepo for DbSession {
    async fn tail(&mut self) -> RepoResult<Tail> {
        let conn = self.conn()?;
        let last = audit_seals::table
            .order(audit_seals::seq.desc())
            .select((audit_seals::seq, audit_seals::hash))
            .first(conn)
            .await
            .optional()
            .map_err(failed)?;
        let newest: Option<DbUuid> = audit_seals::table
            .order(audit_seals::audit_id.desc())
            .select(audit_seals::audit_id)
            .first(conn)
            .await
            .optional()
            .map_err(failed)?;
        let checkpoint = audit_checkpoints::table
            .order(audit_checkpoints::seq.desc())
            .select((audit_checkpoints::seq, audit_checkpoints::created_at))
            .first(conn)
            .await
            .optional()
            .map_err(failed)?;
        Ok(Tail { last, newest: newest.map(id), checkpoint })
    }

    async fn unsealed(&mut self, above: Uuid, limit: i64) -> RepoResult<Vec<TrailRow>> {
        let rows: Vec<String> = audit_log::table
            .filter(audit_log::id.gt(db(above)))
            .filter(has_no_seal!())
            .order(audit_log::id)
            .limit(limit)
            .select(sql::<Text>(TRAIL_AS_TEXT))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        readable(&rows, |array: &String| trail_row(array))
    }

    async fn add_seals(&mut self, seals: &[Seal]) -> RepoResult<()> {
        if seals.is_empty() {
            return Ok(());
        }
        let rows: Vec<SealRow> = seals.iter().map(SealRow::from).collect();
        let conn = self.conn()?;
        insert_batch!(conn, audit_seals::table, &rows).map_err(|error| conflict_on(error, &["seq", "audit_id"]))?;
        Ok(())
    }

    async fn add_checkpoint(&mut self, checkpoint: &Checkpoint) -> RepoResult<()> {
        diesel::insert_into(audit_checkpoints::table)
            .values(CheckpointRow::from(checkpoint))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["seq"]))?;
        Ok(())
    }

    async fn sealed(&mut self, after: i64, limit: i64) -> RepoResult<Vec<SealedRow>> {
        let seals: Vec<SealRow> = audit_seals::table
            .filter(audit_seals::seq.gt(after))
            .order(audit_seals::seq)
            .limit(limit)
            .select(SealRow::as_select())
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        let ids: Vec<DbUuid> = seals.iter().map(|seal| seal.audit_id).collect();
        let rows: Vec<String> = audit_log::table
            .filter(audit_log::id.eq_any(ids))
            .select(sql::<Text>(TRAIL_AS_TEXT))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        let mut rows: std::collections::HashMap<AuditId, TrailRow> =
            readable(&rows, |array: &String| trail_row(array))?.into_iter().map(|row| (row.id, row)).collect();
        let with_row = |seal: SealRow| {
            let row = rows.remove(&id(seal.audit_id));
            SealedRow { seal: seal.into(), row }
        };
        Ok(seals.into_iter().map(with_row).collect())
    }

    async fn checkpoints(&mut self, after: i64, up_to: i64, limit: i64) -> RepoResult<Vec<Checkpoint>> {
        let rows: Vec<CheckpointRow> = audit_checkpoints::table
            .filter(audit_checkpoints::seq.gt(after))
            .filter(audit_checkpoints::seq.le(up_to))
            .order(audit_checkpoints::seq)
            .limit(limit)
            .select(CheckpointRow::as_select())
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(rows.into_iter().map(Checkpoint::from).collect())
    }

    async fn left_unsealed(&mut self, above: Uuid, before: DateTime<Utc>, limit: i64) -> RepoResult<Vec<Uuid>> {
        let rows: Vec<String> = audit_log::table
            .filter(audit_log::id.gt(db(above)))
            .filter(audit_log::id.lt(db(first_id_at(before))))
            .filter(has_no_seal!())
            .order(audit_log::id)
            .limit(limit)
            .select(sql::<Text>(TRAIL_AS_TEXT))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(readable(&rows, |array: &String| trail_row(array))?.into_iter().map(|row| row.id.0).collect())
    }
}
