//! Password hashes: made by bcrypt, read whatever software made them, on threads of their own.

mod pool;
mod stored;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use domain::ports::{PasswordError, Passwords};

use self::{
    pool::Pool,
    stored::{BCRYPT_BYTES, StoredHash, hash_of_nobody},
};

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

/// bcrypt on a bounded pool of threads.
pub struct BcryptPasswords {
    pool: Pool,
    checker: Arc<Checker>,
}

impl BcryptPasswords {
    /// Starts the threads; they end when this is dropped.
    pub fn new(settings: BcryptSettings) -> std::io::Result<Self> {
        let checker = Checker { cost: settings.cost, usual: AtomicU64::new(0) };
        Ok(Self { pool: Pool::new(settings)?, checker: Arc::new(checker) })
    }
}

/// bcrypt would leave the rest of it out.
fn too_long() -> PasswordError {
    PasswordError::Failed(format!("bcrypt reads {BCRYPT_BYTES} bytes of a password at most"))
}

#[async_trait]
impl Passwords for BcryptPasswords {
    async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        if password.len() > BCRYPT_BYTES {
            return Err(too_long());
        }
        let (password, cost) = (password.to_owned(), self.checker.cost);
        let hashed = self.pool.run(move || bcrypt::hash(password, cost)).await?;
        hashed.map_err(|error| PasswordError::Failed(error.to_string()))
    }

    async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, PasswordError> {
        let (password, hash, checker) = (password.to_owned(), hash.map(str::to_owned), self.checker.clone());
        self.pool.run(move || checker.fits(&password, hash.as_deref())).await
    }

    fn reads(&self, hash: &str) -> bool {
        StoredHash::read(hash).is_some()
    }

    fn needs_rehash(&self, password: &str, hash: &str) -> bool {
        password.len() <= BCRYPT_BYTES && !self.checker.is_ours(StoredHash::read(hash).as_ref())
    }
}

/// Compares in the same time whether there is a hash or not, and whatever its kind is.
struct Checker {
    cost: u32,
    /// Nanoseconds that a comparison at our cost has taken of late; 0 while none has been made.
    usual: AtomicU64,
}

impl Checker {
    fn is_ours(&self, hash: Option<&StoredHash<'_>>) -> bool {
        matches!(hash, Some(StoredHash::Bcrypt { cost, .. }) if *cost == self.cost)
    }

    fn fits(&self, password: &str, hash: Option<&str>) -> bool {
        let began = Instant::now();
        let stored = hash.and_then(StoredHash::read);
        let Some(stored) = stored else {
            self.compare_with_nobody(password);
            return false;
        };
        let fits = stored.fits(password);
        if self.is_ours(Some(&stored)) {
            self.remember(began.elapsed());
        } else if !fits {
            self.take_as_long_as_usual(began, password);
        }
        fits
    }

    fn compare_with_nobody(&self, password: &str) {
        let (began, nobody) = (Instant::now(), hash_of_nobody(self.cost));
        StoredHash::Bcrypt { cost: self.cost, text: &nobody }.fits(password);
        self.remember(began.elapsed());
    }

    /// A refusal that came early would tell that there is an account, whose hash is another's work.
    fn take_as_long_as_usual(&self, began: Instant, password: &str) {
        match self.usual.load(Ordering::Relaxed) {
            0 => self.compare_with_nobody(password),
            usual => thread::sleep(Duration::from_nanos(usual).saturating_sub(began.elapsed())),
        }
    }

    /// An average in which the last comparisons count most.
    fn remember(&self, time: Duration) {
        let time = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let before = self.usual.load(Ordering::Relaxed);
        let average = if before == 0 { time } else { before - before / 8 + time / 8 };
        self.usual.store(average, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
