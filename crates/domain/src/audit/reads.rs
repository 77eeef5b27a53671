use async_trait::async_trait;

use crate::{
    kernel::{AccessId, PatientId, Role, UserId},
    ports::{Access, RepoResult},
};

/// Reads of one thing by one account within a moment, as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The row's id.
    pub id: AccessId,
    /// The first of them.
    pub first: Access,
    /// How many there were.
    pub count: i32,
}

/// Those reads that are one row: who, in which role, whose record, what of it.
pub type ReadsKey = (UserId, Role, PatientId, &'static str);

impl Reads {
    /// Which row these are.
    pub const fn key(&self) -> ReadsKey {
        self.first.key()
    }
}

/// Storage of the log of reads.
#[async_trait]
pub trait ReadLogRepo: Send {
    /// Adds rows. One that is there already is a conflict, and then none is added.
    async fn add_reads(&mut self, reads: &[Reads]) -> RepoResult<()>;
}
