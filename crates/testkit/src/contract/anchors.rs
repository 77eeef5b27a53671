//! The story of the place outside the database where the audit trail is written down.
#![expect(clippy::unwrap_used, reason = "a story fails by panicking")]

use domain::{audit::Anchor, ports::AnchorKeeper};

/// Tells the whole story on a place where nothing was kept yet.
///
/// # Panics
///
/// Where the adapter breaks a promise.
pub async fn anchor_contract(keeper: &dyn AnchorKeeper) {
    assert_eq!(keeper.last().await.unwrap(), None);
    for seq in [3, 1_000, 2] {
        let anchor = Anchor { seq, hash: format!("Key_of-{seq}.{}", "0f".repeat(32)) };
        keeper.keep(&anchor).await.unwrap();
        for _ in 0..2 {
            assert_eq!(keeper.last().await.unwrap().as_ref(), Some(&anchor), "the last one, whatever its place");
        }
    }
}
