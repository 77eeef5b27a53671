//! The port to the place outside the database where the newest signed point of the audit trail is written down.

use async_trait::async_trait;

use super::Unavailable;
use crate::audit::Anchor;

/// Keeps one point of the chain where whoever changes the database does not reach. Each server has a place of its own.
#[async_trait]
pub trait AnchorKeeper: Send + Sync {
    /// The point that was kept last; none before the first. What is there and cannot be read is an error.
    async fn last(&self) -> Result<Option<Anchor>, Unavailable>;
    /// Keeps this point in the place of the one before. Broken off at any moment, one of the two is there.
    async fn keep(&self, anchor: &Anchor) -> Result<(), Unavailable>;
}
