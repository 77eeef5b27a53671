//! Seals the audit trail as long as the server runs. Not a job: each of those leaves an audit entry, and there would be no
//! end of it.

use std::time::Duration;

use domain::{
    audit::{Anchor, LookBack, Sealed, Sealer, Unsigned},
    kernel::Outcome,
};
use metrics::counter;
use tokio::time::{self, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use crate::runner::failed;

/// How often it is sealed.
const EVERY: Duration = Duration::from_secs(1);
/// Rounds after which it is looked back further, for rows that came late.
const ROUNDS_BETWEEN_LONG_LOOKS: u32 = 60;
/// Rounds in a row that came second everywhere and sealed nothing, after which it is no coincidence.
const ROUNDS_UNTIL_STUCK: u32 = 10;

/// Seals until it is told to stop, then once more and signs the end of the chain. What another server has not sealed when
/// this one starts is sealed first, however old.
pub async fn seal_until(sealer: Sealer, stop: CancellationToken) {
    let mut ticks = time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut pace, mut watch) = (Pace::default(), Watch::default());
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = ticks.tick() => {}
        }
        let back = pace.next();
        let done = sealer.seal(back).await;
        pace.went(back, done.as_ref().is_ok_and(|done| !done.collided));
        watch.tell(done);
    }
    watch.tell(sealer.close().await);
}

/// How far back the next round looks.
#[derive(Default)]
struct Pace {
    round: u32,
    caught_up: bool,
    spared: bool,
}

impl Pace {
    /// Everything until that went well once; where it does not, what is new is sealed in between.
    fn next(&mut self) -> LookBack {
        if !self.caught_up {
            return if self.spared { LookBack::Seconds } else { LookBack::Everything };
        }
        self.round = (self.round + 1) % ROUNDS_BETWEEN_LONG_LOOKS;
        if self.round == 0 { LookBack::AnHour } else { LookBack::Seconds }
    }

    fn went(&mut self, back: LookBack, well: bool) {
        self.caught_up |= well && back == LookBack::Everything;
        self.spared = !well && back == LookBack::Everything;
    }
}

/// Counts what was sealed, logs what was signed, so that it stands outside the database too, and raises the alarm.
#[derive(Default)]
struct Watch {
    fruitless: u32,
    unsigned: Option<Unsigned>,
}

impl Watch {
    /// Tells what a round came to; where it failed, the next one seals the same rows.
    fn tell(&mut self, done: Outcome<Sealed>) {
        match done {
            Ok(Sealed { rows, signed, collided, agreed, unsigned }) => {
                counter!("lifeline_audit_seals_total").increment(u64::try_from(rows).unwrap_or(u64::MAX));
                if agreed && unsigned.is_none() {
                    // A later alarm is a new one.
                    self.unsigned = None;
                }
                for Anchor { seq, hash } in signed {
                    tracing::info!(seq, hash, "the audit trail was signed");
                }
                self.watch(rows == 0 && collided);
                self.tell_unsigned(unsigned);
            }
            Err(error) => {
                failed("sealing the audit trail", &error);
                self.watch(true);
            }
        }
    }

    fn watch(&mut self, fruitless: bool) {
        if self.is_stuck(fruitless) {
            counter!("lifeline_audit_sealing_stuck_total").increment(1);
            tracing::error!("the audit trail is not sealed any more: every round fails, or finds its place taken");
        }
    }

    /// After so many fruitless rounds in a row, and again after as many more.
    fn is_stuck(&mut self, fruitless: bool) -> bool {
        self.fruitless = if fruitless { self.fruitless + 1 } else { 0 };
        self.fruitless > 0 && self.fruitless.is_multiple_of(ROUNDS_UNTIL_STUCK)
    }

    /// Logs it when it begins or changes. A round in which the chain was not compared says nothing, neither good nor bad.
    fn tell_unsigned(&mut self, unsigned: Option<Unsigned>) {
        let Some(unsigned) = unsigned else { return };
        counter!("lifeline_audit_unsigned_total").increment(1);
        if self.unsigned.as_ref() == Some(&unsigned) {
            return;
        }
        match &unsigned {
            Unsigned::Contradicted(Anchor { seq, hash }) => tracing::error!(
                seq,
                hash,
                "the audit trail does not hold the point that was written down outside the database, and is not signed \
                 until it does; run `lifeline audit verify`"
            ),
            Unsigned::Unreachable(reason) => tracing::error!(
                reason,
                "the place outside the database where the audit trail is written down cannot be used"
            ),
        }
        self.unsigned = Some(unsigned);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_looked_at_first_and_then_what_is_new_with_a_longer_look_each_minute() {
        let mut pace = Pace::default();
        let mut looks = Vec::new();
        for _ in 0..=ROUNDS_BETWEEN_LONG_LOOKS {
            let back = pace.next();
            pace.went(back, true);
            looks.push(back);
        }
        assert_eq!(looks.remove(0), LookBack::Everything);
        assert_eq!(looks.pop(), Some(LookBack::AnHour));
        assert!(looks.iter().all(|back| *back == LookBack::Seconds), "{looks:?}");
    }

    #[test]
    fn what_is_new_is_sealed_while_everything_cannot_be_looked_at() {
        let mut pace = Pace::default();
        for expected in [LookBack::Everything, LookBack::Seconds, LookBack::Everything, LookBack::Seconds] {
            let back = pace.next();
            assert_eq!(back, expected);
            pace.went(back, back == LookBack::Seconds);
        }
    }

    #[test]
    fn ten_fruitless_rounds_in_a_row_are_no_coincidence() {
        let mut watch = Watch::default();
        assert!((0..9).all(|_| !watch.is_stuck(true)) && !watch.is_stuck(false));
        assert!((0..9).all(|_| !watch.is_stuck(true)) && watch.is_stuck(true));
        assert!((0..9).all(|_| !watch.is_stuck(true)) && watch.is_stuck(true));
    }

    #[test]
    fn the_same_alarm_is_raised_once_until_all_is_well_again() {
        let mut watch = Watch::default();
        let contradicted = |seq| Some(Unsigned::Contradicted(Anchor { seq, hash: String::new() }));
        let mut after = |agreed, unsigned| {
            watch.tell(Ok(Sealed { agreed, unsigned, ..Sealed::default() }));
            watch.unsigned.clone()
        };
        assert_eq!(after(false, contradicted(7)), contradicted(7));
        assert_eq!(after(false, None), contradicted(7), "a round that did not compare");
        assert_eq!(after(false, contradicted(8)), contradicted(8));
        assert_eq!(after(true, contradicted(8)), contradicted(8), "compared, and then not written down");
        assert_eq!(after(true, None), None);
    }
}
