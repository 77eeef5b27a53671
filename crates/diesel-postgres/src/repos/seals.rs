use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{not, sql},
    prelude::*,
    sql_types::{Bool, Text},
};
use diesel_async::RunQueryDsl;
use domain::{
    audit::{
        Checkpoint, READ_BATCH, READ_COLUMNS, ReadRow, Seal, SealRepo, SealedRow, TRAIL_COLUMNS, Tail, TrailRow,
        first_id_at,
    },
    kernel::AuditId,
    ports::{RepoResult, Signature},
};
use uuid::Uuid;

use super::page::readable;
use crate::{
    backend::{Db, DbUuid, db, id, insert_batch},
    error::{conflict_on, corrupt, failed},
    schema::{access_log, audit_checkpoints, audit_log, audit_seals},
    session::DbSession,
    tuned::{
        self, IS_CHECKPOINT, IS_READ_ID, IS_SEAL, IS_TRAIL_ID, READ_ID_AS_TEXT, READS_AS_TEXT, TRAIL_AS_TEXT,
        TRAIL_ID_AS_TEXT,
    },
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
    previous_seq: i64,
    key_id: String,
    signature: String,
    created_at: DateTime<Utc>,
}

impl From<CheckpointRow> for Checkpoint {
    fn from(row: CheckpointRow) -> Self {
        let CheckpointRow { seq, hash, previous_seq: previous, key_id, signature, created_at } = row;
        Self { seq, hash, previous, signature: Signature { key_id, value: signature }, created_at }
    }
}

impl From<&Checkpoint> for CheckpointRow {
    fn from(checkpoint: &Checkpoint) -> Self {
        let Checkpoint { seq, hash, previous, signature: Signature { key_id, value }, created_at } = checkpoint.clone();
        Self { seq, hash, previous_seq: previous, key_id, signature: value, created_at }
    }
}

/// A row of the trail from its columns as the engine writes them into a JSON array of texts.
fn trail_row((row, array): &(DbUuid, String)) -> RepoResult<TrailRow> {
    let row: AuditId = id(*row);
    let columns = columns_of(array, &TRAIL_COLUMNS).ok_or_else(|| corrupt("audit_log", "columns", row))?;
    Ok(TrailRow { id: row, columns })
}

/// A row of the log of reads, likewise.
fn read_row((row, array): &(DbUuid, String)) -> RepoResult<ReadRow> {
    let row: Uuid = id(*row);
    let columns = columns_of(array, &READ_COLUMNS).ok_or_else(|| corrupt("access_log", "columns", row))?;
    Ok(ReadRow { columns })
}

/// Columns in the one form that they have whatever the engine.
fn columns_of<const N: usize>(array: &str, names: &[&str; N]) -> Option<[Option<String>; N]> {
    let stored: Vec<Option<String>> = serde_json::from_str(array).ok()?;
    let mut columns: [Option<String>; N] = stored.try_into().ok()?;
    for (name, column) in names.iter().zip(&mut columns) {
        let Some(stored) = column.take() else { continue };
        *column = Some(match *name {
            "changes" => canonical_json(stored),
            "created_at" => tuned::microseconds(stored),
            _ => stored,
        });
    }
    Some(columns)
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
        let last: Option<(i64, String)> = audit_seals::table
            .order(audit_seals::seq.desc())
            .select((audit_seals::seq, audit_seals::hash))
            .first(conn)
            .await
            .optional()
            .map_err(failed)?;
        let newest: Option<DbUuid> = audit_seals::table
            .filter(sql::<Bool>(IS_SEAL))
            .order(audit_seals::audit_id.desc())
            .select(audit_seals::audit_id)
            .first(conn)
            .await
            .optional()
            .map_err(failed)?;
        let end = last.as_ref().map_or(0, |(seq, _)| *seq);
        let checkpoint: Option<CheckpointRow> = audit_checkpoints::table
            .filter(audit_checkpoints::seq.le(end))
            .filter(sql::<Bool>(IS_CHECKPOINT))
            .order(audit_checkpoints::seq.desc())
            .select(CheckpointRow::as_select())
            .first(conn)
            .await
            .optional()
            .map_err(failed)?;
        Ok(Tail { last, newest: newest.map(id), checkpoint: checkpoint.map(Checkpoint::from) })
    }

    async fn hash_at(&mut self, seq: i64) -> RepoResult<Option<String>> {
        audit_seals::table.find(seq).select(audit_seals::hash).first(self.conn()?).await.optional().map_err(failed)
    }

    async fn unsealed(&mut self, from: Uuid, limit: i64) -> RepoResult<Vec<TrailRow>> {
        let rows: Vec<(DbUuid, String)> = audit_log::table
            .filter(audit_log::id.ge(db(from)))
            .filter(sql::<Bool>(IS_TRAIL_ID))
            .filter(has_no_seal!())
            .order(audit_log::id)
            .limit(limit)
            .select((audit_log::id, sql::<Text>(TRAIL_AS_TEXT)))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        readable(&rows, trail_row)
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

    async fn sealed(&mut self, from: i64, limit: i64) -> RepoResult<Vec<SealedRow>> {
        let seals: Vec<SealRow> = audit_seals::table
            .filter(audit_seals::seq.ge(from))
            .filter(sql::<Bool>(IS_SEAL))
            .order(audit_seals::seq)
            .limit(limit)
            .select(SealRow::as_select())
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        let ids: Vec<DbUuid> = seals.iter().map(|seal| seal.audit_id).collect();
        let rows: Vec<(DbUuid, String)> = audit_log::table
            .filter(audit_log::id.eq_any(ids))
            .select((audit_log::id, sql::<Text>(TRAIL_AS_TEXT)))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        let mut rows: std::collections::HashMap<AuditId, TrailRow> =
            readable(&rows, trail_row)?.into_iter().map(|row| (row.id, row)).collect();
        let with_row = |seal: SealRow| {
            let row = rows.remove(&id(seal.audit_id));
            SealedRow { seal: seal.into(), row }
        };
        Ok(seals.into_iter().map(with_row).collect())
    }

    async fn checkpoints(&mut self, from: i64, up_to: i64, limit: i64) -> RepoResult<Vec<Checkpoint>> {
        let rows: Vec<CheckpointRow> = audit_checkpoints::table
            .filter(audit_checkpoints::seq.ge(from))
            .filter(audit_checkpoints::seq.le(up_to))
            .filter(sql::<Bool>(IS_CHECKPOINT))
            .order(audit_checkpoints::seq)
            .limit(limit)
            .select(CheckpointRow::as_select())
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(rows.into_iter().map(Checkpoint::from).collect())
    }

    async fn last_checkpoint(&mut self) -> RepoResult<Option<i64>> {
        audit_checkpoints::table
            .order(audit_checkpoints::seq.desc())
            .select(audit_checkpoints::seq)
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)
    }

    async fn left_unsealed(&mut self, from: Uuid, before: DateTime<Utc>, limit: i64) -> RepoResult<Vec<Uuid>> {
        let rows: Vec<DbUuid> = audit_log::table
            .filter(audit_log::id.ge(db(from)))
            .filter(audit_log::id.lt(db(first_id_at(before))))
            .filter(sql::<Bool>(IS_TRAIL_ID))
            .filter(has_no_seal!())
            .order(audit_log::id)
            .limit(limit)
            .select(audit_log::id)
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(rows.into_iter().map(id).collect())
    }

    async fn reads_of(&mut self, batches: &[AuditId]) -> RepoResult<Vec<ReadRow>> {
        let batches: Vec<DbUuid> = batches.iter().map(|batch| db(*batch)).collect();
        let rows: Vec<(DbUuid, String)> = access_log::table
            .filter(access_log::batch_id.eq_any(batches))
            .filter(sql::<Bool>(IS_READ_ID))
            .select((access_log::id, sql::<Text>(READS_AS_TEXT)))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        rows.iter().map(read_row).collect()
    }

    async fn stray_reads(&mut self, from: Uuid, limit: i64) -> RepoResult<Vec<Uuid>> {
        let entry = audit_log::table
            .filter(audit_log::id.eq(access_log::batch_id))
            .filter(audit_log::action.eq(READ_BATCH))
            .select(audit_log::action)
            .single_value();
        let rows: Vec<DbUuid> = access_log::table
            .filter(access_log::id.ge(db(from)))
            .filter(sql::<Bool>(IS_READ_ID))
            .filter(entry.is_null())
            .order(access_log::id)
            .limit(limit)
            .select(access_log::id)
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(rows.into_iter().map(id).collect())
    }

    async fn unreadable(&mut self, limit: i64) -> RepoResult<Vec<(&'static str, String)>> {
        let conn = self.conn()?;
        let trail: Vec<String> = audit_log::table
            .filter(not(sql::<Bool>(IS_TRAIL_ID)))
            .limit(limit)
            .select(sql::<Text>(TRAIL_ID_AS_TEXT))
            .load(conn)
            .await
            .map_err(failed)?;
        let reads: Vec<String> = access_log::table
            .filter(not(sql::<Bool>(IS_READ_ID)))
            .limit(limit)
            .select(sql::<Text>(READ_ID_AS_TEXT))
            .load(conn)
            .await
            .map_err(failed)?;
        let seals: Vec<i64> = audit_seals::table
            .filter(not(sql::<Bool>(IS_SEAL)))
            .limit(limit)
            .select(audit_seals::seq)
            .load(conn)
            .await
            .map_err(failed)?;
        let checkpoints: Vec<i64> = audit_checkpoints::table
            .filter(not(sql::<Bool>(IS_CHECKPOINT)))
            .limit(limit)
            .select(audit_checkpoints::seq)
            .load(conn)
            .await
            .map_err(failed)?;
        let found = [("audit_log", trail), ("access_log", reads)];
        let numbered = [("audit_seals", seals), ("audit_checkpoints", checkpoints)];
        let numbered = numbered.map(|(table, rows)| (table, rows.iter().map(i64::to_string).collect()));
        Ok(found
            .into_iter()
            .chain(numbered)
            .flat_map(|(table, ids)| ids.into_iter().map(move |id| (table, id)))
            .collect())
    }
}
