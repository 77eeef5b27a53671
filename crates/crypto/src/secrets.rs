use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ports::Secrets;

use crate::ServerKey;

/// Hashes and seals with keys derived from the server's: HMAC-SHA256, AES-256-GCM under random nonces.
pub struct ServerSecrets {
    key: ServerKey,
}

impl ServerSecrets {
    /// With this key.
    pub fn new(key: ServerKey) -> Self {
        Self { key }
    }

    fn cipher(&self, purpose: &str) -> Option<RandomizedNonceKey> {
        let key = hmac::sign(&self.key.for_purpose("seal"), purpose.as_bytes());
        RandomizedNonceKey::new(&AES_256_GCM, key.as_ref()).ok()
    }
}

impl Secrets for ServerSecrets {
    fn keyed_hash(&self, purpose: &'static str, text: &str) -> String {
        let key = hmac::sign(&self.key.for_purpose("hash"), purpose.as_bytes());
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_ref());
        URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()))
    }

    fn seal(&self, purpose: &'static str, text: &str) -> Option<String> {
        let mut sealed = text.as_bytes().to_vec();
        let nonce = self.cipher(purpose)?.seal_in_place_append_tag(Aad::empty(), &mut sealed).ok()?;
        Some(URL_SAFE_NO_PAD.encode([&nonce.as_ref()[..], &sealed].concat()))
    }

    fn unseal(&self, purpose: &'static str, sealed: &str) -> Option<String> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let opened = self.cipher(purpose)?.open_in_place(nonce, Aad::empty(), &mut text).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(key: &str) -> ServerSecrets {
        ServerSecrets::new(ServerKey::new(key.as_bytes()))
    }

    #[test]
    fn what_is_sealed_is_read_by_the_same_key_for_the_same_purpose_only() {
        let ours = secrets("ours");
        let sealed = ours.seal("outbox", "123456").unwrap();
        assert!(!sealed.contains("123456"));
        assert_ne!(ours.seal("outbox", "123456").unwrap(), sealed);
        assert_eq!(ours.unseal("outbox", &sealed).as_deref(), Some("123456"));
        assert_eq!(ours.unseal("other", &sealed), None);
        assert_eq!(secrets("theirs").unseal("outbox", &sealed), None);
        for spoilt in ["", "garbage!", "AAAA", &sealed[..sealed.len() - 2]] {
            assert_eq!(ours.unseal("outbox", spoilt), None, "{spoilt}");
        }
    }

    #[test]
    fn a_keyed_hash_depends_on_key_purpose_and_text() {
        let ours = secrets("ours");
        let hash = ours.keyed_hash("code", "123456");
        assert_eq!(ours.keyed_hash("code", "123456"), hash);
        let others = [
            ours.keyed_hash("code", "123457"),
            ours.keyed_hash("mail", "123456"),
            secrets("x").keyed_hash("code", "123456"),
        ];
        assert!(!others.contains(&hash));
    }
}
