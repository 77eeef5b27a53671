//! Work that must happen after a commit: written in the same transaction, done by the runner, tried again until it works.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AppointmentId, JobId, text_enum};

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "topic", content = "payload", rename_all = "snake_case")]
pub enum Job {
    /// Analyse what the patient wrote into a booking.
    AnalyseAppointment {
        /// The appointment.
        appointment: AppointmentId,
    },
    /// Draw the one-time code that was asked for and post it.
    SendCode {
        /// The request.
        sealed: String,
        /// From when on sending it makes no sense.
        expires_at: Option<DateTime<Utc>>,
    },
    /// Send a mail, sealed by the outbox.
    SendMail {
        /// The message.
        sealed: String,
        /// From when on sending it makes no sense.
        expires_at: Option<DateTime<Utc>>,
    },
    /// Send a text message, sealed by the outbox.
    SendSms {
        /// The message.
        sealed: String,
        /// From when on sending it makes no sense.
        expires_at: Option<DateTime<Utc>>,
    },
    /// Remove stored objects that no document row names. Comes back every day.
    SweepOrphanFiles,
    /// Remove sessions, invitations, jobs and idempotency keys that are long over. Comes back every hour.
    PurgeExpired,
}

impl Job {
    /// What it is about.
    pub const fn topic(&self) -> JobTopic {
        match self {
            Self::AnalyseAppointment { .. } => JobTopic::AnalyseAppointment,
            Self::SendCode { .. } => JobTopic::SendCode,
            Self::SendMail { .. } => JobTopic::SendMail,
            Self::SendSms { .. } => JobTopic::SendSms,
            Self::SweepOrphanFiles => JobTopic::SweepOrphanFiles,
            Self::PurgeExpired => JobTopic::PurgeExpired,
        }
    }

    /// From when on doing it makes no sense; none where the runner's patience decides.
    pub const fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::SendCode { expires_at, .. }
            | Self::SendMail { expires_at, .. }
            | Self::SendSms { expires_at, .. } => *expires_at,
            Self::AnalyseAppointment { .. } | Self::SweepOrphanFiles | Self::PurgeExpired => None,
        }
    }
    /// Two unfinished jobs with the same key are one.
    pub fn dedup_key(&self) -> Option<String> {
        match self {
            // Each change of the words asks anew: what one that runs already has read may be over.
            Self::AnalyseAppointment { .. } | Self::SendCode { .. } | Self::SendMail { .. } | Self::SendSms { .. } => {
                None
            }
            Self::SweepOrphanFiles | Self::PurgeExpired => Some(self.topic().to_string()),
        }
    }
}

text_enum! {
    /// What jobs are about, as stored and as the metrics label them. Each topic has workers of its own, so that none waits for
    /// another.
    pub enum JobTopic {
        /// [`Job::AnalyseAppointment`].
        AnalyseAppointment = "analyse_appointment",
        /// [`Job::SendCode`].
        SendCode = "send_code",
        /// [`Job::SendMail`].
        SendMail = "send_mail",
        /// [`Job::SendSms`].
        SendSms = "send_sms",
        /// [`Job::SweepOrphanFiles`].
        SweepOrphanFiles = "sweep_orphan_files",
        /// [`Job::PurgeExpired`].
        PurgeExpired = "purge_expired",
    }
}

/// A job as the runner claimed it.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRow {
    /// Its id.
    pub id: JobId,
    /// What to do.
    pub job: Job,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}
