//! Hospitals: places where doctors work and patients are registered. An unverified hospital sees only itself.

mod entity;
mod repo;

pub use entity::{Hospital, HospitalChange};
pub use repo::HospitalRepo;
