//! Sign-in: passwords, sessions and the tokens that stand for them.

mod entity;
mod repo;
mod service;

pub use entity::{Credential, LiveSession, NewSession, RefreshUse, SessionView, SignedIn, TokenPair};
pub use repo::AuthRepo;
pub use service::Auth;
