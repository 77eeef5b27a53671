//! The audit trail that proves itself: its rows are sealed into a chain of hashes, points of the chain are signed, and
//! whoever changed, removed or reordered a row is found out. Also who may look into it, and who opened a patient's record.

pub mod access;
pub mod chain;
mod entity;
mod reads;
mod repo;
mod sealing;
mod service;
mod trail;
mod verify;
mod verifying;

pub use entity::{Anchor, Checkpoint, Seal, SealedRow, TRAIL_COLUMNS, Tail, TrailRow, first_id_at};
pub use reads::{ReadLogRepo, Reads, ReadsKey};
pub use repo::{AuditRepo, Bookkeeping, SealRepo};
pub use sealing::{LookBack, Sealed, Sealer};
pub use service::Trail;
pub use trail::{AccessKind, ActionFilter, RecordAccess, TrailEntry, TrailFilter};
pub use verify::{Finding, Tally, Verification};
pub use verifying::Verifier;
