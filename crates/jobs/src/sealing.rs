//! Seals the audit trail as long as the server runs. Not a job: each of those leaves an audit entry, and there would be no
//! end of it.

use std::time::Duration;

use domain::{
    audit::{Anchor, LookBack, Sealed, Sealer},
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

/// Seals until it is told to stop, then once more and signs the end of the chain. What another server has not sealed when
/// this one starts is sealed first, however old.
pub async fn seal_until(sealer: Sealer, stop: CancellationToken) {
    let mut ticks = time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut round, mut caught_up) = (0, false);
    while !stop.is_cancelled() {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = ticks.tick() => {}
        }
        let back = match round {
            _ if !caught_up => LookBack::Everything,
            0 => LookBack::AnHour,
            _ => LookBack::Seconds,
        };
        caught_up |= told(sealer.seal(back).await);
        round = (round + 1) % ROUNDS_BETWEEN_LONG_LOOKS;
    }
    told(sealer.close().await);
}

/// Counts what was sealed and logs what was signed, so that it stands outside the database too. Answers whether it went
/// well; where it did not, the next round seals the same rows.
fn told(sealed: Outcome<Sealed>) -> bool {
    match sealed {
        Ok(Sealed { rows, signed }) => {
            counter!("lifeline_audit_seals_total").increment(u64::try_from(rows).unwrap_or(u64::MAX));
            for Anchor { seq, hash } in signed {
                tracing::info!(seq, hash, "the audit trail was signed");
            }
            true
        }
        Err(error) => {
            failed("sealing the audit trail", &error);
            false
        }
    }
}
