use chrono::{DateTime, Utc};

use crate::kernel::{JobId, text_enum};

text_enum! {
    /// How a job stands.
    pub enum JobState {
        /// It is to be done, or being done.
        Waiting = "waiting",
        /// It was given up.
        Dead = "dead",
        /// It is done.
        Done = "done",
        /// It came too late: what it was to say is worth nothing any more.
        Expired = "expired",
    }
}

/// A job without what it carries, which may be a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobEntry {
    /// Its id.
    pub id: JobId,
    /// Its topic's word.
    pub topic: String,
    /// How often it was tried.
    pub attempts: i32,
    /// How it stands.
    pub state: JobState,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// From when on it is to be done.
    pub available_at: DateTime<Utc>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

/// Which jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Which stand like this.
    pub state: Option<JobState>,
    /// Of this topic.
    pub topic: Option<String>,
}
