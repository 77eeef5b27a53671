//! Doctors and specialties.

mod body;

pub use body::DoctorFields;
