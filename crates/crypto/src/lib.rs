//! Secrets at work: password hashes, signed tokens, signed links, and the keys behind them.

mod keys;
mod links;
mod passwords;
mod random;
mod secrets;
mod tokens;

pub use keys::{KeyError, ServerKey, generate_rsa_pem};
pub use links::SignedLinks;
pub use passwords::{BcryptPasswords, BcryptSettings};
pub use random::SystemRng;
pub use secrets::ServerSecrets;
pub use tokens::Jwt;
