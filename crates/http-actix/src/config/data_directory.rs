//! `[data]`: the directory of everything that has no other place.

use std::path::PathBuf;

use serde::Deserialize;

use super::ConfigError;

/// The data directory.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataDirectory {
    /// Made at the start when it is missing.
    pub dir: PathBuf,
}

impl DataDirectory {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        if self.dir.as_os_str().is_empty() {
            return Err(ConfigError::key("data.dir", "must not be empty"));
        }
        Ok(())
    }

    /// The `SQLite` file when no database is configured.
    pub fn database_file(&self) -> PathBuf {
        self.dir.join("lifeline.db")
    }

    /// Where the signing key is when none is configured.
    pub fn keys(&self) -> PathBuf {
        self.dir.join("keys")
    }

    /// Where the newest signed point of the audit trail is written down, outside the database.
    pub fn audit_anchor(&self) -> PathBuf {
        self.dir.join("audit.anchor")
    }

    /// Where mail and text messages are written when nothing sends them.
    pub fn outbox(&self) -> PathBuf {
        self.dir.join("outbox")
    }

    /// Where uploads are when no bucket is configured.
    pub fn files(&self) -> PathBuf {
        self.dir.join("files")
    }
}
