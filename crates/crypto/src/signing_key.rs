use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::KeyPair,
    signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    jwk::{Jwk, ThumbprintHash},
};

use crate::{KeyError, keys::ServerKey};

/// One key of the server, with everything that it signs or from which it derives.
pub struct SigningKey {
    id: String,
    kind: Kind,
    derived: ServerKey,
    pub(crate) encoding: EncodingKey,
    pub(crate) decoding: DecodingKey,
    pub(crate) validation: Validation,
}

enum Kind {
    Rsa { pair: Box<KeyPair>, public: Box<Jwk> },
    Secret,
}

impl SigningKey {
    /// A private RSA key in PEM form, PKCS#1 or PKCS#8; its name is the thumbprint of its public part (RFC 7638). How the
    /// text is broken into lines does not matter.
    pub fn rs256(pem: &str) -> Result<Self, KeyError> {
        let encoding = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(|_| KeyError::NotRsaPem)?;
        let pair = KeyPair::from_der(encoding.as_bytes()).map_err(|_| KeyError::NotRsaPem)?;
        let mut public = Jwk::from_encoding_key(&encoding, Algorithm::RS256).map_err(|_| KeyError::NotRsaPem)?;
        let id = public.thumbprint(ThumbprintHash::SHA256).map_err(|_| KeyError::NotRsaPem)?;
        public.common.key_id = Some(id.clone());
        Ok(Self {
            id,
            derived: ServerKey::new(encoding.as_bytes()),
            decoding: DecodingKey::from_rsa_der(pair.public_key().as_ref()),
            kind: Kind::Rsa { pair: Box::new(pair), public: Box::new(public) },
            encoding,
            validation: validation(Algorithm::RS256),
        })
    }

    /// A secret of at least 32 bytes; its name is a short fingerprint that only who has the secret can make.
    pub fn hs256(secret: &[u8]) -> Result<Self, KeyError> {
        if secret.len() < 32 {
            return Err(KeyError::ShortSecret);
        }
        let derived = ServerKey::new(secret);
        let fingerprint = hmac::sign(&derived.for_purpose("key id"), b"");
        Ok(Self {
            id: URL_SAFE_NO_PAD.encode(fingerprint.as_ref().iter().take(12).copied().collect::<Vec<u8>>()),
            kind: Kind::Secret,
            derived,
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            validation: validation(Algorithm::HS256),
        })
    }

    /// Its name, as tokens carry it in `kid`: safe in a URL and as a file's name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The header of tokens that it signs.
    pub(crate) fn header(&self) -> Header {
        let algorithm = match self.kind {
            Kind::Rsa { .. } => Algorithm::RS256,
            Kind::Secret => Algorithm::HS256,
        };
        Header { kid: Some(self.id.clone()), ..Header::new(algorithm) }
    }

    /// The public key, where there is one.
    pub(crate) fn public(&self) -> Option<&Jwk> {
        match &self.kind {
            Kind::Rsa { public, .. } => Some(public),
            Kind::Secret => None,
        }
    }

    /// A key of its own for one purpose.
    pub(crate) fn for_purpose(&self, purpose: &str) -> hmac::Key {
        self.derived.for_purpose(purpose)
    }

    /// Signs what is no token: RSA PKCS#1 v1.5 with SHA-256, or HMAC-SHA256 under a derived key.
    pub(crate) fn sign(&self, text: &[u8]) -> Result<Vec<u8>, aws_lc_rs::error::Unspecified> {
        match &self.kind {
            Kind::Rsa { pair, .. } => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)?;
                Ok(signature)
            }
            Kind::Secret => Ok(hmac::sign(&self.for_purpose("notary"), text).as_ref().to_vec()),
        }
    }

    /// Whether [`Self::sign`] made this.
    pub(crate) fn has_signed(&self, text: &[u8], signature: &[u8]) -> bool {
        match &self.kind {
            Kind::Rsa { pair, .. } => {
                let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref());
                public.verify(text, signature).is_ok()
            }
            Kind::Secret => hmac::verify(&self.for_purpose("notary"), text, signature).is_ok(),
        }
    }
}

/// Of the key's own algorithm only, whatever a token's header says. Time is checked by the caller's clock, so that a test
/// can move it.
fn validation(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    validation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_secrets_and_wrong_keys_are_refused() {
        assert!(matches!(SigningKey::hs256(b"short"), Err(KeyError::ShortSecret)));
        let public = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----";
        for wrong in ["", "not a key", public] {
            assert!(matches!(SigningKey::rs256(wrong), Err(KeyError::NotRsaPem)), "{wrong}");
        }
    }

    #[test]
    fn a_key_is_the_same_however_its_text_is_written() {
        let pem = crate::generate_rsa_pem().unwrap();
        let (key, same) = (SigningKey::rs256(&pem).unwrap(), SigningKey::rs256(pem.trim_end()).unwrap());
        assert_eq!(key.id(), same.id());
        let tag = hmac::sign(&key.for_purpose("x"), b"text");
        assert!(hmac::verify(&same.for_purpose("x"), b"text", tag.as_ref()).is_ok());
        assert_ne!(SigningKey::rs256(&crate::generate_rsa_pem().unwrap()).unwrap().id(), key.id());
    }

    #[test]
    fn the_name_of_a_secret_does_not_show_it() {
        let (one, other) = (SigningKey::hs256(&[7; 32]).unwrap(), SigningKey::hs256(&[8; 32]).unwrap());
        assert_eq!(one.id(), SigningKey::hs256(&[7; 32]).unwrap().id());
        assert_ne!(one.id(), other.id());
        assert_eq!(one.id().len(), 16);
    }
}
