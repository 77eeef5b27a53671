//! How often it is noted that somebody is shown what happens.

use chrono::{DateTime, TimeDelta, Utc};

/// When somebody who listens was last noted as shown something of what he listens to. He gets no answer but a stream: the
/// first of it is noted, and then one in a minute.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listening {
    noted_at: Option<DateTime<Utc>>,
}

impl Listening {
    const EVERY: TimeDelta = TimeDelta::minutes(1);

    /// Whether what is shown now is to be noted; if so it counts as noted.
    pub fn takes_note(&mut self, now: DateTime<Utc>) -> bool {
        // A clock that was set back must not keep the log silent.
        let due = self.noted_at.is_none_or(|noted| (now - noted).abs() >= Self::EVERY);
        if due {
            self.noted_at = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_stream_the_first_is_noted_and_then_one_in_a_minute() {
        let mut listening = Listening::default();
        let at = |seconds| DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap();
        let noted: Vec<i64> = (0..150).filter(|second| listening.takes_note(at(*second))).collect();
        assert_eq!(noted, [0, 60, 120]);
        assert!(listening.takes_note(at(-3_600)), "the clock was set back");
    }
}
