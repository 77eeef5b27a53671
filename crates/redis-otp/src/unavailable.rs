//! What the ports hear when Redis does not answer.

use std::{future::Future, time::Duration};

use domain::ports::Unavailable;

/// How long a whole operation may take, of however many commands.
const PATIENCE: Duration = Duration::from_secs(2);

/// What Redis did not do, or what it holds that cannot be read.
pub fn unavailable(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Unavailable {
    Unavailable::new("redis", cause)
}

/// The answer, if it comes in time.
pub async fn in_time<T>(answer: impl Future<Output = Result<T, Unavailable>>) -> Result<T, Unavailable> {
    tokio::time::timeout(PATIENCE, answer).await.map_err(unavailable)?
}
