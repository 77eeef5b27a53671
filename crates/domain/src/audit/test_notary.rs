use sha2::{Digest, Sha256};

use crate::{
    kernel::hex,
    ports::{Notary, Signature, SignatureCheck},
};

/// Has these keys, whose names are all there is to them; the first is in use.
pub struct TestNotary(pub &'static [&'static str]);

impl Notary for TestNotary {
    fn sign(&self, text: &str) -> Result<Signature, String> {
        Ok(self.mac(text.as_bytes()))
    }
    fn check(&self, text: &str, signature: &Signature) -> SignatureCheck {
        match self.mac_by(&signature.key_id, text.as_bytes()) {
            None => SignatureCheck::UnknownKey,
            Some(value) if value == signature.value => SignatureCheck::Genuine,
            Some(_) => SignatureCheck::Forged,
        }
    }
    fn mac(&self, bytes: &[u8]) -> Signature {
        let key = self.0.first().expect("a key in use");
        Signature { key_id: (*key).to_owned(), value: self.mac_by(key, bytes).expect("its own key") }
    }
    fn mac_by(&self, key_id: &str, bytes: &[u8]) -> Option<String> {
        let known = self.0.contains(&key_id);
        known.then(|| hex(&Sha256::digest([key_id.as_bytes(), b"\n", bytes].concat())))
    }
}
