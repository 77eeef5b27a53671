//! Why a configuration is refused. No message repeats a value: it could be a secret.

use std::{fmt::Display, ops::RangeInclusive};

use super::well_known;

/// The configuration cannot be used; the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A key is unknown or its value cannot be used.
    #[error("configuration key `{key}`{}: {problem}", well_known::other_names(key))]
    Key {
        /// `section.key`.
        key: String,
        /// What is wrong.
        problem: String,
    },
    /// A variable of the environment cannot be used.
    #[error("environment variable {name}: {problem}")]
    Variable {
        /// Its name.
        name: String,
        /// What is wrong.
        problem: String,
    },
    /// A file cannot be used.
    #[error("configuration file {path}: {problem}")]
    File {
        /// Its path.
        path: String,
        /// What is wrong.
        problem: String,
    },
}

impl ConfigError {
    pub(super) fn key(key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Key { key: key.into(), problem: problem.into() }
    }
    pub(super) fn variable(name: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Variable { name: name.into(), problem: problem.into() }
    }
    pub(super) fn file(path: impl Display, problem: impl Into<String>) -> Self {
        Self::File { path: path.to_string(), problem: problem.into() }
    }
}

/// Refuses a number outside its range.
pub(super) fn within<T: PartialOrd + Display>(
    key: &str,
    value: &T,
    range: &RangeInclusive<T>,
) -> Result<(), ConfigError> {
    if range.contains(value) {
        return Ok(());
    }
    Err(ConfigError::key(key, format!("must be from {} to {}", range.start(), range.end())))
}
