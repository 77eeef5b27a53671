//! The password port: slow hashes made away from the async threads.

use async_trait::async_trait;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many are waiting; seconds until a place is likely.
    #[error("too many sign-ins at once, try again in {retry_after_seconds} s")]
    Busy {
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// The hasher failed.
    #[error("the password hash could not be made or read: {0}")]
    Failed(String),
}

/// Hashes passwords and checks them.
#[async_trait]
pub trait Passwords: Send + Sync {
    /// A new hash; its prefix names its kind.
    async fn hash(&self, password: &str) -> Result<String, PasswordError>;
    /// Whether the password fits the hash, of whatever kind that is. With no hash, and with one that cannot be read, the same
    /// time is spent and the answer is no, so that nobody can tell an unknown account from a wrong password.
    async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, PasswordError>;
    /// Whether [`Self::verify`] can read a hash: its kind is known, its form right, and its price one that a server pays.
    fn reads(&self, hash: &str) -> bool;
    /// Whether [`Self::hash`] would make a better hash of this password than the one that it fits: of our kind and at the
    /// cost that is configured now. Never where a part of the password would be left out.
    fn needs_rehash(&self, password: &str, hash: &str) -> bool;
}

impl From<PasswordError> for crate::kernel::Error {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy { retry_after_seconds } => Self::Busy { retry_after_seconds },
            PasswordError::Failed(reason) => Self::Internal(reason),
        }
    }
}
