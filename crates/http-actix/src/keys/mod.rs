//! The server's keys: from the configuration, or made at the first start and kept in the data folder.

mod file;
mod folder;

pub use folder::KeyFolder;

use crypto::{KeyError, KeyRing, SigningKey};
use secrecy::ExposeSecret;

use crate::{
    config::{Config, SigningAlgorithm, is_pem},
    wire::StartError,
};

/// Every key that the configuration and, where it names no signing key, the data folder hold.
pub fn ring(config: &Config) -> Result<KeyRing, StartError> {
    let auth = &config.auth;
    let configured = auth.earlier_keys.iter().map(|key| earlier_key(key.expose_secret()));
    let mut accepted: Vec<SigningKey> = configured.collect::<Result<_, _>>().map_err(StartError::EarlierKey)?;
    if let Some(key) = &auth.secret_key {
        return Ok(KeyRing::new(signing_key(auth.algorithm, key.expose_secret())?, accepted));
    }
    let folder = KeyFolder::of(config);
    // In this order: a key that is moved away in between is then found twice and not missed.
    let current = folder.current_or_new()?;
    accepted.extend(folder.earlier()?);
    Ok(KeyRing::new(current, accepted))
}

fn signing_key(algorithm: SigningAlgorithm, text: &str) -> Result<SigningKey, KeyError> {
    match algorithm {
        SigningAlgorithm::Rs256 => SigningKey::rs256(text),
        SigningAlgorithm::Hs256 => SigningKey::hs256(text.as_bytes()),
    }
}

/// Its form tells its kind: it may be of another algorithm than the key in use.
fn earlier_key(text: &str) -> Result<SigningKey, KeyError> {
    let algorithm = if is_pem(text) { SigningAlgorithm::Rs256 } else { SigningAlgorithm::Hs256 };
    signing_key(algorithm, text)
}
