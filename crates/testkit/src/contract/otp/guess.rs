//! The codes of the story, and tries at them.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::{Binding, CodePurpose, CodeSlot, CodeTry, InPlaceOf, Kept, LiveCode, OtpStore, Tried};
use uuid::Uuid;

/// When the story begins.
pub fn start() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_772_438_400_123_456).unwrap()
}

/// A code of ten minutes for a sign-in, of an account and from an address of its own.
pub fn code() -> LiveCode {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    LiveCode {
        slot: CodeSlot { purpose: CodePurpose::Login, account: format!("account-{number}") },
        transaction: Uuid::from_u128(number.into()),
        asked_from: Some(format!("2001:db8::{number}")),
        payload: format!("{{\"user\":\"ü {number}\"}}"),
        asked_at: start(),
        sent_at: start(),
        expires_at: start() + TimeDelta::minutes(10),
    }
}

pub async fn keep(store: &dyn OtpStore, code: &LiveCode, digits: &str) -> Kept {
    store.keep(code, digits, InPlaceOf::Earlier, start()).await.unwrap()
}

/// A new code that lives under these digits.
pub async fn kept(store: &dyn OtpStore, digits: &str) -> LiveCode {
    let code = code();
    assert_eq!(keep(store, &code, digits).await, Kept::Kept);
    code
}

#[derive(Clone)]
pub enum By {
    Transaction(Uuid),
    Account(String),
    Address,
}

/// A try that owns what it says, for tasks.
#[derive(Clone)]
pub struct Guess {
    pub digits: String,
    pub by: By,
    pub from: Option<String>,
    pub purposes: Vec<CodePurpose>,
    pub now: DateTime<Utc>,
}

impl Guess {
    fn new(code: &LiveCode, digits: &str, by: By) -> Self {
        let (from, purposes) = (code.asked_from.clone(), vec![code.slot.purpose]);
        Self { digits: digits.to_owned(), by, from, purposes, now: start() }
    }
    pub fn by_transaction(code: &LiveCode, digits: &str) -> Self {
        Self::new(code, digits, By::Transaction(code.transaction))
    }
    pub fn by_account(code: &LiveCode, digits: &str) -> Self {
        Self::new(code, digits, By::Account(code.slot.account.clone()))
    }
    pub fn by_address(code: &LiveCode, digits: &str) -> Self {
        Self::new(code, digits, By::Address)
    }
    pub fn at_address(self, address: &str) -> Self {
        Self { from: Some(address.to_owned()), ..self }
    }
    pub fn at_no_address(self) -> Self {
        Self { from: None, ..self }
    }
    pub fn of_purposes(self, purposes: &[CodePurpose]) -> Self {
        Self { purposes: purposes.to_vec(), ..self }
    }
    pub fn when(self, now: DateTime<Utc>) -> Self {
        Self { now, ..self }
    }
    pub async fn tried(&self, store: &dyn OtpStore) -> Tried {
        let binding = match &self.by {
            By::Transaction(id) => Binding::Transaction(*id),
            By::Account(account) => Binding::Account(account),
            By::Address => Binding::Address,
        };
        let (code_hash, purposes, from) = (&*self.digits, &*self.purposes, self.from.as_deref());
        store.attempt(&CodeTry { code_hash, binding, purposes, from, now: self.now }).await.unwrap()
    }
}

pub fn right(code: &LiveCode) -> Tried {
    Tried::Right(Box::new(code.clone()))
}

/// All the ways in which a code may be meant by whoever asked for it.
pub fn every_way(code: &LiveCode, digits: &str) -> [Guess; 3] {
    [Guess::by_transaction(code, digits), Guess::by_account(code, digits), Guess::by_address(code, digits)]
}
