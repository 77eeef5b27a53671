//! Patients: people with a medical record. Clinical data belongs to a patient, never to an account.

pub mod access;
mod care;
mod care_service;
mod entity;
mod facts;
pub(crate) mod registration;
mod repo;
mod service;

pub use access::{PatientRule, PatientScope};
pub use care::{CareRepo, CaringDoctor, PatientInCare};
pub use care_service::Care;
pub use entity::{BloodGroup, Gender, LinkedUser, NewPatient, Patient, PatientChange, PatientFilter, PatientRecord};
pub use facts::{ClinicalChange, ClinicalFact, ClinicalFactKind, ClinicalFactSource, Replacement};
pub use registration::{Registrar, RegistrationOutcome};
pub use repo::{PatientKey, PatientRepo, StoredRecord};
pub use service::Patients;
pub(crate) use service::latest_today;
