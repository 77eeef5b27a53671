//! Jobs to use cases, and what runs beside them.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{
    audit::Sealer,
    kernel::{Core, Error, Job, JobRow, Outcome},
};
use embedded::DiskOutbox;
use jobs::{Handler, Runner, Settings};

use super::{Services, Wired};

struct Background {
    core: Core,
    services: Arc<Services>,
    folder: DiskOutbox,
}

impl Background {
    async fn purge(&self) -> Outcome<()> {
        jobs::purge(&self.core).await?;
        let removed = self.folder.purge(self.core.fresh.now() - jobs::KEPT).await;
        let removed =
            removed.map_err(|error| Error::Internal(format!("the outbox folder cannot be emptied: {error}")))?;
        tracing::debug!(removed, "purged old messages from the outbox folder");
        Ok(())
    }
}

#[async_trait]
impl Handler for Background {
    async fn handle(&self, row: &JobRow) -> Outcome<()> {
        match &row.job {
            Job::AnalyseAppointment { appointment } => self.services.appointments.analyse(*appointment).await,
            Job::SendCode { sealed, .. } => self.services.auth.send_code(sealed).await,
            Job::SendMail { sealed, .. } | Job::SendSms { sealed, .. } => {
                self.services.outbox.deliver(sealed, &row.id.to_string()).await
            }
            Job::SweepOrphanFiles => {
                let removed = self.services.documents.sweep_orphans().await?;
                tracing::info!(removed, "orphan files swept");
                Ok(())
            }
            Job::PurgeExpired => self.purge().await,
        }
    }
}

impl Wired {
    /// What runs the jobs of this installation.
    pub fn runner(&self) -> Runner {
        let folder = DiskOutbox::new(self.config.data.outbox(), self.core.fresh.clone(), None);
        let handler = Background { core: self.core.clone(), services: self.services.clone(), folder };
        let poll = Duration::from_secs(self.config.jobs.poll_seconds);
        Runner::new(self.core.clone(), Arc::new(handler), Settings { poll, workers: self.config.jobs.workers })
    }
    /// What seals the audit trail of this installation.
    pub fn sealer(&self) -> Sealer {
        Sealer::new(self.core.clone(), self.notary.clone(), self.anchors.clone())
    }
}
