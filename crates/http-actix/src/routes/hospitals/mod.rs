//! Hospitals.

mod body;

pub use body::{HospitalBody, HospitalFields};
