use std::{sync::Arc, time::SystemTime};

use crate::SigningKey;

/// The server's keys: one signs, and what the others have signed still counts. Tokens, links, sealed texts and
/// checkpoints are all made and checked with one ring.
#[derive(Clone)]
pub struct KeyRing {
    current: Arc<SigningKey>,
    accepted: Arc<[Accepted]>,
}

/// A key that does not sign.
struct Accepted {
    key: SigningKey,
    /// Until when it counts for everything; always, where there is none.
    until: Option<SystemTime>,
}

impl KeyRing {
    /// `current` signs; `accepted` are earlier keys, or one that other servers sign with already. They count for everything.
    pub fn new(current: SigningKey, accepted: Vec<SigningKey>) -> Self {
        Self::with_replaced(current, accepted, Vec::new())
    }

    /// The same with keys that were replaced: each counts for everything until that time, and from then on proves what it
    /// has signed for ever, and nothing else.
    pub fn with_replaced(
        current: SigningKey,
        accepted: Vec<SigningKey>,
        replaced: Vec<(SigningKey, SystemTime)>,
    ) -> Self {
        let accepted = accepted.into_iter().map(|key| Accepted { key, until: None });
        let replaced = replaced.into_iter().map(|(key, until)| Accepted { key, until: Some(until) });
        let mut others: Vec<Accepted> = Vec::new();
        for other in accepted.chain(replaced) {
            if other.key.id() != current.id() && others.iter().all(|known| known.key.id() != other.key.id()) {
                others.push(other);
            }
        }
        Self { current: Arc::new(current), accepted: others.into() }
    }

    /// The key that signs.
    pub(crate) fn current(&self) -> &SigningKey {
        &self.current
    }

    /// Every key that counts for everything now, the one that signs first.
    pub(crate) fn counting(&self) -> impl Iterator<Item = &SigningKey> {
        let now = SystemTime::now();
        let counts = move |other: &&Accepted| other.until.is_none_or(|until| now < until);
        std::iter::once(&*self.current).chain(self.accepted.iter().filter(counts).map(|other| &other.key))
    }

    /// The key of this name, if it counts for everything now.
    pub(crate) fn find_counting(&self, id: &str) -> Option<&SigningKey> {
        self.counting().find(|key| key.id() == id)
    }

    /// Every key, also those that only prove what they have signed.
    pub(crate) fn all(&self) -> impl Iterator<Item = &SigningKey> {
        std::iter::once(&*self.current).chain(self.accepted.iter().map(|other| &other.key))
    }

    /// The key of this name, also one that only proves what it has signed.
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
fn key_of(word: &str) -> SigningKey {
    SigningKey::hs256(word.repeat(32).as_bytes()).unwrap()
}

#[cfg(test)]
pub(crate) fn ring_of(current: &str, accepted: &[&str]) -> KeyRing {
    KeyRing::new(key_of(current), accepted.iter().map(|word| key_of(word)).collect())
}

/// `replaced` counts for so many more seconds; for none, where they are negative.
#[cfg(test)]
pub(crate) fn ring_after(current: &str, replaced: &str, seconds: i64) -> KeyRing {
    let span = std::time::Duration::from_secs(seconds.unsigned_abs());
    let now = SystemTime::now();
    let until = if seconds < 0 { now - span } else { now + span };
    KeyRing::with_replaced(key_of(current), Vec::new(), vec![(key_of(replaced), until)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_given_twice_counts_once() {
        assert_eq!(ring_of("b", &["a", "b", "a"]).counting().count(), 2);
    }

    #[test]
    fn a_replaced_key_counts_for_its_time_and_is_known_for_ever() {
        let id = key_of("a").id().to_owned();
        for (seconds, counts) in [(60, true), (-1, false)] {
            let ring = ring_after("b", "a", seconds);
            assert_eq!(ring.find_counting(&id).is_some(), counts);
            assert!(ring.find(&id).is_some());
        }
    }

    #[test]
    fn a_replaced_key_that_is_listed_counts_while_it_is() {
        let replaced = vec![(key_of("a"), SystemTime::UNIX_EPOCH)];
        let ring = KeyRing::with_replaced(key_of("b"), vec![key_of("a")], replaced);
        assert!(ring.find_counting(key_of("a").id()).is_some());
    }
}
