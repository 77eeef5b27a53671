//! The clock port.

use chrono::{DateTime, Utc};

/// Tells the time. Use cases read it through [`crate::kernel::Fresh`], which rounds to microseconds.
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> DateTime<Utc>;
}
