//! The ports over what is in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::ports::{CodeSlot, CodeTry, InPlaceOf, Kept, LiveCode, OtpStore, Tickets, Tried, Unavailable};

use super::codes::Codes;
use crate::expiring::Expiring;

/// Codes and tickets, each, that live at once.
const ROOM: usize = 100_000;

/// Keeps codes and tickets in this process; a restart forgets them, and no other server knows them.
pub struct InProcessOtp {
    codes: Mutex<Codes>,
    tickets: Mutex<Expiring<String, String>>,
}

impl Default for InProcessOtp {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

impl InProcessOtp {
    /// With room for so many codes and so many tickets.
    pub fn with_room(room: usize) -> Self {
        Self { codes: Mutex::new(Codes::new(room)), tickets: Mutex::new(Expiring::new(room)) }
    }
    fn codes(&self) -> MutexGuard<'_, Codes> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn tickets(&self) -> MutexGuard<'_, Expiring<String, String>> {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl OtpStore for InProcessOtp {
    async fn keep(
        &self,
        code: &LiveCode,
        code_hash: &str,
        instead: InPlaceOf<'_>,
        now: DateTime<Utc>,
    ) -> Result<Kept, Unavailable> {
        self.codes().keep(code, code_hash, instead, now)
    }
    async fn attempt(&self, attempt: &CodeTry<'_>) -> Result<Tried, Unavailable> {
        Ok(self.codes().attempt(attempt))
    }
    async fn live(&self, slot: &CodeSlot, now: DateTime<Utc>) -> Result<Option<LiveCode>, Unavailable> {
        Ok(self.codes().live(slot, now))
    }
    async fn forget(&self, slot: &CodeSlot) -> Result<(), Unavailable> {
        self.codes().forget(slot);
        Ok(())
    }
    async fn check(&self) -> Result<(), Unavailable> {
        Ok(())
    }
}

#[async_trait]
impl Tickets for InProcessOtp {
    async fn issue(
        &self,
        hash: &str,
        payload: &str,
        expires_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Unavailable> {
        let mut tickets = self.tickets();
        tickets.purge(now);
        tickets.put(hash.to_owned(), payload.to_owned(), expires_at)
    }
    async fn redeem(&self, hash: &str, now: DateTime<Utc>) -> Result<Option<String>, Unavailable> {
        let taken = self.tickets().remove(&hash.to_owned());
        Ok(taken.filter(|(_, expires_at)| *expires_at > now).map(|(payload, _)| payload))
    }
}
