//! Secrets at work: password hashes, signed tokens, signed links, and the keys behind them.

mod key_ring;
mod keys;
mod links;
mod notary;
mod passwords;
mod random;
mod secrets;
mod signing_key;
mod tokens;

pub use key_ring::KeyRing;
pub use keys::{KeyError, generate_rsa_pem};
pub use links::SignedLinks;
pub use notary::KeyNotary;
pub use passwords::{BcryptPasswords, BcryptSettings};
pub use random::SystemRng;
pub use secrets::ServerSecrets;
pub use signing_key::SigningKey;
pub use tokens::Jwt;
