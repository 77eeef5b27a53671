use std::time::{Duration, Instant};

use domain::ports::Files;
use tokio::sync::Mutex;

use super::reasons;

/// Probes come often and from anybody, and each question writes a file.
const GOOD_FOR: Duration = Duration::from_secs(5);

/// Whether the file store answers. It is asked at most once in five seconds, by one caller at a time.
#[derive(Default)]
pub struct FilesHealth {
    last: Mutex<Option<(Instant, bool)>>,
}

impl FilesHealth {
    /// What the last question came to, or a new one when that is too long ago.
    pub async fn is_up(&self, files: &dyn Files) -> bool {
        let mut last = self.last.lock().await;
        if let Some((asked, up)) = *last
            && asked.elapsed() < GOOD_FOR
        {
            return up;
        }
        let up = files.check().await.inspect_err(report).is_ok();
        *last = Some((Instant::now(), up));
        up
    }
}

fn report(error: &domain::ports::FileError) {
    tracing::warn!(part = "files", error = reasons(error), "a part of the server is down");
}
