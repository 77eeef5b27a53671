use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    hmac,
    rsa::{KeyPair, KeySize},
};
use base64::{Engine, engine::general_purpose::STANDARD};

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key could not be made.
    #[error("a key could not be generated")]
    Generation,
    /// The text is not a private RSA key in PEM form, or one that is too short.
    #[error("not a private RSA key of 2,048 to 8,192 bits in PEM form")]
    NotRsaPem,
    /// The secret is too short.
    #[error("a symmetric secret must have at least 32 bytes")]
    ShortSecret,
}

/// A new private RSA key of 2,048 bits, PKCS#8 in PEM form.
pub fn generate_rsa_pem() -> Result<String, KeyError> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Generation)?;
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| KeyError::Generation)?;
    let body = STANDARD.encode(der.as_ref());
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    let mut rest = body.as_str();
    while let Some((line, more)) = rest.split_at_checked(64) {
        pem.push_str(line);
        pem.push('\n');
        rest = more;
    }
    if !rest.is_empty() {
        pem.push_str(rest);
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    Ok(pem)
}

/// A root from which one key per purpose is derived, so that a link's signature is worth nothing as a code's hash.
#[derive(Clone)]
pub(crate) struct ServerKey {
    root: hmac::Key,
}

impl ServerKey {
    /// From a secret that all instances share.
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self { root: hmac::Key::new(hmac::HMAC_SHA256, secret) }
    }
    /// The key for one purpose.
    pub(crate) fn for_purpose(&self, purpose: &str) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&self.root, purpose.as_bytes()).as_ref())
    }
}
