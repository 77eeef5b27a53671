//! Accounts: the users who sign in, with their role and the profile behind it.

pub mod access;
mod entity;
mod repo;
mod service;
mod sign_up;

pub use entity::{NewAccount, StandingChange, Tier, User, UserChange, UserFilter};
pub use repo::AccountRepo;
pub use service::Accounts;
pub(crate) use service::{deactivate_within, prove_within, reactivate_within};
pub use sign_up::{NewDoctorProfile, NewHospitalProfile, NewPatientProfile, Profile, SignUp, SignedUp};
