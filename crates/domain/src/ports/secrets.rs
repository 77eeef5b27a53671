//! The port to the server's own keys.

/// Hashes, seals and signs with keys that never leave the server. Each purpose has a key of its own.
pub trait Secrets: Send + Sync {
    /// A hash that only this installation can make, URL-safe: for what is looked up and must not be readable in storage.
    fn keyed_hash(&self, purpose: &'static str, text: &str) -> String;
    /// Encrypts a text, so that it can lie in storage; none where the cipher itself fails, which only a defect explains.
    fn seal(&self, purpose: &'static str, text: &str) -> Option<String>;
    /// Reads what [`Self::seal`] made; none where it was changed or made by another key.
    fn unseal(&self, purpose: &'static str, sealed: &str) -> Option<String>;
}

/// A signature and the name of the key that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The key's name.
    pub key_id: String,
    /// The signature, URL-safe.
    pub value: String,
}

/// What a look at a signature told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureCheck {
    /// Made by our key over this text.
    Genuine,
    /// Not made by that key, or over another text.
    Forged,
    /// Nobody here has that key.
    UnknownKey,
}

/// Signs what must be provable later, even after the signing key was replaced.
pub trait Notary: Send + Sync {
    /// Signs with the key in use.
    fn sign(&self, text: &str) -> Result<Signature, String>;
    /// Checks with the key that the signature names, in use or not.
    fn check(&self, text: &str, signature: &Signature) -> SignatureCheck;
    /// Authenticates bytes with a secret derived from the key in use, fast enough for every row of the audit trail. The
    /// value is 64 hexadecimal digits. Only who has the secret can make it or tell whether it is right.
    fn mac(&self, bytes: &[u8]) -> Signature;
    /// The value that [`Self::mac`] makes with the key of this name, in use or not; none where nobody here has that key.
    fn mac_by(&self, key_id: &str, bytes: &[u8]) -> Option<String>;
}
