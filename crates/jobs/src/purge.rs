use chrono::TimeDelta;
use domain::kernel::{Core, Outcome};

/// What is over is kept this long, so that one can still look what happened.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Removes jobs and sessions that have been over for a week, and keys of requests that are forgotten.
pub async fn purge(core: &Core) -> Outcome<()> {
    let now = core.fresh.now();
    let removed = core.store.unaudited().await?.jobs().purge(now - KEPT, now).await?;
    tracing::debug!(removed, "purged what is over");
    Ok(())
}
