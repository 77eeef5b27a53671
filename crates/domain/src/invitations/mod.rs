//! Invitations: how people come to work for a hospital, to the record that a hospital keeps of them, and to act for a
//! patient together with the family. Each goes by e-mail with a token that is good once, for three days.

mod acceptance;
pub mod access;
mod claim;
mod entity;
mod family;
mod joining;
mod repo;
mod service;
mod staff;
mod standing;

pub use acceptance::{Accepted, Newcomer};
pub use entity::{Invitation, InvitationKind, Offer, SentInvitation, StaffRole};
pub use repo::{InvitationRepo, Replaced};
pub use service::Invitations;
pub use staff::Onboarding;
