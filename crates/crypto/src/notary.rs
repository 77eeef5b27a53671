use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ports::{Notary, Signature, SignatureCheck};

use crate::KeyRing;

/// Signatures by the server's keys over `notary`, a line feed and the text: no token begins like that, so neither can be
/// taken for the other.
pub struct KeyNotary {
    keys: KeyRing,
}

impl KeyNotary {
    /// With these keys.
    pub fn new(keys: &KeyRing) -> Self {
        Self { keys: keys.clone() }
    }
}

fn signed_text(text: &str) -> Vec<u8> {
    [b"notary\n", text.as_bytes()].concat()
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SigningKey, generate_rsa_pem, key_ring::ring_of};

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
    fn what_a_replaced_secret_signed_stays_provable() {
        holds_what_it_promises(&ring_of("a", &[]), &ring_of("b", &["a"]), &ring_of("c", &[]));
    }

    #[test]
    fn what_a_replaced_rsa_key_signed_stays_provable() {
        let (first, second) = (generate_rsa_pem().unwrap(), generate_rsa_pem().unwrap());
        let key = |pem: &str| SigningKey::rs256(pem).unwrap();
        let after = KeyRing::new(key(&second), vec![key(&first)]);
        holds_what_it_promises(&key(&first).into(), &after, &ring_of("c", &[]));
    }
}
