//! `[jobs]`: work in the background.

use serde::Deserialize;

use super::{ConfigError, error::within};

/// The background runner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// Whether this server runs jobs.
    pub enabled: bool,
    /// How often it looks for one.
    pub poll_seconds: u64,
    /// How many of each topic it runs at a time.
    pub workers: usize,
}

impl Jobs {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        within("jobs.poll_seconds", &self.poll_seconds, &(1..=3_600))?;
        within("jobs.workers", &self.workers, &(1..=64))
    }
}
