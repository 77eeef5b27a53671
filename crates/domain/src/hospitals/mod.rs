//! Hospitals: places where doctors work and patients are registered. An unverified hospital sees only itself.

pub mod access;
mod entity;
mod repo;
mod service;

pub use access::HospitalScope;
pub use entity::{Hospital, HospitalChange, HospitalFilter};
pub use repo::HospitalRepo;
pub use service::Hospitals;
