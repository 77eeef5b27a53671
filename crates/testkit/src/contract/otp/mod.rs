//! What every store of one-time codes and tickets promises.
#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

mod at_once;
mod guess;
mod lives;
mod tickets;
mod tries;

use std::sync::Arc;

use domain::ports::OtpStore;

pub use tickets::tickets_contract;

/// Tells the whole story on an empty store.
///
/// # Panics
///
/// Where the store breaks its promise.
pub async fn otp_contract(store: Arc<dyn OtpStore>) {
    store.check().await.unwrap();
    lives::story(&*store).await;
    tries::story(&*store).await;
    at_once::story(&store).await;
}
