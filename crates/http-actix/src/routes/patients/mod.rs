//! Patients.

mod body;

pub use body::PatientFields;
