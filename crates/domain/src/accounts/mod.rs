//! Accounts: the users who sign in, with their role and the profile behind it.

pub mod access;
mod entity;
mod repo;
mod sign_up;

pub use entity::{NewAccount, Tier, User, UserFilter};
pub use repo::AccountRepo;
pub use sign_up::{NewDoctorProfile, NewHospitalProfile, NewPatientProfile, Profile, SignUp, SignedUp};
