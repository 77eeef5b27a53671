use std::sync::Arc;

use domain::{outbox::Outbox, ports::AccessLog};
use tokio::{
    task::JoinHandle,
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;

use crate::wire::{Wired, reasons};

/// What a server does beside answering requests.
pub struct Background {
    runner: Option<Task>,
    sealing: Task,
    reads: Arc<dyn AccessLog>,
}

impl Background {
    /// Starts the runner of jobs, where it is wanted, and the sealing of the audit trail. Says where mail cannot be sent.
    pub fn start(wired: &Wired) -> Self {
        tokio::spawn(check_mail(wired.services.outbox.clone()));
        let runner = wired.config.jobs.enabled.then(|| Task::start(|stop| wired.runner().run(stop)));
        let sealing = Task::start(|stop| jobs::seal_until(wired.sealer(), stop));
        Self { runner, sealing, reads: wired.core.accesses.clone() }
    }

    /// Lets what runs end, and what that left behind be written and sealed. A job that is broken off here is claimed again once its
    /// lease has run out, and rows that are not sealed now are when a server starts.
    ///
    /// Reads that requests noted are written first: they are in no other place. Jobs may read too, so they are asked again.
    pub async fn stop(self, deadline: Instant) {
        flush(&*self.reads, deadline).await;
        if let Some(runner) = self.runner {
            if !runner.stop(deadline).await {
                tracing::warn!("jobs were still running when the server stopped");
            }
            flush(&*self.reads, deadline).await;
        }
        if !self.sealing.stop(deadline).await {
            tracing::warn!("the audit trail was not sealed to its end when the server stopped");
        }
    }
}

async fn flush(reads: &dyn AccessLog, deadline: Instant) {
    if timeout_at(deadline, reads.flush()).await.is_err() {
        tracing::error!("reads of clinical data were not written when the server stopped");
    }
}

/// An operator should hear of a mistake in the settings before somebody waits for a code.
async fn check_mail(outbox: Outbox) {
    if let Err(error) = outbox.check().await {
        tracing::warn!(error = reasons(&error), "mail cannot be sent; it is kept and tried again");
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
    async fn stop(self, deadline: Instant) -> bool {
        self.told_to_stop.cancel();
        timeout_at(deadline, self.running).await.is_ok()
    }
}
