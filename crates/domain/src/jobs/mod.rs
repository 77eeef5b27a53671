//! Work in the background, as administrators see it: what waits, what is done, and what was given up and may be tried again.

pub mod access;
mod entity;
mod service;

pub use entity::{JobEntry, JobFilter, JobState};
pub use service::Jobs;
