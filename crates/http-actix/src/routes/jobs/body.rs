use chrono::{DateTime, Utc};
use domain::{
    jobs::{JobEntry, JobFilter},
    kernel::{Check, Outcome, TextEnum, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which jobs are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    /// Which stand like this: waiting, dead (given up), done, or expired (it came too late).
    #[param(example = "dead")]
    state: Option<String>,
    /// Of this topic.
    #[param(example = "send_mail")]
    topic: Option<String>,
}

impl JobQuery {
    /// Reads them all.
    pub fn read(self) -> Outcome<JobFilter> {
        let mut check = Check::default();
        let state = check.optional("state", self.state, parse::word);
        let topic = check.optional("topic", self.topic, parse::noun);
        check.build(|| Some(JobFilter { state, topic }))
    }
}

/// A job without what it carries.
#[derive(Serialize, ToSchema)]
pub struct JobBody {
    /// Its id.
    pub id: Uuid,
    /// Its topic.
    #[schema(example = "send_mail")]
    pub topic: String,
    /// How often it was tried.
    #[schema(example = 3)]
    pub attempts: i32,
    /// waiting, dead, done or expired.
    #[schema(example = "dead")]
    pub state: &'static str,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// From when on it is to be done.
    pub available_at: DateTime<Utc>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

impl From<JobEntry> for JobBody {
    fn from(job: JobEntry) -> Self {
        Self {
            id: job.id.into(),
            topic: job.topic,
            attempts: job.attempts,
            state: job.state.as_str(),
            last_error: job.last_error,
            available_at: job.available_at,
            created_at: job.created_at,
        }
    }
}
