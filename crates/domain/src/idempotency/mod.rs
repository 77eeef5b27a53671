//! Requests that a client may send again: the same key and body get the first answer, and the work is done once.
//!
//! A claim on the key is stored before the work, the answer in the work's own transaction. So a crash in between leaves a
//! claim without an answer and nothing done; after a minute another try takes the claim over, and should the first try
//! still be alive, only one of the two transactions finds the claim unanswered and commits.

mod entity;
mod repo;
mod service;

pub use entity::{Begun, Claim, Completion, KeyedRequest, StoredAnswer, StoredKey};
pub use repo::IdempotencyRepo;
pub use service::Idempotency;
