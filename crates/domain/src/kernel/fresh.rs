//! What is new each time: the current instant, ids and secrets. Time and chance come through ports, so tests fix them.

use std::sync::Arc;

use chrono::{DateTime, Timelike, Utc};
use uuid::{Builder, Uuid};

use crate::ports::{Clock, Rng};

/// Gives instants, ids and random bytes.
#[derive(Clone)]
pub struct Fresh {
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
}

impl Fresh {
    /// From a clock and a source of randomness.
    pub fn new(clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self { clock, rng }
    }
    /// The current instant, in whole microseconds, as databases keep it.
    pub fn now(&self) -> DateTime<Utc> {
        let now = self.clock.now();
        now.with_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
    }
    /// A new UUIDv7 id. Its first 60 bits are the time in steps of a quarter microsecond, so ids order by creation.
    pub fn id<Id: From<Uuid>>(&self) -> Id {
        let now = self.now();
        let mut tail = [0u8; 10];
        self.rng.fill(&mut tail);
        let sub_milli = (now.timestamp_subsec_micros() % 1_000) * 4_096 / 1_000;
        let [high, low, ..] = &mut tail;
        *high = u8::try_from(sub_milli >> 8).unwrap_or(0);
        *low = u8::try_from(sub_milli & 0xff).unwrap_or(0);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid().into()
    }
    /// An id that nobody can guess: a UUID of version 4.
    pub fn random_id(&self) -> Uuid {
        let mut bytes = [0u8; 16];
        self.rng.fill(&mut bytes);
        Builder::from_random_bytes(bytes).into_uuid()
    }
    /// Six digits, each combination as likely as the others.
    pub fn code(&self) -> String {
        const COMBINATIONS: u32 = 1_000_000;
        let mut bytes = [0u8; 4];
        loop {
            self.rng.fill(&mut bytes);
            let number = u32::from_be_bytes(bytes);
            // The numbers above the last whole million would favour the combinations that they repeat.
            if number < u32::MAX / COMBINATIONS * COMBINATIONS {
                return format!("{:06}", number % COMBINATIONS);
            }
        }
    }
    /// An unguessable token: 32 random bytes in hexadecimal.
    pub fn token(&self) -> String {
        let mut bytes = [0u8; 32];
        self.rng.fill(&mut bytes);
        super::text::hex(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    struct Ticking(AtomicI64);
    impl Clock for Ticking {
        fn now(&self) -> DateTime<Utc> {
            DateTime::from_timestamp_micros(1_790_000_000_000_000 + self.0.fetch_add(3, Ordering::Relaxed)).unwrap()
        }
    }
    struct Highest;
    impl Rng for Highest {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn ids_are_version_7_and_order_by_microsecond() {
        let fresh = Fresh::new(Arc::new(Ticking(AtomicI64::new(0))), Arc::new(Highest));
        let ids: Vec<Uuid> = (0..1_000).map(|_| fresh.id()).collect();
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
