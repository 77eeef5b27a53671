use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ports::Secrets;

use crate::{KeyRing, SigningKey};

/// Hashes and seals with keys derived from the server's: HMAC-SHA256, AES-256-GCM under random nonces.
pub struct ServerSecrets {
    keys: KeyRing,
}

impl ServerSecrets {
    /// With these keys.
    pub fn new(keys: &KeyRing) -> Self {
        Self { keys: keys.clone() }
    }
}

fn cipher(key: &SigningKey, purpose: &str) -> Option<RandomizedNonceKey> {
    let key = hmac::sign(&key.for_purpose("seal"), purpose.as_bytes());
    RandomizedNonceKey::new(&AES_256_GCM, key.as_ref()).ok()
}

fn unseal_by(key: &SigningKey, purpose: &str, nonce: &[u8], text: &[u8]) -> Option<String> {
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut text = text.to_vec();
    let opened = cipher(key, purpose)?.open_in_place(nonce, Aad::empty(), &mut text).ok()?;
    String::from_utf8(opened.to_vec()).ok()
}

impl Secrets for ServerSecrets {
    fn keyed_hash(&self, purpose: &'static str, text: &str) -> String {
        let key = hmac::sign(&self.keys.current().for_purpose("hash"), purpose.as_bytes());
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_ref());
        URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes()))
    }

    fn seal(&self, purpose: &'static str, text: &str) -> Option<String> {
        let mut sealed = text.as_bytes().to_vec();
        let key = cipher(self.keys.current(), purpose)?;
        let nonce = key.seal_in_place_append_tag(Aad::empty(), &mut sealed).ok()?;
        Some(URL_SAFE_NO_PAD.encode([&nonce.as_ref()[..], &sealed].concat()))
    }

    fn unseal(&self, purpose: &'static str, sealed: &str) -> Option<String> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        self.keys.counting().find_map(|key| unseal_by(key, purpose, nonce, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_ring::{ring_after, ring_of};

    fn secrets(current: &str, accepted: &[&str]) -> ServerSecrets {
        ServerSecrets::new(&ring_of(current, accepted))
    }

    #[test]
    fn what_is_sealed_is_read_by_the_same_key_for_the_same_purpose_only() {
        let ours = secrets("a", &[]);
        let sealed = ours.seal("outbox", "123456").unwrap();
        assert!(!sealed.contains("123456"));
        assert_ne!(ours.seal("outbox", "123456").unwrap(), sealed);
        assert_eq!(ours.unseal("outbox", &sealed).as_deref(), Some("123456"));
        assert_eq!(ours.unseal("other", &sealed), None);
        assert_eq!(secrets("b", &[]).unseal("outbox", &sealed), None);
        for spoilt in ["", "garbage!", "AAAA", &sealed[..sealed.len() - 2]] {
            assert_eq!(ours.unseal("outbox", spoilt), None, "{spoilt}");
        }
    }

    #[test]
    fn what_an_earlier_key_sealed_is_read() {
        let sealed = secrets("a", &[]).seal("outbox", "123456").unwrap();
        let rotated = secrets("c", &["b", "a"]);
        assert_eq!(rotated.unseal("outbox", &sealed).as_deref(), Some("123456"));
        let sealed = rotated.seal("outbox", "123456").unwrap();
        assert_eq!(secrets("a", &["b"]).unseal("outbox", &sealed), None, "the key in use seals");
    }

    #[test]
    fn what_a_replaced_key_sealed_is_read_only_while_it_counts() {
        let sealed = secrets("a", &[]).seal("outbox", "123456").unwrap();
        let read = |seconds| ServerSecrets::new(&ring_after("b", "a", seconds)).unseal("outbox", &sealed);
        assert_eq!((read(60).as_deref(), read(-1)), (Some("123456"), None));
    }

    #[test]
    fn a_keyed_hash_depends_on_key_purpose_and_text() {
        let ours = secrets("a", &["b"]);
        let hash = ours.keyed_hash("code", "123456");
        assert_eq!(ours.keyed_hash("code", "123456"), hash);
        let others = [
            ours.keyed_hash("code", "123457"),
            ours.keyed_hash("mail", "123456"),
            secrets("b", &["a"]).keyed_hash("code", "123456"),
        ];
        assert!(!others.contains(&hash));
    }
}
