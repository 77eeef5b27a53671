use std::collections::HashMap;

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    kernel::hex,
    ports::{Notary, Signature, SignatureCheck},
};

use crate::KeyRing;

/// Signatures by the server's keys over `notary`, a line feed and the text: no token begins like that, so neither can be
/// taken for the other. Bytes are authenticated by HMAC-SHA256 under a key of its own, derived from each of them.
pub struct KeyNotary {
    keys: KeyRing,
    current: hmac::Key,
    derived: HashMap<String, hmac::Key>,
}

/// What the derived keys are for.
const MAC: &str = "audit seals";

impl KeyNotary {
    /// With these keys.
    pub fn new(keys: &KeyRing) -> Self {
        let derived = keys.all().map(|key| (key.id().to_owned(), key.for_purpose(MAC))).collect();
        Self { keys: keys.clone(), current: keys.current().for_purpose(MAC), derived }
    }
}

fn signed_text(text: &str) -> Vec<u8> {
    [b"notary\n", text.as_bytes()].concat()
}

fn mac_under(key: &hmac::Key, bytes: &[u8]) -> String {
    hex(hmac::sign(key, bytes).as_ref())
}

impl Notary for KeyNotary {
    fn sign(&self, text: &str) -> Result<Signature, String> {
        let key = self.keys.current();
        let signature = key.sign(&signed_text(text)).map_err(|_| "the signing key failed".to_owned())?;
        Ok(Signature { key_id: key.id().to_owned(), value: URL_SAFE_NO_PAD.encode(signature) })
    }

    fn check(&self, text: &str, signature: &Signature) -> SignatureCheck {
        let Some(key) = self.keys.find(&signature.key_id) else { return SignatureCheck::UnknownKey };
        let value = URL_SAFE_NO_PAD.decode(&signature.value);
        let genuine = value.is_ok_and(|value| key.has_signed(&signed_text(text), &value));
        if genuine { SignatureCheck::Genuine } else { SignatureCheck::Forged }
    }

    fn mac(&self, bytes: &[u8]) -> Signature {
        Signature { key_id: self.keys.current().id().to_owned(), value: mac_under(&self.current, bytes) }
    }

    fn mac_by(&self, key_id: &str, bytes: &[u8]) -> Option<String> {
        Some(mac_under(self.derived.get(key_id)?, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        SigningKey, generate_rsa_pem,
        key_ring::{ring_after, ring_of},
    };

    fn holds_what_it_promises(before: &KeyRing, after: &KeyRing, stranger: &KeyRing) {
        let signature = KeyNotary::new(before).sign("42 rows").unwrap();
        let other = KeyNotary::new(after).sign("42 rows").unwrap();
        assert_ne!(signature.key_id, other.key_id, "the key in use signs");
        for keys in [before, after] {
            let notary = KeyNotary::new(keys);
            assert_eq!(notary.check("42 rows", &signature), SignatureCheck::Genuine);
            assert_eq!(notary.check("43 rows", &signature), SignatureCheck::Forged);
            for value in ["", "garbage!", &other.value, &signature.value[1..]] {
                let forged = Signature { value: value.to_owned(), ..signature.clone() };
                assert_eq!(notary.check("42 rows", &forged), SignatureCheck::Forged, "{value}");
            }
        }
        assert_eq!(KeyNotary::new(stranger).check("42 rows", &signature), SignatureCheck::UnknownKey);
    }

    #[test]
    fn bytes_are_authenticated_by_the_key_in_use_and_stay_so_when_it_is_replaced() {
        let before = KeyNotary::new(&ring_of("a", &[])).mac(b"42 rows");
        let after = KeyNotary::new(&ring_of("b", &["a"]));
        assert!(before.value.len() == 64 && before.value.chars().all(|c| c.is_ascii_hexdigit()), "{before:?}");
        assert_eq!(after.mac_by(&before.key_id, b"42 rows"), Some(before.value.clone()));
        assert_ne!(after.mac_by(&before.key_id, b"43 rows"), Some(before.value.clone()));
        let other = after.mac(b"42 rows");
        assert!(other.key_id != before.key_id && other.value != before.value, "the key in use authenticates");
        assert_eq!(after.mac_by(&other.key_id, b"42 rows"), Some(other.value));
        let retired = KeyNotary::new(&ring_after("b", "a", -1));
        assert_eq!(retired.mac_by(&before.key_id, b"42 rows"), Some(before.value));
        assert_eq!(KeyNotary::new(&ring_of("c", &[])).mac_by(&before.key_id, b"42 rows"), None);
    }

    /// What one of them made must not count as the other.
    #[test]
    fn what_authenticates_is_no_signature() {
        let notary = KeyNotary::new(&ring_of("a", &[]));
        let signature = URL_SAFE_NO_PAD.decode(notary.sign("42 rows").unwrap().value).unwrap();
        assert_ne!(hex(&signature), notary.mac(b"notary\n42 rows").value);
        assert_ne!(hex(&signature), notary.mac(b"42 rows").value);
    }

    #[test]
    fn what_a_replaced_secret_signed_stays_provable() {
        holds_what_it_promises(&ring_of("a", &[]), &ring_of("b", &["a"]), &ring_of("c", &[]));
    }

    #[test]
    fn a_key_that_counts_for_nothing_else_still_proves_what_it_signed() {
        holds_what_it_promises(&ring_of("a", &[]), &ring_after("b", "a", -1), &ring_of("c", &[]));
    }

    #[test]
    fn what_a_replaced_rsa_key_signed_stays_provable() {
        let (first, second) = (generate_rsa_pem().unwrap(), generate_rsa_pem().unwrap());
        let key = |pem: &str| SigningKey::rs256(pem).unwrap();
        let after = KeyRing::new(key(&second), vec![key(&first)]);
        holds_what_it_promises(&key(&first).into(), &after, &ring_of("c", &[]));
    }
}
