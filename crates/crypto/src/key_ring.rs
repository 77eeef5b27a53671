use std::sync::Arc;

use crate::SigningKey;

/// The server's keys: one signs, and what the others have signed still counts. Tokens, links, sealed texts and
/// checkpoints are all made and checked with one ring.
#[derive(Clone)]
pub struct KeyRing {
    current: Arc<SigningKey>,
    accepted: Arc<[SigningKey]>,
}

impl KeyRing {
    /// `current` signs; `accepted` are earlier keys, or one that other servers sign with already.
    pub fn new(current: SigningKey, accepted: Vec<SigningKey>) -> Self {
        let mut others: Vec<SigningKey> = Vec::with_capacity(accepted.len());
        for key in accepted {
            if key.id() != current.id() && others.iter().all(|known| known.id() != key.id()) {
                others.push(key);
            }
        }
        Self { current: Arc::new(current), accepted: others.into() }
    }

    /// The key that signs.
    pub(crate) fn current(&self) -> &SigningKey {
        &self.current
    }

    /// Every key, the one that signs first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &SigningKey> {
        std::iter::once(&*self.current).chain(self.accepted.iter())
    }

    /// The key of this name.
    pub(crate) fn find(&self, id: &str) -> Option<&SigningKey> {
        self.all().find(|key| key.id() == id)
    }
}

impl From<SigningKey> for KeyRing {
    fn from(key: SigningKey) -> Self {
        Self::new(key, Vec::new())
    }
}

#[cfg(test)]
pub(crate) fn ring_of(current: &str, accepted: &[&str]) -> KeyRing {
    let key = |word: &str| SigningKey::hs256(word.repeat(32).as_bytes()).unwrap();
    KeyRing::new(key(current), accepted.iter().map(|word| key(word)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_given_twice_counts_once() {
        assert_eq!(ring_of("b", &["a", "b", "a"]).all().count(), 2);
    }
}
