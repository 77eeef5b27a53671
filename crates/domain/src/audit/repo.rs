use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Checkpoint, ReadLogRepo, RecordAccess, Seal, SealedRow, Tail, TrailEntry, TrailFilter, TrailRow,
    access::ReadAccessLog,
};
use crate::{
    kernel::{Page, PageRequest, PatientId, Permit},
    ports::RepoResult,
};

/// Storage of the trail, as it is read.
#[async_trait]
pub trait AuditRepo: Send {
    /// Entries that pass the filter, newest first.
    async fn list(&mut self, filter: &TrailFilter, page: &PageRequest) -> RepoResult<Page<TrailEntry>>;
    /// Reads and changes of a patient's record in one list, newest first.
    async fn of_patient(
        &mut self,
        permit: &Permit<ReadAccessLog, PatientId>,
        page: &PageRequest,
    ) -> RepoResult<Page<RecordAccess>>;
}

/// Storage of seals and checkpoints.
#[async_trait]
pub trait SealRepo: Send {
    /// The end of the chain.
    async fn tail(&mut self) -> RepoResult<Tail>;
    /// Rows of the trail without a seal and with an id above this one, by id; looks at no row before it.
    async fn unsealed(&mut self, above: Uuid, limit: i64) -> RepoResult<Vec<TrailRow>>;
    /// Adds seals. A place that is taken, or a row that is sealed already, is a conflict.
    async fn add_seals(&mut self, seals: &[Seal]) -> RepoResult<()>;
    /// Adds a checkpoint. One that is there already is a conflict.
    async fn add_checkpoint(&mut self, checkpoint: &Checkpoint) -> RepoResult<()>;
    /// Seals after this place with their rows, by place.
    async fn sealed(&mut self, after: i64, limit: i64) -> RepoResult<Vec<SealedRow>>;
    /// Checkpoints after one place and up to another, by place.
    async fn checkpoints(&mut self, after: i64, up_to: i64, limit: i64) -> RepoResult<Vec<Checkpoint>>;
    /// Ids of rows without a seal, written before this instant, above this id, by id.
    async fn left_unsealed(&mut self, above: Uuid, before: DateTime<Utc>, limit: i64) -> RepoResult<Vec<Uuid>>;
}

/// A transaction over the books that watch everything else. It reaches nothing but them, so it commits without an audit
/// entry: one for each seal would need a seal itself. Dropping it rolls back.
#[async_trait]
pub trait Bookkeeping: SealRepo + ReadLogRepo {
    /// Makes what was written durable.
    async fn keep(self: Box<Self>) -> RepoResult<()>;
}
