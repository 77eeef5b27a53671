//! Case histories: a patient's clinical summary with its documents. Every change is a new version; earlier ones are kept.

pub mod access;
mod entity;
mod repo;
mod service;

pub use entity::{CaseHistory, CaseHistoryChange, CaseHistoryVersion};
pub use repo::CaseHistoryRepo;
pub use service::CaseHistories;
