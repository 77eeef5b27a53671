use std::{sync::Arc, time::Duration};

use domain::ports::AccessLog;
use tokio::{task::JoinHandle, time};
use tokio_util::sync::CancellationToken;

use crate::wire::Wired;

/// What a server does beside answering requests.
pub struct Background {
    runner: Option<Task>,
    sealing: Task,
    reads: Arc<dyn AccessLog>,
    patience: Duration,
}

impl Background {
    /// Starts the runner of jobs, where it is wanted, and the sealing of the audit trail.
    pub fn start(wired: &Wired) -> Self {
        let runner = wired.config.jobs.enabled.then(|| Task::start(|stop| wired.runner().run(stop)));
        let sealing = Task::start(|stop| jobs::seal_until(wired.sealer(), stop));
        let patience = Duration::from_secs(wired.config.server.shutdown_seconds);
        Self { runner, sealing, reads: wired.core.accesses.clone(), patience }
    }
    /// Lets what runs end, and what that left behind be written and sealed. A job that is broken off here is claimed again once its
    /// lease has run out, and rows that are not sealed now are when a server starts.
    pub async fn stop(self) {
        if let Some(runner) = self.runner
            && !runner.stop(self.patience).await
        {
            tracing::warn!("jobs were still running when the server stopped");
        }
        if time::timeout(self.patience, self.reads.flush()).await.is_err() {
            tracing::error!("reads of clinical data were not written when the server stopped");
        }
        if !self.sealing.stop(self.patience).await {
            tracing::warn!("the audit trail was not sealed to its end when the server stopped");
        }
    }
}

/// Something that runs until it is told to stop.
struct Task {
    told_to_stop: CancellationToken,
    running: JoinHandle<()>,
}

impl Task {
    fn start<Work>(work: impl FnOnce(CancellationToken) -> Work) -> Self
    where
        Work: Future<Output = ()> + Send + 'static,
    {
        let told_to_stop = CancellationToken::new();
        let running = tokio::spawn(work(told_to_stop.clone()));
        Self { told_to_stop, running }
    }
    /// Answers whether it ended in time.
    async fn stop(self, patience: Duration) -> bool {
        self.told_to_stop.cancel();
        time::timeout(patience, self.running).await.is_ok()
    }
}
