//! Patients: people with a medical record. Clinical data belongs to a patient, never to an account.

pub mod access;
mod entity;
mod facts;
mod repo;

pub use access::{PatientRule, PatientScope};
pub use entity::{BloodGroup, Gender, Patient, PatientChange};
pub use facts::{ClinicalFact, ClinicalFactKind, ClinicalFactSource};
pub use repo::PatientRepo;
