//! Doctors: their profiles and specialties. A doctor is listed publicly only once verified.

mod entity;
mod repo;

pub use entity::{Doctor, DoctorChange};
pub use repo::DoctorRepo;
