//! The audit trail that proves itself: its rows are sealed into a chain of keyed hashes, points of the chain are signed and
//! written down outside, and whoever changed, removed or reordered a row is found out. Also who may look into it, and who
//! opened a patient's record.

pub mod access;
pub mod chain;
mod encoding;
mod entity;
mod finding;
mod reads;
mod repo;
mod sealing;
mod service;
#[cfg(test)]
mod test_notary;
mod trail;
mod verify;
mod verifying;

pub use entity::{Anchor, Checkpoint, Seal, SealedRow, TRAIL_COLUMNS, Tail, TrailRow, first_id_at};
pub use finding::{Finding, Tally, Verdict};
pub use reads::{READ_BATCH, READ_COLUMNS, ReadBatch, ReadLogRepo, ReadRow, Reads};
pub use repo::{AuditRepo, Bookkeeping, SealRepo};
pub use sealing::{LookBack, Sealed, Sealer, Unsigned};
pub use service::Trail;
pub use trail::{AccessKind, ActionFilter, RecordAccess, TrailEntry, TrailFilter};
pub use verify::Verification;
pub use verifying::Verifier;
