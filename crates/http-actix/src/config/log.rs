//! `[log]`: how much is written, and how.

use domain::text_enum;
use serde::Deserialize;

use super::reading;

text_enum! {
    /// From which level on events are written.
    pub enum LogLevel {
        /// What failed.
        Error = "error",
        /// What should be looked at, too.
        Warn = "warn",
        /// One line per request, too.
        Info = "info",
        /// What developers ask for, too.
        Debug = "debug",
        /// Everything.
        Trace = "trace",
    }
}

text_enum! {
    /// The form of a line.
    pub enum LogFormat {
        /// JSON in production, pretty in development.
        Auto = "auto",
        /// One JSON object per line.
        Json = "json",
        /// For people.
        Pretty = "pretty",
    }
}

/// The log.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The level of Lifeline's own events.
    #[serde(deserialize_with = "reading::word")]
    pub level: LogLevel,
    /// The form of a line.
    #[serde(deserialize_with = "reading::word")]
    pub format: LogFormat,
}
