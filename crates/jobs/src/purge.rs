use chrono::TimeDelta;
use domain::kernel::{Core, Outcome};

/// What is over is kept this long, so that one can still look what happened.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// A job that was given up waits so long for somebody to look why, and to have it tried again. Likewise an invitation that
/// nobody accepted, which holds the address of somebody who wanted nothing.
const LONG_KEPT: TimeDelta = TimeDelta::days(30);

/// Removes jobs and sessions that have been over for a week, jobs that were given up and invitations that expired a month ago,
/// and keys of requests that are forgotten.
pub async fn purge(core: &Core) -> Outcome<()> {
    let now = core.fresh.now();
    let removed = core.store.unaudited().await?.jobs().purge(now - KEPT, now - LONG_KEPT, now).await?;
    tracing::debug!(removed, "purged what is over");
    Ok(())
}
