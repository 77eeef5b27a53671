//! Writes down who was shown clinical data: collected for a moment, equal reads counted together, many in one transaction.

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{
    audit::Reads,
    kernel::Fresh,
    ports::{Access, AccessKey, AccessLog, RepoError, RepoResult, Store},
};
use metrics::counter;
use tokio::{
    sync::{mpsc, oneshot},
    time::{self, Instant},
};

/// Reads that wait to be collected; where there are more, who reads waits.
const QUEUE: usize = 2_000;
/// Reads of one batch.
const BATCH: usize = 500;
/// After the first and after every further failure to write.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

enum Entry {
    Read(Access),
    Flush(oneshot::Sender<()>),
}

/// The log of reads. One task writes; it ends when the last of these is dropped, after it has written what it holds.
#[derive(Clone)]
pub struct ReadLog {
    queue: mpsc::Sender<Entry>,
}

impl ReadLog {
    /// Starts it on the runtime that calls. A batch is written when it is full, and `wait` after its first read.
    pub fn start(store: Arc<dyn Store>, fresh: Fresh, wait: Duration) -> Self {
        let (queue, entries) = mpsc::channel(QUEUE);
        tokio::spawn(Writer { store, fresh, wait, entries }.run());
        Self { queue }
    }
}

#[async_trait]
impl AccessLog for ReadLog {
    async fn note(&self, access: Access) {
        if self.queue.send(Entry::Read(access)).await.is_err() {
            counter!("lifeline_reads_lost_total").increment(1);
            tracing::error!("a read could not be noted: the log of reads has ended");
        }
    }
    async fn flush(&self) {
        let (written, told) = oneshot::channel();
        if self.queue.send(Entry::Flush(written)).await.is_err() || told.await.is_err() {
            tracing::error!("the log of reads has ended before everything was written");
        }
    }
}

struct Writer {
    store: Arc<dyn Store>,
    fresh: Fresh,
    wait: Duration,
    entries: mpsc::Receiver<Entry>,
}

impl Writer {
    async fn run(mut self) {
        while let Some(first) = self.entries.recv().await {
            let (batch, flushed) = self.collect(first).await;
            self.write(&batch.rows).await;
            if flushed.is_some_and(|written| written.send(()).is_err()) {
                tracing::debug!("nobody waits any more for the reads that were written");
            }
        }
    }

    /// What comes within the wait, at most a full batch.
    async fn collect(&mut self, first: Entry) -> (Batch, Option<oneshot::Sender<()>>) {
        let mut batch = Batch::default();
        let end = Instant::now() + self.wait;
        let mut next = Some(first);
        loop {
            match next {
                Some(Entry::Read(access)) => batch.add(access, &self.fresh),
                Some(Entry::Flush(written)) => return (batch, Some(written)),
                None => return (batch, None),
            }
            if batch.reads >= BATCH {
                return (batch, None);
            }
            next = time::timeout_at(end, self.entries.recv()).await.ok().flatten();
        }
    }

    /// Writes until it is written. Meanwhile the queue fills, and who reads waits: what is shown is noted.
    async fn write(&self, rows: &[Reads]) {
        if rows.is_empty() {
            return;
        }
        let mut pause = SHORTEST_PAUSE;
        while let Err(error) = self.try_write(rows).await {
            tracing::error!(rows = rows.len(), %error, "reads could not be written; they are tried again");
            counter!("lifeline_reads_write_failures_total").increment(1);
            time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        let reads: u64 = rows.iter().map(|row| u64::try_from(row.count).unwrap_or_default()).sum();
        counter!("lifeline_reads_noted_total").increment(reads);
    }

    async fn try_write(&self, rows: &[Reads]) -> RepoResult<()> {
        let mut books = self.store.begin_bookkeeping().await?;
        match books.add_reads(rows).await {
            Ok(()) => books.keep().await,
            // An earlier try was written, and its answer got lost.
            Err(RepoError::Conflict(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }
}

/// Reads that are written together.
#[derive(Default)]
struct Batch {
    rows: Vec<Reads>,
    places: HashMap<AccessKey, usize>,
    reads: usize,
}

impl Batch {
    /// Counts it to the row of its like, if there is one.
    fn add(&mut self, access: Access, fresh: &Fresh) {
        self.reads += 1;
        let known = self.places.get(&access.key()).and_then(|place| self.rows.get_mut(*place));
        if let Some(row) = known {
            row.count = row.count.saturating_add(1);
            return;
        }
        self.places.insert(access.key(), self.rows.len());
        self.rows.push(Reads { id: fresh.id(), first: access, count: 1 });
    }
}
