//! Sign-in: passwords, one-time codes, sessions and the tokens and cookies that stand for them.

mod addresses;
mod by_password;
mod codes;
mod entity;
mod name;
mod password;
mod phone;
mod pledge;
mod policy;
mod registration;
mod rehash;
mod repo;
mod second_factor;
mod sending;
mod service;
mod sign_in;
mod ticket;

pub use addresses::{Asked, Confirmation};
pub use codes::Codes;
pub use entity::{
    CookieSession, Credential, LiveSession, NewSession, RefreshUse, SessionKind, SessionView, SignedIn, TokenPair,
};
pub use name::AccountName;
pub use password::ResetProof;
pub use pledge::{Again, CodeProof, CodeRequest, Deed, PendingPhone, PendingRegistration, Pledge};
pub use policy::{Policy, Registration};
pub use registration::Registered;
pub use repo::AuthRepo;
pub use second_factor::SecondFactor;
pub use sending::CodeAsked;
pub(crate) use sending::address_of;
pub use service::{Auth, AuthParts};
pub use sign_in::LogIn;
