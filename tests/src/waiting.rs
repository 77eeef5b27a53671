use std::time::Duration;

/// Waits until this holds, however slow the machine; after half a minute the test has failed.
pub async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..1_500 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited in vain for {what}");
}
