//! The port that signs links which work without sign-in for a short time.

use chrono::{DateTime, Utc};

/// Signs and checks what a link stands for.
pub trait Links: Send + Sync {
    /// A URL-safe signature over the subject and its expiry.
    fn sign(&self, subject: &str, expires_at: DateTime<Utc>) -> String;
    /// Whether the signature fits; compared in constant time. Expiry is the caller's to check.
    fn verify(&self, subject: &str, expires_at: DateTime<Utc>, signature: &str) -> bool;
}
