//! Specialties: the fields of medicine by which doctors are found. Names are unique whatever their case and accents.

pub mod access;
mod entity;
mod repo;
mod service;

pub use entity::{Specialty, SpecialtyChange};
pub use repo::SpecialtyRepo;
pub use service::Specialties;
