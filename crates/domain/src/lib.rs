//! What Lifeline knows about medicine, people and access, and nothing else.
//!
//! No runtime, no IO, no framework: everything foreign is behind a trait of [`ports`]. A feature is one room
//! (one module) that holds its entity, its rules (`access`), its port to storage (`repo`) and its use cases (`service`).
#![warn(missing_docs)]

pub mod accounts;
pub mod appointments;
pub mod assistant;
pub mod audit;
pub mod auth;
pub mod case_histories;
pub mod chats;
pub mod doctors;
pub mod documents;
pub mod hospitals;
pub mod idempotency;
pub mod invitations;
pub mod jobs;
pub mod kernel;
pub mod limits;
pub mod mappings;
pub mod outbox;
pub mod patients;
pub mod ports;
pub mod privacy;
pub mod reports;
pub mod specialties;
pub mod suggestions;
