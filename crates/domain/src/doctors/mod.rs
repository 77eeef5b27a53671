//! Doctors: their profiles and specialties. A doctor is listed publicly only once verified.

pub mod access;
mod entity;
mod record;
mod repo;
mod search;
mod service;

pub use access::DoctorScope;
pub use entity::{Doctor, DoctorChange};
pub use record::{DoctorRecord, DoctorView, SpecialtyName};
pub use repo::DoctorRepo;
pub use search::{DoctorFilter, DoctorOrder, DoctorSort, EXPERIENCE_UNSAID, NAME_KEY_LENGTH, SpecialtySearch};
pub(crate) use service::follow_hospital;
pub use service::{DoctorStanding, Doctors, ProfileChange};
