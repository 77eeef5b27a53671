use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Checkpoint, ReadLogRepo, ReadRow, RecordAccess, Seal, SealedRow, Tail, TrailEntry, TrailFilter, TrailRow,
    access::ReadAccessLog,
};
use crate::{
    kernel::{AuditId, Page, PageRequest, PatientId, Permit},
    ports::RepoResult,
};

/// Storage of the trail, as it is read.
#[async_trait]
pub trait AuditRepo: Send {
    /// Entries that pass the filter, newest first.
    async fn list(&mut self, filter: &TrailFilter, page: &PageRequest) -> RepoResult<Page<TrailEntry>>;
    /// What was opened, in the form of entries, newest first.
    async fn list_reads(&mut self, filter: &TrailFilter, page: &PageRequest) -> RepoResult<Page<TrailEntry>>;
    /// Reads and changes of a patient's record in one list, newest first.
    async fn of_patient(
        &mut self,
        permit: &Permit<ReadAccessLog, PatientId>,
        page: &PageRequest,
    ) -> RepoResult<Page<RecordAccess>>;
}

/// Storage of seals and checkpoints, and of what they are checked against.
#[async_trait]
pub trait SealRepo: Send {
    /// The end of the chain.
    async fn tail(&mut self) -> RepoResult<Tail>;
    /// The hash of the seal at this place.
    async fn hash_at(&mut self, seq: i64) -> RepoResult<Option<String>>;
    /// Rows of the trail without a seal, from this id on, by id; looks at no row before it. A row whose id cannot be read is
    /// none.
    async fn unsealed(&mut self, from: Uuid, limit: i64) -> RepoResult<Vec<TrailRow>>;
    /// Adds seals. A place that is taken, or a row that is sealed already, is a conflict.
    async fn add_seals(&mut self, seals: &[Seal]) -> RepoResult<()>;
    /// Adds a checkpoint. One that is there already is a conflict.
    async fn add_checkpoint(&mut self, checkpoint: &Checkpoint) -> RepoResult<()>;
    /// Seals from this place on with their rows, by place.
    async fn sealed(&mut self, from: i64, limit: i64) -> RepoResult<Vec<SealedRow>>;
    /// Checkpoints from one place up to another, by place.
    async fn checkpoints(&mut self, from: i64, up_to: i64, limit: i64) -> RepoResult<Vec<Checkpoint>>;
    /// The place of the last checkpoint of all, on the chain or beyond its end.
    async fn last_checkpoint(&mut self) -> RepoResult<Option<i64>>;
    /// Ids of rows without a seal, written before this instant, from this id on, by id. A row whose id cannot be read is none.
    async fn left_unsealed(&mut self, from: Uuid, before: DateTime<Utc>, limit: i64) -> RepoResult<Vec<Uuid>>;
    /// The rows of these batches of the log of reads, in any order.
    async fn reads_of(&mut self, batches: &[AuditId]) -> RepoResult<Vec<ReadRow>>;
    /// Ids of rows of the log of reads whose batch has no entry in the trail, from this id on, by id. A row whose id cannot be
    /// read is none.
    async fn stray_reads(&mut self, from: Uuid, limit: i64) -> RepoResult<Vec<Uuid>>;
    /// Rows that cannot be read: the table and, of both logs, what stands in the id's place, of seals and checkpoints their
    /// own place. What else is asked here leaves them out.
    async fn unreadable(&mut self, limit: i64) -> RepoResult<Vec<(&'static str, String)>>;
}

/// A transaction over the books that watch everything else. It reaches nothing but them, so it commits without an audit
/// entry: one for each seal would need a seal itself. Dropping it rolls back.
#[async_trait]
pub trait Bookkeeping: SealRepo + ReadLogRepo {
    /// Makes what was written durable.
    async fn keep(self: Box<Self>) -> RepoResult<()>;
}
