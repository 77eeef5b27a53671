//! Passwords are hashed on threads of their own: a burst of sign-ins waits in a bounded queue and takes no time from
//! other requests' threads.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use async_trait::async_trait;
use domain::ports::{PasswordError, Passwords};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// How passwords are hashed.
#[derive(Clone, Copy, Debug)]
pub struct BcryptSettings {
    /// bcrypt's cost: the work doubles with each step.
    pub cost: u32,
    /// Threads that hash.
    pub threads: usize,
    /// Requests that may wait or be at work; one more is told to come again.
    pub queue: usize,
}

type Task = Box<dyn FnOnce() + Send>;

/// bcrypt on a bounded pool of threads.
pub struct BcryptPasswords {
    settings: BcryptSettings,
    tasks: Sender<Task>,
    places: Arc<Semaphore>,
}

impl BcryptPasswords {
    /// Starts the threads; they end when this is dropped.
    pub fn new(settings: BcryptSettings) -> std::io::Result<Self> {
        let (tasks, queue) = channel();
        let queue = Arc::new(Mutex::new(queue));
        for number in 0..settings.threads.max(1) {
            let queue = queue.clone();
            thread::Builder::new().name(format!("password-{number}")).spawn(move || work(&queue))?;
        }
        Ok(Self { settings, tasks, places: Arc::new(Semaphore::new(settings.queue.max(1))) })
    }

    async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
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

fn failed(error: &bcrypt::BcryptError) -> PasswordError {
    PasswordError::Failed(error.to_string())
}

/// A hash of the right form and cost that no password fits.
fn hash_of_nobody(cost: u32) -> String {
    format!("$2b${cost:02}$......................{}", ".".repeat(31))
}

#[async_trait]
impl Passwords for BcryptPasswords {
    async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let (password, cost) = (password.to_owned(), self.settings.cost);
        self.run(move || bcrypt::non_truncating_hash(password, cost)).await?.map_err(|error| failed(&error))
    }

    async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, PasswordError> {
        let (password, known) = (password.to_owned(), hash.is_some());
        let hash = hash.map_or_else(|| hash_of_nobody(self.settings.cost), str::to_owned);
        let fits = self.run(move || bcrypt::verify(password, &hash)).await?.map_err(|error| failed(&error))?;
        Ok(fits && known)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn passwords(queue: usize) -> BcryptPasswords {
        BcryptPasswords::new(BcryptSettings { cost: 6, threads: 1, queue }).unwrap()
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_only() {
        let passwords = passwords(4);
        let hash = passwords.hash("Str0ng!pass").await.unwrap();
        assert!(hash.starts_with("$2b$06$"));
        assert!(passwords.verify("Str0ng!pass", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("Str0ng!pasS", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_takes_as_long_as_somebody() {
        let passwords = passwords(4);
        let hash = passwords.hash("Str0ng!pass").await.unwrap();
        let time = async |hash: Option<&str>| {
            let started = Instant::now();
            assert!(!passwords.verify("wrong", hash).await.unwrap());
            started.elapsed().as_secs_f64()
        };
        // The quickest of many, by turns: whatever else the machine does only makes them slower.
        let (mut nobody, mut somebody) = (f64::MAX, f64::MAX);
        for _ in 0..32 {
            nobody = nobody.min(time(None).await);
            somebody = somebody.min(time(Some(&hash)).await);
        }
        assert!((0.5..2.0).contains(&(nobody / somebody)), "{nobody} against {somebody}");
    }

    #[tokio::test]
    async fn a_full_queue_answers_at_once() {
        let passwords = passwords(1);
        let (go_on, wait) = std::sync::mpsc::channel::<()>();
        let busy = passwords.run(move || wait.recv());
        let refused = async {
            let refused = passwords.hash("Str0ng!pass").await;
            go_on.send(()).unwrap();
            refused
        };
        let (worked, refused) = tokio::join!(busy, refused);
        assert!(worked.unwrap().is_ok());
        assert!(matches!(refused, Err(PasswordError::Busy { retry_after_seconds: 1.. })));
        assert!(passwords.hash("Str0ng!pass").await.is_ok());
    }
}
