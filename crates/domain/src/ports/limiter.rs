//! The port that counts how often something was done, across every server of an installation.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::Unavailable;

/// So often in so long, counted over a window that slides. The window moves in steps of a sixtieth of its length, so that a
/// place may come free one step late and never too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How often.
    pub limit: u32,
    /// In how long.
    pub per: TimeDelta,
}

/// What is left of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Whether this one was let through (and counted).
    pub allowed: bool,
    /// How often in all.
    pub limit: u32,
    /// How often more.
    pub remaining: u32,
    /// Until the next place comes free; until the window is empty where nothing was refused.
    pub resets_in: TimeDelta,
}

/// How long a key that keeps failing must wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Failures without a wait.
    pub free: u32,
    /// The wait after the next one; it doubles with each further one.
    pub first: TimeDelta,
    /// The longest wait.
    pub longest: TimeDelta,
    /// How long after the last failure all is forgotten.
    pub forgotten_after: TimeDelta,
}

impl Backoff {
    /// How long to wait after so many failures; zero while they are free.
    pub fn wait_after(&self, failures: u32) -> TimeDelta {
        let Some(doublings) = failures.checked_sub(self.free + 1) else { return TimeDelta::zero() };
        let factor = 2_i32.checked_pow(doublings.min(20)).unwrap_or(i32::MAX);
        self.first.checked_mul(factor).unwrap_or(self.longest).min(self.longest)
    }
}

/// Counts. Keys are short texts without personal data: ids, keyed hashes, addresses of clients.
#[async_trait]
pub trait Limiter: Send + Sync {
    /// Counts one more under the key, unless the quota is used up.
    async fn take(&self, key: &str, quota: Quota, now: DateTime<Utc>) -> Result<Room, Unavailable>;
    /// Notes a failure under the key.
    async fn fail(&self, key: &str, backoff: Backoff, now: DateTime<Utc>) -> Result<(), Unavailable>;
    /// How long the key must still wait.
    async fn wait(&self, key: &str, backoff: Backoff, now: DateTime<Utc>) -> Result<Option<TimeDelta>, Unavailable>;
    /// Forgets the failures under the key.
    async fn forgive(&self, key: &str) -> Result<(), Unavailable>;
    /// Succeeds when the counters can be reached.
    async fn check(&self) -> Result<(), Unavailable>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_after_the_free_failures_up_to_the_longest() {
        let backoff = Backoff {
            free: 3,
            first: TimeDelta::seconds(1),
            longest: TimeDelta::minutes(15),
            forgotten_after: TimeDelta::hours(1),
        };
        let waits = [0, 3, 4, 5, 8, 13, 14, 400].map(|failures| backoff.wait_after(failures).num_seconds());
        assert_eq!(waits, [0, 0, 1, 2, 16, 512, 900, 900]);
    }
}
