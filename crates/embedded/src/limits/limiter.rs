//! The port over what is in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ports::{Backoff, Limiter, Quota, Room, Unavailable};

use super::window::Window;
use crate::expiring::Expiring;

/// Keys that are counted, and keys that fail, each, at once.
const ROOM: usize = 100_000;

/// How often a key failed, and when last.
#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: DateTime<Utc>,
}

/// Counts in this process; a restart forgets it, and no other server knows it.
pub struct InProcessLimiter {
    windows: Mutex<Expiring<(String, TimeDelta), Window>>,
    failures: Mutex<Expiring<String, Failures>>,
}

impl Default for InProcessLimiter {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

impl InProcessLimiter {
    /// With room for so many keys. A key that finds none is not available.
    pub fn with_room(room: usize) -> Self {
        Self { windows: Mutex::new(Expiring::new(room)), failures: Mutex::new(Expiring::new(room)) }
    }
    fn windows(&self) -> MutexGuard<'_, Expiring<(String, TimeDelta), Window>> {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn failures(&self) -> MutexGuard<'_, Expiring<String, Failures>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn after(moment: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
    moment.checked_add_signed(time).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[async_trait]
impl Limiter for InProcessLimiter {
    async fn take(&self, key: &str, quota: Quota, now: DateTime<Utc>) -> Result<Room, Unavailable> {
        let mut windows = self.windows();
        windows.purge(now);
        let key = (key.to_owned(), quota.per);
        if let Some(window) = windows.get_mut(&key, now)
            && window.newest() >= Some(quota.bucket(now))
        {
            return Ok(window.take(quota, now));
        }
        let mut window = windows.remove(&key).map(|(window, _)| window).unwrap_or_default();
        let room = window.take(quota, now);
        if let Some(newest) = window.newest() {
            windows.put(key, window, after(now, quota.until_gone(newest, now)))?;
        }
        Ok(room)
    }

    async fn counts(&self, key: &str, quota: Quota, now: DateTime<Utc>) -> Result<bool, Unavailable> {
        Ok(self.windows().get(&(key.to_owned(), quota.per), now).is_some())
    }

    async fn fail(&self, key: &str, backoff: Backoff, now: DateTime<Utc>) -> Result<(), Unavailable> {
        let mut failures = self.failures();
        failures.purge(now);
        let key = key.to_owned();
        let before = failures.get(&key, now).copied().unwrap_or(Failures { count: 0, last: now });
        let failed = Failures { count: before.count.saturating_add(1), last: before.last.max(now) };
        failures.put(key, failed, after(failed.last, backoff.forgotten_after))
    }

    async fn wait(&self, key: &str, backoff: Backoff, now: DateTime<Utc>) -> Result<Option<TimeDelta>, Unavailable> {
        let failed = self.failures().get(&key.to_owned(), now).copied();
        Ok(failed.and_then(|failed| backoff.left(failed.count, failed.last, now)))
    }

    async fn forgive(&self, key: &str) -> Result<(), Unavailable> {
        self.failures().remove(&key.to_owned());
        Ok(())
    }

    async fn check(&self) -> Result<(), Unavailable> {
        Ok(())
    }
}
