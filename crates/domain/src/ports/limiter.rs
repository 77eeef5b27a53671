//! The port that counts how often something was done, across every server of an installation.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use super::Unavailable;

/// Steps in which a window moves over its own length.
const STEPS: i64 = 60;

/// The number of a step of time since 1970; how long a step is depends on the quota.
pub type Bucket = i64;

/// So often in so long, counted over a window that slides. The window moves in steps of a sixtieth of its length, so that a
/// place may come free one step late and never too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How often.
    pub limit: u32,
    /// In how long.
    pub per: TimeDelta,
}

impl Quota {
    /// The length of a step in microseconds; rounded up, so that the steps together are never shorter than the window.
    fn step(self) -> i64 {
        let micros = self.per.num_microseconds().unwrap_or(i64::MAX).max(1);
        micros / STEPS + i64::from(micros % STEPS > 0)
    }
    /// Where a moment is counted.
    pub fn bucket(self, at: DateTime<Utc>) -> Bucket {
        at.timestamp_micros().div_euclid(self.step())
    }
    /// The oldest bucket that the window touches which ends in this one.
    pub fn oldest_counted(self, newest: Bucket) -> Bucket {
        newest.saturating_sub(STEPS)
    }
    /// The answer to one that was counted, in this bucket and as so many.
    pub fn taken(self, counted: u32, newest: Bucket, now: DateTime<Utc>) -> Room {
        let (limit, remaining) = (self.limit, self.limit.saturating_sub(counted));
        Room { allowed: true, limit, remaining, resets_in: self.until_gone(newest, now) }
    }
    /// The answer to one that was not, where a place comes free when this bucket is counted no more.
    pub fn used_up(self, frees: Bucket, now: DateTime<Utc>) -> Room {
        Room { allowed: false, limit: self.limit, remaining: 0, resets_in: self.until_gone(frees, now) }
    }
    /// How long it takes until what is in this bucket is counted no more.
    pub fn until_gone(self, bucket: Bucket, now: DateTime<Utc>) -> TimeDelta {
        let gone_at = bucket.saturating_add(STEPS + 1).saturating_mul(self.step());
        TimeDelta::microseconds(gone_at.saturating_sub(now.timestamp_micros()).max(0))
    }
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
        let Some(doublings) = failures.checked_sub(self.free.saturating_add(1)) else { return TimeDelta::zero() };
        let factor = 2_i32.checked_pow(doublings.min(20)).unwrap_or(i32::MAX);
        self.first.checked_mul(factor).unwrap_or(self.longest).min(self.longest)
    }
    /// How much of the wait is left after so many failures, the last at this moment.
    pub fn left(&self, failures: u32, last: DateTime<Utc>, now: DateTime<Utc>) -> Option<TimeDelta> {
        let (wait, passed) = (self.wait_after(failures), (now - last).max(TimeDelta::zero()));
        (passed < wait).then(|| wait - passed)
    }
}

/// Counts. Keys are short texts without personal data: ids, keyed hashes, addresses of clients. What comes from a clock that
/// is behind is counted at the latest moment that is known of its key.
#[async_trait]
pub trait Limiter: Send + Sync {
    /// Counts one more under the key, unless the quota is used up. Windows of different lengths count apart.
    async fn take(&self, key: &str, quota: Quota, now: DateTime<Utc>) -> Result<Room, Unavailable>;
    /// Whether anything is counted under the key.
    async fn counts(&self, key: &str, quota: Quota, now: DateTime<Utc>) -> Result<bool, Unavailable>;
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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn what_is_no_longer_counted_is_older_than_the_window_and_by_a_step_at_most(
            micros in 1_i64..200_000_000,
            then in 0_i64..4_000_000_000_000_000,
            age in 0_i64..500_000_000,
        ) {
            let quota = Quota { limit: 1, per: TimeDelta::microseconds(micros) };
            let at = |micros| DateTime::from_timestamp_micros(micros).unwrap();
            let (then, now) = (at(then), at(then + age));
            let counted = quota.bucket(then) >= quota.oldest_counted(quota.bucket(now));
            let until_gone = quota.until_gone(quota.bucket(then), now);
            prop_assert_eq!(counted, until_gone > TimeDelta::zero());
            prop_assert!(counted || now - then > quota.per);
            let step = TimeDelta::microseconds(micros / 60 + 1);
            prop_assert!(now + until_gone <= (then + quota.per + step * 2).max(now));
        }
    }
}
