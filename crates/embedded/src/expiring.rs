//! A map whose entries end by themselves, and which never holds more than it has room for.

use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};

use chrono::{DateTime, Utc};
use domain::ports::Unavailable;

/// Entries with the moment from which on they are not there. Those that ended are dropped when others come.
pub struct Expiring<K, V> {
    entries: HashMap<K, (V, DateTime<Utc>)>,
    by_end: BTreeSet<(DateTime<Utc>, K)>,
    room: usize,
}

impl<K: Clone + Eq + Hash + Ord, V> Expiring<K, V> {
    /// With room for so many.
    pub fn new(room: usize) -> Self {
        Self { entries: HashMap::new(), by_end: BTreeSet::new(), room }
    }
    /// Puts an entry in the place of the one with its key, after [`Expiring::purge`]; what is full takes no new key.
    pub fn put(&mut self, key: K, value: V, ends_at: DateTime<Utc>) -> Result<(), Unavailable> {
        if self.entries.len() >= self.room && !self.entries.contains_key(&key) {
            return Err(Unavailable::new("memory", format!("there is room for {} entries", self.room)));
        }
        if let Some((_, ended_at)) = self.entries.insert(key.clone(), (value, ends_at)) {
            self.by_end.remove(&(ended_at, key.clone()));
        }
        self.by_end.insert((ends_at, key));
        Ok(())
    }
    /// What is there under a key.
    pub fn get(&self, key: &K, now: DateTime<Utc>) -> Option<&V> {
        self.entries.get(key).filter(|(_, ends_at)| *ends_at > now).map(|(value, _)| value)
    }
    /// The same, to change it.
    pub fn get_mut(&mut self, key: &K, now: DateTime<Utc>) -> Option<&mut V> {
        self.entries.get_mut(key).filter(|(_, ends_at)| *ends_at > now).map(|(value, _)| value)
    }
    /// Takes an entry out, ended or not.
    pub fn remove(&mut self, key: &K) -> Option<(V, DateTime<Utc>)> {
        let (value, ends_at) = self.entries.remove(key)?;
        self.by_end.remove(&(ends_at, key.clone()));
        Some((value, ends_at))
    }
    /// Drops what has ended and says what it was.
    pub fn purge(&mut self, now: DateTime<Utc>) -> Vec<(K, V)> {
        let mut ended = Vec::new();
        while self.by_end.first().is_some_and(|(ends_at, _)| *ends_at <= now) {
            let Some((_, key)) = self.by_end.pop_first() else { break };
            if let Some((value, _)) = self.entries.remove(&key) {
                ended.push((key, value));
            }
        }
        ended
    }
    /// How many entries there are, those included that ended and were not dropped yet.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        assert_eq!(self.entries.len(), self.by_end.len());
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn what_ended_makes_room_and_nothing_stays_behind() {
        let start = DateTime::UNIX_EPOCH;
        let after = |seconds| start + TimeDelta::seconds(seconds);
        let mut entries = Expiring::new(2);
        entries.put("a", 1, after(10)).unwrap();
        entries.put("b", 2, after(20)).unwrap();
        entries.put("a", 3, after(30)).unwrap();
        assert!(entries.put("c", 4, after(40)).is_err());
        assert_eq!((entries.get(&"a", after(29)), entries.get(&"a", after(30))), (Some(&3), None));
        assert_eq!(entries.purge(after(20)), [("b", 2)]);
        entries.put("c", 4, after(40)).unwrap();
        assert_eq!(entries.remove(&"a"), Some((3, after(30))));
        assert_eq!(entries.purge(after(39)), []);
        assert_eq!(entries.purge(after(40)), [("c", 4)]);
        assert_eq!(entries.len(), 0);
    }
}
