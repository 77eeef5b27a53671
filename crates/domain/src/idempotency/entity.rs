use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::{
    kernel::{Error, Outcome, UserId},
    ports::UnitOfWork,
};

/// A request with a key that its client chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedRequest {
    /// The key.
    pub key: String,
    /// A digest of the route and the body.
    pub request_hash: String,
}

/// The one right to do the work of a key, for the time being.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose key.
    pub user: UserId,
    /// The key.
    pub key: String,
    /// The digest of the request.
    pub request_hash: String,
    /// When it was claimed.
    pub claimed_at: DateTime<Utc>,
}

impl Claim {
    /// How long a key is remembered.
    pub const REMEMBERED: TimeDelta = TimeDelta::hours(24);
    /// How long a claim without an answer stands.
    pub(super) const STANDS: TimeDelta = TimeDelta::minutes(1);

    /// When the key is forgotten.
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.claimed_at + Self::REMEMBERED
    }
}

/// An answer to be given again.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAnswer {
    /// Its status code.
    pub status: u16,
    /// Its body.
    pub body: Value,
    /// Where the created thing is found.
    pub location: Option<String>,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredKey {
    /// The digest of the first request.
    pub request_hash: String,
    /// When it was claimed last.
    pub claimed_at: DateTime<Utc>,
    /// When it is forgotten.
    pub expires_at: DateTime<Utc>,
    /// The answer, once there is one.
    pub answer: Option<StoredAnswer>,
}

/// What a keyed request finds.
#[derive(Clone, Debug, PartialEq)]
pub enum Begun {
    /// It is the first: the work is to be done under this claim.
    First(Claim),
    /// The work is done; this was the answer.
    Replayed(StoredAnswer),
}

/// Stores the answer to a keyed request in the transaction that does its work.
pub struct Completion<'a, T> {
    claim: &'a Claim,
    answer: &'a (dyn Fn(&T) -> StoredAnswer + Send + Sync),
}

impl<'a, T> Completion<'a, T> {
    /// Under this claim, with the answer that `answer` makes of the work's result.
    pub fn new(claim: &'a Claim, answer: &'a (dyn Fn(&T) -> StoredAnswer + Send + Sync)) -> Self {
        Self { claim, answer }
    }
    /// Call it before the commit. If another try has answered meanwhile, nothing may be committed.
    pub async fn store(&self, work: &mut dyn UnitOfWork, result: &T) -> Outcome<()> {
        let answer = (self.answer)(result);
        if work.idempotency().complete(self.claim, &answer).await? {
            Ok(())
        } else {
            Err(Error::conflict("another request with this Idempotency-Key was faster"))
        }
    }
}
