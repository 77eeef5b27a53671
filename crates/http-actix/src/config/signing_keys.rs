//! The texts of keys: where they begin and end, and whether their form fits.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

use super::{ConfigError, SigningAlgorithm, reading};

const BEGIN: &str = "-----BEGIN";

/// Whether a text is meant as a key in PEM form.
pub fn is_pem(text: &str) -> bool {
    text.trim_start().starts_with(BEGIN)
}

/// Refuses a signing key that its algorithm does not sign with.
pub(super) fn check_current(algorithm: SigningAlgorithm, key: &SecretString) -> Result<(), ConfigError> {
    let key = key.expose_secret();
    let problem = match algorithm {
        SigningAlgorithm::Rs256 if is_rsa_pem(key) => return Ok(()),
        SigningAlgorithm::Rs256 => "must be a private RSA key in PEM form for RS256; for a plain secret choose HS256",
        SigningAlgorithm::Hs256 if key.contains(BEGIN) => "is a PEM key, which HS256 does not sign with",
        SigningAlgorithm::Hs256 if key.len() < 32 => "must have at least 32 bytes for HS256",
        SigningAlgorithm::Hs256 => return Ok(()),
    };
    Err(ConfigError::key("auth.secret_key", problem))
}

/// Refuses what no algorithm signs with.
pub(super) fn check_earlier(keys: &[SecretString]) -> Result<(), ConfigError> {
    let fits = |key: &str| is_rsa_pem(key) || (!key.contains(BEGIN) && key.len() >= 32);
    if keys.iter().all(|key| fits(key.expose_secret())) {
        return Ok(());
    }
    let problem = "must hold private RSA keys in PEM form, one after another, or secrets of at least 32 bytes";
    Err(ConfigError::key("auth.earlier_keys", problem))
}

/// The shape only; who signs with the key reads the rest.
fn is_rsa_pem(text: &str) -> bool {
    ["PRIVATE KEY", "RSA PRIVATE KEY"].iter().any(|label| {
        text.trim().starts_with(&format!("-----BEGIN {label}-----"))
            && text.trim().ends_with(&format!("-----END {label}-----"))
    })
}

/// The key that signs.
pub(super) fn current<'de, D: Deserializer<'de>>(value: D) -> Result<Option<SecretString>, D::Error> {
    let key = reading::optional_secret(value)?;
    Ok(key.map(|key| if is_pem(key.expose_secret()) { in_lines(key.expose_secret()).into() } else { key }))
}

/// Earlier keys. Each text may hold several: PEM blocks one after another, or a secret in each line.
pub(super) fn earlier<'de, D: Deserializer<'de>>(value: D) -> Result<Vec<SecretString>, D::Error> {
    let texts = Vec::<String>::deserialize(value)?;
    Ok(texts.iter().flat_map(|text| if is_pem(text) { blocks(text) } else { lines(text) }).collect())
}

/// Where a PEM key must stand in one line its line ends are written as `\n`.
fn in_lines(text: &str) -> String {
    text.replace("\\n", "\n")
}

fn blocks(text: &str) -> Vec<SecretString> {
    let text = in_lines(text);
    text.split(BEGIN).skip(1).map(|rest| format!("{BEGIN}{rest}").into()).collect()
}

fn lines(text: &str) -> Vec<SecretString> {
    text.lines().filter(|line| !line.trim().is_empty()).map(SecretString::from).collect()
}
