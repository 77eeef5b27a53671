//! The codes that live, and the ways to find them.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::ports::{
    Binding, CODE_TRIES, CodeSlot, CodeTry, InPlaceOf, Kept, LiveCode, STRAY_TRIES, Tried, Unavailable,
};
use uuid::Uuid;

use crate::expiring::Expiring;

struct Entry {
    code: LiveCode,
    hash: String,
    tries: u32,
    from_elsewhere: u32,
    nameless: u32,
}

/// How a try may use a code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Owner,
    FromElsewhere,
    Nameless,
}

impl Entry {
    fn counter(&mut self, way: Way) -> &mut u32 {
        match way {
            Way::Owner => &mut self.tries,
            Way::FromElsewhere => &mut self.from_elsewhere,
            Way::Nameless => &mut self.nameless,
        }
    }
}

/// Every code by its slot; the other maps lead to slots and hold nothing that is not there.
pub struct Codes {
    entries: Expiring<CodeSlot, Entry>,
    hashes: HashMap<String, CodeSlot>,
    transactions: HashMap<Uuid, CodeSlot>,
    addresses: HashMap<String, BTreeSet<CodeSlot>>,
}

impl Codes {
    pub fn new(room: usize) -> Self {
        Self {
            entries: Expiring::new(room),
            hashes: HashMap::new(),
            transactions: HashMap::new(),
            addresses: HashMap::new(),
        }
    }

    pub fn keep(
        &mut self,
        code: &LiveCode,
        hash: &str,
        instead: InPlaceOf<'_>,
        now: DateTime<Utc>,
    ) -> Result<Kept, Unavailable> {
        for (_, ended) in self.entries.purge(now) {
            self.unlink(&ended);
        }
        if self.hashes.get(hash).is_some_and(|slot| *slot != code.slot) {
            return Ok(Kept::Taken);
        }
        let held = self.entries.get(&code.slot, now).map(|entry| &entry.code);
        let may = match instead {
            InPlaceOf::Earlier => held.is_none_or(|held| held.asked_at <= code.asked_at),
            InPlaceOf::This(read) => held == Some(read),
            InPlaceOf::Nothing => held.is_none(),
        };
        if !may {
            return Ok(Kept::Late);
        }
        self.end(&code.slot);
        let entry = Entry { code: code.clone(), hash: hash.to_owned(), tries: 0, from_elsewhere: 0, nameless: 0 };
        self.entries.put(code.slot.clone(), entry, code.expires_at)?;
        self.link(code, hash);
        Ok(Kept::Kept)
    }

    pub fn attempt(&mut self, attempt: &CodeTry<'_>) -> Tried {
        let candidates = self.candidates(attempt);
        let right = candidates
            .iter()
            .find(|(slot, _)| self.entries.get(slot, attempt.now).is_some_and(|entry| entry.hash == attempt.code_hash));
        if let Some(entry) = right.and_then(|(slot, _)| self.end(slot)) {
            return Tried::Right(Box::new(entry.code));
        }
        let outcomes: Vec<_> =
            candidates.iter().filter_map(|(slot, way)| self.count_wrong(slot, *way, attempt.now)).collect();
        match attempt.binding {
            Binding::Address => Tried::Unknown,
            _ if outcomes.contains(&Tried::Wrong) => Tried::Wrong,
            _ => outcomes.into_iter().next().unwrap_or(Tried::Unknown),
        }
    }

    pub fn live(&self, slot: &CodeSlot, now: DateTime<Utc>) -> Option<LiveCode> {
        self.entries.get(slot, now).map(|entry| entry.code.clone())
    }

    pub fn forget(&mut self, slot: &CodeSlot) {
        self.end(slot);
    }

    /// The codes that a try means and may use.
    fn candidates(&self, attempt: &CodeTry<'_>) -> Vec<(CodeSlot, Way)> {
        let meant: Vec<CodeSlot> = match attempt.binding {
            Binding::Transaction(id) => self.transactions.get(&id).cloned().into_iter().collect(),
            Binding::Account(account) => {
                let slot = |purpose| CodeSlot { purpose, account: account.to_owned() };
                attempt.purposes.iter().copied().map(slot).collect()
            }
            Binding::Address => {
                attempt.from.and_then(|from| self.addresses.get(from)).into_iter().flatten().cloned().collect()
            }
        };
        let usable = |slot: CodeSlot| Some((self.way(&slot, attempt)?, slot)).map(|(way, slot)| (slot, way));
        meant.into_iter().filter_map(usable).collect()
    }

    fn way(&self, slot: &CodeSlot, attempt: &CodeTry<'_>) -> Option<Way> {
        let entry = self.entries.get(slot, attempt.now).filter(|_| attempt.purposes.contains(&slot.purpose))?;
        let from_there = attempt.from.is_some() && attempt.from == entry.code.asked_from.as_deref();
        match attempt.binding {
            Binding::Transaction(_) => Some(Way::Owner),
            Binding::Account(_) if from_there => Some(Way::Owner),
            Binding::Account(_) => (slot.purpose.is_found_from_elsewhere() && entry.from_elsewhere < STRAY_TRIES)
                .then_some(Way::FromElsewhere),
            Binding::Address => (entry.nameless < STRAY_TRIES).then_some(Way::Nameless),
        }
    }

    fn count_wrong(&mut self, slot: &CodeSlot, way: Way, now: DateTime<Utc>) -> Option<Tried> {
        let entry = self.entries.get_mut(slot, now)?;
        *entry.counter(way) += 1;
        if entry.tries < CODE_TRIES {
            return Some(Tried::Wrong);
        }
        self.end(slot);
        Some(Tried::Burnt)
    }

    fn end(&mut self, slot: &CodeSlot) -> Option<Entry> {
        let (entry, _) = self.entries.remove(slot)?;
        self.unlink(&entry);
        Some(entry)
    }

    fn link(&mut self, code: &LiveCode, hash: &str) {
        self.hashes.insert(hash.to_owned(), code.slot.clone());
        self.transactions.insert(code.transaction, code.slot.clone());
        if let Some(from) = &code.asked_from {
            self.addresses.entry(from.clone()).or_default().insert(code.slot.clone());
        }
    }

    fn unlink(&mut self, entry: &Entry) {
        let slot = &entry.code.slot;
        self.hashes.remove(&entry.hash);
        if self.transactions.get(&entry.code.transaction) == Some(slot) {
            self.transactions.remove(&entry.code.transaction);
        }
        let Some(from) = &entry.code.asked_from else { return };
        let Some(slots) = self.addresses.get_mut(from) else { return };
        slots.remove(slot);
        if slots.is_empty() {
            self.addresses.remove(from);
        }
    }

    #[cfg(test)]
    fn sizes(&self) -> [usize; 4] {
        [self.entries.len(), self.hashes.len(), self.transactions.len(), self.addresses.len()]
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use domain::ports::CodePurpose;

    use super::*;

    #[test]
    fn codes_that_are_no_more_leave_nothing_behind() {
        let start = DateTime::UNIX_EPOCH;
        let mut codes = Codes::new(100);
        for number in 0..100_u128 {
            let code = LiveCode {
                slot: CodeSlot { purpose: CodePurpose::Login, account: (number % 10).to_string() },
                transaction: Uuid::from_u128(number / 3),
                asked_from: (number % 2 == 0).then(|| (number % 7).to_string()),
                payload: String::new(),
                asked_at: start,
                sent_at: start,
                expires_at: start + TimeDelta::seconds(i64::try_from(number).unwrap()),
            };
            codes.keep(&code, &number.to_string(), InPlaceOf::Earlier, start).unwrap();
        }
        assert_eq!(codes.sizes()[..2], [10, 10]);
        let last = CodeSlot { purpose: CodePurpose::Login, account: "last".to_owned() };
        let code = LiveCode {
            slot: last.clone(),
            transaction: Uuid::nil(),
            asked_from: None,
            payload: String::new(),
            asked_at: start,
            sent_at: start,
            expires_at: start + TimeDelta::seconds(200),
        };
        codes.keep(&code, "last", InPlaceOf::Earlier, start + TimeDelta::seconds(100)).unwrap();
        assert_eq!(codes.sizes(), [1, 1, 1, 0]);
        codes.forget(&last);
        assert_eq!(codes.sizes(), [0; 4]);
    }
}
