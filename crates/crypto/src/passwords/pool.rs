//! Threads that hash: a burst of sign-ins waits in a bounded queue and takes no time from other requests' threads.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use domain::ports::PasswordError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::BcryptSettings;

type Task = Box<dyn FnOnce() + Send>;

/// A bounded pool of threads.
pub(super) struct Pool {
    settings: BcryptSettings,
    tasks: Sender<Task>,
    places: Arc<Semaphore>,
}

impl Pool {
    /// Starts the threads; they end when this is dropped.
    pub(super) fn new(settings: BcryptSettings) -> std::io::Result<Self> {
        let (tasks, queue) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for number in 0..settings.threads.max(1) {
            let queue = queue.clone();
            thread::Builder::new().name(format!("password-{number}")).spawn(move || work(&queue))?;
        }
        Ok(Self { settings, tasks, places: Arc::new(Semaphore::new(settings.queue.max(1))) })
    }

    /// Runs a job on one of the threads, unless too many wait already.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| self.busy())?;
        let (answer, answered) = oneshot::channel();
        self.tasks.send(task(job, answer, place)).map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())
    }

    /// A full queue is through in about this time: a cost of 12 takes a quarter of a second.
    fn busy(&self) -> PasswordError {
        let milliseconds = (250u64 << self.settings.cost.saturating_sub(12).min(8))
            * u64::try_from(self.settings.queue / self.settings.threads.max(1)).unwrap_or(1);
        PasswordError::Busy { retry_after_seconds: u32::try_from(milliseconds / 1_000).unwrap_or(60).clamp(1, 60) }
    }
}

/// A caller who went away before his turn is skipped.
fn task<T: Send + 'static>(
    job: impl FnOnce() -> T + Send + 'static,
    answer: oneshot::Sender<T>,
    place: OwnedSemaphorePermit,
) -> Task {
    Box::new(move || {
        if answer.is_closed() {
            return;
        }
        let done = job();
        drop(place);
        // If sending fails nobody waits any more: there is nobody to tell.
        drop(answer.send(done));
    })
}

fn work(queue: &Mutex<Receiver<Task>>) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(task) => task(),
            Err(_) => return,
        }
    }
}

fn stopped() -> PasswordError {
    PasswordError::Failed("the password threads have stopped".into())
}
