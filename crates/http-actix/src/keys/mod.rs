//! The server's keys: from the configuration, or made at the first start and kept in the data folder.

mod folder;

pub use folder::KeyFolder;

use crypto::{KeyError, KeyRing, SigningKey};
use secrecy::ExposeSecret;

use crate::{
    config::{Config, SigningAlgorithm, is_pem},
    wire::StartError,
};

/// Every key that the configuration and the data folder hold. Where neither has one that signs, one is made.
pub fn ring(config: &Config) -> Result<KeyRing, StartError> {
    let folder = KeyFolder::of(config);
    // In this order: a key that is moved away in between is then found twice and not missed.
    let current = match configured(config)? {
        Some(key) => key,
        None => folder.current_or_new()?,
    };
    around(config, &folder, current)
}

/// The same, without making anything: it is an error where no key signs.
pub fn existing(config: &Config) -> Result<KeyRing, StartError> {
    let folder = KeyFolder::of(config);
    let current = match configured(config)? {
        Some(key) => key,
        None => folder.existing()?,
    };
    around(config, &folder, current)
}

/// The ring of the key that signs. Whether it comes from the configuration or the folder, and whatever its algorithm: what
/// the folder holds beside it has signed before, and counts too.
fn around(config: &Config, folder: &KeyFolder, current: SigningKey) -> Result<KeyRing, StartError> {
    let listed = config.auth.earlier_keys.iter().map(|key| earlier_key(key.expose_secret()));
    let mut accepted: Vec<SigningKey> = listed.collect::<Result<_, _>>().map_err(StartError::EarlierKey)?;
    accepted.extend(folder.left_behind()?);
    Ok(KeyRing::with_replaced(current, accepted, folder.earlier()?))
}

fn configured(config: &Config) -> Result<Option<SigningKey>, StartError> {
    let key = config.auth.secret_key.as_ref();
    Ok(key.map(|key| signing_key(config.auth.algorithm, key.expose_secret())).transpose()?)
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
