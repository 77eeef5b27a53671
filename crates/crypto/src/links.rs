use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use domain::ports::Links;

use crate::KeyRing;

/// Links signed with HMAC-SHA256.
pub struct SignedLinks {
    keys: KeyRing,
}

impl SignedLinks {
    /// Signs with a key derived from the one in use; what an earlier one signed counts until it expires.
    pub fn new(keys: &KeyRing) -> Self {
        Self { keys: keys.clone() }
    }
}

fn signed_text(subject: &str, expires_at: DateTime<Utc>) -> String {
    format!("{}\n{subject}", expires_at.timestamp())
}

impl Links for SignedLinks {
    fn sign(&self, subject: &str, expires_at: DateTime<Utc>) -> String {
        let key = self.keys.current().for_purpose("link");
        URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed_text(subject, expires_at).as_bytes()))
    }
    fn verify(&self, subject: &str, expires_at: DateTime<Utc>, signature: &str) -> bool {
        let Ok(tag) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        let text = signed_text(subject, expires_at);
        self.keys.counting().any(|key| hmac::verify(&key.for_purpose("link"), text.as_bytes(), &tag).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_ring::{ring_after, ring_of};

    #[test]
    fn a_signature_fits_only_its_subject_and_expiry() {
        let links = SignedLinks::new(&ring_of("a", &[]));
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let signature = links.sign("documents/1", at);
        assert!(links.verify("documents/1", at, &signature));
        assert!(!links.verify("documents/2", at, &signature));
        assert!(!links.verify("documents/1", at + chrono::TimeDelta::seconds(1), &signature));
        assert!(!links.verify("documents/1", at, "garbage!"));
        assert!(!SignedLinks::new(&ring_of("b", &[])).verify("documents/1", at, &signature));
        let rotated = SignedLinks::new(&ring_of("b", &["a"]));
        assert!(rotated.verify("documents/1", at, &signature));
        assert_ne!(rotated.sign("documents/1", at), signature);
        for (seconds, counts) in [(60, true), (-1, false)] {
            assert_eq!(SignedLinks::new(&ring_after("b", "a", seconds)).verify("documents/1", at, &signature), counts);
        }
    }
}
